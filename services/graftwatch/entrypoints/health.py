"""Whether the service lives and is ready, and its metrics: the gateway's own and the detector's, as one text."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.detector_child import DetectorChild
from graftwatch.entrypoints.link import Status

# The detector handles a batch in milliseconds; one that has not for so long is stuck, not busy.
STUCK_SECONDS = 60.0
NO_ANSWER = "the detector does not answer"


class Health:
    """What the console asks; see `console.app.ServiceView`.

    Args:
        child: the detector's process.
        journal: the journal that the gateway appends to.
        registry: the gateway's metrics.
        lag_seconds: a detector further behind is not ready.
    """

    def __init__(
        self, child: DetectorChild, journal: SqliteJournal, registry: CollectorRegistry, lag_seconds: float
    ) -> None:
        self._child = child
        self._journal = journal
        self._registry = registry
        self._lag_seconds = lag_seconds

    async def not_live_because(self) -> Sequence[str]:
        """Why the service should be restarted: a stage makes no progress."""
        status = await self._child.status()
        if status is None:
            return [NO_ANSWER]
        if status.progress_age_seconds > STUCK_SECONDS:
            return [
                f"the detector has made no progress for {status.progress_age_seconds:.0f} s. {status.fault}".strip()
            ]
        return []

    async def readiness(self) -> Readiness:
        """Why a sender would not be served in full, and how many entries the detector has not handled."""
        status = await self._child.status()
        if status is None:
            return Readiness((NO_ANSWER,), None)
        return Readiness(tuple(self._shortcomings(status)), status.behind)

    def _shortcomings(self, status: Status) -> Iterator[str]:
        if status.fault:
            yield status.fault
        if status.lag_seconds > self._lag_seconds:
            yield f"the detector is {status.lag_seconds:.0f} s and {status.behind} entries behind"

    async def metrics(self) -> bytes:
        """All metrics. Without an answer of the detector only the gateway's, and `graftwatch_detector_up` says 0."""
        status = await self._child.status("metrics")
        up = (
            "# HELP graftwatch_detector_up Whether the detector's process answers\n"
            "# TYPE graftwatch_detector_up gauge\n"
            f"graftwatch_detector_up {int(status is not None)}\n"
        )
        return generate_latest(self._registry) + up.encode() + (status.metrics.encode() if status else b"")
