"""The quarantine on SQLite: `quarantine.db`, used by the service and the command line at once.

The same bytes from the same feed for the same reason are one row, known by their SHA-256. At the size limit the oldest
released rows go first; when none is left, a new row is kept without its bytes (`size` still says how many there were);
at the limit of rows it is only counted, in `not_kept`.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graftwatch.adapters.sqlite.transaction import transaction
from graftwatch.pipeline.quarantine import (
    ALL_UNRELEASED,
    Chosen,
    NewQuarantined,
    Quarantined,
    QuarantineGroup,
    QuarantineRoom,
    QuarantineUnavailable,
)

# Enough for weeks of a broken feed; a person must look long before.
LIMIT_BYTES = 1024 * 1024 * 1024
LIMIT_ROWS = 100_000
# Another process holds the lock for one short transaction.
LOCK_WAIT_SECONDS = 2.0
# "GWQ1": says what the file is to whoever finds it.
APPLICATION_ID = 0x47575131

_SCHEMA = """
CREATE TABLE IF NOT EXISTS quarantined (
  id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, feed TEXT NOT NULL, reason TEXT NOT NULL,
  text TEXT NOT NULL, content BLOB NOT NULL, size INTEGER NOT NULL, position INTEGER NOT NULL,
  first_tried_at INTEGER NOT NULL, last_tried_at INTEGER NOT NULL, tries INTEGER NOT NULL, released_at INTEGER);
CREATE TABLE IF NOT EXISTS room (
  one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL, rows INTEGER NOT NULL, not_kept INTEGER NOT NULL);
