"""The quarantine of every gateway and detector, copied into a console's folder, where the command line works on it.

What is released there is released there alone: another console still shows it, and releasing it once more is a message
that comes twice.
"""

from contextlib import closing
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.quarantine_log import QuarantineLog
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.quarantine import QuarantineUnavailable

WAIT_SECONDS: Final = 0.5
REST_SECONDS: Final = 1.0
EXPIRE_SECONDS: Final = 3600.0


class QuarantineCopy:
    """Copies, in a thread of its own.

    `fault` says what keeps it from copying, in words; empty while nothing does.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = DataFolder(settings.data)
        self._stopped = Event()
        self._expired_at = -EXPIRE_SECONDS
        self._log = structlog.get_logger(component="quarantine")
        self.fault = ""

    def run(self) -> None:
        """Copies until `stop`.

        Raises:
            KafkaFault: what is not mended by waiting.
        """
        while not self._stopped.is_set():
            try:
                self._copy()
            except (ClusterUnavailable, QuarantineUnavailable) as fault:
                if str(fault) != self.fault:
                    self._log.warning("the quarantine is not copied", fault=str(fault))
                self.fault = str(fault)
                self._stopped.wait(REST_SECONDS)

    def stop(self) -> None:
        """Has `run` end; any thread."""
        self._stopped.set()

    def _copy(self) -> None:
        log = Topic.QUARANTINE.value
        with (
            closing(self._folder.open_quarantine(self._settings)) as quarantine,
            closing(QuarantineLog(self._settings.kafka, quarantine.copied(log))) as waiting,
        ):
            while not self._stopped.is_set():
                found = waiting.read(WAIT_SECONDS)
                if found.up_to > quarantine.copied(log):
                    quarantine.copy(found.records, log, found.up_to)
                self._expire(quarantine)
                self.fault = ""

    def _expire(self, quarantine: SqliteQuarantine) -> None:
        if monotonic() - self._expired_at < EXPIRE_SECONDS:
            return
        self._expired_at = monotonic()
        gone = quarantine.expire(SystemClock().now() - timedelta(days=self._settings.limits.quarantine_days))
        if gone:
            self._log.info("old records of the quarantine deleted", count=gone)
