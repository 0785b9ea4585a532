"""The journal's writer on SQLite: one file a day, durable on return, several processes at once.

Which segment is written: the newest one, and a newer one once an entry's day (UTC) is later. Rolling over, creating
and deleting happen under a lock file, appending under SQLite's own lock. A process that finds its segment closed
under its hands looks for the newer one and goes on there: sequence numbers rise without a gap.
Left out: reading (journal_reader.py), deleting old days and checking (retention.py).
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import structlog

from graftwatch.adapters.sqlite.checkpoint import WAL_LIMIT_BYTES, Checkpointer
from graftwatch.adapters.sqlite.segment import (
    SegmentClosed,
    SegmentWriter,
    create_segment,
    prewrite_log,
    remove_drafts,
    segment_files,
)
from graftwatch.pipeline.journal import Entry, JournalUnavailable, NewEntry

Written = TypeVar("Written")


@contextmanager
def structure_lock(folder: Path) -> Iterator[None]:
    """Alone among all processes while segments are created, closed or deleted; freed by the system on any death."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class SqliteJournal:
    """Appends to the journal in a folder; any thread, one at a time."""

    def __init__(
        self,
        folder: Path,
        *,
        wal_limit_bytes: int = WAL_LIMIT_BYTES,
        full_size_log: bool = False,
        max_segment_pages: int | None = None,
    ) -> None:
        """`full_size_log` makes a segment's log full size at once: worth it for a service, not for a single append."""
        self._folder = folder
        self._prewritten_bytes = wal_limit_bytes if full_size_log else 0
        self._max_segment_pages = max_segment_pages
        self._log = structlog.get_logger(component="journal")
        self._lock = threading.Lock()
        self._segment: SegmentWriter | None = None
        self._checkpointer = Checkpointer(wal_limit_bytes, self._checkpoint_failed)
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def wal_bytes(self) -> int:
        """The size of the write-ahead log on disk."""
        segment = self._segment
        try:
            return segment.path.with_name(segment.path.name + "-wal").stat().st_size if segment else 0
        except FileNotFoundError:
            return 0

    def append(self, entries: Sequence[NewEntry]) -> int:
        """Keep all entries or none; durable on return. Gives the first one's sequence number."""
        if not entries:
            raise ValueError("an append needs at least one entry")
        with self._lock:
            try:
                first = self._write(entries, 1, lambda segment: segment.append(entries))
            except (sqlite3.Error, OSError) as error:
                self._forget()
                raise JournalUnavailable(f"the journal could not be written: {error}") from error
            return first

    def copy(self, entries: Sequence[Entry]) -> None:
        """Keep entries of another log under their own numbers, all or none; durable on return.

        What is there already is passed over. The first ones of an empty journal may begin at any number.
        """
        if not entries:
            return
        with self._lock:
            try:
                self._write(entries, entries[0].seq, lambda segment: segment.copy(entries))
            except (sqlite3.Error, OSError) as error:
                self._forget()
                raise JournalUnavailable(f"the journal could not be written: {error}") from error

    def close(self) -> None:
        """Stop the checkpointing and let go of the files."""
        with self._lock:
            self._checkpointer.stop()
            self._forget()

    def _write(
        self,
        entries: Sequence[NewEntry] | Sequence[Entry],
        first_of_all: int,
        write: Callable[[SegmentWriter], Written],
    ) -> Written:
        day = entries[-1].received_at.date()
        while True:
            segment = self._segment
            if segment is None or segment.day < day:
                segment = self._newest(day, first_of_all)
            try:
                written = write(segment)
            except SegmentClosed:
                self._forget()
                continue
            self._checkpointer.appended(segment, len(entries), sum(len(entry.content) for entry in entries))
            return written

    def _newest(self, day: date, first_of_all: int) -> SegmentWriter:
        """The segment to write an entry of that day to: the newest there is, created when it is older than the day."""
        self._forget()
        self._checkpointer.begin_segment()
        with structure_lock(self._folder):
            remove_drafts(self._folder)
            files = segment_files(self._folder)
            if not files:
                self._segment = self._open(create_segment(self._folder, day, first_of_all))
                return self._segment
            newest = self._open(files[-1])
            closed, _, _ = newest.state()
            if newest.day < day or closed:
                newest = self._successor(newest, day)
            self._segment = newest
            return newest

    def _successor(self, old: SegmentWriter, day: date) -> SegmentWriter:
        """Close the old segment, then create the next; dying in between leaves a closed newest one, mended here."""
        last = old.close_for_appends()
        old.close()
        self._checkpointer.request(old.path)
        return self._open(create_segment(self._folder, max(day, old.day + timedelta(days=1)), last + 1))

    def _checkpoint_failed(self, error: Exception) -> None:
        self._log.warning("journal checkpoint failed, the log stays longer", error=str(error))

    def _open(self, path: Path) -> SegmentWriter:
        if self._prewritten_bytes:
            prewrite_log(path, self._prewritten_bytes)
        return SegmentWriter(path, self._max_segment_pages)

    def _forget(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None
