"""`graftwatch safety report`: the committee's report at a data cut-off, as one web page and as PDF.

It is made from what was known by the cut-off alone, so the same data, cut-off and audience give the same bytes.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from graftwatch.committee.audience import Audience
from graftwatch.committee.document import Document
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.issued_reports import IssuedReport, note_issued
from graftwatch.entrypoints.safety_document import NEVER, asked_for, document_of
from graftwatch.pipeline.report_material import Asked
from graftwatch.pipeline.trial_history import rules_at


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
    asked, given = asked_for(folder, as_of, Audience(audience), since)
    document = document_of(folder, asked)
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
        issued_at=folder.read_at(),
    )
    for form in note_issued(folder.place.reports, issued):
        note(
            f"this {form} differs from the one issued for the same cut-off before: another release, or data read since"
        )
