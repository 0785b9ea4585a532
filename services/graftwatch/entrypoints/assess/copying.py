"""The local copy of the entries: every copy of assess has it, whether it leads or follows."""

from datetime import timedelta
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.assess.entries import EntryLog
from graftwatch.adapters.sqlite.retention import expire
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import JournalUnavailable

RETENTION_SECONDS: Final = 3600.0
# A reader to whom nothing comes may have lost the cluster without a word: so often it asks where the end is.
ASK_SECONDS: Final = 10.0


class Copying:
    """Copies entries into the journal of the data folder, under their numbers on the cluster.

    Args:
        settings: in force.
        folder: the data folder.
        base: number of the last entry before the topic's first.
        handled: the last entry that the state has handled.
    """

    def __init__(self, settings: Settings, folder: DataFolder, base: int, handled: int) -> None:
        self._folder = folder
        self._clock = SystemClock()
        self._kept = timedelta(days=settings.limits.journal_days)
        self._journal = folder.writer(settings)
        self._expired_at = -RETENTION_SECONDS
        self._asked_at, self._newest = monotonic(), 0
        self._log = structlog.get_logger(component="copy")
        reader = folder.reader()
        last = reader.last_seq()
        reader.close()
        self._entries = EntryLog(settings.kafka, base)
        self._entries.begin(last, handled, self._clock.now() - self._kept)

    @property
    def last(self) -> int:
        """The last entry that is copied, or the one before the first that will be."""
        return self._entries.next_seq - 1

    def behind(self) -> int:
        """How many entries are known to wait on the cluster."""
        return max(self._entries.behind(), self._newest - self.last, 0)

    def end(self) -> int:
        """The number of the newest entry on the cluster, asked now.

        Raises:
            ClusterUnavailable: it does not answer.
        """
        self._asked_at, self._newest = monotonic(), self.last + self._entries.end() - self._entries.offset
        return self._newest

    def copy(self, seconds: float) -> int:
        """Copies what is new, waiting for it up to so long; gives how many.

        Raises:
            JournalUnavailable: the data folder cannot take it (disk full); it is read again.
            ClusterUnavailable, ClusterUnfit: it cannot be read.
        """
        entries = self._entries.read(seconds)
        if not entries:
            if monotonic() - self._asked_at > ASK_SECONDS:
                self.end()
            return 0
        try:
            self._journal.copy(entries)
        except JournalUnavailable:
            self._entries.back_to(entries[0].seq)
            raise
        return len(entries)

    def expire(self, handled: int) -> None:
        """Now and then deletes days of the copy that are past their time and handled."""
        if monotonic() - self._expired_at < RETENTION_SECONDS:
            return
        self._expired_at = monotonic()
        for name in expire(self._folder.journal, (self._clock.now() - self._kept).date(), handled):
            self._log.info("journal day deleted", segment=name)

    def close(self) -> None:
        """Copies no more."""
        self._entries.close()
        self._journal.close()
