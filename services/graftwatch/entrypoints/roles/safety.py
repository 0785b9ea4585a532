"""The safety role: the trial's figures for the committee, worked out over a folder that follows detection.

Any number of copies may run; each says the same. `graftwatch safety` reads the same folder.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import closing

from prometheus_client import CollectorRegistry, generate_latest
from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.prometheus.partitions import StageCollector
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.committee_routes import CommitteeDoor
from graftwatch.entrypoints.roles.following import FollowingThread
from graftwatch.entrypoints.roles.role import RoleStart
from graftwatch.entrypoints.wiring import DataFolder, protocol_of
from graftwatch.pipeline.trial_history import rules_now
from graftwatch.pipeline.trial_now import TrialMemo, TrialNow
from graftwatch.roster import Roster

STOP_SECONDS = 6.0


class Safety:
    """One copy."""

    waits_for_cluster = True

    def __init__(self, start: RoleStart) -> None:
        self._settings = start.settings
        self._folder = DataFolder(start.settings.data)
        self._protocol = protocol_of(start.settings)
        self._journal = self._folder.reader()
        self._now = SystemClock().now
        self._following = FollowingThread(start.settings)
        self._registry = CollectorRegistry()
        self._assessments, self._memo = NewestAssessments(), TrialMemo()
        lag_seconds = lambda: self._following.standing().lag_seconds  # noqa: E731 - asked when somebody scrapes
        self._registry.register(TrialCollector(self._trial, lag_seconds, "safety"))
        self._registry.register(StageCollector("safety", self._following.standing, with_lag=False))
        self._committee = CommitteeDoor(start.settings, start.options)
        self._work: list[asyncio.Task[None]] = []

    def routes(self) -> Sequence[Route]:
        """The trial's page."""
        return self._committee.routes()

    async def start(self) -> Mapping[str, object]:
        """Catches up."""
        await asyncio.to_thread(self._following.begin)
        return {}

    async def run(self) -> None:
        """Follows until it is told to stop."""
        self._work = [asyncio.create_task(asyncio.to_thread(self._following.run), name="following")]
        try:
            await asyncio.wait(self._work)
            self._work[0].result()
        finally:
            self._following.stop()

    async def stop(self) -> None:
        """Follows no more."""
        self._following.stop()
        await self._committee.stop()
        if self._work:
            await asyncio.wait(self._work, timeout=STOP_SECONDS)

    async def not_live_because(self) -> Sequence[str]:
        """Why the process should be started again."""
        return self._following.not_live_because()

    async def readiness(self) -> Readiness:
        """Whether the figures are of now."""
        return Readiness(tuple(self._following.not_ready_because()), self._following.standing().behind)

    async def metrics(self) -> bytes:
        """All metrics; the figures are worked out in a thread."""
        return await asyncio.to_thread(generate_latest, self._registry)

    def _trial(self) -> TrialNow:
        with closing(open_state(self._folder.state, read_only=True)) as connection:
            store = SqliteState(connection)
            roster, held = Roster.of_changes(store.roster_changes()), self._assessments.of(connection)
            newest, protocol = self._journal.entry(store.position()), rules_now(store, self._protocol)
        return self._memo.now(roster, held, protocol, newest.received_at if newest else self._now())


def role(start: RoleStart) -> Safety:
    """The role."""
    return Safety(start)
