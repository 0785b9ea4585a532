"""The feeds that come as files, put together: one worker a feed, over one journal and one window of control ids.

A worker runs in a thread of its own and waits for nobody; what goes wrong in one is told and does not stop the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.folder.arrivals import DropPlace
from graftwatch.adapters.folder.drop_folder import DropFolder
from graftwatch.adapters.folder.progress import Progress
from graftwatch.adapters.folder.retention import expire_done
from graftwatch.adapters.ssmix2.index import StorageIndex
from graftwatch.adapters.ssmix2.storage import Rhythm, Storage
from graftwatch.adapters.ssmix2.taking import Settle, Taking
from graftwatch.adapters.ssmix2.transaction_log import TransactionLog
from graftwatch.adapters.ssmix2.walk import Walk, Wanted
from graftwatch.entrypoints.feed_settings import FeedReading, FolderFeed, SsMix2Feed
from graftwatch.entrypoints.protocol_in_force import protocol_in_force
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, clock_of, taken_as_files, versions_of
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.file_intake import FileIntake, Terms
from graftwatch.pipeline.file_metrics import FileMetrics
from graftwatch.pipeline.ingest import Ingest

# After a fault of ours: long enough not to spin, short enough to go on soon.
REST_AFTER_FAULT_SECONDS = 1.0
RETENTION_SECONDS = 3600.0
# A look takes milliseconds, a large file minutes; a worker that shows no sign for so long hangs in its file system.
STUCK_SECONDS = 120.0


class Work(Protocol):
    """What a worker does again and again."""

    @property
    def fault(self) -> str:
        """What holds it up, or nothing."""
        ...

    @property
    def alive_at(self) -> float:
        """When it last got on with something, by the monotonic clock."""
        ...

    def look(self) -> int:
        """Does what there is to do now."""
        ...


class Door:
    """What all feeds of files share: journal, quarantine, clock, and the window of control ids."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.folder = DataFolder(settings.data)
        self._reader = self.folder.reader()
        self.journal = self.folder.writer(settings)
        protocol = protocol_in_force(settings, self.folder)
        self.zone = protocol.zone
        self.clock: Clock = clock_of(settings, protocol, self._reader)
        self._quarantine = self.folder.open_quarantine(settings)
        self._ingest = Ingest(self.journal, self._reader, DuplicateWindow(settings.limits.duplicate_window))
        self._alone = Lock()

    def remember(self, feeds: frozenset[str]) -> None:
        """Fills the window with what these feeds brought last."""
        self._ingest.reload(self._settings.limits.duplicate_window, feeds)

    def close(self) -> None:
        """Lets go of the files."""
        self.journal.close()
        self._reader.close()
        self._quarantine.close()

    def intake(self, feed: FeedReading) -> FileIntake:
        """A feed's way in."""
        terms = Terms(feed.name, versions_of(feed), self._settings.limits.max_frame_bytes)
        return FileIntake(self._ingest, self._quarantine, self.clock, terms, self._alone)


@dataclass(slots=True)
class Worker:
    """One feed's thread."""

    feed: str
    work: Work
    look_seconds: float
    stop: Event
    fault: str = ""

    def start(self) -> None:
        """Begins."""
        Thread(target=self._run, name=self.feed, daemon=True).start()

    @property
    def is_stuck(self) -> bool:
        """Whether it has shown no sign for too long."""
        return monotonic() - self.work.alive_at > STUCK_SECONDS

    def _run(self) -> None:
        log = structlog.get_logger(component="files", feed=self.feed)
        while not self.stop.is_set():
            wait = self.look_seconds
            try:
                self.work.look()
                self.fault = self.work.fault
            except Exception as fault:  # one feed's fault must not end the others: told, and tried again
                self.fault = f"feed {self.feed}: a look failed: {type(fault).__name__}"
                log.exception("a look failed")
                wait = max(wait, REST_AFTER_FAULT_SECONDS)
            self.stop.wait(wait)


class _Folder:
    """A drop folder with its retention."""

    def __init__(self, feed: FolderFeed, folder: DropFolder, clock: Clock) -> None:
        self._feed = feed
        self._folder = folder
        self._clock = clock
        self._expire_at = monotonic()

    @property
    def fault(self) -> str:
        """What holds the feed up."""
        return self._folder.fault

    @property
    def alive_at(self) -> float:
        """When it last got on."""
        return self._folder.alive_at

    def look(self) -> int:
        """Takes what there is, and once an hour deletes what was kept long enough."""
        if monotonic() >= self._expire_at:
            self._expire_at = monotonic() + RETENTION_SECONDS
            expire_done(self._feed.path, timedelta(days=self._feed.done_days), self._clock.now())
        return self._folder.look()


def workers_of(settings: Settings, door: Door, metrics: FileMetrics, stop: Event) -> list[Worker]:
    """One worker for each feed that comes as files."""
    progress = Progress(door.folder.files)
    return [
        Worker(
            feed.name,
            _folder(feed, door, progress, metrics)
            if isinstance(feed, FolderFeed)
            else storage_of(feed, door, metrics, settings.limits.journal_days),
            feed.look_seconds,
            stop,
        )
        for feed in taken_as_files(settings)
    ]


def storage_of(feed: SsMix2Feed, door: Door, metrics: FileMetrics, journal_days: int) -> Storage:
    """An SS-MIX2 storage, to be looked at by one thread."""
    zone, days = door.zone, timedelta(days=feed.since_days or journal_days)

    def first_day() -> str:
        return (door.clock.now().astimezone(zone) - days).strftime("%Y%m%d")

    index = StorageIndex(door.folder.storage_index(feed.name))
    settle = Settle(feed.settle_seconds, lambda: SystemClock().now().timestamp(), monotonic)
    walk = Walk(str(feed.path.absolute()), Wanted(first_day, feed.types), feed.most_watches)
    log = TransactionLog(feed.transactions, index) if feed.transactions else None
    rhythm = Rhythm(feed.watch, feed.poll_seconds, feed.rescan_minutes * 60)
    taking = Taking(door.intake(feed), index, door.clock, metrics, settle)
    return Storage(walk, taking, log, rhythm, monotonic)


def _folder(feed: FolderFeed, door: Door, progress: Progress, metrics: FileMetrics) -> _Folder:
    place = DropPlace(
        feed.path, feed.ignore, feed.subfolders, feed.settle_seconds, feed.files_at_a_time, feed.max_file_bytes
    )
    return _Folder(feed, DropFolder(place, door.intake(feed), progress, door.clock, metrics, monotonic), door.clock)
