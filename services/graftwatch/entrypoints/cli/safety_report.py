"""`graftwatch safety report`: the committee's report at a data cut-off, as one web page and as PDF.

It is made from what was known by the cut-off alone, so the same data, cut-off and audience give the same bytes.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.committee.audience import Audience
from graftwatch.committee.document import Document
from graftwatch.committee.report import safety_report
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.issued_reports import IssuedReport, issued_reports, note_issued, since_of
from graftwatch.facts import aware
from graftwatch.pipeline.report_material import Asked, report_material
from graftwatch.pipeline.trial_history import rules_at
from graftwatch.roster import Roster

DATE_LENGTH: Final = len("2026-06-30")
NEVER: Final = "never"
_TICK: Final = timedelta(microseconds=1)


def _html(document: Document) -> bytes:
    from graftwatch.adapters.drawing import svg  # noqa: PLC0415 - half a second that only a report needs
    from graftwatch.console.document_html import document_page  # noqa: PLC0415 - the same

    return document_page(document, svg).encode()


def _pdf(document: Document) -> bytes:
    from graftwatch.adapters.drawing import png  # noqa: PLC0415 - the same
    from graftwatch.adapters.pdf.document_pdf import document_pdf  # noqa: PLC0415 - the same

    return document_pdf(document, png)


FORMS: Final[Mapping[str, Callable[[Document], bytes]]] = {".html": _html, ".pdf": _pdf}


class CutOffParameter(click.ParamType):
    """A day, which means its end, or a time; kept as text until the trial's time zone is known."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, if it is one."""
        text = str(value)
        try:
            datetime.fromisoformat(text)
        except ValueError:
            if param is None or param.name != "since" or text != NEVER:
                self.fail("not a day or time; write it like 2026-06-30 or 2026-06-30T09:30+09:00", param, ctx)
        return text


class OutParameter(click.Path):
    """A file that is to be written; its ending says the form."""

    name = "FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The file, if its form is known."""
        file = Path(str(value))
        if file.suffix.lower() not in FORMS:
            self.fail(f"{file}: end it with {' or '.join(FORMS)}", param, ctx)
        return file


@click.command()
@click.option("--as-of", type=CutOffParameter(), help="Data cut-off: a day (its end) or a time; default: all read.")
@click.option("--for", "audience", type=click.Choice([one.value for one in Audience]), required=True, help="Who reads.")
@click.option(
    "--out", "files", type=OutParameter(), multiple=True, required=True, help=".html or .pdf; may be repeated."
)
@click.option(
    "--since", type=CutOffParameter(), help="Compare with this cut-off; default: the last report's. 'never': with none."
)
@folder_options
@json_option
def report(
    *,
    as_of: str | None,
    audience: str,
    files: tuple[Path, ...],
    since: str | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """The safety report at a data cut-off, for the committee or for blinded readers; the same data give the same bytes.

    Example: graftwatch safety report --as-of 2026-06-30 --for committee --out report.html --out report.pdf
    """
    folder = OpenFolder.of(data, config)
    asked, given = _asked(folder, as_of, Audience(audience), since)
    document = _document(folder, asked)
    made = {file: FORMS[file.suffix.lower()](document) for file in files}
    for file, content in made.items():
        file.write_bytes(content)
    hashes = {file.suffix.lower()[1:]: hashlib.sha256(content).hexdigest() for file, content in made.items()}
    _note(folder, asked, hashes, given=given)
    if as_json:
        print_json(_said(asked, files, made))
        return
    for file in files:
        say(f"{file}: {len(made[file]):,} bytes, SHA-256 {hashlib.sha256(made[file]).hexdigest()}")
    compared = "no earlier report" if asked.since is None else f"{asked.since:%Y-%m-%d %H:%M}"
    say(f"as known at {asked.at:%Y-%m-%d %H:%M %Z}, for {audience} readers, compared with {compared}")


def _said(asked: Asked, files: tuple[Path, ...], made: Mapping[Path, bytes]) -> dict[str, object]:
    return {
        "as_of": asked.at.isoformat(),
        "audience": asked.audience.value,
        "since": asked.since.isoformat() if asked.since else None,
        "read_until": asked.read_until.isoformat() if asked.read_until else None,
        "files": [{"file": str(one), "sha256": hashlib.sha256(made[one]).hexdigest()} for one in files],
    }


def _asked(folder: OpenFolder, as_of: str | None, audience: Audience, since: str | None) -> tuple[Asked, bool]:
    """What is asked for, and whether a person named what it is compared with.

    Raises:
        InputFault: the cut-off lies in the future, or before anything was known.
    """
    zone = folder.protocol.zone
    with folder.state() as state:
        newest = folder.journal.entry(state.position())
        read_until = newest.received_at if newest else folder.now()
    at = read_until.astimezone(zone) if as_of is None else cut_off(as_of, zone)
    if at > folder.now():
        raise InputFault(f"--as-of {as_of}: lies in the future; {earlier_day(as_of)}")
    with folder.state() as state:
        if not [one for one in Roster.of_changes(state.roster_changes(at)) if not one.is_heartbeat]:
            raise InputFault(f"--as-of {at:%Y-%m-%d %H:%M}: nobody was enrolled by then, so there is nothing to report")
    if since is None:
        before = since_of(issued_reports(folder.place.reports), audience, at)
    else:
        before = None if since == NEVER else cut_off(since, zone)
    if before is not None and before >= at:
        raise InputFault(f"--since {since}: is not before the cut-off {at:%Y-%m-%d %H:%M}")
    late = read_until if read_until < at else None
    return Asked(at, audience, before.astimezone(zone) if before else None, late), since is not None


def cut_off(text: str, zone: ZoneInfo) -> datetime:
    """The cut-off of a text: a day means its last moment in the trial's time zone, as does a time without an offset."""
    if len(text) == DATE_LENGTH:
        next_day = date.fromisoformat(text) + timedelta(days=1)
        return datetime.combine(next_day, time(), zone) - _TICK
    return aware(datetime.fromisoformat(text), zone).astimezone(zone)


def earlier_day(as_of: str | None) -> str:
    """The mend for a cut-off in the future."""
    if as_of is not None and len(as_of) == DATE_LENGTH:
        return "a day means its end: give the day before, or a time that has passed"
    return "give a time that has passed"


def _document(folder: OpenFolder, asked: Asked) -> Document:
    with folder.connection() as connection:
        connection.execute("BEGIN")  # all of it as of one moment, while the service goes on
        store = SqliteState(connection)
        if not folder.place.quarantine.exists():
            return safety_report(report_material(store, None, folder.protocol, asked), asked.audience)
        with closing(folder.place.open_quarantine(folder.settings)) as quarantine:
            return safety_report(report_material(store, quarantine, folder.protocol, asked), asked.audience)


def _note(folder: OpenFolder, asked: Asked, hashes: dict[str, str], *, given: bool) -> None:
    """Keeps that it was issued, and says where it differs from what was issued before."""
    with folder.state() as state:
        protocol = rules_at(state, folder.protocol, asked.at)
    issued = IssuedReport(
        as_of=asked.at,
        audience=asked.audience,
        since=asked.since,
        since_given=given,
        protocol=protocol.version,
        protocol_sha256=protocol.sha256,
        sha256=hashes,
        issued_at=folder.now(),
    )
    for form in note_issued(folder.place.reports, issued):
        note(
            f"this {form} differs from the one issued for the same cut-off before: another release, or data read since"
        )
