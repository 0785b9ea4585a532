"""Which entries of one journal segment have which patient number: a file beside the segment, by keyed hash.

A patient number never stands in it: the key is 64 bits of BLAKE2b under a secret of the data folder. It is written in
portions, each in one transaction with how far it goes, so it is whole up to there at any moment. It holds nothing that
is not in the segment: one that is missing, of another key, of another segment or damaged is made anew.
Source: sqlite.org/wal.html (synchronous NORMAL in WAL mode can lose the last portions at a power cut, never tear one).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

from graftwatch.adapters.sqlite.segment import connect, index_files, select, state_of
from graftwatch.adapters.sqlite.transaction import transaction
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.pipeline.journal import Entry, EntryKind

_VERSION = 1
_SCHEMA = f"""
BEGIN;
CREATE TABLE covered (first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, last_at INTEGER, key_check INTEGER);
CREATE TABLE number (hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (hash, seq)) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
COMMIT;
"""
# Host parameters a statement; SQLite takes far more, and a statement of another length is another one to compile.
_AT_A_TIME = 200
_WAIT_SECONDS = 2.0


class NumberHash:
    """The keyed hash of patient numbers."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.check = self.of("\0check")

    def of(self, number: str) -> int:
        """64 bits, signed as SQLite keeps them."""
        digest = blake2b(number.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)


class SegmentIndex:
    """The index of one segment; whoever holds it is alone with it."""

    def __init__(self, path: Path, numbers: NumberHash) -> None:
        self._path = path
        self._numbers = numbers
        self._segment = connect(path)
        try:
            self.closed, self.first_seq, _ = state_of(self._segment)
            self._index = self._opened()
        except BaseException:
            self._segment.close()
            raise
        self.covered: int = self._index.execute("SELECT last_seq FROM covered").fetchone()[0]

    def close(self) -> None:
        """Lets go of the files."""
        self._index.close()
        self._segment.close()

    def left(self) -> int:
        """How many entries of the segment are not covered."""
        self.closed, _, last = state_of(self._segment)
        return max(last - self.covered, 0)

    def advance(self, at_most: int) -> int:
        """Covers up to so many further entries; gives how many."""
        entries = select(self._segment, "seq > ? ORDER BY seq LIMIT ?", (self.covered, at_most))
        if not entries:
            return 0
        hashed = self._numbers.of
        rows = {
            (hashed(number), entry.seq)
            for entry in entries
            if entry.kind is EntryKind.FRAME
            for number in patient_numbers(entry.content)
            if number
        }
        index, last = self._index, entries[-1]
        with transaction(index):
            index.executemany("INSERT OR IGNORE INTO number VALUES (?, ?)", sorted(rows))
            index.execute("UPDATE covered SET last_seq = ?, last_at = ?", (last.seq, _stamp(last)))
        self.covered = last.seq
        return len(entries)

    def frames_of(self, wanted: frozenset[str], before: int) -> list[Entry]:
        """The covered frames before a sequence number that have one of these numbers."""
        hashes = [self._numbers.of(number) for number in wanted]
        seqs: set[int] = set()
        for some in _portions(hashes):
            found = self._index.execute(
                f"SELECT seq FROM number WHERE hash IN ({_marks(some)}) AND seq < ?",  # noqa: S608 - marks only
                (*some, before),
            )
            seqs.update(seq for (seq,) in found)
        frames: list[Entry] = []
        for some in _portions(sorted(seqs)):
            frames += with_numbers(select(self._segment, f"seq IN ({_marks(some)}) ORDER BY seq", some), wanted)
        return frames

    def _opened(self) -> sqlite3.Connection:
        """The index, made anew where it does not belong to this segment and key."""
        file = index_files(self._path)[0]
        try:
            index = _connected(file)
        except sqlite3.DatabaseError:
            return self._made_anew(file)
        try:
            fits = self._fits(index)
        except sqlite3.DatabaseError:
            fits = False
        if fits:
            return index
        index.close()
        return self._made_anew(file)

    def _made_anew(self, file: Path) -> sqlite3.Connection:
        remove_index(self._path)
        index = _connected(file)
        file.chmod(0o600)
        index.executescript(_SCHEMA)
        first = self.first_seq
        index.execute("INSERT INTO covered VALUES (?, ?, NULL, ?)", (first, first - 1, self._numbers.check))
        return index

    def _fits(self, index: sqlite3.Connection) -> bool:
        (version,) = index.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            return False
        first, last, last_at, check = index.execute("SELECT * FROM covered").fetchone() or (0, 0, None, None)
        if (first, check) != (self.first_seq, self._numbers.check):
            return False
        newest = select(self._segment, "seq = ?", (last,))
        return last < first if not newest else _stamp(newest[0]) == last_at


def remove_index(segment: Path) -> None:
    """Deletes the index of a segment, where there is one."""
    for file in index_files(segment):
        file.unlink(missing_ok=True)


def with_numbers(entries: Iterable[Entry], wanted: frozenset[str]) -> list[Entry]:
    """The frames among these entries that have one of the numbers."""
    return [
        entry
        for entry in entries
        if entry.kind is EntryKind.FRAME and not wanted.isdisjoint(patient_numbers(entry.content))
    ]


def looked_through(path: Path, wanted: frozenset[str], before: int, after: int = 0) -> list[Entry]:
    """The same without an index, for a segment whose index cannot be written."""
    found: list[Entry] = []
    with closing(connect(path)) as segment:
        while entries := select(segment, "seq > ? AND seq < ? ORDER BY seq LIMIT 2000", (after, before)):
            found += with_numbers(entries, wanted)
            after = entries[-1].seq
    return found


def _connected(file: Path) -> sqlite3.Connection:
    index = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        index.execute("PRAGMA journal_mode = WAL")
        index.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError:
        index.close()
        raise
    return index


def _stamp(entry: Entry) -> int:
    """When an entry came, as a number that tells one journal's entry from another's."""
    return int(entry.received_at.timestamp() * 1_000_000)


def _portions(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME))


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
