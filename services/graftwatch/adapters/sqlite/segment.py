"""One day of the journal: one SQLite file, its schema, its statements, and whether it still takes entries.

A segment is created beside its place, made durable and then linked into it, so a half-made one is never seen.
Appending takes the write lock first and looks then whether the segment is closed: two writers cannot both be right.
Source: sqlite.org/wal.html (2. "Checkpointing", 6. "Avoiding excessively large WAL files").
Left out: which day is written to (journal.py), when the WAL is emptied (checkpoint.py).
"""

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

from graftwatch.adapters.sqlite.transaction import transaction
from graftwatch.pipeline.journal import Entry, EntryKind, NewEntry

# Measured with messages of 1.6 kB: 4 kB pages hold two of them and write 20 % more, 16 kB pages write twice as much
# for a single message.
PAGE_SIZE_BYTES = 8192
# "GWJ1": says what the file is to whoever finds it.
APPLICATION_ID = 0x47574A31
# A writer holds the lock for one short transaction; beyond this something is wrong, and the sender should hear AE.
LOCK_WAIT_SECONDS = 2.0
# Statement sizes in rows: one statement a message lets go of the interpreter lock once a message, and each time the
# event loop and the writer thread fight for it.
_ROWS_PER_STATEMENT = (64, 16, 4, 1)

# Zeros written at a time; only to bound memory.
_ZEROS_BYTES = 1024 * 1024

_SCHEMA = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, kind TEXT NOT NULL,
  feed TEXT NOT NULL, control_id TEXT NOT NULL, content BLOB NOT NULL, first_received_at INTEGER,
  source TEXT NOT NULL DEFAULT '', source_offset INTEGER NOT NULL DEFAULT -1);
CREATE INDEX entry_by_control_id ON entry (control_id);
CREATE TABLE segment (first_seq INTEGER NOT NULL, closed INTEGER NOT NULL);
"""
_COLUMNS = "seq, received_at, kind, feed, control_id, content, first_received_at"
_COPIED_COLUMNS = f"{_COLUMNS}, source, source_offset"
# PRAGMA user_version. 1: entries have a first_received_at. 2: they have a source.
_SEGMENT_VERSION = 2
_STEPS = {
    1: ("ALTER TABLE entry ADD COLUMN first_received_at INTEGER",),
    2: (
        "ALTER TABLE entry ADD COLUMN source TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE entry ADD COLUMN source_offset INTEGER NOT NULL DEFAULT -1",
    ),
}
_STATE = "SELECT closed, first_seq, coalesce((SELECT max(seq) FROM entry), first_seq - 1) FROM segment"
_INSERT = {
    rows: f"INSERT INTO entry ({_COLUMNS}) VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * rows)  # noqa: S608 -- constants
    for rows in _ROWS_PER_STATEMENT
}
_COPY = f"INSERT INTO entry ({_COPIED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 -- constants
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KINDS = {kind.value: kind for kind in EntryKind}


class SegmentClosed(Exception):  # noqa: N818 -- a state, not a fault: look for the newer segment
    """This segment takes no more entries."""


def segment_files(folder: Path) -> list[Path]:
    """All segments, oldest first."""
    return sorted(folder.glob("????-??-??.db"))


def index_files(path: Path) -> list[Path]:
    """The index of a segment and what SQLite keeps beside it; they leave with the segment."""
    file = path.with_suffix(".index")
    return [file, *(file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))]


def day_of(path: Path) -> date:
    """The day that a segment's name says."""
    return date.fromisoformat(path.stem)


def create_segment(folder: Path, day: date, first_seq: int) -> Path:
    """A new empty segment, durable and in its place."""
    path = folder / f"{day.isoformat()}.db"
    draft = folder / f".{day.isoformat()}.{os.getpid()}.draft"
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE_BYTES}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {_SEGMENT_VERSION}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO segment VALUES (?, 0)", (first_seq,))
    finally:
        connection.close()
    _sync(draft)
    path.hardlink_to(draft)  # refuses to replace a segment, which a rename would not
    draft.unlink()
    _sync(folder)
    return path


def remove_drafts(folder: Path) -> None:
    """Delete what a writer that died has left half-made; drafts are only made under the structure lock."""
    for draft in folder.glob(".*.draft"):
        draft.unlink()


