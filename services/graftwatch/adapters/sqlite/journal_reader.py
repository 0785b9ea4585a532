"""Reading the journal on SQLite, across its daily segments, while others append.

One transaction asks whether a segment is closed and what is behind a sequence number: only a closed segment that has
nothing left is left behind. Each call reads all its rows at once, so no reader holds up a checkpoint.
A day that retention has deleted is simply not there: reading goes on with the next one.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graftwatch.adapters.sqlite.segment import connect, segment_files, select, state_of
from graftwatch.pipeline.journal import Entry, JournalUnavailable


class SqliteJournalReader:
    """Reads a journal folder; any thread, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._first_seqs: dict[Path, int] = {}
        self._connection: sqlite3.Connection | None = None

    def read_after(self, seq: int, limit: int) -> list[Entry]:
        """Up to `limit` entries with a sequence number above `seq`, in order; a call ends at a segment's end."""
        with self._lock, _translated():
            if self._connection is not None:
                closed, first, entries = _read(self._connection, seq, limit)
                if first <= seq + 1 and (entries or not closed):
                    return entries
            return self._search(seq, limit)

    def last_seq(self) -> int:
        """The highest sequence number, 0 for an empty journal."""
        with _translated():
            for path in reversed(segment_files(self._folder)):
                with closing(connect(path)) as connection:
                    return state_of(connection)[2]
            return 0

    def find(self, control_id: str) -> list[Entry]:
        """All kept entries with this control id, oldest first."""
        found: list[Entry] = []
        with _translated():
            for path in segment_files(self._folder):
                with closing(connect(path)) as connection:
                    found += select(connection, "control_id = ? ORDER BY seq", (control_id,))
        return found

    def entry(self, seq: int) -> Entry | None:
        """One entry, or nothing when there is none (any more)."""
        found = self.read_after(seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._forget()

    def _search(self, seq: int, limit: int) -> list[Entry]:
        """Find the segment that has what is behind `seq`, and stay with it."""
        for path in self._from_segment_of(seq + 1):
            self._forget()
            self._connection = connect(path)
            closed, _, entries = _read(self._connection, seq, limit)
            if entries or not closed:
                return entries
        return []

    def _from_segment_of(self, seq: int) -> list[Path]:
        """The segment that this sequence number belongs to, and all newer ones."""
        files = segment_files(self._folder)
        for index in range(len(files) - 1, -1, -1):
            if self._first_seq(files[index]) <= seq:
                return files[index:]
        return files

    def _first_seq(self, path: Path) -> int:
        if path not in self._first_seqs:
            with closing(connect(path)) as connection:
                self._first_seqs[path] = state_of(connection)[1]
        return self._first_seqs[path]

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def _translated() -> Iterator[None]:
    """The database's errors in the port's words."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalUnavailable(f"the journal could not be read: {error}") from error


def _read(connection: sqlite3.Connection, seq: int, limit: int) -> tuple[bool, int, list[Entry]]:
    """Whether the segment is closed, its first number, and the entries behind `seq`, as of one moment."""
    connection.execute("BEGIN")
    try:
        closed, first, _ = state_of(connection)
        return closed, first, select(connection, "seq > ? ORDER BY seq LIMIT ?", (seq, limit))
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
