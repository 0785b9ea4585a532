"""`graftwatch journal`: what was received, and what became of it."""

from collections.abc import Iterator
from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.message_bytes import readable
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.verify import print_reports, segment_reports
from graftwatch.hl7.lint import summary
from graftwatch.pipeline.intake import Attributed, Intake, Refused
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.state import DeadLetter


@click.group()
def command() -> None:
    """What was received, and what became of it."""


@command.command()
@click.argument("control_id")
@folder_options
@json_option
def find(*, control_id: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """The messages with a control id (MSH-10), and what became of each.

    Example: graftwatch journal find LAB20260604001
    """
    folder = OpenFolder.of(data, config)
    found = folder.journal.find(control_id)
    if not found:
        raise InputFault(f"no message with control id {control_id!r} is in the journal")
    fate = _Fate(folder)
    documents = [_document(one) | {"became": list(fate.of(one))} for one in found]
    if as_json:
        print_json(documents)
    else:
        rows = [
            (one.seq, f"{one.received_at:%Y-%m-%d %H:%M:%S}", one.kind.value, one.feed, "; ".join(fate.of(one)))
            for one in found
        ]
        print_table(("seq", "received (UTC)", "kind", "feed", "became"), rows)


@command.command()
@click.argument("seq", type=int)
@folder_options
@json_option
def show(*, seq: int, data: Path | None, config: Path | None, as_json: bool) -> None:
    """One entry with its bytes, which may hold identifiers, and what became of it.

    Example: graftwatch journal show 4711
    """
    folder = OpenFolder.of(data, config)
    entry = folder.journal.entry(seq)
    if entry is None:
        raise InputFault(f"there is no entry {seq} in the journal; it holds entries up to {folder.journal.last_seq()}")
    document = _document(entry) | {"became": list(_Fate(folder).of(entry))}
    if as_json:
        print_json(document | {"content": entry.content.decode("latin-1")})
        return
    for name, value in document.items():
        for one in value if isinstance(value, list) else [value]:
            say(f"{name}: {one}")
    say()
    say(readable(entry.content))


@command.command()
@folder_options
@json_option
def verify(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Checks the journal's files and the numbering across them.

    Example: graftwatch journal verify --data data
    """
    reports = segment_reports(OpenFolder.of(data, config).place)
    print_reports(reports, as_json=as_json)


def _document(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "received_at": entry.received_at.isoformat(),
        "kind": entry.kind.value,
        "feed": entry.feed,
        "control_id": entry.control_id,
        "size": len(entry.content),
    }


class _Fate:
    """What became of entries, by the roster and settings of now."""

    def __init__(self, folder: OpenFolder) -> None:
        self._intake: Intake = folder.intake()
        self._position = 0
        self._dead_letters: list[DeadLetter] = []
        if folder.place.state.exists():
            with folder.state() as state:
                self._position = state.position()
                self._dead_letters = state.dead_letters()

    def of(self, entry: Entry) -> Iterator[str]:
        """What became of an entry, in words."""
        if entry.seq > self._position:
            yield "waits for the detector"
        yield from (f"failed in processing: {one.reason}" for one in self._dead_letters if one.seq == entry.seq)
        if entry.kind is not EntryKind.FRAME:
            return
        taken = self._intake.take(entry.content, entry.feed, entry.received_at)
        if not taken:
            yield "about nobody enrolled"
        for one in taken:
            yield from _taken(one)


def _taken(one: Attributed | Refused) -> Iterator[str]:
    match one:
        case Refused():
            yield f"quarantined: {one.text}"
        case Attributed(subject, understood):
            if not understood.facts:
                yield f"{subject}: nothing understood"
            yield from (f"{subject}: {summary(fact)}" for fact in understood.facts)
            yield from (f"{subject}: unmapped {code.field} {code.code or code.text}" for code in understood.unmapped)