def prewrite_log(path: Path, size: int) -> None:
    """Give a segment that has no write-ahead log one of zeros, which SQLite takes for an empty one.

    Syncing a write into a file that does not grow costs half: no metadata has to be made durable with it. Linking
    into place fails where a log exists, so nobody's log is ever written over.
    """
    log = path.with_name(path.name + "-wal")
    if log.exists():
        return
    draft = path.with_name(f".{path.name}-wal.{os.getpid()}.draft")
    with draft.open("wb") as file:
        for _ in range(size // _ZEROS_BYTES):
            file.write(bytes(_ZEROS_BYTES))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        log.hardlink_to(draft)
    draft.unlink()


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing segment; its user gives it to one thread at a time."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=LOCK_WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=32,
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    _bring_up_to_date(connection)
    return connection


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Gives a segment that an earlier version wrote the columns of this one; whoever opens it first."""
    if _version(connection) >= _SEGMENT_VERSION:
        return
    with transaction(connection):
        for step in range(_version(connection) + 1, _SEGMENT_VERSION + 1):
            for statement in _STEPS[step]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_SEGMENT_VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


class SegmentWriter:
    """Appends to one segment."""

    def __init__(self, path: Path, max_pages: int | None = None) -> None:
        self.path = path
        self.day = day_of(path)
        self._connection = connect(path)
        if max_pages is not None:
            self._connection.execute(f"PRAGMA max_page_count = {max_pages:d}")

    def append(self, entries: Sequence[NewEntry]) -> int:
        """All entries in one durable transaction; gives the first sequence number."""
        with transaction(self._connection):
            closed, _, last = self._connection.execute(_STATE).fetchone()
            if closed:
                raise SegmentClosed(self.path.name)
            self._insert(last + 1, entries)
        return int(last) + 1

    def copy(self, entries: Sequence[Entry]) -> None:
        """Entries of another log under their own numbers, which rise; all in one durable transaction."""
        with transaction(self._connection):
            closed, _, last = self._connection.execute(_STATE).fetchone()
            if closed:
                raise SegmentClosed(self.path.name)
            new = [one for one in entries if one.seq > last]
            self._connection.executemany(
                _COPY, [(one.seq, *_values(one), one.source, one.source_offset) for one in new]
            )

    def close_for_appends(self) -> int:
        """Refuse entries from now on, whoever brings them; gives the last sequence number."""
        with transaction(self._connection):
            self._connection.execute("UPDATE segment SET closed = 1")
            _, _, last = self._connection.execute(_STATE).fetchone()
        return int(last)

    def state(self) -> tuple[bool, int, int]:
        """Whether it is closed, its first and its last sequence number."""
        return state_of(self._connection)

    def checkpoint(self) -> int:
        """Move what is durable from the WAL into the file; gives the bytes that could not be moved yet."""
        return checkpoint(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _insert(self, first: int, entries: Sequence[NewEntry]) -> None:
        rows = [(first + offset, *_values(entry)) for offset, entry in enumerate(entries)]
        start = 0
        for size in _ROWS_PER_STATEMENT:
            while len(rows) - start >= size:
                values = list(chain.from_iterable(rows[start : start + size]))
                self._connection.execute(_INSERT[size], values)
                start += size


def _values(entry: NewEntry | Entry) -> tuple[object, ...]:
    return (
        (entry.received_at - _EPOCH) // _MICROSECOND,
        entry.kind.value,
        entry.feed,
        entry.control_id,
        entry.content,
        None if entry.first_received_at is None else (entry.first_received_at - _EPOCH) // _MICROSECOND,
    )


def checkpoint(connection: sqlite3.Connection) -> int:
    """A passive checkpoint: waits for nobody, so the rest it could not move is given in bytes."""
    _, in_log, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return max(0, int(in_log) - int(moved)) * PAGE_SIZE_BYTES


def state_of(connection: sqlite3.Connection) -> tuple[bool, int, int]:
    """Whether a segment is closed, its first and its last sequence number (first - 1 when empty)."""
    closed, first, last = connection.execute(_STATE).fetchone()
    return bool(closed), int(first), int(last)


def select(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Entry]:
    """The entries that a constant condition chooses."""
    rows = connection.execute(f"SELECT {_COPIED_COLUMNS} FROM entry WHERE {where}", values)  # noqa: S608 -- constants
    return [
        Entry(seq, _moment(at), _KINDS[kind], feed, control_id, content, first and _moment(first), source, offset)
        for seq, at, kind, feed, control_id, content, first, source, offset in rows
    ]


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _sync(path: Path) -> None:
    """Make a file's content, or a folder's names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
