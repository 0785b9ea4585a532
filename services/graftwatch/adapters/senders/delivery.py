"""Delivers: takes what is due from the outbox, has it sent, and records what became of it.

Each channel has its own task, so one that hangs holds up no other; within a channel so many deliveries are under
way at once, and each that ends makes room for the next at once. An attempt ends within the channel's time-out,
whatever its sender does. Nothing is decided by a real clock or a sleep: time comes from `now`, and `deliver_due`
makes one round for whoever drives it. When the clock is set back, what waits is not put off by it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from graftwatch.adapters.senders.attempts import GRACE, Attempts
from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.standing import ClockWatch, Standings
from graftwatch.paging import Trouble
from graftwatch.pipeline.outbox import Delivery, Failed, Outbox, Retry
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import DeliveryMetrics, NoMetrics, Prepare, as_it_is

LONGEST_REST = timedelta(seconds=5)
"""The outbox is looked at this often although nothing was said to be due: another process may have put something in,
and a clock may have been set."""

LEAST_REST = timedelta(milliseconds=1)
"""Between two looks, so that a clock that stands still is not asked without pause."""

STUCK = timedelta(minutes=1)
"""On top of the longest rest and the longest attempt: what takes longer is not slow but stuck."""

RENEWAL = "renewal"
"""Stands among the ids of deliveries under way; none is called so."""


class _Line:
    """What one channel has under way, and when its receiver was told last of all that is open."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.name = route.channel.name
        self.something_happened = asyncio.Event()
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self.renewed_at: datetime | None = None
        self.faulty = False
        self.looked_at = monotonic()
        self.begun_at: dict[str, float] = {}

    def stuck(self) -> bool:
        """Whether it has not been looked at, or an attempt has not ended, for longer than either can take."""
        now, longest = monotonic(), (self.route.channel.timeout + GRACE + STUCK).total_seconds()
        not_looked_at = now - self.looked_at > (LONGEST_REST + STUCK).total_seconds()
        return not_looked_at or any(now - at > longest for at in self.begun_at.values())

    @property
    def next_renewal(self) -> datetime | None:
        """When its receiver must be told again of what is open; None where it need not, or is being told."""
        every = self.route.channel.renewed_every
        if every is None or self.renewed_at is None or RENEWAL in self.under_way:
            return None
        return self.renewed_at + every

    def renewal_due(self, now: datetime) -> bool:
        """Whether its receiver must be told again of what is open."""
        every = self.route.channel.renewed_every
        return every is not None and (self.renewed_at is None or not timedelta(0) <= now - self.renewed_at < every)


