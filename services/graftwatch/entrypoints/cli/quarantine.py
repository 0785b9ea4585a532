"""`graftwatch quarantine`: what could not be framed, decoded or attributed: list, look at it, release it mended."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.inputs import INPUT_FILE
from graftwatch.entrypoints.cli.message_bytes import readable
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, progress, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.wiring import versions_of
from graftwatch.facts import aware
from graftwatch.hl7.batch import split_messages
from graftwatch.pipeline.quarantine import Chosen, Quarantined
from graftwatch.pipeline.release import A_RECIPIENT, NOBODY, Prospect, prospects, reasons, release, release_all

# A screen or two; the counts above them say how many there are.
SHOWN = 50


@click.group()
def command() -> None:
    """What could not be framed, decoded or attributed."""


@command.command(name="list")
@click.option("--feed", default="", help="Of one feed only.")
@click.option("--reason", default="", help="For one reason only.")
@click.option("--since", type=TIME, help="Tried since that time only.")
@click.option("--released", is_flag=True, help="Show the released ones, too.")
@click.option("--limit", type=click.IntRange(1), default=SHOWN, show_default=True, help="Show so many, the newest.")
@click.option("--counts", is_flag=True, help="Only how many there are of each feed and reason.")
@folder_options
@json_option
def list_(
    *,
    feed: str,
    reason: str,
    since: datetime | None,
    released: bool,
    limit: int,
    counts: bool,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """How many records there are by feed and reason, then the records; the same bytes are one record with a count.

    Example: graftwatch quarantine list --feed laboratory --since 2026-06-04
    """
    folder = OpenFolder.of(data, config)
    chosen = Chosen(feed, reason, aware(since, folder.protocol.zone) if since else None, released)
    with folder.quarantine() as quarantine:
        records = quarantine.list_records(chosen)
        not_kept = quarantine.room().not_kept
    if as_json:
        print_json(_counted(records) if counts else [_document(one) for one in records[-limit:]])
    elif records:
        _print(records, 0 if counts else limit)
    else:
        say("the quarantine is empty" if chosen == Chosen() else "nothing in the quarantine is like that")
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
@click.argument("record", type=int, required=False)
@click.option("--with", "mended", type=INPUT_FILE, help="A file with the mended message, in the place of the bytes.")
@click.option("--all", "every", is_flag=True, help="All that failed for a reason, once its cause is mended.")
@click.option("--reason", default="", help="With --all: the reason, as `quarantine list` shows it.")
@click.option("--feed", default="", help="With --all: of one feed only.")
@click.option("--dry-run", is_flag=True, help="With --all: only say what would be read now, and what still fails.")
@click.option("--yes", is_flag=True, help="With --all: do not ask.")
@folder_options
@json_option
def release_(
    *,
    record: int | None,
    mended: Path | None,
    every: bool,
    reason: str,
    feed: str,
    dry_run: bool,
    yes: bool,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Puts messages back into the journal, as they are or mended; each keeps the time it first came.

    Example: graftwatch quarantine release --all --reason character_set_bytes --feed laboratory

    With --all it first reads each by the roster, codes and settings of now, and says how many would be read; the
    others stay, and the exit status is 1.
    """
    if every == (record is not None):
        raise click.UsageError("give the number of a record, or --all with --reason")
    folder = OpenFolder.of(data, config)
    if record is not None:
        if reason or feed or dry_run:
            raise click.UsageError("--reason, --feed and --dry-run go with --all")
        _release_one(folder, record, _one_message(mended) if mended else None, as_json=as_json)
    elif not reason or mended:
        raise click.UsageError("--all wants --reason, as `graftwatch quarantine list` shows it, and no --with")
    elif not (dry_run or yes or sys.stdin.isatty()):
        raise click.UsageError("give --dry-run to see what would be read, or --yes to release it")
    else:
        _release_all(folder, Chosen(feed, reason), ask=not yes, dry_run=dry_run, as_json=as_json)


