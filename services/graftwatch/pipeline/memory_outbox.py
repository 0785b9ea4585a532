"""The outbox in memory: for what a process tells by itself, for replays and for tests; see `pipeline.outbox.Outbox`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.outbox import (
    Backlog,
    Delivery,
    DeliveryState,
    Outcome,
    after,
    again,
    another_way,
    earlier,
)


@dataclass(slots=True)
class MemoryOutbox:
    """An outbox in memory: for tests and for trying things out. The same contract suite runs over every outbox."""

    deliveries: dict[str, Delivery] = field(default_factory=dict)
    beats: dict[str, Delivery] = field(default_factory=dict)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries; one whose id is there already stays as it is."""
        for one in deliveries:
            self.deliveries.setdefault(one.id, one)

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` deliveries of a channel that are due, the first of each story."""
        ready = [one for one in self._first_of_each_story(channel) if one.due_at <= now]
        beat = self._waiting_beat(channel)
        beats = [beat] if beat and beat.due_at <= now else []
        return [*sorted(ready, key=lambda one: (one.due_at, one.id)), *beats][:limit]

    def next_due(self, channel: str, besides: Collection[str] = ()) -> datetime | None:
        """When `due` has something to give next."""
        beat = self._waiting_beat(channel)
        waiting = [*self._first_of_each_story(channel), *([beat] if beat else [])]
        return min((one.due_at for one in waiting if one.id not in besides), default=None)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt."""
        for channel, beat in self.beats.items():
            if beat.id == delivery_id and beat.state is DeliveryState.WAITING:
                self.beats[channel] = after(beat, outcome, now)
                return
        held = self.deliveries.get(delivery_id)
        if held is None or held.state is not DeliveryState.WAITING:
            return
        self.deliveries[delivery_id] = after(held, outcome, now)
        of_story = [one for one in self.deliveries.values() if one.story == held.story]
        self.add(another_way(held, outcome, of_story, now))

    def trying(self) -> dict[str, tuple[datetime, str]]:
        """Each channel with a delivery that waits after a failed attempt: since when the oldest does, and why."""
        waiting = (one for one in self.deliveries.values() if one.state is DeliveryState.WAITING)
        tried = [(one.tried_since, one.reason, one.channel) for one in waiting if one.tried_since is not None]
        return {channel: (since, reason) for since, reason, channel in sorted(tried, reverse=True)}

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        waiting = [one for one in self.deliveries.values() if one.state is DeliveryState.WAITING]
        names = sorted({one.channel for one in waiting})
        held = ((name, [one.added_at for one in waiting if one.channel == name]) for name in names)
        return [Backlog(name, len(times), min(times)) for name, times in held]

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        return frozenset(one.address for one in self.deliveries.values() if one.story == (subject, story))

    def told(self, page_id: str) -> list[Delivery]:
        """The deliveries that tell of pages of this page's story."""
        stories = {one.story for one in self.deliveries.values() if one.page.id == page_id}
        found = [one for one in self.deliveries.values() if one.story in stories and not one.acknowledges]
        return sorted(found, key=lambda one: (one.place, one.id))

    def open(self, channel: str) -> list[Delivery]:
        """What a channel's receiver holds as open."""
        newest: dict[tuple[str, str, str], Delivery] = {}
        for one in self.deliveries.values():
            if one.channel == channel and not one.acknowledges:
                held = newest.get((*one.story, one.person))
                newest[*one.story, one.person] = one if held is None or held.place < one.place else held
        open_ones = (one for one in newest.values() if one.state is DeliveryState.DELIVERED)
        return sorted((one for one in open_ones if not one.page.reason.ends), key=lambda one: one.id)

    def failed(self, since: datetime) -> list[Delivery]:
        """Of each channel and reason the first delivery that failed for good at a time or later."""
        first: dict[tuple[str, str], Delivery] = {}
        for one in self._failed():
            if one.ended_at is not None and one.ended_at >= since:
                first.setdefault((one.channel, one.reason), one)
        return list(first.values())

    def lost(self, newest: int | None = None) -> list[Delivery]:
        """The failed deliveries of pages that reached nobody and never will by themselves."""
        tells = [one for one in self.deliveries.values() if not one.acknowledges]
        reached = [one for one in tells if one.state is not DeliveryState.FAILED]
        found = [
            one
            for one in self._failed()
            if not one.acknowledges
            and not any(other.story == one.story and other.place >= one.place for other in reached)
        ]
        return found if newest is None else found[len(found) - min(newest, len(found)) :]

    def lost_pages(self) -> int:
        """How many pages reached nobody and never will by themselves."""
        return len({one.page.id for one in self.lost()})

    def again(self, delivery_ids: Sequence[str], now: datetime) -> None:
        """Has ended deliveries made again, due at once."""
        for one in self.deliveries.keys() & set(delivery_ids):
            self.deliveries[one] = again(self.deliveries[one], now)

    def newest(self) -> datetime | None:
        """The newest time that a delivery was put in, failed for the first time or ended."""
        times = ((one.added_at, one.tried_since, one.ended_at) for one in self.deliveries.values())
        return max((at for some in times for at in some if at is not None), default=None)

    def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back by so much."""
        for one in list(self.deliveries.values()):
            if one.state is DeliveryState.WAITING:
                self.deliveries[one.id] = earlier(one, by, now)

    def _failed(self) -> list[Delivery]:
        found = [one for one in self.deliveries.values() if one.state is DeliveryState.FAILED and one.ended_at]
        return sorted(found, key=lambda one: (one.ended_at or one.added_at, one.id))

    def beat(self, deliveries: Sequence[Delivery]) -> None:
        """Takes a heartbeat's deliveries, each in the place of the one before through its channel."""
        self.beats |= {one.channel: one for one in deliveries}

    def _waiting_beat(self, channel: str) -> Delivery | None:
        beat = self.beats.get(channel)
        return beat if beat and beat.state is DeliveryState.WAITING else None

    def _first_of_each_story(self, channel: str) -> list[Delivery]:
        first: dict[tuple[str, str, str], Delivery] = {}
        for one in self.deliveries.values():
            if one.channel == channel and one.state is DeliveryState.WAITING:
                key = (*one.story, one.person)
                held = first.get(key)
                first[key] = one if held is None or one.place < held.place else held
        return list(first.values())
