"""Delivers: takes what is due from the outbox, has it sent, and records what became of it.

Each channel has its own task, so one that hangs holds up no other; within a channel so many deliveries are under
way at once. An attempt ends within the channel's time-out, whatever its sender does. What was sent and could not be
recorded is recorded later, not sent again. Nothing is decided by a real clock or a sleep: time comes from `now`, and
`deliver_due` makes one round for whoever drives it.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from graftwatch.adapters.senders.channels import Route
from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.outbox import Delivered, Delivery, Failed, Outbox, Outcome, Retry, delivery_to
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import (
    GONE,
    Accepted,
    Answer,
    DeliveryMetrics,
    NoMetrics,
    Prepare,
    Refused,
    Unavailable,
    as_it_is,
)

LONGEST_REST = timedelta(seconds=5)
"""The outbox is looked at this often although nothing was said to be due: another process may have put something in,
and a clock may have been set."""

LEAST_REST = timedelta(milliseconds=1)
"""Between two looks, so that a clock that stands still is not asked without pause."""

GRACE = timedelta(seconds=1)
"""On top of the sender's own time-out, so that its reason is the one recorded."""


@dataclass(slots=True)
class _Failing:
    since: datetime
    reason: str


class DeliveryLoop:
    """Delivers what is in an outbox.

    Args:
        outbox: the deliveries.
        routes: the channels, in the settings' order.
        now: the time.
        metrics: counts the outcomes.
        prepare: adds to a delivery what is known only when it is sent.
        reach: says whom a page goes to that cannot be delivered; by default another channel.

    `fault` says why the outbox could not be read or written at the last try; empty while it can.
    """

    def __init__(
        self,
        outbox: Outbox,
        routes: Sequence[Route],
        now: Callable[[], datetime],
        metrics: DeliveryMetrics | None = None,
        prepare: Prepare = as_it_is,
        reach: Reach | None = None,
    ) -> None:
        self._outbox = outbox
        self._routes = {route.channel.name: route for route in routes}
        self._reach = reach or Reach(tuple(route.channel for route in routes))
        self._now = now
        self._metrics = metrics or NoMetrics()
        self._prepare = prepare
        self._failing: dict[str, _Failing] = {}
        self._rest_over = {name: asyncio.Event() for name in self._routes}
        self._unrecorded: dict[str, Outcome] = {}
        self._stopping = False
        self.fault = ""

    async def run(self) -> None:
        """Delivers until `stop`; deliveries under way are then ended first."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for route in self._routes.values():
                    tasks.create_task(self._serve(route), name=f"deliver {route.channel.name}")
        finally:
            for route in self._routes.values():
                await route.sender.close()

    def wake(self) -> None:
        """Says that something was put into the outbox."""
        for event in self._rest_over.values():
            event.set()

    def stop(self) -> None:
        """Ends `run` after the deliveries that are under way."""
        self._stopping = True
        self.wake()

    async def deliver_due(self) -> int:
        """One round over all channels; says how many attempts were made."""
        self._turn_away_strays()
        return sum(await asyncio.gather(*(self._round(route) for route in self._routes.values())))

    def troubles(self, lasting: timedelta = timedelta(minutes=1)) -> tuple[Trouble, ...]:
        """The channels that have been failing for so long, for a page about them."""
        return tuple(
            Trouble(HealthKind.CHANNEL_FAILING, name, failing.reason, failing.since)
            for name, failing in sorted(self._failing.items())
            if self._now() - failing.since >= lasting
        )

    async def _serve(self, route: Route) -> None:
        while not self._stopping:
            self._rest_over[route.channel.name].clear()
            rest = await self._round_or_fault(route)
            if rest > timedelta(0):
                await self._rest(route.channel.name, rest)

    async def _round_or_fault(self, route: Route) -> timedelta:
        """One round of a channel; how long to rest after it."""
        try:
            self._turn_away_strays()
            made = await self._round(route)
            rest = timedelta(0) if made else self._until_due(route.channel.name)
        except Exception as fault:  # noqa: BLE001 - the store may be full or locked: told, and tried again
            self.fault = f"the outbox cannot be used: {type(fault).__name__}"
            return LONGEST_REST
        self.fault = ""
        return rest

    def _until_due(self, channel: str) -> timedelta:
        next_due = self._outbox.next_due(channel)
        return LONGEST_REST if next_due is None else min(max(next_due - self._now(), LEAST_REST), LONGEST_REST)

    async def _rest(self, channel: str, rest: timedelta) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rest_over[channel].wait(), rest.total_seconds())

    async def _round(self, route: Route) -> int:
        due = self._outbox.due(route.channel.name, self._now(), route.channel.at_once)
        ended = await asyncio.gather(*(self._attempt(route, delivery) for delivery in due), return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return len(due)

    async def _attempt(self, route: Route, delivery: Delivery) -> None:
        outcome = self._unrecorded.get(delivery.id)
        if outcome is None:
            outcome = self._outcome(route, delivery, await self._answer(route, delivery))
        now = self._now()
        self._unrecorded[delivery.id] = outcome
        self._outbox.record(delivery.id, outcome, now)
        del self._unrecorded[delivery.id]
        if outcome.reason != GONE:
            self._note(route.channel.name, outcome, now)
        waited = (now - delivery.added_at).total_seconds()
        self._metrics.attempted(route.channel.name, _OUTCOME_NAMES[type(outcome)], waited)
        if isinstance(outcome, Failed) and outcome.instead:
            self.wake()

    async def _answer(self, route: Route, delivery: Delivery) -> Answer:
        try:
            async with asyncio.timeout((route.channel.timeout + GRACE).total_seconds()):
                now = self._now()
                dispatch = self._prepare(delivery, now)
                return dispatch if isinstance(dispatch, Refused) else await route.sender.send(dispatch, now)
        except TimeoutError:
            return Unavailable("no answer in time")
        except Exception as fault:  # noqa: BLE001 - our own fault in one sender must not end all delivery; it is recorded
            return Unavailable(f"internal fault: {type(fault).__name__}")

    def _outcome(self, route: Route, delivery: Delivery, answer: Answer) -> Outcome:
        match answer:
            case Accepted(note):
                return Delivered(note)
            case Refused(reason):
                return self._failed(delivery, reason)
            case Unavailable(reason, retry_after):
                now, channel = self._now(), route.channel
                wait = max(channel.wait_after(delivery.attempts + 1), retry_after or timedelta(0))
                if now + wait > (delivery.tried_since or now) + channel.give_up_after:
                    return self._failed(delivery, f"given up after {delivery.attempts + 1} attempts: {reason}")
                return Retry(now + wait, reason)

    def _failed(self, delivery: Delivery, reason: str) -> Failed:
        now = self._now()
        instead = self._reach.address_instead(delivery.page, delivery.address, now)
        return Failed(reason, None if instead is None else delivery_to(instead, delivery.page, now))

    def _note(self, channel: str, outcome: Outcome, now: datetime) -> None:
        if isinstance(outcome, Delivered):
            self._failing.pop(channel, None)
        else:
            since = self._failing[channel].since if channel in self._failing else now
            self._failing[channel] = _Failing(since, outcome.reason)

    def _turn_away_strays(self) -> None:
        """Deliveries of a channel that is in the settings no more go another way."""
        for backlog in self._outbox.backlog():
            if backlog.channel not in self._routes:
                for delivery in self._outbox.due(backlog.channel, self._now(), backlog.waiting):
                    failed = self._failed(delivery, "the channel is in the settings no more")
                    self._outbox.record(delivery.id, failed, self._now())


_OUTCOME_NAMES: dict[type[Outcome], str] = {Delivered: "delivered", Retry: "retried", Failed: "failed"}
