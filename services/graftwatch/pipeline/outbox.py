"""The outbox's port: deliveries that are decided and not yet made.

A delivery is one page through one channel, and its id says so: putting it in twice is putting it in once. It is
kept in the same transaction as the decision, made at least once (a crash between sending and recording repeats
it, under the same keys), and ends delivered or failed. Within a channel the pages of one story go out in their
order, so that a retraction never overtakes what it retracts; stories do not wait for each other, nor channels.

What goes another way is the story, not one page: whoever stands in gets the failed page and what follows it, in that
order, and nothing older than what he has, nor of a story that is over and that he never heard of.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from graftwatch.paging import Page
from graftwatch.pipeline.channels import Address, Channel
from graftwatch.pipeline.reach import Reach

HEARD = ":heard"
"""Behind the id of a delivery that tells a receiver that somebody heard; no channel and no person is called so."""


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
        """Page, channel and person, and whether it tells or says that somebody heard; the same in every run."""
        return delivery_id(self.page.id, self.address) + (HEARD if self.acknowledges else "")

    @property
    def address(self) -> Address:
        """Who is told through what."""
        return Address(self.channel, self.person)

    @property
    def story(self) -> tuple[str, str]:
        """What it must keep its order in."""
        return self.page.subject, self.page.story

    @property
    def place(self) -> tuple[int, bool]:
        """Its place in that order: by the page's sequence, and that somebody heard a page after the page itself."""
        return self.page.sequence, bool(self.acknowledges)


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
    """It did not get through; try again at a time (aware). `besides` goes through another channel meanwhile."""

    at: datetime
    reason: str
    besides: Delivery | None = None


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

        To each person only the waiting delivery of a story with the lowest place is given.
        """
        ...

    def next_due(self, channel: str, besides: Collection[str] = ()) -> datetime | None:
        """When `due` has something to give next, deliveries with these ids left out; None while nothing waits."""
        ...

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, and puts in what goes another way (`another_way`), in one transaction.

        An outcome for a delivery that has ended, or that is not known, changes nothing.
        """
        ...

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        ...

    def trying(self) -> dict[str, tuple[datetime, str]]:
        """Each channel with a delivery that waits after a failed attempt: since when the oldest does, and why."""
        ...

    def beat(self, deliveries: Sequence[Delivery]) -> None:
        """Takes a heartbeat's deliveries, each in the place of the one before through its channel.

        They are due after a channel's pages, go no other way, and are in no backlog: at most one a channel is kept.
        """
        ...

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        ...

    def told(self, page_id: str) -> list[Delivery]:
        """The deliveries that tell of pages of this page's story, by place, then id."""
        ...

    def open(self, channel: str) -> list[Delivery]:
        """What a channel's receiver holds as open, by id.

        Of each story and person the newest delivery, where it was delivered and its page ends nothing.
        """
        ...

    def failed(self, since: datetime) -> list[Delivery]:
        """Of each channel and reason the first delivery that failed for good at a time or later, by when it did."""
        ...

    def lost(self, newest: int | None = None) -> list[Delivery]:
        """The failed deliveries, or so many of the newest, of pages that reached nobody and never will by themselves.

        By when they failed, then id. A page is not lost where it, or a later page of its story, was delivered to
        anybody or waits.
        """
        ...

    def lost_pages(self) -> int:
        """How many pages reached nobody and never will by themselves."""
        ...

    def again(self, delivery_ids: Sequence[str], now: datetime) -> None:
        """Has ended deliveries made again, due at once, in one transaction."""
        ...

    def newest(self) -> datetime | None:
        """The newest time that a delivery was put in, failed for the first time or ended; None while there is none."""
        ...

    def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back by so much: what waits, waits no longer for it, and is given up no sooner."""
        ...


def acknowledgements_of(told: Sequence[Delivery], channels: Sequence[Channel], now: datetime) -> tuple[Delivery, ...]:
    """The deliveries that say to receivers which call on that somebody heard a story.

    Args:
        told: the deliveries that tell of the story (`Outbox.told`).
        channels: the channels of the settings.
        now: when they are put in (aware).
    """
    calling = {one.name for one in channels if one.acknowledges}
    newest: dict[Address, Delivery] = {}
    keys: dict[Address, dict[str, None]] = {}
    for one in told:
        resolved, held = set(one.page.resolves), keys.get(one.address, {})
        own = {} if one.page.reason.ends else {one.page.dedup_key: None}
        keys[one.address] = {key: None for key in held if key not in resolved} | own
        newest[one.address] = one
    return tuple(
        Delivery(newest[to].page, to.channel, now, now, person=to.person, acknowledges=tuple(keys[to]))
        for to in sorted(newest)
        if to.channel in calling and keys[to]
    )


def again(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery as it waits once more; what was attempted stays counted."""
    return replace(delivery, state=DeliveryState.WAITING, due_at=now, tried_since=None, ended_at=None)


def earlier(delivery: Delivery, by: timedelta, now: datetime) -> Delivery:
    """The waiting delivery where the clock was set back by so much, to now."""
    since = delivery.tried_since and min(delivery.tried_since, now)
    return replace(delivery, due_at=delivery.due_at - by, tried_since=since)


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


def another_way(held: Delivery, outcome: Outcome, of_story: Iterable[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """What is put in when a delivery goes another way: its page, and the later ones that its address was to get.

    Args:
        held: the delivery.
        outcome: of the attempt.
        of_story: every delivery of the story, whoever it is for.
        now: the deliveries' time.
    """
    instead: Delivery | None = None
    if isinstance(outcome, Failed):
        instead = outcome.instead
    elif isinstance(outcome, Retry):
        instead = outcome.besides
    if instead is None:
        return ()
    story = sorted((one for one in of_story if not one.acknowledges), key=lambda one: one.page.sequence)
    never_told = all(one.address != instead.address for one in story)
    if never_told and story[-1].page.reason.ends and not held.page.reason.ends:
        return ()
    newest_there = max((one.page.sequence for one in story if one.address == instead.address), default=0)
    later = [one.page for one in story if one.address == held.address and one.page.sequence > held.page.sequence]
    ways = (instead, *(delivery_to(instead.address, page, now) for page in later))
    return tuple(one for one in ways if one.page.sequence > newest_there)
