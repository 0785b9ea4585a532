"""Whether the service lives and is ready, and its metrics: the gateway's own and the detector's, as one text."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.console.app import Readiness
from graftwatch.entrypoints.console_door import ConsoleDoor
from graftwatch.entrypoints.detector_child import DetectorChild
from graftwatch.entrypoints.exposition import joined, up
from graftwatch.entrypoints.files_child import FilesChild
from graftwatch.entrypoints.link import Status

# The detector handles a batch in milliseconds; one that has not for so long is stuck, not busy.
STUCK_SECONDS = 60.0
NO_ANSWER = "the detector does not answer"
FILES_NO_ANSWER = "the process of the feeds that come as files does not answer"


class Health:
    """What the console asks; see `console.app.ServiceView`.

    Args:
        child: the detector's process.
        files: the process of the feeds that come as files, where there are any.
        console: the way to the console.
        registry: the gateway's metrics.
        lag_seconds: a detector further behind is not ready.
    """

    def __init__(
        self,
        child: DetectorChild,
        files: FilesChild | None,
        console: ConsoleDoor,
        registry: CollectorRegistry,
        lag_seconds: float,
    ) -> None:
        self._child = child
        self._console = console
        self._files = files
        self._registry = registry
        self._lag_seconds = lag_seconds
        self._said: Callable[[], Sequence[str]] = tuple

    def warnings_from(self, warnings: Callable[[], Sequence[str]]) -> None:
        """Ask this for what a person should know although senders are served."""
        self._said = warnings

    def _warnings(self) -> tuple[str, ...]:
        return (*self._said(), *self._console.warnings())

    async def not_live_because(self) -> Sequence[str]:
        """Why the service should be restarted: a stage makes no progress."""
        status = await self._child.status()
        if status is None:
            return [NO_ANSWER]
        stuck = [f"deliveries through {channel} make no progress" for channel in status.stuck]
        if status.progress_age_seconds > STUCK_SECONDS:
            age = f"{status.progress_age_seconds:.0f} s"
            stuck.insert(0, f"the detector has made no progress for {age}. {status.fault}".strip())
        return stuck

    async def readiness(self) -> Readiness:
        """Why a sender would not be served in full, and how many entries the detector has not handled."""
        status = await self._child.status()
        files = await self._file_faults()
        if status is None:
            return Readiness((NO_ANSWER, *files), None, self._warnings())
        return Readiness((*self._shortcomings(status), *files), status.behind, self._warnings())

    async def _file_faults(self) -> tuple[str, ...]:
        """What keeps feeds that come as files from going on."""
        if self._files is None:
            return ()
        status = await self._files.status()
        return (FILES_NO_ANSWER,) if status is None else (*status.faults, *status.stuck)

    def _shortcomings(self, status: Status) -> Iterator[str]:
        if status.fault:
            yield status.fault
        yield from (f"deliveries through {channel} make no progress" for channel in status.stuck)
        if status.lag_seconds > self._lag_seconds:
            yield f"the detector is {status.lag_seconds:.0f} s and {status.behind} entries behind"

    async def metrics(self) -> bytes:
        """All metrics. Without an answer of the detector only the gateway's, and `graftwatch_detector_up` says 0."""
        status, console = await asyncio.gather(self._child.status("metrics"), self._console.expositions())
        detector = up("graftwatch_detector_up", "the detector's process", status)
        expositions = [generate_latest(self._registry).decode(), detector, status.metrics if status else ""]
        if self._files is not None:
            files = await self._files.status("metrics")
            expositions += [
                up("graftwatch_files_up", "the process of the feeds that come as files", files),
                files.metrics if files else "",
            ]
        return joined([*expositions, *console]).encode()
