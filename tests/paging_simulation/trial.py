"""Runs a plan: everything in the order of the true time, and what came of it noted beside the service."""

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from tests.paging_simulation.clock import HOUR, MINUTE, SECOND, Clock
from tests.paging_simulation.lines import Enrolling, Said, Withdrawal, decision_line
from tests.paging_simulation.people import rings
from tests.paging_simulation.plan import Arrival, Plan
from tests.paging_simulation.ports import Crash, Life
from tests.paging_simulation.receivers import PagerDuty, Receipt, Receiver, read_webhook
from tests.paging_simulation.service import FEED, PAGER, Machine, Service

from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.silence import SilenceRule

TICK = b"MSH|^~\\&|WARD|HOSP|GW|HOSP|20260101000000+0000||ADT^A08|tick|P|2.4"
LABORATORY = "laboratory"
LABORATORY_EVERY, LABORATORY_MAY_BE_SILENT = 6 * HOUR, 24 * HOUR
LONGEST_BETWEEN_TICKS = 12 * HOUR


@dataclass
class Record:
    """What came of a plan.

    Attributes:
        plan: what was played.
        known: when each beat of each line was in the journal first (true time).
        acknowledged: the page, and when its acknowledgement was in the journal (true time).
        down: from when to when the service was down.
        pages: every page that was decided.
        decided: when each page was first in the store (true time).
    """

    plan: Plan
    machine: Machine
    known: dict[tuple[int, int], datetime] = field(default_factory=dict)
    acknowledged: list[tuple[str, datetime]] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)
    decided: dict[str, datetime] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    crashes: int = 0
    steps: int = 0

    def acknowledgement_entries(self) -> list[tuple[str, int]]:
        """The page of each acknowledgement, and its entry."""
        decisions = [one for one in self.machine.journal.entries if one.kind is EntryKind.DECISION]
        said = [(json.loads(one.content), one.seq) for one in decisions]
        return [(one["page"], seq) for one, seq in said if one["type"] == "acknowledge"]

    def receipts(self) -> list[Receipt]:
        every = [one for receiver in self.machine.receivers.values() for one in receiver.receipts]
        return sorted(every, key=lambda one: one.at)


class _NotNow(Exception):  # noqa: N818 - said as a state: the service is down, its senders come again
    """The service is down."""


