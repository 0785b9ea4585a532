"""`graftwatch journal`: what was received, and what became of it."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from graftwatch.adapters.sqlite.journal_search import Wanted
from graftwatch.entrypoints.cli.audit import note_search
from graftwatch.entrypoints.cli.entry_view import print_entry, view_of
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.message_search import Found, Query, find_messages
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.cli.verify import print_reports, segment_reports
from graftwatch.facts import aware
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.message_outcome import Outcome
from graftwatch.roster import Identifier

SHOWN = 50
# Outcomes that only messages have; a decision may wait or fail, too.
ONLY_MESSAGES = frozenset(Outcome) - {Outcome.WAITING, Outcome.DEAD_LETTER, Outcome.PROCESSED}


@click.group()
def command() -> None:
    """What was received, and what became of it."""


@command.command()
@click.argument("control_id", required=False, default="")
@click.option("--from", "since", type=TIME, help="Came at that time or later.")
@click.option("--to", "until", type=TIME, help="Came before that time.")
@click.option("--feed", default="", help="Of one feed.")
@click.option("--type", "kind", default="", help="Of a message type: ORU^R01, or ADT for all of them.")
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), help="What became of it.")
@click.option("--subject", default="", help="About one recipient, by the pseudonymous subject id.")
@click.option(
    "--identifier-file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="About the patient whose identifier the file's first line is (-: standard input): NUMBER or NUMBER,AUTHORITY.",
)
@click.option("--identifier", "ask", is_flag=True, help="Ask for the identifier; it is not shown and not kept.")
@click.option("--limit", type=click.IntRange(1), default=SHOWN, show_default=True, help="So many, the newest.")
@click.option("--before", type=int, help="With a lower number than that: the next page.")
@folder_options
@json_option
def find(
    *,
    control_id: str,
    since: datetime | None,
    until: datetime | None,
    feed: str,
    kind: str,
    outcome: str | None,
    subject: str,
    identifier_file: Path | None,
    ask: bool,
    limit: int,
    before: int | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """What happened to a message: by its control id (MSH-10), or by any of the options together, the newest first.

    Example: graftwatch journal find --from 2026-06-04T08:00 --to 2026-06-04T09:00 --feed laboratory --type ORU

    What was refused is found, too; a repetition of the same bytes was acknowledged and is kept once. Looking for a
    patient leaves a line in audit.jsonl, without the identifier.
    """
    folder = OpenFolder.of(data, config)
    zone = folder.protocol.zone
    identifier = _identifier(identifier_file, ask=ask)
    wanted = Wanted(
        control_id=control_id,
        since=aware(since, zone) if since else None,
        until=aware(until, zone) if until else None,
        before=before,
        feed=feed,
        kind=EntryKind.FRAME if kind or identifier or outcome in ONLY_MESSAGES else None,
        holds=identifier.value.encode() if identifier else kind.partition("^")[0].encode(),
    )
    query = Query(wanted, kind, Outcome(outcome) if outcome else None, subject, identifier, limit)
    found, more = find_messages(folder, query)
    if identifier is not None:
        note_search(folder, "journal find by identifier", len(found))
    if not found:
        raise InputFault(_nothing(folder, query))
    if as_json:
        print_json([_document(one) for one in found])
    else:
        _print(found, folder)
    numbers = [one.entry.seq for one in found if one.entry is not None]
    if more and numbers:
        note(f"there are older ones: --before {min(numbers)}")


@command.command()
@click.argument("seq", type=int)
@click.option("--no-bytes", is_flag=True, help="Without the bytes and the fields, which may hold identifiers.")
@folder_options
@json_option
def show(*, seq: int, no_bytes: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """One entry: what became of it, what it led to, its bytes and its fields, which may hold identifiers.

    Example: graftwatch journal show 4711
    """
    folder = OpenFolder.of(data, config)
    entry = folder.journal.entry(seq)
    if entry is None and folder.place.state.exists():
        with folder.state() as state:
            entry = state.kept_frame(seq)
    if entry is None:
        last = folder.journal.last_seq()
        raise InputFault(f"there is no entry {seq} in the journal (any more); it holds entries up to {last}")
    view = view_of(folder, entry, with_bytes=not no_bytes)
    if as_json:
        print_json(view)
    else:
        print_entry(view, entry)


@command.command()
@folder_options
@json_option
def verify(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Checks the journal's files and the numbering across them.

    Example: graftwatch journal verify --data data
    """
    reports = segment_reports(OpenFolder.of(data, config).place)
    print_reports(reports, as_json=as_json)


def _identifier(file: Path | None, *, ask: bool) -> Identifier | None:
    """The patient to look for, from a file or the keyboard: it stands in no history and no list of processes."""
    if file is None and not ask:
        return None
    if file is None:
        text = str(click.prompt("identifier", hide_input=True, err=True))
    else:
        text = sys.stdin.readline() if str(file) == "-" else file.read_text("utf-8-sig").partition("\n")[0]
    value, _, authority = (part.strip() for part in text.partition(","))
    if not value:
        raise InputFault("the identifier is empty; write NUMBER or NUMBER,AUTHORITY in the first line")
    return Identifier(value, authority)


def _nothing(folder: OpenFolder, query: Query) -> str:
    """A helpful word where nothing was found."""
    wanted = query.wanted
    what = f"no message with control id {wanted.control_id!r}" if wanted.control_id else "no message like that"
    feeds = [one.name for one in folder.settings.feeds]
    if wanted.feed and wanted.feed not in feeds:
        return f"{what}: there is no feed {wanted.feed!r}; the settings have {', '.join(feeds)}"
    days = folder.settings.limits.journal_days
    kept = f"the journal holds {days} days of messages about nobody enrolled, and all of recipients'"
    return f"{what} is in the journal or the quarantine; {kept}. Was it sent to another feed, or answered AE?"


def _document(one: Found) -> dict[str, object]:
    entry, record = one.entry, one.record
    return {
        "seq": entry.seq if entry else None,
        "record": record.id if record else None,
        "received_at": (entry.received_at if entry else one.at).isoformat(),
        "first_received_at": entry.came_at.isoformat() if entry else one.at.isoformat(),
        "kind": entry.kind.value if entry else EntryKind.REFUSED.value,
        "feed": one.feed,
        "control_id": one.control_id,
        "type": one.type,
        "size": len(one.content),
        "outcome": one.became.outcome.value,
        "became": list(one.became.lines),
        "now": None if one.became.now is None else list(one.became.now.lines),
    }


def _print(found: Sequence[Found], folder: OpenFolder) -> None:
    zone = folder.protocol.zone
    rows = [
        (
            one.entry.seq if one.entry else f"q{one.record.id}" if one.record else "",
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            one.feed,
            one.type,
            one.control_id,
            "; ".join(one.became.said()),
        )
        for one in found
    ]
    print_table(("seq", "came", "feed", "type", "control id", "became"), rows)
