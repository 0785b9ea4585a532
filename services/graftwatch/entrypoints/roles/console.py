"""The console's role: its pages, links in pages and receivers' webhooks, over a folder that follows detection.

Any number of copies may run behind one address. What people acknowledge at any of them is entered into `decisions`, so
that it counts once.
"""

import asyncio
from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.decision_writer import DecisionWriter
from graftwatch.adapters.prometheus.partitions import StageCollector
from graftwatch.adapters.sqlite.page_standings import SqlitePageStandings
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.acknowledge_routes import acknowledge_routes
from graftwatch.entrypoints.committee_routes import CommitteeDoor
from graftwatch.entrypoints.console_door import ConsoleDoor
from graftwatch.entrypoints.exposition import joined
from graftwatch.entrypoints.roles.decision_door import DecisionDoor
from graftwatch.entrypoints.roles.following import FollowingThread
from graftwatch.entrypoints.roles.quarantine_copy import QuarantineCopy
from graftwatch.entrypoints.roles.role import RoleStart
from graftwatch.entrypoints.roles.shared_key import refuse_own_key
from graftwatch.entrypoints.wiring import DataFolder, protocol_of
from graftwatch.pipeline.acknowledging import Acknowledging, AcknowledgingPorts

STOP_SECONDS = 6.0


class Console:
    """One copy of the console."""

    waits_for_cluster = True

    def __init__(self, start: RoleStart) -> None:
        settings = self._settings = start.settings
        refuse_own_key(settings)
        folder = DataFolder(settings.data)
        self._registry = CollectorRegistry()
        self._following = FollowingThread(settings)
        self._quarantine = QuarantineCopy(settings)
        self._writer = DecisionWriter(settings.kafka)
        self._door = DecisionDoor(self._writer, folder.reader())
        standings = SqlitePageStandings(folder.state)
        acknowledging = Acknowledging(AcknowledgingPorts(standings, self._door, self._door, SystemClock().now))
        self._routes = acknowledge_routes(settings, protocol_of(settings), folder, acknowledging, self._registry)
        self._registry.register(StageCollector("console", self._following.standing))
        self._committee = CommitteeDoor(settings, start.options)
        self.console = ConsoleDoor(start.options, settings, self._registry)
        self._work: list[asyncio.Task[None]] = []

    def routes(self) -> Sequence[Route]:
        """Links in pages, receivers' webhooks, and the trial's page."""
        return [*self._routes, *self._committee.routes()]

    async def start(self) -> Mapping[str, object]:
        """Catches up."""
        await asyncio.to_thread(self._following.begin)
        return {}

    async def run(self) -> None:
        """Follows until it is told to stop."""
        work = self._work = [
            asyncio.create_task(asyncio.to_thread(self._following.run), name="following"),
            asyncio.create_task(asyncio.to_thread(self._quarantine.run), name="quarantine"),
            asyncio.create_task(self.console.serve(), name="console"),
        ]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            self._following.stop()
            self._quarantine.stop()

    async def stop(self) -> None:
        """Follows no more."""
        self._following.stop()
        self._quarantine.stop()
        if self._work:
            await asyncio.wait(self._work, timeout=STOP_SECONDS)
        await self.console.stop()
        await self._committee.stop()
        await asyncio.to_thread(self._writer.close)

    async def not_live_because(self) -> Sequence[str]:
        """Why the process should be started again."""
        return self._following.not_live_because()

    async def readiness(self) -> Readiness:
        """Whether what it shows is how things stand, and what people enter is taken."""
        because = [*self._following.not_ready_because(), *([self._quarantine.fault] if self._quarantine.fault else [])]
        return Readiness(tuple(because), self._following.standing().behind, tuple(self.console.warnings()))

    async def metrics(self) -> bytes:
        """All metrics."""
        own = await asyncio.to_thread(generate_latest, self._registry)
        return joined([own.decode(), *await self.console.expositions()]).encode()


def role(start: RoleStart) -> Console:
    """The role."""
    return Console(start)