class Trial:
    """A plan being played."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = Random(plan.seed)
        clock = Clock(plan.starts)
        pagerduty = PagerDuty()
        receivers = {
            one.name: Receiver(
                one.name,
                clock,
                pagerduty.read if one.name == PAGER else read_webhook,
                self._heard,
                plan.outages.get(one.name, []),
            )
            for one in plan.channels
        }
        on_call = OnCall(plan.rota)
        self.machine = Machine(clock, plan.protocol, plan.channels, receivers, _silence(plan), on_call)
        self.record = Record(plan, self.machine)
        self._lives = list(plan.lives)
        self._service: Service | None = None
        self._coming: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._rung: set[str] = set()
        self._entries: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self._tick_at = plan.starts

    def play(self) -> Record:
        """From the first enrolment to the end."""
        for number, line in enumerate(self.plan.lines):
            if not any(isinstance(one.content(line.begins), Enrolling) for one in line.beats):
                self.machine.journal.append(self.plan.starts, EntryKind.ROSTER, "roster", self._enrolment(number))
        for arrival in self.plan.arrivals:
            self._at(arrival.at, self._arrives(arrival))
        for at in laboratory_times(self.plan):
            self._at(at, self._laboratory)
        for at, by in self.plan.jumps:
            self._at(at, self._jumps(by))
        self._begin_life()
        while (at := self._next()) < self.plan.ends:
            self.machine.clock.pass_until(at)
            self._live()
        self.record.pages = pages_in_order(self.machine)
        if self._service:
            self.record.steps += self._service.life.steps
        return self.record

    def _at(self, when: datetime, what: Callable[[], None]) -> None:
        heappush(self._coming, (when, next(self._order), what))

    def _next(self) -> datetime:
        times = [one[0] for one in self._coming[:1]]
        if self._service:
            due = self._service.next_due()
            times += [self._tick_at] + ([self.machine.clock.true_at(due)] if due else [])
        return max(min(times), self.machine.clock.true)

    def _live(self) -> None:
        """Does what is due by now, and lets the service work; it may die of it."""
        now = self.machine.clock.true
        try:
            while self._coming and self._coming[0][0] <= now:
                with suppress(_NotNow):
                    heappop(self._coming)[2]()
            if self._service and self._tick_at <= now:
                self._service.take(self._append(EntryKind.FRAME, FEED, TICK))
                self._tick_at = now + LONGEST_BETWEEN_TICKS
            if self._service:
                self._service.work()
                self._plan_tick()
        except Crash:
            self._die()
        for page in self._new_pages():
            self.record.decided[page] = now

    def _new_pages(self) -> list[str]:
        rows = self.machine.connection.execute("SELECT id FROM page")
        return [one for (one,) in rows if one not in self.record.decided]

    def _plan_tick(self) -> None:
        """The heartbeat brings the time within half a minute of a look that is due."""
        assert self._service is not None
        clock = self.machine.clock
        look = self._service.next_look()
        if look is not None:
            beat = max(clock.true_at(look), clock.true) + self.random.uniform(0.1, 30) * SECOND
            if clock.true_at(look) + 31 * SECOND < self._tick_at or self._tick_at <= clock.true:
                self._tick_at = beat

    def _append(self, kind: EntryKind, feed: str, content: bytes) -> Callable[[], int]:
        return lambda: self.machine.journal.append(self.machine.clock.wall(), kind, feed, content)

    def _arrives(self, arrival: Arrival) -> Callable[[], None]:
        line = self.plan.lines[arrival.line]
        beat = line.beats[arrival.beat]
        said = beat.content(line.begins + beat.after)

        def arrive() -> None:
            self._taken(self._entered(said, arrival), arrive)
            self.record.known.setdefault((arrival.line, arrival.beat), self.machine.clock.true)

        return arrive

    def _taken(self, append: Callable[[], object], again: Callable[[], None]) -> None:
        """What was not acknowledged is sent again, whether it was kept or not."""
        if self._service is None:
            self._at(self.machine.clock.true + MINUTE, again)
            raise _NotNow
        try:
            self._service.take(append)
        except Crash:
            self._at(self.machine.clock.true + MINUTE, again)
            raise

    def _entered(self, said: Said, arrival: Arrival) -> Callable[[], object]:
        match said:
            case bytes():
                return self._kept(said, arrival)
            case Withdrawal(beats):
                return lambda: [self._withdraws(seq) for beat in beats for seq in self._entries[arrival.line, beat]]
            case Enrolling():
                return self._append(EntryKind.ROSTER, "roster", self._enrolment(arrival.line))
            case _:
                return self._append(EntryKind.DECISION, "decision", decision_line(said))

    def _kept(self, content: bytes, arrival: Arrival) -> Callable[[], object]:
        append, of_beat = self._append(EntryKind.FRAME, FEED, content), (arrival.line, arrival.beat)
        return lambda: self._entries[of_beat].append(append())

    def _withdraws(self, seq: int) -> int:
        content = json.dumps({"seq": seq, "superseded_by": None}).encode()
        return self._append(EntryKind.WITHDRAWN, FEED, content)()

    def _enrolment(self, line: int) -> bytes:
        return self.plan.roster[line].model_dump_json().encode()

    def _laboratory(self) -> None:
        """Something about nobody here; the laboratory's feed lives."""
        self._taken(self._append(EntryKind.FRAME, LABORATORY, TICK), self._laboratory)

    def _jumps(self, by: timedelta) -> Callable[[], None]:
        def jump() -> None:
            self.machine.clock.ahead += by

        return jump

    def _heard(self, receipt: Receipt) -> None:
        if not receipt.story[0] or not rings(receipt, self._rung):
            return
        after = self.plan.people[receipt.person or receipt.channel].reaction(self.random)
        if after is not None:
            self._at(self.machine.clock.true + after, self._acknowledges(receipt))

    def _acknowledges(self, receipt: Receipt) -> Callable[[], None]:
        def acknowledge() -> None:
            fields = {
                "type": "acknowledge",
                "subject": receipt.story[0],
                "page": receipt.page,
                "by": receipt.person or receipt.channel,
                "at": self.machine.clock.wall().isoformat(),
            }
            self._taken(self._append(EntryKind.DECISION, "decision", decision_line(fields)), acknowledge)
            self.record.acknowledged.append((receipt.page, self.machine.clock.true))

        return acknowledge

    def _begin_life(self) -> None:
        end = self._lives[0] if self._lives else None
        life = Life(end.steps if end else None)
        try:
            self._service = Service(self.machine, life)
        except Crash:
            self._service = None
            self._die()
            return
        self._tick_at = self.machine.clock.true

    def _die(self) -> None:
        down = self._lives.pop(0).down
        if self._service:
            self.record.steps += self._service.life.steps
        now = self.machine.clock.true
        self._service = None
        self.record.crashes += 1
        self.record.down.append((now, now + down))
        self._at(now + down, self._begin_life)


def laboratory_times(plan: Plan) -> list[datetime]:
    """When the laboratory's feed sends something."""
    if plan.laboratory is None:
        return []
    hours = range(1, int((plan.ends - plan.starts) / HOUR), int(LABORATORY_EVERY / HOUR))
    times = (plan.starts + hour * HOUR for hour in hours)
    return [at for at in times if not any(begin < at < end for begin, end in plan.laboratory)]


def _silence(plan: Plan) -> dict[str, SilenceRule]:
    return {} if plan.laboratory is None else {LABORATORY: SilenceRule.always(LABORATORY_MAY_BE_SILENT)}


def pages_in_order(machine: Machine) -> list[Page]:
    """All pages, in the journal's order: the wall clock may have gone back between two of them."""
    rows = machine.connection.execute("SELECT id, seq FROM page")
    entry: dict[str, int] = dict(rows)
    return sorted(machine.store.pages(), key=lambda one: (entry[one.id], one.subject, one.story, one.sequence))


def play(plan: Plan) -> Record:
    """Plays a plan to its end."""
    return Trial(plan).play()
