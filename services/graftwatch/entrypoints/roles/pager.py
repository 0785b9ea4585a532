"""The pager's role: takes pages by partition, delivers them, and says what became of them.

Any number of copies may run: they share the partitions, and when one is gone another goes on with what waits within
the session's time. Three things go on side by side: the consumer (a thread, `page_consumer`), the deliveries (a thread
with a loop of its own, so that neither a broker nor a receiver that hangs keeps health from being answered), and the
watchdog here, which pages by itself when the service's own message comes no more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

import structlog
from anyio.lowlevel import checkpoint
from prometheus_client import CollectorRegistry, generate_latest
from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.page_consumer import PageConsumer
from graftwatch.adapters.kafka.replica import Replica
from graftwatch.adapters.prometheus.on_call import OnCallCollector
from graftwatch.adapters.prometheus.paging import DeliveryCounters
from graftwatch.adapters.prometheus.partitions import StageCollector, StageStanding
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.adapters.senders.heartbeat_file import heartbeat_file
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.dispatch import with_link
from graftwatch.entrypoints.link import Status
from graftwatch.entrypoints.roles.pager_parts import PagerParts
from graftwatch.entrypoints.roles.role import RoleStart
from graftwatch.entrypoints.roles.shared_key import refuse_own_key
from graftwatch.entrypoints.watchdog import Patience, People, Watchdog
from graftwatch.entrypoints.wiring import DataFolder, on_call_of, protocol_of, reach_of, routes_of
from graftwatch.paging import HealthKind, ServiceKind
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Dispatch, Prepare, Refused, as_it_is, at_own_address

# The consumer waits a fraction of a second for records; one that has not come back for so long hangs.
STUCK_SECONDS = 60.0
# Deliveries under way when the role stops may end for so long; the others are in the outbox.
STOP_SECONDS = 6.0
# Where the service's own message comes from; every copy of the pager then has it from one partition.
HEARTBEAT_KEY = b""
CLUSTER_AWAY = "the cluster does not answer; no page comes from detection"
UNREAD = "a page could not be read by this version"
NOTHING_WRONG = Status(position=0, behind=0, lag_seconds=0.0, progress_age_seconds=0.0)


class Pager:
    """One copy of the pager."""

    waits_for_cluster = True

    def __init__(self, start: RoleStart) -> None:
        settings = self._settings = start.settings
        refuse_own_key(settings)
        folder, clock = DataFolder(settings.data), SystemClock()
        self._folder, self._now = folder, clock.now
        self._log = structlog.get_logger(component="pager")
        protocol = protocol_of(settings)
        self._on_call = on_call_of(settings, folder)
        self._on_call.start()
        self._on_call.refuse()
        self._on_call.keep()
        routes = [*routes_of(settings, protocol, folder), heartbeat_file(folder.heartbeat)]
        self._reach = reach_of(routes, protocol, self._on_call.on_call)
        self._parts = PagerParts(self._replica, self._reach, self._now, settings.kafka.session_seconds)
        self._registry = CollectorRegistry()
        names = [one.channel.name for one in routes if one.channel.severities]
        beating = [one.channel.name for one in routes if one.channel.heartbeat_every is not None]
        self._counters = DeliveryCounters(self._registry, self._parts.outbox, self._now, names, beating)
        self._counters.blind(lambda: True)  # the pager knows no roster: it never counts what might tell
        self._links = folder.links(settings)
        prepare = with_link(at_own_address(with_what_is_wrong(as_it_is), self._on_call.on_call), self._links)
        self._delivery = DeliveryLoop(self._parts.outbox, routes, self._now, self._counters, prepare, self._reach)
        self._delivering: asyncio.AbstractEventLoop | None = None
        self._work: list[asyncio.Task[None]] = []
        self._consumer = PageConsumer(settings.kafka, self._parts)
        self._parts.lost, self._parts.taken = self._consumer.lost, self._wake
        self._parts.gone = self._delivery.forget_unrecorded
        self._registry.register(StageCollector("pager", self._standing))
        self._registry.register(
            OnCallCollector(lambda: len(self._on_call.faults), lambda: self._reach.reached(self._now()))
        )
        self._beat_since = self._now()
        self._had_heartbeat = False
        self._watchdog = Watchdog(
            routes_of(settings, protocol, folder),
            protocol.paging,
            settings.base_url,
            Patience(timedelta(seconds=settings.limits.lag_seconds), timedelta(seconds=settings.heartbeat_seconds)),
            self._now,
            People(self._on_call.on_call, None),
        )

    def routes(self) -> Sequence[Route]:
        """Nothing: links in pages lead to the console."""
        return ()

    async def start(self) -> Mapping[str, object]:
        """Joins the group."""
        await asyncio.to_thread(self._consumer.join)
        return {}

    async def run(self) -> None:
        """Works until it is told to stop, or one of its parts ends."""
        work = self._work = [
            asyncio.create_task(asyncio.to_thread(self._consumer.run), name="consumer"),
            asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(self._deliver())), name="deliver"),
            asyncio.create_task(self._watch(), name="watchdog"),
            asyncio.create_task(self._watchdog.deliver(), name="watchdog's deliveries"),
            asyncio.create_task(self._on_call.watch(self._on_call.keep), name="on call"),
        ]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            self._end_deliveries()
            self._consumer.stop()
            for one in work[2:]:
                one.cancel()

    def _end_deliveries(self) -> None:
        """Begins no more; also where the thread has not come to its loop yet."""
        if self._delivering is None:
            self._delivery.stop()
            return
        with suppress(RuntimeError):  # it has ended by itself
            self._delivering.call_soon_threadsafe(self._delivery.stop)

    async def stop(self) -> None:
        """Ends the deliveries under way, then leaves the group: another copy takes over at once."""
        work = self._work
        self._end_deliveries()
        if not work:
            self._consumer.stop()
            return
        await asyncio.wait([work[1]], timeout=STOP_SECONDS)
        self._consumer.stop()
        await asyncio.wait([work[0]], timeout=STOP_SECONDS)
        if work[0].done() and work[1].done():
            await asyncio.to_thread(self._parts.close)

    async def not_live_because(self) -> Sequence[str]:
        """Why the process should be started again."""
        stuck = [f"deliveries through {channel} make no progress" for channel in self._delivery.stuck()]
        age = monotonic() - self._consumer.polled_at
        return [*stuck, *([f"pages were not asked for since {age:.0f} s"] if age > STUCK_SECONDS else [])]

    async def readiness(self) -> Readiness:
        """Whether pages that come now are delivered."""
        standing = self._standing()
        because = [one for one in (self._consumer.fault, self._delivery.fault) if one]
        if not standing.reachable and not because:
            because.append("the cluster does not answer")
        if standing.lag_seconds > self._settings.limits.lag_seconds:
            because.append(f"the pager is {standing.lag_seconds:.0f} s and {standing.behind} pages behind")
        unread = [f"{place}: {words}" for place, words in self._parts.unread.items()]
        return Readiness((*because, *unread), standing.behind, tuple(self._on_call.warnings()))

    async def metrics(self) -> bytes:
        """All metrics; worked out in a thread, for the outbox may be busy."""
        return await asyncio.to_thread(generate_latest, self._registry)

    def _replica(self, partition: int) -> Replica:
        return Replica(
            self._settings.kafka,
            Topic.OUTBOX,
            partition,
            self._folder.root / f"outbox-{partition}.db",
            opener=lambda path, ask: open_state(path, before_commit=ask),
            now=self._now,
        )

    async def _deliver(self) -> None:
        """In a thread, with a loop of its own."""
        await checkpoint()  # loads what HTTP channels run on, which would hold up the first page
        self._delivering = asyncio.get_running_loop()
        await self._delivery.run()

    def _wake(self) -> None:
        """Any thread."""
        if self._delivering is not None:
            with suppress(RuntimeError):  # it is at its end
                self._delivering.call_soon_threadsafe(self._delivery.wake)

    def _standing(self) -> StageStanding:
        behind = self._consumer.behind()
        lag = max(self._consumer.caught_up_age(), 0.0) if behind else 0.0
        reachable = self._consumer.silent_seconds() < self._settings.kafka.session_seconds
        held = len(self._parts.outbox.held)
        return StageStanding(behind, lag, reachable, (held, self._consumer.partitions))

    async def _watch(self) -> None:
        """Pages by itself about the detectors, the cluster and pages that cannot be read."""
        while True:
            await asyncio.sleep(self._watchdog.look_seconds)
            self._look()

    def _look(self) -> None:
        now, silent = self._now(), self._consumer.silent_seconds()
        limit = self._settings.limits.lag_seconds
        partition = self._consumer.partition_of(HEARTBEAT_KEY)
        mine = partition in self._parts.outbox.held
        if mine and not self._had_heartbeat:
            self._beat_since = now
        self._had_heartbeat = mine
        # Whoever has the heartbeat's partition tells. Without the cluster nobody may have it: all tell, a little later.
        away = silent > (limit if mine else 2 * limit)
        if not mine and not away:
            self._watchdog.forget()
            return
        others = [(HealthKind.PAGE_LOST, place, UNREAD) for place in self._parts.unread]
        if away:
            others.append((HealthKind.STAGE_LAGGING, "cluster", CLUSTER_AWAY))
        self._watchdog.look(self._status(now) if mine else NOTHING_WRONG, stored=True, others=others)

    def _status(self, now: datetime) -> Status:
        """How detection is, by what comes from it."""
        standing = self._standing()
        beat = max(self._counters.newest_beat(self._beat_since), self._beat_since)
        return NOTHING_WRONG.model_copy(
            update={
                "behind": standing.behind,
                "lag_seconds": standing.lag_seconds,
                "heartbeat_age_seconds": max((now - beat).total_seconds(), 0.0),
            }
        )


def with_what_is_wrong(prepare: Prepare) -> Prepare:
    """Says with each heartbeat what the detector knew to be wrong when it decided it."""

    def prepared(delivery: Delivery, now: datetime) -> Dispatch | Refused:
        dispatch = prepare(delivery, now)
        known = delivery.page.details.because
        if delivery.page.kind is not ServiceKind.HEARTBEAT or not known or isinstance(dispatch, Refused):
            return dispatch
        return replace(dispatch, wrong=tuple(known.split(", ")))

    return prepared


def role(start: RoleStart) -> Pager:
    """The role."""
    return Pager(start)