def _release_one(folder: OpenFolder, record: int, content: bytes | None, *, as_json: bool) -> None:
    with folder.quarantine() as quarantine, folder.entering() as journal:
        seq = release(quarantine, journal, record, folder.now(), content)
    if as_json:
        print_json({"record": record, "seq": seq})
    else:
        say(f"record {record} is entry {seq} of the journal")


def _release_all(folder: OpenFolder, chosen: Chosen, *, ask: bool, dry_run: bool, as_json: bool) -> None:
    with folder.quarantine() as quarantine:
        records = quarantine.list_records(chosen)
        if not records:
            raise InputFault(f"nothing waits in the quarantine for {chosen.reason!r}; see `graftwatch quarantine list`")
        versions = {feed.name: versions_of(feed) for feed in folder.settings.feeds}
        looked = prospects(quarantine, records, folder.intake(), versions.get)
        found = list(progress(looked, "reading", len(records)))
        good = [one.record.id for one in found if not one.fails]
        if not as_json:
            _say_prospects(found)
        wanted = bool(good) and not dry_run and (not ask or click.confirm(f"release {len(good)}?", err=True))
        released = _put_back(folder, quarantine, good) if wanted else 0
    if as_json:
        print_json(_prospects_document(found) | {"released": released})
    elif wanted:
        say(f"{released} released; `graftwatch journal find --since` shows what became of them")
    if len(good) < len(found):
        raise InputFault(f"{len(found) - len(good)} of {len(found)} still fail and stay in the quarantine")


def _put_back(folder: OpenFolder, quarantine: SqliteQuarantine, record_ids: Sequence[int]) -> int:
    with folder.entering() as journal:
        return sum(progress(release_all(quarantine, journal, record_ids, folder.now()), "releasing"))


def _say_prospects(found: Sequence[Prospect]) -> None:
    about = Counter(one.about for one in found if not one.fails)
    whom = f"{about[A_RECIPIENT]} about recipients, {about[NOBODY]} about nobody enrolled"
    say(f"{about.total()} of {len(found)} would be read now: {whom}")
    if fails := reasons(found):
        print_table(("still fail", "reason", "the first"), fails)


def _prospects_document(found: Sequence[Prospect]) -> dict[str, object]:
    return {
        "records": len(found),
        "would_be_read": sum(not one.fails for one in found),
        "about_recipients": sum(one.about == A_RECIPIENT for one in found),
        "still_fail": [{"record": one.record.id, "reason": one.fails, "text": one.text} for one in found if one.fails],
    }


def _one_message(file: Path) -> bytes:
    messages = [part.content for part in split_messages(file.read_bytes()) if part.is_message]
    if len(messages) != 1:
        raise InputFault(f"{file}: holds {len(messages)} messages; one is wanted, beginning with MSH")
    return messages[0]


def _counted(records: Sequence[Quarantined]) -> list[dict[str, object]]:
    counts = Counter((one.feed, one.reason) for one in records)
    return [{"feed": feed, "reason": reason, "records": count} for (feed, reason), count in counts.most_common()]


def _print(records: Sequence[Quarantined], limit: int) -> None:
    newest = {(one.feed, one.reason): one for one in records}
    counts = Counter((one.feed, one.reason) for one in records).most_common()
    rows = [(n, *key, f"{newest[key].last_tried_at:%Y-%m-%d %H:%M}", newest[key].text) for key, n in counts]
    print_table(("records", "feed", "reason", "newest (UTC)", "why, by the newest"), rows)
    shown = records[-limit:] if limit else []
    if shown:
        say()
        print_table(
            ("id", "feed", "reason", "tries", "last tried (UTC)", "bytes", "at byte", "released"), map(_row, shown)
        )
    if 0 < len(shown) < len(records):
        say(f"the newest {len(shown)} of {len(records)}; --limit shows more, --feed and --reason choose")


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
    return one.id, one.feed, one.reason, one.tries, last, one.size, one.position, released
