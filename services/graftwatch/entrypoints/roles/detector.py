"""The detector's role: intake, which scales out by partitions, and assess, of which one copy leads.

Each is a process of its own, so that neither waits for the other, and health is answered whatever they do. A copy of
the role that follows is as ready as the one that leads: it takes its share of intake, and takes the lead over.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from starlette.routing import Route

from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.assess.status import AssessChild, AssessStatus
from graftwatch.entrypoints.child import ChildGone
from graftwatch.entrypoints.codes_watch import refuse_faulty_codes
from graftwatch.entrypoints.exposition import joined
from graftwatch.entrypoints.health import STUCK_SECONDS
from graftwatch.entrypoints.intake_child import IntakeChild
from graftwatch.entrypoints.link import IntakeStatus
from graftwatch.entrypoints.roles.role import RoleStart
from graftwatch.entrypoints.wiring import DataFolder, on_call_of, protocol_of

_PARTS = ("intake", "assess")


class Detector:
    """One copy of the role."""

    waits_for_cluster = True

    def __init__(self, start: RoleStart) -> None:
        settings = start.settings
        protocol_of(settings)  # a fault in a file is said before anything starts
        folder = DataFolder(settings.data)
        if not folder.state.exists():
            refuse_faulty_codes(settings)
        on_call = on_call_of(settings, folder)
        on_call.start()
        on_call.refuse()
        on_call.keep()
        self._lag_seconds = settings.limits.lag_seconds
        self._intake = IntakeChild(start.options, (start.lock,))
        self._assess = AssessChild(start.options, (start.lock,))
        self._started: set[str] = set()

    def routes(self) -> Sequence[Route]:
        """Nothing besides health and metrics."""
        return ()

    async def start(self) -> Mapping[str, object]:
        """Starts both processes; one that runs already is left alone.

        Raises:
            ClusterUnavailable: one of them did not become ready; it is called again.
        """
        try:
            if "intake" not in self._started:
                await self._intake.start()
                self._started.add("intake")
            if "assess" not in self._started:
                await self._assess.start()
                self._started.add("assess")
        except ChildGone as fault:  # the cluster, or this machine, was too slow for it
            raise ClusterUnavailable(str(fault)) from None
        return {}

    async def run(self) -> None:
        """Keeps both running.

        Raises:
            ChildGone: one of them cannot be kept running.
        """
        running = {
            asyncio.create_task(self._intake.keep_running(), name="intake"),
            asyncio.create_task(self._assess.keep_running(), name="assess"),
        }
        done, pending = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Lets both end what they do, and leave their groups, so that other copies take over at once."""
        await asyncio.gather(self._intake.stop(), self._assess.stop())

    async def not_live_because(self) -> Sequence[str]:
        """Why the role should be started again: a part makes no progress."""
        intake, assess = await self._asked()
        parts = zip(_PARTS, (intake, assess), strict=True)
        return [words for name, status in parts for words in _not_live(name, status)]

    async def readiness(self) -> Readiness:
        """Whether messages are detected in full, and how many entries wait."""
        intake, assess = await self._asked()
        because = [*_not_ready("intake", intake), *_not_ready("assess", assess)]
        if assess is not None and assess.lag_seconds > self._lag_seconds:
            because.append(f"detection is {assess.lag_seconds:.0f} s and {assess.behind} entries behind")
        return Readiness(tuple(because), assess.behind if assess else None)

    async def metrics(self) -> bytes:
        """All metrics of both, and whether they answer."""
        intake, assess = await asyncio.gather(self._intake.status("metrics"), self._assess.status("metrics"))
        expositions = [
            _up("graftwatch_intake_up", "the intake process", intake),
            _up("graftwatch_detector_up", "the assess process", assess),
            intake.metrics if intake else "",
            assess.metrics if assess else "",
        ]
        return joined(expositions).encode()

    async def _asked(self) -> tuple[IntakeStatus | None, AssessStatus | None]:
        return await asyncio.gather(self._intake.status(), self._assess.status())


def _not_live(name: str, status: IntakeStatus | AssessStatus | None) -> Iterator[str]:
    if status is None:
        yield f"{name} does not answer"
    elif status.progress_age_seconds > STUCK_SECONDS:
        yield f"{name} has made no progress for {status.progress_age_seconds:.0f} s. {status.fault}".strip()


def _not_ready(name: str, status: IntakeStatus | AssessStatus | None) -> Iterator[str]:
    if status is None:
        yield f"{name} does not answer"
    elif status.fault:
        yield f"{name}: {status.fault}"


def _up(metric: str, what: str, status: object) -> str:
    return f"# HELP {metric} Whether {what} answers\n# TYPE {metric} gauge\n{metric} {int(status is not None)}\n"


def role(start: RoleStart) -> Detector:
    """The role, made."""
    return Detector(start)
