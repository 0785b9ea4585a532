"""The outbox's port: deliveries that are decided and not yet made.

A delivery is one page through one channel, and its id says so: putting it in twice is putting it in once. It is
kept in the same transaction as the decision, made at least once (a crash between sending and recording repeats
it, under the same keys), and ends delivered or failed. Within a channel the pages of one story go out in their
order, so that a retraction never overtakes what it retracts; stories do not wait for each other, nor channels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graftwatch.paging import Page
from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.reach import Reach


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One page through one channel.

    Attributes:
        page: the page.
        channel: the channel's name.
        added_at: when it was put in (aware).
        due_at: when to attempt it next (aware).
        tried_since: when the first attempt failed (aware), or None; giving up counts from here, so that a service
            that was down for a day still tries.
        attempts: how many attempts were made.
        state: waiting, delivered or failed.
        reason: what the last attempt said, in words without secrets.
        ended_at: when it was delivered or failed for good (aware), or None.
        person: who is told, a key of the on-call file; empty: whoever the channel itself tells.
        acknowledges: dedup keys that the receiver is told somebody heard; then the page itself is not told.
    """

    page: Page
    channel: str
    added_at: datetime
    due_at: datetime
    tried_since: datetime | None = None
    attempts: int = 0
    state: DeliveryState = DeliveryState.WAITING
    reason: str = ""
    ended_at: datetime | None = None
    person: str = ""
    acknowledges: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Page, channel and person: the same delivery has the same id in every run."""
        return delivery_id(self.page.id, self.address)

    @property
    def address(self) -> Address:
        """Who is told through what."""
        return Address(self.channel, self.person)

    @property
    def story(self) -> tuple[str, str]:
        """What it must keep its order in."""
        return self.page.subject, self.page.story


def delivery_id(page_id: str, address: Address) -> str:
    """The id of a page's delivery to an address."""
    # A full stop is in no name, so that no two addresses have one id.
    return f"{page_id}-{address.channel}{f'.{address.person}' if address.person else ''}"


def deliveries_of(page: Page, reach: Reach, now: datetime, told_before: Iterable[Address] = ()) -> tuple[Delivery, ...]:
    """The deliveries of a new page, due at once.

    Whoever was told of the story is told how it goes on: `told_before` are the addresses that its story went to before
    (`Outbox.addresses_of`), a fallback among them.
    """
    return tuple(delivery_to(one, page, now) for one in reach.addresses_for(page, now, told_before))


def delivery_to(address: Address, page: Page, now: datetime) -> Delivery:
    """The delivery of a page to an address, due at once."""
    return Delivery(page, address.channel, now, now, person=address.person)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver took it; `reason` says what it answered, where that matters."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """It did not get through; try again at a time (aware)."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never get through this way; `instead` goes through another channel."""

    reason: str
    instead: Delivery | None = None


Outcome = Delivered | Retry | Failed


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one channel, and since when the oldest of it does (aware)."""

    channel: str
    waiting: int
    oldest_added_at: datetime


class Outbox(Protocol):
    """Deliveries, kept."""

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries; one whose id is there already stays as it is."""
        ...

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` waiting deliveries of a channel that are due, by due time, then id.

        To each person only the waiting delivery of a story with the lowest sequence is given.
        """
        ...

    def next_due(self, channel: str) -> datetime | None:
        """When `due` has something to give next, or None while nothing waits."""
        ...

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, and puts in what goes another way instead, in one transaction.

        An outcome for a delivery that has ended, or that is not known, changes nothing.
        """
        ...

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        ...

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        ...


def after(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    """The delivery after an attempt with this outcome."""
    attempted = replace(delivery, attempts=delivery.attempts + 1, reason=outcome.reason)
    match outcome:
        case Delivered():
            return replace(attempted, state=DeliveryState.DELIVERED, ended_at=now)
        case Retry(at):
            return replace(attempted, due_at=at, tried_since=delivery.tried_since or now)
        case Failed():
            return replace(attempted, state=DeliveryState.FAILED, ended_at=now)


@dataclass(slots=True)
class MemoryOutbox:
    """An outbox in memory: for tests and for trying things out. The same contract suite runs over every outbox."""

    deliveries: dict[str, Delivery] = field(default_factory=dict)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries; one whose id is there already stays as it is."""
        for one in deliveries:
            self.deliveries.setdefault(one.id, one)

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` deliveries of a channel that are due, the first of each story."""
        ready = [one for one in self._first_of_each_story(channel) if one.due_at <= now]
        return sorted(ready, key=lambda one: (one.due_at, one.id))[:limit]

    def next_due(self, channel: str) -> datetime | None:
        """When `due` has something to give next."""
        return min((one.due_at for one in self._first_of_each_story(channel)), default=None)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt."""
        held = self.deliveries.get(delivery_id)
        if held is None or held.state is not DeliveryState.WAITING:
            return
        self.deliveries[delivery_id] = after(held, outcome, now)
        if isinstance(outcome, Failed) and outcome.instead is not None:
            self.add([outcome.instead])

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        waiting = [one for one in self.deliveries.values() if one.state is DeliveryState.WAITING]
        names = sorted({one.channel for one in waiting})
        held = ((name, [one.added_at for one in waiting if one.channel == name]) for name in names)
        return [Backlog(name, len(times), min(times)) for name, times in held]

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        return frozenset(one.address for one in self.deliveries.values() if one.story == (subject, story))

    def _first_of_each_story(self, channel: str) -> list[Delivery]:
        first: dict[tuple[str, str, str], Delivery] = {}
        for one in self.deliveries.values():
            if one.channel == channel and one.state is DeliveryState.WAITING:
                key = (*one.story, one.person)
                held = first.get(key)
                first[key] = one if held is None or one.page.sequence < held.page.sequence else held
        return list(first.values())