INSERT OR IGNORE INTO room VALUES (1, 0, 0, 0);
CREATE TABLE IF NOT EXISTS copied (log TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
"""
_INSERT = """
INSERT INTO quarantined (digest, feed, reason, text, content, size, position, first_tried_at, last_tried_at, tries)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
# A repetition of a released frame is news: it opens the record again.
_AGAIN = """
UPDATE quarantined SET tries = tries + 1, last_tried_at = max(last_tried_at, ?), released_at = NULL WHERE digest = ?
"""
_LIST = """
SELECT id, feed, reason, text, x'', size, position, first_tried_at, last_tried_at, tries, released_at
FROM quarantined
WHERE (released_at IS NULL OR ?) AND (? = '' OR feed = ?) AND (? = '' OR reason = ?) AND last_tried_at >= ? ORDER BY id
"""
_SOME = _LIST.replace("ORDER BY id", "AND id < ? ORDER BY id DESC LIMIT ?")
_HOLDING = """
SELECT id, feed, reason, text, content, size, position, first_tried_at, last_tried_at, tries, released_at
FROM quarantined
WHERE (released_at IS NULL OR ?) AND (? = '' OR feed = ?) AND (? = '' OR reason = ?) AND last_tried_at >= ?
  AND instr(content, ?) ORDER BY id
"""
_OF_DIGEST = """
SELECT id, feed, reason, text, content, size, position, first_tried_at, last_tried_at, tries, released_at
FROM quarantined WHERE digest = ?
"""
_SHOW = """
SELECT id, feed, reason, text, content, size, position, first_tried_at, last_tried_at, tries, released_at
FROM quarantined WHERE id = ?
"""
_COUNTS = "SELECT feed, reason, count(*) FROM quarantined WHERE released_at IS NULL GROUP BY feed, reason"
# Beside max(), SQLite gives the other columns of the row that has it (sqlite.org/lang_select.html, 2.5).
_GROUPS = """
SELECT feed, reason, count(*), id, text, max(last_tried_at) FROM quarantined WHERE released_at IS NULL
GROUP BY feed, reason ORDER BY count(*) DESC, feed, reason
"""
_OLDEST_RELEASED = (
    "SELECT id, length(content) FROM quarantined WHERE released_at IS NOT NULL ORDER BY released_at LIMIT 1"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SqliteQuarantine:
    """One quarantine file; any thread, one at a time."""

    def __init__(self, path: Path, *, limit_bytes: int = LIMIT_BYTES, limit_rows: int = LIMIT_ROWS) -> None:
        self._limit_bytes = limit_bytes
        self._limit_rows = limit_rows
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(
            path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.executescript(_SCHEMA)

    def add(self, records: Sequence[NewQuarantined]) -> None:
        """Keep all, durable on return."""
        with self._transaction():
            for record in records:
                self._add(record)

    def copy(self, records: Sequence[NewQuarantined], log: str, up_to: int) -> None:
        """Keeps records that stand in a log, and up to where it is copied, in one transaction."""
        with self._transaction():
            for record in records:
                self._add(record)
            self._connection.execute("INSERT OR REPLACE INTO copied VALUES (?, ?)", (log, up_to))

    def copied(self, log: str) -> int:
        """The place in a log that is copied next; 0 where nothing was copied."""
        with self._reading():
            found = self._connection.execute("SELECT next FROM copied WHERE log = ?", (log,)).fetchone()
        return found[0] if found else 0

    def list_records(self, chosen: Chosen = ALL_UNRELEASED) -> list[Quarantined]:
        """Records without their bytes, oldest first."""
        with self._reading():
            return [_record(row) for row in self._connection.execute(_LIST, _values(chosen))]

    def some_records(self, chosen: Chosen, at_most: int, before: int | None = None) -> list[Quarantined]:
        """So many records without their bytes: the newest, or the newest of those before a record."""
        values = (*_values(chosen), 2**62 if before is None else before, at_most)
        with self._reading():
            return [_record(row) for row in self._connection.execute(_SOME, values)]

    def show(self, record_id: int) -> Quarantined | None:
        """One record with its bytes."""
        with self._reading():
            row = self._connection.execute(_SHOW, (record_id,)).fetchone()
        return _record(row) if row else None

    def of_bytes(self, feed: str, content: bytes, reasons: Iterable[str]) -> list[Quarantined]:
        """The records of these bytes of a feed for any of the reasons."""
        digests = [_digest(feed, reason, len(content), content) for reason in reasons]
        with self._reading():
            rows = [self._connection.execute(_OF_DIGEST, (one,)).fetchone() for one in digests]
        return [_record(row) for row in rows if row is not None]

    def holding(self, part: bytes, chosen: Chosen = ALL_UNRELEASED) -> list[Quarantined]:
        """Records whose bytes hold a part, with their bytes, oldest first."""
        with self._reading():
            rows = self._connection.execute(_HOLDING, (*_values(chosen), part)).fetchall()
        return [_record(row) for row in rows]

    def mark_released(self, record_ids: Sequence[int], at: datetime) -> None:
        """Note that the frames of these records are in the journal."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE quarantined SET released_at = ? WHERE id = ?", [(_microseconds(at), one) for one in record_ids]
            )

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Unreleased records by feed and reason."""
        with self._reading():
            return {(feed, reason): count for feed, reason, count in self._connection.execute(_COUNTS)}

    def groups(self) -> list[QuarantineGroup]:
        """Unreleased records by feed and reason, the most first."""
        with self._reading():
            rows = self._connection.execute(_GROUPS).fetchall()
        return [
            QuarantineGroup(feed, reason, n, newest, text, _moment(at)) for feed, reason, n, newest, text, at in rows
        ]

    def room(self) -> QuarantineRoom:
        """How full it is."""
        with self._reading():
            used, rows, not_kept = self._connection.execute("SELECT bytes, rows, not_kept FROM room").fetchone()
            oldest = self._connection.execute("SELECT first_tried_at FROM quarantined ORDER BY id LIMIT 1").fetchone()
        return QuarantineRoom(used, rows, not_kept, None if oldest is None else _moment(oldest[0]))

    def expire(self, before: datetime) -> int:
        """Delete records, released or not, that were last tried before a time; their bytes are overwritten."""
        at = (_microseconds(before),)
        with self._transaction():
            rows, freed = self._connection.execute(
                "SELECT count(*), coalesce(sum(length(content)), 0) FROM quarantined WHERE last_tried_at < ?", at
            ).fetchone()
            self._connection.execute("DELETE FROM quarantined WHERE last_tried_at < ?", at)
            self._connection.execute("UPDATE room SET bytes = bytes - ?, rows = rows - ?", (freed, rows))
        if rows:
            with self._reading():
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(rows)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _add(self, record: NewQuarantined) -> None:
        digest = _digest(record.feed, record.reason, record.size, record.content)
        at = _microseconds(record.at)
        if self._connection.execute(_AGAIN, (at, digest)).rowcount:
            return
        content = self._make_room(record.content)
        if content is None:
            self._connection.execute("UPDATE room SET not_kept = not_kept + 1")
            return
        values = (digest, record.feed, record.reason, record.text, content, record.size, record.position, at, at)
        self._connection.execute(_INSERT, values)
        self._connection.execute("UPDATE room SET bytes = bytes + ?, rows = rows + 1", (len(content),))

    def _make_room(self, content: bytes) -> bytes | None:
        """The bytes as far as there is room for them: all, none, or nothing at all for want of rows."""
        while True:
            used, rows = self._connection.execute("SELECT bytes, rows FROM room").fetchone()
            if used + len(content) <= self._limit_bytes and rows < self._limit_rows:
                return content
            oldest = self._connection.execute(_OLDEST_RELEASED).fetchone()
            if oldest is None:
                return b"" if rows < self._limit_rows else None
            self._connection.execute("DELETE FROM quarantined WHERE id = ?", oldest[:1])
            self._connection.execute("UPDATE room SET bytes = bytes - ?, rows = rows - 1", oldest[1:])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._reading(), transaction(self._connection):
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Alone with the connection, and the database's errors in the port's words."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise QuarantineUnavailable(f"the quarantine could not be used: {error}") from error


def _digest(feed: str, reason: str, size: int, content: bytes) -> bytes:
    """What makes bytes of a feed one record."""
    return hashlib.sha256(b"%b\x00%b\x00%d\x00%b" % (feed.encode(), reason.encode(), size, content)).digest()


def _values(chosen: Chosen) -> tuple[object, ...]:
    since = 0 if chosen.since is None else _microseconds(chosen.since)
    return chosen.released, chosen.feed, chosen.feed, chosen.reason, chosen.reason, since


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _record(row: tuple[int, str, str, str, bytes, int, int, int, int, int, int | None]) -> Quarantined:
    released_at = None if row[10] is None else _moment(row[10])
    return Quarantined(*row[:7], _moment(row[7]), _moment(row[8]), row[9], released_at)
