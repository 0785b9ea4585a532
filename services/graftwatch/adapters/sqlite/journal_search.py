"""Finding entries in the journal's segments: by control id through their index, by time through their numbers.

Numbers rise with time, so a time is found by halving, and only the entries between are looked at, newest first. What
stands in a message's bytes is looked for by SQLite before anything is decoded.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graftwatch.adapters.sqlite.segment import connect, day_of, segment_files, select, state_of
from graftwatch.pipeline.journal import Entry, EntryKind, JournalUnavailable

# Entries read at a time: some megabytes, and a person's first page comes at once.
ENTRIES_AT_A_TIME = 1000
# The clock may have been set back a little; a segment's neighbours in time are looked at, too.
_SLACK = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are meant; what is empty or None does not matter.

    Attributes:
        control_id: MSH-10.
        since: came at this time or later.
        until: came before this time.
        before: has a lower sequence number: the next page of a list that begins with the newest.
        feed: the feed's name.
        kind: the entry's kind.
        holds: bytes that stand in its content.
    """

    control_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    feed: str = ""
    kind: EntryKind | None = None
    holds: bytes = b""


def search(folder: Path, wanted: Wanted) -> Iterator[Entry]:
    """The entries that are meant, the newest first; read as far as they are taken."""
    for path in reversed(segment_files(folder)):
        if _apart(path, wanted):
            continue
        try:
            with closing(connect(path)) as connection:
                yield from _in_segment(connection, wanted)
        except sqlite3.Error as error:
            raise JournalUnavailable(f"the journal could not be read: {error}") from error


def _apart(path: Path, wanted: Wanted) -> bool:
    """Whether a day lies wholly outside what is wanted."""
    begins = datetime.combine(day_of(path), datetime.min.time(), UTC)
    return (wanted.until is not None and begins - _SLACK >= wanted.until) or (
        wanted.since is not None and begins + 2 * _SLACK < wanted.since
    )


def _in_segment(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[Entry]:
    first, below = _range(connection, wanted)
    condition, values = _condition(wanted)
    while below > first:
        where = f"seq >= ? AND seq < ? AND {condition} ORDER BY seq DESC LIMIT ?"
        found = select(connection, where, (first, below, *values, ENTRIES_AT_A_TIME))
        yield from found
        if len(found) < ENTRIES_AT_A_TIME:
            return
        below = found[-1].seq


def _range(connection: sqlite3.Connection, wanted: Wanted) -> tuple[int, int]:
    """The numbers to look at: from the first, below the second."""
    _, first, last = state_of(connection)
    since = _number_at(connection, wanted.since, first, last + 1) if wanted.since else first
    until = _number_at(connection, wanted.until, first, last + 1) if wanted.until else last + 1
    return since, until if wanted.before is None else min(until, wanted.before)


def _number_at(connection: sqlite3.Connection, at: datetime, low: int, high: int) -> int:
    """The first number whose entry came at a time or later."""
    microseconds = (at - _EPOCH) // timedelta(microseconds=1)
    while low < high:
        middle = (low + high) // 2
        row = connection.execute("SELECT received_at FROM entry WHERE seq = ?", (middle,)).fetchone()
        if row is not None and row[0] < microseconds:
            low = middle + 1
        else:
            high = middle
    return low


def _condition(wanted: Wanted) -> tuple[str, list[object]]:
    conditions, values = ["1"], list[object]()
    for condition, value in (
        ("control_id = ?", wanted.control_id),
        ("feed = ?", wanted.feed),
        ("kind = ?", wanted.kind.value if wanted.kind else ""),
        ("instr(content, ?)", wanted.holds),
    ):
        if value:
            conditions.append(condition)
            values.append(value)
    return " AND ".join(conditions), values
