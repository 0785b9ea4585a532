"""The search for a patient's frames across the journal's daily segments; see `pipeline.patient_search`.

Each segment has an index of its own (patient_index.py), which leaves with it. A segment whose index cannot be written
(a full disk) is looked through instead: slower, and as right.
"""

import contextlib
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog

from graftwatch.adapters.key_file import secret_key
from graftwatch.adapters.sqlite.patient_index import NumberHash, SegmentIndex, looked_through, remove_index
from graftwatch.adapters.sqlite.segment import connect, index_files, segment_files, state_of
from graftwatch.pipeline.journal import Entry, JournalUnavailable
from graftwatch.pipeline.state import PutOffSearch

# Open indexes: two files each. A month and some; older ones are opened when they are asked.
OPEN_AT_MOST = 40
# Covered at a time while a search waits for it, to bound memory: some megabytes of frames.
_PORTION_ENTRIES = 2000


class SqlitePatientSearch:
    """Searches a journal folder; one thread.

    Args:
        folder: the journal's folder.
        key_file: where the data folder's secret is kept.
    """

    def __init__(self, folder: Path, key_file: Path) -> None:
        self._folder = folder
        self._numbers = NumberHash(secret_key(key_file))
        self._open: OrderedDict[Path, SegmentIndex] = OrderedDict()
        self._complete: set[Path] = set()
        self._log = structlog.get_logger(component="search")
        self._faulty = False

    @property
    def open_indexes(self) -> int:
        """How many segments' indexes are open."""
        return len(self._open)

    def behind(self) -> int:
        """How many entries are not in the index yet."""
        left = 0
        for path in self._incomplete():
            index = self._index(path)
            if index is not None:
                left += self._left(path, index)
        return left

    def oldest(self) -> int:
        """Sequence number of the oldest entry that the journal still holds, or will hold."""
        for path in segment_files(self._folder):
            with contextlib.suppress(sqlite3.Error), contextlib.closing(connect(path)) as segment:
                return state_of(segment)[1]
        return 1

    def ask_elsewhere(self, search: PutOffSearch) -> None:
        """This journal holds all there is."""

    def advance(self, at_most: int) -> int:
        """Takes up to so many further entries into the index; gives how many it was."""
        done = 0
        for path in self._incomplete():
            done += self._covered(path, at_most - done)
            if done >= at_most:
                break
        return done

    def frames_of(self, numbers: Iterable[str], before: int) -> Iterator[Entry]:
        """Every frame before a sequence number that has one of these numbers, in the journal's order."""
        wanted = frozenset(number for number in numbers if number)
        for path in segment_files(self._folder):
            yield from self._frames(path, wanted, before)

    def close(self) -> None:
        """Lets go of the files."""
        while self._open:
            self._open.popitem()[1].close()

    def _frames(self, path: Path, wanted: frozenset[str], before: int) -> list[Entry]:
        try:
            while self._covered(path, _PORTION_ENTRIES):
                pass
            index = self._index(path)
            if index is not None:
                return index.frames_of(wanted, before)
            return looked_through(path, wanted, before)
        except sqlite3.Error as fault:
            if not path.exists():
                return []
            raise JournalUnavailable(f"the journal could not be searched: {fault}") from fault

    def _incomplete(self) -> list[Path]:
        files = segment_files(self._folder)
        self._forget(set(files))
        return [path for path in files if path not in self._complete]

    def _covered(self, path: Path, at_most: int) -> int:
        """Covers some more of a segment; gives how many entries. A full disk covers none, and is tried again."""
        if path in self._complete:
            return 0
        index = self._index(path)
        if index is None:
            return 0
        try:
            done = index.advance(at_most)
            if not done:
                self._left(path, index)
        except sqlite3.Error as fault:
            self._drop(path, fault)
            return 0
        return done

    def _left(self, path: Path, index: SegmentIndex) -> int:
        """How many entries of a segment are not covered; a closed one that is covered is never asked again."""
        left = index.left()
        if index.closed and not left:
            self._complete.add(path)
        return left

    def _index(self, path: Path) -> SegmentIndex | None:
        """The index of a segment; None where it cannot be written, or its segment has left."""
        if path in self._open:
            self._open.move_to_end(path)
            return self._open[path]
        try:
            index = SegmentIndex(path, self._numbers)
        except (sqlite3.Error, OSError) as fault:
            self._drop(path, fault)
            return None
        self._faulty = False
        self._open[path] = index
        while len(self._open) > OPEN_AT_MOST:
            self._open.popitem(last=False)[1].close()
        return index

    def _drop(self, path: Path, fault: Exception) -> None:
        index = self._open.pop(path, None)
        if index is not None:
            index.close()
        self._complete.discard(path)
        if not self._faulty:
            self._log.warning("the index of patient numbers cannot be used", error=str(fault))
        self._faulty = True

    def _forget(self, files: set[Path]) -> None:
        """Lets go of indexes whose segment has left, and deletes what is left of them."""
        for path in (self._open.keys() | self._complete) - files:
            index = self._open.pop(path, None)
            if index is not None:
                index.close()
            self._complete.discard(path)
            remove_index(path)

    def remove_orphans(self) -> None:
        """Deletes indexes without a segment; for the start."""
        known = {index_files(path)[0] for path in segment_files(self._folder)}
        for file in self._folder.glob("????-??-??.index"):
            if file not in known:
                remove_index(file.with_suffix(".db"))
