"""Finding entries in the journal's segments: by control id through their index, by time through their numbers.

Numbers rise with time, so a time is found by halving, and only the entries between are looked at, newest first. What
stands in a message's bytes is looked for by SQLite before anything is decoded. A search that somebody waits for has a
pace: it stops when its time is over, and says how far it came.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from graftwatch.adapters.sqlite.segment import connect, day_of, segment_files, select, state_of
from graftwatch.pipeline.journal import Entry, EntryKind, JournalUnavailable

# Entries read at a time: some megabytes, and a person's first page comes at once.
ENTRIES_AT_A_TIME = 1000
# Entries looked at between two looks at the clock: some ten milliseconds where each is looked into.
ENTRIES_AT_A_STEP = 4000
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
        holds_any: one of these stands in its content: a text as each character set writes it.
    """

    control_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    feed: str = ""
    kind: EntryKind | None = None
    holds: bytes = b""
    holds_any: tuple[bytes, ...] = ()


@dataclass(slots=True)
class Pace:
    """How long a search may look, and how far it came.

    Attributes:
        seconds: so long; a step is always finished.
        reached: everything from this number on has been looked at; None: nothing yet.
        stopped: its time was over before it had looked at everything.
    """

    seconds: float
    reached: int | None = None
    stopped: bool = False
    _began: float = field(default_factory=monotonic)

    def is_over(self, reached: int) -> bool:
        """Notes how far the search came; whether it must stop there."""
        self.reached = reached
        self.stopped = monotonic() - self._began > self.seconds
        return self.stopped


def search(folder: Path, wanted: Wanted, pace: Pace | None = None) -> Iterator[Entry]:
    """The entries that are meant, the newest first; read as far as they are taken, and as the pace allows."""
    for path in reversed(segment_files(folder)):
        if _apart(path, wanted):
            continue
        try:
            with closing(connect(path)) as connection:
                yield from _in_segment(connection, wanted, pace)
        except sqlite3.Error as error:
            raise JournalUnavailable(f"the journal could not be read: {error}") from error
        if pace is not None and pace.stopped:
            return


def _apart(path: Path, wanted: Wanted) -> bool:
    """Whether a day lies wholly outside what is wanted."""
    begins = datetime.combine(day_of(path), datetime.min.time(), UTC)
    return (wanted.until is not None and begins - _SLACK >= wanted.until) or (
        wanted.since is not None and begins + 2 * _SLACK < wanted.since
    )


def _in_segment(connection: sqlite3.Connection, wanted: Wanted, pace: Pace | None) -> Iterator[Entry]:
    first, below = _range(connection, wanted)
    condition, values = _condition(wanted)
    step = below if pace is None or wanted.control_id else ENTRIES_AT_A_STEP
    where = f"seq >= ? AND seq < ? AND {condition} ORDER BY seq DESC LIMIT ?"
    while below > first:
        low = max(first, below - step)
        found = select(connection, where, (low, below, *values, ENTRIES_AT_A_TIME))
        yield from found
        below = found[-1].seq if len(found) == ENTRIES_AT_A_TIME else low
        if pace is not None and pace.is_over(below):
            return


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
    if wanted.holds_any:
        conditions.append(f"({' OR '.join(['instr(content, ?)'] * len(wanted.holds_any))})")
        values += wanted.holds_any
    return " AND ".join(conditions), values
