"""A storage as a feed: one whole scan, then whatever changes, and a whole scan now and then to be sure.

What changes is told by watches on the folders of recent days and by the transaction log; where watches are used up or
cannot see a remote share, by scanning again soon. A scan works in short slices, so that a change in a tree of a million
files is not kept waiting by it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from graftwatch.adapters.ssmix2.inotify import EventsLost, Watches
from graftwatch.adapters.ssmix2.taking import Taking
from graftwatch.adapters.ssmix2.transaction_log import TransactionLog
from graftwatch.adapters.ssmix2.walk import TYPE_DEPTH, Walk, depth_of
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.pipeline.quarantine import QuarantineUnavailable

# How long a scan goes on before changes are looked for again: a quarter of what a change may take to be seen.
SLICE_SECONDS = 0.4
# Places that wait to be looked at; beyond, a scan finds what has changed sooner.
MOST_CHANGED_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a storage is looked at.

    Attributes:
        watch: whether watches can see its changes; not on a remote share.
        poll_seconds: from one scan to the next where watches do not see everything.
        rescan_seconds: the same where they do.
    """

    watch: bool = True
    poll_seconds: float = 5.0
    rescan_seconds: float = 3600.0


class Storage:
    """One feed's storage.

    Args:
        walk: the way to its folders.
        taking: what is done with their files.
        log: the transaction log, where there is one.
        rhythm: how often, and by which means.
        now: seconds that never go back.
    """

    def __init__(
        self, walk: Walk, taking: Taking, log: TransactionLog | None, rhythm: Rhythm, now: Callable[[], float]
    ) -> None:
        self._walk = walk
        self._taking = taking
        self._index = taking.index
        self._transactions = log
        self._rhythm = rhythm
        self._feed = taking.feed
        self._now = now
        self._log = structlog.get_logger(component="ssmix2", feed=self._feed)
        self._changed: dict[str, Iterator[str]] = {}
        self._scan: Iterator[str] | None = None
        self._scan_at = self._scan_began = now()
        self._watched_since = ""
        self.scans = 0
        self.fault = ""
        self.alive_at = now()

    def look(self) -> int:
        """Looks at what has changed, and goes on with the scan; gives how many folders were looked at."""
        self.fault = ""
        self.alive_at = self._now()
        before = self._walk.visited
        try:
            self._taking.flush()  # what could not be stored before
            self._hear()
            until = self._now() + SLICE_SECONDS
            self._look_at_changed(until)
            self._go_on(until)
            self._taking.flush()
        except (JournalUnavailable, QuarantineUnavailable) as error:
            self.fault = f"feed {self._feed}: {error}"
        except OSError as error:
            self.fault = f"feed {self._feed}: the storage cannot be used: {error.strerror}"
            self._scan, self._scan_at = None, self._now() + self._rhythm.poll_seconds
        self._tell()
        return self._walk.visited - before

    def _hear(self) -> None:
        """Notes the places that watches, log and young files say are to be looked at."""
        now = self._now()
        for folder in [folder for folder, at in self._taking.young.items() if at <= now]:
            self._note_changed(folder)
        if self._walk.watches is not None:
            try:
                for change in self._walk.watches.changes():
                    is_type = depth_of(change.folder) == TYPE_DEPTH
                    self._note_changed(change.folder if is_type else f"{change.folder}/{change.name}".lstrip("/"))
            except EventsLost:
                self._log.warning("more has changed than the system remembers; everything is scanned again")
                self._scan_at = now
        self._read_log()
        if len(self._changed) > MOST_CHANGED_PLACES:
            self._changed.clear()
            self._scan_at = now

    def _read_log(self) -> None:
        """Notes the places that the transaction log names; without it the scan finds them, later."""
        if self._transactions is None or not self.scans:
            return
        try:
            for folder in self._transactions.changed_folders():
                self._note_changed(folder)
        except OSError as error:
            self.fault = f"feed {self._feed}: the transaction log cannot be read: {error.strerror}"

    def _note_changed(self, place: str) -> None:
        self._changed.setdefault(place, self._walk.below(place))

    def _look_at_changed(self, until: float) -> None:
        """Looks at every place that has changed, as far as the time allows."""
        while self._changed and self._now() < until:
            place, walk = next(iter(self._changed.items()))
            if self._look_at_next(walk) is None:
                del self._changed[place]

    def _look_at_next(self, walk: Iterator[str]) -> str | None:
        """Looks at the next folder of a walk; nothing where it has ended."""
        folder = next(walk, None)
        if folder:
            self._taking.look_at(folder, self._walk.path(folder))
        return folder

    def _go_on(self, until: float) -> None:
        """Goes on with the scan, or begins one when it is time."""
        if self._scan is None:
            if self._now() < self._scan_at:
                return
            self._begin_scan()
        while self._scan is not None and self._now() < until:
            if self._look_at_next(self._scan) is None:
                self._end_scan()

    def _begin_scan(self) -> None:
        if self._transactions is not None and not self.scans:
            self._transactions.begin()
        first_day = self._walk.wanted.first_day()
        if self._rhythm.watch and first_day != self._watched_since:
            # Days that are past keep no watch: once a day all are let go and taken anew.
            if self._walk.watches is not None:
                self._walk.watches.close()
            self._walk.watches = Watches.open()
            self._watched_since = first_day
        self._scan_began = self._now()
        self._walk.visited = self._walk.unwatched = self._walk.unreadable = 0
        self._taking.begin_scan()
        self._scan = self._walk.below("")

    def _end_scan(self) -> None:
        self._taking.flush()
        self._scan = None
        self.scans += 1
        seconds = self._now() - self._scan_began
        forgotten = self._index.forget_before(self._walk.wanted.first_day())
        sees_all = self._walk.watches is not None and not self._walk.unwatched
        self._scan_at = self._now() + (self._rhythm.rescan_seconds if sees_all else self._rhythm.poll_seconds)
        self._taking.tell(scan_seconds=seconds, indexed=len(self._index), index_bytes=self._index.bytes_on_disk)
        if self.scans == 1 or forgotten:
            self._log.info("storage scanned", seconds=round(seconds, 1), folders=self._walk.visited)

    def _tell(self) -> None:
        walk, taking = self._walk, self._taking
        taking.tell(
            pending=len(taking.young) + len(taking.without_successor),
            watches=len(walk.watches) if walk.watches else 0,
            unwatched=walk.unwatched,
            scanned=walk.visited,
            scanning=self._scan is not None,
            withdrawn=taking.withdrawn,
            names=taking.foreign,
            unreadable=walk.unreadable,
            hints=self._transactions.not_understood if self._transactions else 0,
        )
