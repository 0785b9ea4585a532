"""One attempt: has a delivery sent within the channel's time-out, and records what became of it.

What was sent and could not be recorded is recorded at the next attempt, not sent again. A delivery that never will
get through goes through the next channel, but that somebody heard is of use to its own receiver only.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.standing import Standings
from graftwatch.paging import ServiceKind
from graftwatch.pipeline.outbox import Delivered, Delivery, Failed, Outbox, Outcome, Retry, delivery_to
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import GONE, Accepted, Answer, DeliveryMetrics, Prepare, Refused, Unavailable

LONGEST_FOR_AN_END = timedelta(days=7)
"""A retraction or resolution is tried for so long through a channel that told the story, whoever else is told besides:
its people act on what was taken back. Longer than any outage that nobody mends."""

LEAST_FOR_AN_END = 100
"""Attempts that are made at least, for a clock that is a year ahead for a minute shows more than a week."""

GRACE = timedelta(seconds=1)
"""On top of the sender's own time-out, so that its reason is the one recorded."""


@dataclass(slots=True)
class Attempts:
    """Makes attempts.

    Attributes:
        outbox: where outcomes are recorded.
        reach: says whom a page goes to that cannot be delivered.
        now: the time.
        metrics: counts the outcomes.
        prepare: adds to a delivery what is known only when it is sent.
        standings: what attempts say of their channels.
    """

    outbox: Outbox
    reach: Reach
    now: Callable[[], datetime]
    metrics: DeliveryMetrics
    prepare: Prepare
    standings: Standings = field(default_factory=Standings)
    _unrecorded: dict[str, Outcome] = field(default_factory=dict)

    async def make(self, route: Route, delivery: Delivery) -> Outcome:
        """One attempt, recorded."""
        outcome = self._unrecorded.get(delivery.id)
        if outcome is None:
            outcome = self._outcome(route, delivery, await self._answer(route, delivery))
        now = self.now()
        self._unrecorded[delivery.id] = outcome
        self.outbox.record(delivery.id, outcome, now)
        self._unrecorded.pop(delivery.id, None)
        if outcome.reason != GONE:
            self.standings.note(route.channel.name, outcome, now)
        self._count(route.channel.name, delivery, outcome, now)
        return outcome

    def forget_unrecorded(self) -> None:
        """Outcomes that could not be recorded count no more."""
        self._unrecorded.clear()

    def _count(self, channel: str, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        name = _OUTCOME_NAMES[type(outcome)]
        if delivery.page.kind is ServiceKind.HEARTBEAT:
            self.metrics.beaten(channel, name, delivery.page.decided_at)
        else:
            waited = max((now - delivery.added_at).total_seconds(), 0.0)
            self.metrics.attempted(channel, name, waited, delivery.page.kind)

    async def renew(self, route: Route, delivery: Delivery) -> bool:
        """Tells the receiver again of what it holds as open, lest it forgets; whether it took it. None is recorded."""
        answer, name = await self._answer(route, delivery), route.channel.name
        taken = isinstance(answer, Accepted)
        said = Delivered() if isinstance(answer, Accepted) else Retry(self.now(), answer.reason)
        self.standings.note(name, said, self.now())
        self.metrics.attempted(name, "renewed" if taken else "retried", 0.0, delivery.page.kind)
        return taken

    def failed(self, delivery: Delivery, reason: str) -> Failed:
        """The outcome of a delivery that never will get through this way."""
        now = self.now()
        instead = None if delivery.acknowledges else self.reach.address_instead(delivery.page, delivery.address, now)
        return Failed(reason, None if instead is None else delivery_to(instead, delivery.page, now))

    async def _answer(self, route: Route, delivery: Delivery) -> Answer:
        try:
            async with asyncio.timeout((route.channel.timeout + GRACE).total_seconds()):
                now = self.now()
                dispatch = self.prepare(delivery, now)
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
                return self.failed(delivery, reason)
            case Unavailable(reason, retry_after):
                now, channel = self.now(), route.channel
                wait = max(channel.wait_after(delivery.attempts + 1), retry_after or timedelta(0))
                since = delivery.tried_since or now
                if now + wait <= since + channel.give_up_after:
                    return Retry(now + wait, reason)
                failed = self.failed(delivery, f"given up after {delivery.attempts + 1} attempts: {reason}")
                time_left = now + wait <= since + LONGEST_FOR_AN_END or delivery.attempts < LEAST_FOR_AN_END
                if delivery.page.reason.ends and time_left:
                    return Retry(now + wait, reason, failed.instead)
                return failed


_OUTCOME_NAMES: dict[type[Outcome], str] = {Delivered: "delivered", Retry: "retried", Failed: "failed"}
