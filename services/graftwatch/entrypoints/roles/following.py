"""A folder that follows whoever leads detection, in a thread: for roles that read what detection concluded.

Whatever reads a data folder (links in pages, the trial's figures, the command line) works on it as it does on the
embedded engine's. One thread writes it; everybody else reads over connections of their own.
"""

from threading import Event
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.adapters.prometheus.partitions import StageStanding
from graftwatch.entrypoints.assess.following import Following, state_replica
from graftwatch.entrypoints.settings import Settings
from graftwatch.pipeline.journal import JournalUnavailable

REST_SECONDS: Final = 0.5
STUCK_SECONDS: Final = 60.0
"""A turn takes a fraction of a second; a thread that has made none for so long hangs."""


class FollowingThread:
    """Follows, in a thread of its own.

    Args:
        settings: in force; `data` is the folder.

    `fault` says what keeps it from following, in words; empty while nothing does.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._replica = state_replica(settings)
        self._following = Following(settings, self._replica)
        self._opened = False
        self._stopped = Event()
        self._log = structlog.get_logger(component="following")
        self._progress_at = self._caught_up_at = monotonic()
        self.fault = ""

    def begin(self) -> None:
        """Opens the folder and catches up for the first time.

        Raises:
            ClusterUnavailable: the cluster does not answer; it may be called again.
            ClusterUnfit: somebody must mend the cluster first.
        """
        if not self._opened:
            self._replica.open()
            self._opened = True
        self._turn()

    def run(self) -> None:
        """Follows until `stop`.

        Raises:
            ClusterUnfit: somebody must mend the cluster first.
        """
        try:
            while not self._stopped.is_set():
                self._turned()
        finally:
            self._following.rest()
            self._replica.close()

    def stop(self) -> None:
        """Has `run` end; any thread."""
        self._stopped.set()

    def standing(self) -> StageStanding:
        """How far it is behind; any thread."""
        behind = self._behind()
        lag = monotonic() - self._caught_up_at if behind or self.fault else 0.0
        return StageStanding(behind=behind, lag_seconds=lag, reachable=not self.fault)

    def not_live_because(self) -> list[str]:
        """Why the process should be started again; any thread."""
        age = monotonic() - self._progress_at
        return [f"the state was not followed for {age:.0f} s. {self.fault}".strip()] if age > STUCK_SECONDS else []

    def not_ready_because(self) -> list[str]:
        """Why what is read here is not how things stand; any thread."""
        lag, limit = self.standing().lag_seconds, self._settings.limits.lag_seconds
        late = [f"the state here is {lag:.0f} s behind"] if lag > limit else []
        return [*([self.fault] if self.fault else []), *late]

    def _turned(self) -> None:
        try:
            self._turn()
        except ClusterUnavailable as fault:
            self._wait(str(fault))
            self._following.rest()
        except JournalUnavailable as fault:
            self._wait(str(fault))

    def _turn(self) -> None:
        self._following.turn()
        self._progress_at, self.fault = monotonic(), ""
        if not self._behind():
            self._caught_up_at = self._progress_at

    def _wait(self, fault: str) -> None:
        """It waits, and does not hang."""
        if fault != self.fault:
            self._log.warning("the state cannot be followed", fault=fault)
        self._progress_at, self.fault = monotonic(), fault
        self._stopped.wait(REST_SECONDS)

    def _behind(self) -> int:
        """Rows and entries that are not here yet."""
        return self._replica.figures.lag + self._following.unread()