class DeliveryLoop:
    """Delivers what is in an outbox.

    Args:
        outbox: the deliveries.
        routes: the channels, in the settings' order.
        now: the time.
        metrics: counts the outcomes.
        prepare: adds to a delivery what is known only when it is sent.
        reach: says whom a page goes to that cannot be delivered; by default another channel.

    `fault` says why the outbox could not be read or written at the last try; empty while it can. `gave_up` is set
    when a delivery failed for good, for whoever tells of it.
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
        self._lines = {route.channel.name: _Line(route) for route in routes}
        self._now = now
        reach = reach or Reach(tuple(route.channel for route in routes))
        self._attempts = Attempts(outbox, reach, now, metrics or NoMetrics(), prepare, Standings(outbox.trying()))
        self._clock = ClockWatch(outbox)
        self._strays_at: datetime | None = None
        self._stopping = False
        self.gave_up = asyncio.Event()
        self.fault = ""

    async def run(self) -> None:
        """Delivers until `stop`; deliveries under way are then ended first."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for line in self._lines.values():
                    tasks.create_task(self._serve(line), name=f"deliver {line.name}")
        finally:
            for line in self._lines.values():
                await line.route.sender.close()

    def wake(self) -> None:
        """Says that something was put into the outbox."""
        for line in self._lines.values():
            line.something_happened.set()

    def stop(self) -> None:
        """Ends `run` after the deliveries that are under way."""
        self._stopping = True
        self.wake()

    async def deliver_due(self) -> int:
        """One round over all channels; says how many attempts were made."""
        self._look()
        begun = [task for line in self._lines.values() for task in self._begin(line)]
        ended = await asyncio.gather(*begun, return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return len(begun)

    def forget_unrecorded(self) -> None:
        """What was sent and could not be recorded is sent by another copy now: its outcome counts no more."""
        self._attempts.forget_unrecorded()

    def troubles(self, lasting: timedelta = timedelta(minutes=1)) -> tuple[Trouble, ...]:
        """The channels that have been failing for so long, for a page about them."""
        return self._attempts.standings.troubles(self._now(), lasting)

    def stuck(self) -> tuple[str, ...]:
        """The channels whose deliveries make no progress although nothing is waited for."""
        return tuple(line.name for line in self._lines.values() if line.stuck())

    async def _serve(self, line: _Line) -> None:
        try:
            while not self._stopping:
                line.looked_at = monotonic()
                line.something_happened.clear()
                await self._rest(line, self._begin_or_fault(line))
        finally:
            await asyncio.gather(*line.under_way.values(), return_exceptions=True)

    def _begin_or_fault(self, line: _Line) -> timedelta:
        """Begins what is due; how long to rest then."""
        if line.faulty:
            line.faulty = False
            return LONGEST_REST
        try:
            self._look()
            for task in self._begin(line):
                task.add_done_callback(lambda ended: self._ended(line, ended))
            return self._until_due(line)
        except Exception as fault:  # noqa: BLE001 - the store may be full or locked: told, and tried again
            self._note_fault(fault)
            return LONGEST_REST

    def _ended(self, line: _Line, task: asyncio.Task[None]) -> None:
        fault = None if task.cancelled() else task.exception()
        if isinstance(fault, Exception):
            line.faulty = True
            self._note_fault(fault)
        else:
            self.fault = ""
        line.something_happened.set()

    def _note_fault(self, fault: Exception) -> None:
        self.fault = f"the outbox cannot be used: {type(fault).__name__}"

    def _until_due(self, line: _Line) -> timedelta:
        if len(line.under_way) >= line.route.channel.at_once:
            return LONGEST_REST
        nexts = (self._outbox.next_due(line.name, line.under_way), line.next_renewal)
        next_due = min((at for at in nexts if at is not None), default=None)
        return LONGEST_REST if next_due is None else min(max(next_due - self._now(), LEAST_REST), LONGEST_REST)

    async def _rest(self, line: _Line, rest: timedelta) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(line.something_happened.wait(), rest.total_seconds())

    def _begin(self, line: _Line) -> list[asyncio.Task[None]]:
        """Begins the attempts that are due and that there is room for."""
        now, room = self._now(), line.route.channel.at_once - len(line.under_way)
        due = self._outbox.due(line.name, now, room + len(line.under_way))
        new = [one for one in due if one.id not in line.under_way][:room]
        begun = [self._task(line, one.id, self._attempt(line, one)) for one in new]
        if line.renewal_due(now) and len(begun) < room:
            line.renewed_at = now
            begun.append(self._task(line, RENEWAL, self._renew(line)))
        return begun

    def _task(self, line: _Line, name: str, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        async def worked() -> None:
            try:
                await work
            finally:
                line.under_way.pop(name, None)
                line.begun_at.pop(name, None)

        if name != RENEWAL:  # which is as long as there are open pages
            line.begun_at[name] = monotonic()
        line.under_way[name] = asyncio.create_task(worked(), name=f"deliver {line.name} {name}")
        return line.under_way[name]

    async def _attempt(self, line: _Line, delivery: Delivery) -> None:
        outcome = await self._attempts.make(line.route, delivery)
        if isinstance(outcome, Failed):
            self.gave_up.set()
        if isinstance(outcome, Failed) or (isinstance(outcome, Retry) and outcome.besides):
            self.wake()

    async def _renew(self, line: _Line) -> None:
        """Tells the receiver again of what it holds as open; one at a time, for nobody waits for it.

        Where one does not get through the others wait for the next time.
        """
        for delivery in self._outbox.open(line.name):
            if not await self._attempts.renew(line.route, delivery):
                return

    def _look(self) -> None:
        """Sees to what no channel's own round does: the clock, and deliveries of channels that are no more."""
        now = self._now()
        back = self._clock.set_back(now)
        if back:
            self._outbox.set_back(back, now)
            self._attempts.standings.set_back(now)
        if self._strays_at is None or not timedelta(0) <= now - self._strays_at < LONGEST_REST:
            self._strays_at = now
            self._turn_away_strays()

    def _turn_away_strays(self) -> None:
        """Deliveries of a channel that is in the settings no more go another way."""
        for backlog in self._outbox.backlog():
            if backlog.channel not in self._lines:
                for delivery in self._outbox.due(backlog.channel, self._now(), backlog.waiting):
                    failed = self._attempts.failed(delivery, "the channel is in the settings no more")
                    self._outbox.record(delivery.id, failed, self._now())
                    self.gave_up.set()
