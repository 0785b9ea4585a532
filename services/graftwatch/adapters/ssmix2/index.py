"""What is known of each file of the storages that was read: a small SQLite file, so that none is read twice.

A row is found by a keyed hash of the file's name without its flag, so that no patient's number stands in it; its series
(what it replaces and what replaces it) by another. The key is made with the file and lies in it: the hashes hide
numbers from a glance, the folder's mode hides them from others.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graftwatch.hl7.ssmix2 import NO_DAY, Flag, StorageName

# "GWX1": says what the file is to whoever finds it.
APPLICATION_ID = 0x47575831
LOCK_WAIT_SECONDS = 2.0
_DIGEST_BYTES = 16
_KEY_BYTES = 32
_SCHEMA = """
CREATE TABLE IF NOT EXISTS known (
  stem BLOB PRIMARY KEY, series BLOB NOT NULL, made INTEGER NOT NULL, day INTEGER,
  size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, flag TEXT NOT NULL, seq INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_by_series ON known (series, made);
CREATE INDEX IF NOT EXISTS known_by_day ON known (day);
CREATE TABLE IF NOT EXISTS hash_key (one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS log_read (file TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
"""
_ROW = "INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SUCCESSOR = """
SELECT seq FROM known WHERE series = ? AND made > ? AND flag = '1' AND seq IS NOT NULL ORDER BY made DESC LIMIT 1
"""
# Below SQLite's oldest limit of values in a statement.
_VALUES_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was read: its size and time then, its flag as last seen, and its number in the journal, if kept."""

    size: int
    modified_ns: int
    flag: Flag
    seq: int | None


class StorageIndex:
    """The index of one storage; used by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(
            path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A row lost with the power is a file that is read again, and found to be in the journal.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("INSERT OR IGNORE INTO hash_key VALUES (1, ?)", (os.urandom(_KEY_BYTES),))
        (self._key,) = self._connection.execute("SELECT value FROM hash_key").fetchone()

    def known(self, names: Sequence[StorageName]) -> dict[str, Known]:
        """What is known of these files, by stem."""
        stems = {self._hash(name.stem): name.stem for name in names}
        found: dict[str, Known] = {}
        keys = list(stems)
        for begin in range(0, len(keys), _VALUES_AT_A_TIME):
            some = keys[begin : begin + _VALUES_AT_A_TIME]
            marks = ", ".join("?" * len(some))
            rows = self._connection.execute(
                f"SELECT stem, size, modified_ns, flag, seq FROM known WHERE stem IN ({marks})",  # noqa: S608 -- marks
                some,
            )
            found |= {stems[stem]: Known(size, at, Flag(flag), seq) for stem, size, at, flag, seq in rows}
        return found

    def note(self, files: Iterable[tuple[StorageName, Known]]) -> None:
        """These files are as said now; all or none."""
        rows = [
            (
                self._hash(name.stem),
                self._hash("_".join(name.series)),
                name.order_in_series,
                None if name.day == NO_DAY else int(name.day),
                known.size,
                known.modified_ns,
                known.flag.value,
                known.seq,
            )
            for name, known in files
        ]
        with self._transaction():
            self._connection.executemany(_ROW, rows)

    def successor(self, name: StorageName) -> int | None:
        """The journal's number of the newest current file of the series that was made later."""
        series = self._hash("_".join(name.series))
        row = self._connection.execute(_SUCCESSOR, (series, name.order_in_series)).fetchone()
        return int(row[0]) if row else None

    def forget_before(self, day: str) -> int:
        """Forgets the files of days before; gives how many there were."""
        return self._connection.execute("DELETE FROM known WHERE day < ?", (int(day),)).rowcount

    def log_read(self, file: str) -> int | None:
        """How far a file of the transaction log was read; None where it was not."""
        row = self._connection.execute("SELECT bytes FROM log_read WHERE file = ?", (file,)).fetchone()
        return int(row[0]) if row else None

    def note_log_read(self, file: str, count: int) -> None:
        """So much of a file of the transaction log was read."""
        self._connection.execute("INSERT OR REPLACE INTO log_read VALUES (?, ?)", (file, count))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM known").fetchone()[0])

    @property
    def bytes_on_disk(self) -> int:
        """Its size, with its log."""
        files = (self._path, self._path.with_name(self._path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(
            text.encode("utf-8", "surrogateescape"), digest_size=_DIGEST_BYTES, key=self._key
        ).digest()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
