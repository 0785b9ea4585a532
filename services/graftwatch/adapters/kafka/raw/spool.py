"""The spool: while the cluster is away, what was acknowledged lies in a journal on this machine, in order.

A journal of the embedded engine in a folder of its own, `spool/<generation>/journal`, and beside it how far it was
drained. The position is written after the cluster has answered and needs no sync: an older one repeats what the
cluster has, and never passes anything over. Once all is drained the next generation begins and the folder of the old
one is deleted, so the disk is free again.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from graftwatch.pipeline.journal import Entry, JournalUnavailable, JournalWriter, NewEntry
from graftwatch.pipeline.message_log import RefusalReason, SpoolLevels

# Entries read at a time: enough to fill the producer's batches, some milliseconds of the event loop.
READ_ENTRIES = 500
_JOURNAL = "journal"
_POSITION = "drained"


class SpoolRefuses(JournalUnavailable):
    """The spool takes nothing more now; the words say why."""

    def __init__(self, reason: RefusalReason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


class SpoolStore(JournalWriter, Protocol):
    """A journal on this machine that is both written and read, and can be let go of."""

    def read_after(self, seq: int, limit: int) -> list[Entry]:
        """As `JournalReader` has it."""
        ...

    def close(self) -> None:
        """Lets go of the files."""
        ...


@dataclass(frozen=True, slots=True)
class SpoolLimits:
    """What the spool may hold: bytes of content, and how old the oldest of it may be."""

    content_bytes: int
    age: timedelta


class Spool:
    """What waits for the cluster; used from one thread."""

    def __init__(self, folder: Path, open_store: Callable[[Path], SpoolStore], limits: SpoolLimits) -> None:
        self._folder = folder
        self._open_store = open_store
        self._limits = limits
        self._drained = 0
        self.waiting = 0
        self.waiting_bytes = 0
        self.oldest: datetime | None = None
        self.drained_ever = 0
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        generations = sorted(int(one.name) for one in folder.iterdir() if one.name.isdecimal())
        for passed in generations[:-1]:  # the next one is only begun when all of it was drained
            shutil.rmtree(folder / str(passed))
        self._generation = generations[-1] if generations else 0
        self._store: SpoolStore | None = None
        if generations:
            self._take_up()

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self.waiting

    def levels(self) -> SpoolLevels:
        """How full it is."""
        return SpoolLevels(self.waiting, self.waiting_bytes, self._limits.content_bytes, self.oldest, self.drained_ever)

    def append(self, entries: Sequence[NewEntry]) -> None:
        """Keeps all of these behind the others, or none; durable on return.

        Raises:
            SpoolRefuses: it is full, or its oldest waits too long already.
            JournalUnavailable: they could not be written.
        """
        size = sum(len(one.content) for one in entries)
        if self.waiting_bytes + size > self._limits.content_bytes:
            words = f"the spool of this gateway is full ({self._limits.content_bytes} bytes)"
            raise SpoolRefuses(RefusalReason.SPOOL_FULL, words)
        now = entries[-1].received_at
        if self.oldest is not None and now - self.oldest > self._limits.age:
            hours = self._limits.age / timedelta(hours=1)
            words = f"messages have waited in this gateway's spool for more than {hours:g} h"
            raise SpoolRefuses(RefusalReason.SPOOL_TOO_OLD, words)
        self._opened().append(entries)
        self.waiting += len(entries)
        self.waiting_bytes += size
        self.oldest = self.oldest or entries[0].received_at

    def next_entries(self) -> list[Entry]:
        """The oldest that wait."""
        return self._opened().read_after(self._drained, READ_ENTRIES)

    def drained(self, entries: Sequence[Entry]) -> None:
        """The cluster has these, the oldest ones."""
        self._drained = entries[-1].seq
        self._write_position()
        self.waiting -= len(entries)
        self.waiting_bytes -= sum(len(one.content) for one in entries)
        self.drained_ever += len(entries)
        if self.empty:
            self.oldest = None
            self._begin_anew()
        else:
            following = self._opened().read_after(self._drained, 1)
            self.oldest = following[0].received_at if following else None

    def close(self) -> None:
        """Lets go of the files."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _place(self) -> Path:
        return self._folder / str(self._generation)

    def _opened(self) -> SpoolStore:
        if self._store is None:
            try:
                self._place().mkdir(mode=0o700, exist_ok=True)
                _sync(self._folder)
                self._store = self._open_store(self._place() / _JOURNAL)
            except OSError as fault:
                raise JournalUnavailable(f"the spool cannot be opened: {fault.strerror}") from fault
        return self._store

    def _take_up(self) -> None:
        """What an earlier process left."""
        with suppress(OSError, ValueError):
            self._drained = int((self._place() / _POSITION).read_text("ascii"))
        at = self._drained
        while entries := self._opened().read_after(at, READ_ENTRIES):
            at = entries[-1].seq
            self.waiting += len(entries)
            self.waiting_bytes += sum(len(one.content) for one in entries)
            self.oldest = self.oldest or entries[0].received_at

    def _write_position(self) -> None:
        """In one step; without it, or after a failure, what is drained is drained again."""
        draft = self._place() / f".{_POSITION}"
        with suppress(OSError):
            draft.write_text(str(self._drained), "ascii")
            draft.replace(self._place() / _POSITION)

    def _begin_anew(self) -> None:
        old = self._place()
        self.close()
        self._generation += 1
        self._drained = 0
        with suppress(OSError):
            self._place().mkdir(mode=0o700)
            shutil.rmtree(old)


def _sync(folder: Path) -> None:
    """Make a folder's names survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
