"""One outbox made of several: the parts that this copy of the pager has now, each with stories of its own.

A part comes when this copy takes it over and goes when another does, from another thread than the one that delivers.
What is due is asked of the parts that are there; the outcome of a delivery whose part has gone is let go: whoever has
the part now makes the delivery again, under the same keys. A story is in one part as a whole.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, TypeVar

from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.outbox import Backlog, Delivery, Outbox, Outcome

Item = TypeVar("Item")

NOT_ADDED_HERE: Final = "deliveries are put into a part, not into all of them"


class PartedOutbox:
    """See `pipeline.outbox.Outbox`; any thread.

    Args:
        confirm: asked before what is due is given: it may take parts away that are another copy's by now.
    """

    def __init__(self, confirm: Callable[[], None] = lambda: None) -> None:
        self._parts: dict[int, Outbox] = {}
        self._part_of: dict[str, int] = {}
        self._confirm = confirm
        self._lock = threading.RLock()

    @property
    def held(self) -> tuple[int, ...]:
        """The numbers of the parts that are here."""
        return tuple(sorted(self._parts))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts nobody else uses any part."""
        with self._lock:
            yield

    def take_over(self, number: int, part: Outbox) -> None:
        """A part is here from now on."""
        with self._lock:
            self._parts[number] = part

    def let_go(self, number: int) -> None:
        """A part is here no more: nothing of it is given any more, and no outcome of it is kept."""
        with self._lock:
            self._parts.pop(number, None)
            self._part_of = {one: held for one, held in self._part_of.items() if held != number}

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Never called: which part a delivery belongs to is known only where it comes from."""
        raise NotImplementedError(NOT_ADDED_HERE)

    def beat(self, deliveries: Sequence[Delivery]) -> None:
        """Never called, as `add`."""
        raise NotImplementedError(NOT_ADDED_HERE)

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` waiting deliveries of a channel that are due, by due time, then id."""
        with self._lock:
            self._confirm()
            found = [(one, number) for number, part in self._parts.items() for one in part.due(channel, now, limit)]
            found.sort(key=lambda one: (one[0].due_at, one[0].id))
            self._part_of |= {one.id: number for one, number in found[:limit]}
            return [one for one, _ in found[:limit]]

    def next_due(self, channel: str, besides: Collection[str] = ()) -> datetime | None:
        """When `due` has something to give next, deliveries with these ids left out; None while nothing waits."""
        with self._lock:
            nexts = [part.next_due(channel, besides) for part in self._parts.values()]
            return min((at for at in nexts if at is not None), default=None)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, where the delivery's part is still here."""
        with self._lock:
            part = self._parts.get(self._part_of.get(delivery_id, -1))
            for one in [part] if part is not None else self._parts.values():
                one.record(delivery_id, outcome, now)
            self._part_of.pop(delivery_id, None)

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        summed: dict[str, Backlog] = {}
        for one in self._of_each(lambda part: part.backlog()):
            before = summed.get(one.channel, Backlog(one.channel, 0, one.oldest_added_at))
            oldest = min(before.oldest_added_at, one.oldest_added_at)
            summed[one.channel] = Backlog(one.channel, before.waiting + one.waiting, oldest)
        return [summed[name] for name in sorted(summed)]

    def trying(self) -> dict[str, tuple[datetime, str]]:
        """Each channel with a delivery that waits after a failed attempt: since when the oldest does, and why."""
        found = self._of_each(lambda part: [(at, why, channel) for channel, (at, why) in part.trying().items()])
        return {channel: (at, why) for at, why, channel in sorted(found, reverse=True)}

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        return frozenset(self._of_each(lambda part: list(part.addresses_of(subject, story))))

    def told(self, page_id: str) -> list[Delivery]:
        """The deliveries that tell of pages of this page's story, by place, then id."""
        return sorted(self._of_each(lambda part: part.told(page_id)), key=lambda one: (one.place, one.id))

    def open(self, channel: str) -> list[Delivery]:
        """What a channel's receiver holds as open, by id."""
        return sorted(self._of_each(lambda part: part.open(channel)), key=lambda one: one.id)

    def failed(self, since: datetime) -> list[Delivery]:
        """Of each channel and reason the first delivery that failed for good at a time or later, by when it did."""
        found = sorted(self._of_each(lambda part: part.failed(since)), key=_ended)
        firsts = {(one.channel, one.reason): one for one in reversed(found)}
        return sorted(firsts.values(), key=_ended)

    def lost(self, newest: int | None = None) -> list[Delivery]:
        """The failed deliveries, or so many of the newest, of pages that reached nobody and never will."""
        found = sorted(self._of_each(lambda part: part.lost(newest)), key=_ended)
        return found if newest is None else found[max(len(found) - newest, 0) :]

    def lost_pages(self) -> int:
        """How many pages reached nobody and never will by themselves."""
        return sum(self._of_each(lambda part: [part.lost_pages()]))

    def again(self, delivery_ids: Sequence[str], now: datetime) -> None:
        """Has ended deliveries made again, due at once; a part has only what is its own."""
        with self._lock:
            for part in self._parts.values():
                part.again(delivery_ids, now)

    def newest(self) -> datetime | None:
        """The newest time that a delivery was put in, failed for the first time or ended; None while there is none."""
        return max(self._of_each(lambda part: [at for at in [part.newest()] if at is not None]), default=None)

    def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back by so much: what waits, waits no longer for it, and is given up no sooner."""
        with self._lock:
            for part in self._parts.values():
                part.set_back(by, now)

    def _of_each(self, ask: Callable[[Outbox], Sequence[Item]]) -> list[Item]:
        with self._lock:
            return [one for part in self._parts.values() for one in ask(part)]


def _ended(one: Delivery) -> tuple[datetime, str]:
    return one.ended_at or one.added_at, one.id
