"""`graftwatch quarantine`: what could not be framed, decoded or attributed: list, look at it, release it mended."""

import sys
from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.inputs import INPUT_FILE
from graftwatch.entrypoints.cli.message_bytes import readable
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, say
from graftwatch.hl7.batch import split_messages
from graftwatch.pipeline.quarantine import Quarantined, release


@click.group()
def command() -> None:
    """What could not be framed, decoded or attributed."""


@command.command(name="list")
@click.option("--released", is_flag=True, help="Show the released ones, too.")
@folder_options
@json_option
def list_(*, released: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """The records, oldest first; the same bytes are one record with a count.

    Example: graftwatch quarantine list --data data
    """
    with OpenFolder.of(data, config).quarantine() as quarantine:
        records = quarantine.list_records(released=released)
        not_kept = quarantine.not_kept()
    if as_json:
        print_json([_document(one) for one in records])
    elif records:
        print_table(
            ("id", "feed", "reason", "tries", "last tried", "bytes", "released", "why"), [_row(one) for one in records]
        )
    else:
        say("the quarantine is empty")
    if not_kept:
        note(f"{not_kept} more found no room; see `limits.quarantine_bytes`")


@command.command()
@click.argument("record", type=int)
@click.option("--raw", is_flag=True, help="Write the bytes as they are to standard output, to mend them in a file.")
@folder_options
@json_option
def show(*, record: int, raw: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """One record with its bytes, which may hold identifiers.

    Example: graftwatch quarantine show 3 --raw > mended.hl7
    """
    with OpenFolder.of(data, config).quarantine() as quarantine:
        found = quarantine.show(record)
    if found is None:
        raise InputFault(f"there is no record {record} in the quarantine; see `graftwatch quarantine list`")
    if raw:
        sys.stdout.buffer.write(found.content)
    elif as_json:
        print_json(_document(found) | {"content": found.content.decode("latin-1")})
    else:
        for name, value in _document(found).items():
            say(f"{name}: {value}")
        say()
        say(readable(found.content))


@command.command(name="release")
@click.argument("record", type=int)
@click.option("--with", "mended", type=INPUT_FILE, help="A file with the mended message, in the place of the bytes.")
@folder_options
@json_option
def release_(*, record: int, mended: Path | None, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Puts a record's message into the journal, as it is or mended; it keeps the time it first came.

    Example: graftwatch quarantine release 3 --with mended.hl7
    """
    folder = OpenFolder.of(data, config)
    content = _one_message(mended) if mended else None
    with folder.quarantine() as quarantine:
        journal = folder.place.writer(folder.settings)
        try:
            seq = release(quarantine, journal, record, folder.now(), content)
        finally:
            journal.close()
    if as_json:
        print_json({"record": record, "seq": seq})
    else:
        say(f"record {record} is entry {seq} of the journal")


def _one_message(file: Path) -> bytes:
    messages = [part.content for part in split_messages(file.read_bytes()) if part.is_message]
    if len(messages) != 1:
        raise InputFault(f"{file}: holds {len(messages)} messages; one is wanted, beginning with MSH")
    return messages[0]


def _document(one: Quarantined) -> dict[str, object]:
    return {
        "id": one.id,
        "feed": one.feed,
        "reason": one.reason,
        "text": one.text,
        "size": one.size,
        "position": one.position,
        "tries": one.tries,
        "first_tried_at": one.first_tried_at.isoformat(),
        "last_tried_at": one.last_tried_at.isoformat(),
        "released_at": one.released_at.isoformat() if one.released_at else None,
    }


def _row(one: Quarantined) -> tuple[object, ...]:
    last = f"{one.last_tried_at:%Y-%m-%d %H:%M:%S}"
    released = f"{one.released_at:%Y-%m-%d %H:%M}" if one.released_at else "–"
    return one.id, one.feed, one.reason, one.tries, last, one.size, released, one.text
