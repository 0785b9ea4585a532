"""What is noted of every message that passes, at a cost of a fraction of a microsecond.

When its feed was heard last, how many came in five minutes, and, where a feed's silence is learned, the gap before it.
A function of the journal's entries alone. What is noted since the last time it was stored is taken by `take_traffic`
and `take_learned`; after a crash the entries are heard again from where the store stands.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from operator import attrgetter

from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.usual_silence import Learner, OpenHour, UsualSilence

TRAFFIC_SLOT = timedelta(minutes=5)
TAKEN = "taken"
_FEED = attrgetter("feed")
_RECEIVED_AT = attrgetter("received_at")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TrafficRow:
    """So many messages of a feed in the five minutes from `since`; `outcome` is `taken` or why not."""

    feed: str
    since: datetime
    outcome: str
    count: int


def traffic_slot(at: datetime) -> datetime:
    """The five minutes that a time belongs to."""
    return at - (at - _LONG_AGO) % TRAFFIC_SLOT


class FeedHearing:
    """Hears the feeds.

    Args:
        zone: the hospital's, for the hours of what is learned.
        learned: feeds whose silence is learned.
        stillness: when nothing at all came for longer, the service did not run: its heartbeat comes much more often.
            None where it has no heartbeat (a replay).
    """

    def __init__(self, zone: tzinfo, learned: Collection[str] = (), stillness: timedelta | None = None) -> None:
        self._zone = zone
        self._learned = frozenset(learned)
        self._stillness = stillness
        self.take_up({}, {}, {}, None, None)

    def take_up(
        self,
        last_heard: Mapping[str, datetime],
        usual: Mapping[str, UsualSilence],
        hours: Mapping[str, OpenHour],
        newest: datetime | None,
        running_since: datetime | None,
    ) -> None:
        """Goes on where the store stands."""
        self.last_heard = dict(last_heard)
        self.newest = newest
        self.running_since = running_since
        self.learners = {
            feed: Learner(self._zone, usual.get(feed) or UsualSilence(), hours.get(feed))
            for feed in sorted(self._learned)
        }
        self._changed: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._rows: defaultdict[tuple[str, datetime, str], int] = defaultdict(int)
        self._slot = _LONG_AGO
        self._attend_from = _LONG_AGO

    def hear(self, entries: Sequence[Entry]) -> None:
        """Notes entries, in order; several at once are all messages, as what is passed over is."""
        if self.learners or not entries or entries[-1].received_at >= self._attend_from:
            for entry in entries:
                self._hear(entry)
            return
        frames = entries if len(entries) > 1 else [one for one in entries if one.kind is EntryKind.FRAME]
        self.newest = entries[-1].received_at
        self._counts.update(map(_FEED, frames))
        self.last_heard.update(zip(map(_FEED, frames), map(_RECEIVED_AT, frames), strict=True))

    def _hear(self, entry: Entry) -> None:
        at, feed, last = entry.received_at, entry.feed, self.last_heard
        if at >= self._attend_from:
            self._attend(at)
        self.newest = at
        if entry.kind is not EntryKind.FRAME:
            return
        if entry.delayed:
            self.hear_between(feed, entry.came_at, entry.came_at, 1)
            return
        self._counts[feed] += 1
        if feed in self.learners and feed in last and self.learners[feed].hear(last[feed], at):
            self._changed.add(feed)
        last[feed] = at

    def hear_between(self, feed: str, first: datetime, last: datetime, count: int) -> None:
        """So many messages of a feed came between two times, close together; what came later may be noted already."""
        self._rows[feed, traffic_slot(last), TAKEN] += count
        before = self.last_heard.get(feed)
        if before is not None and last <= before:
            return
        self.last_heard[feed] = last
        learner = self.learners.get(feed)
        if learner is not None and before is not None:
            times = (before, first, last) if first > before else (before, last)
            learned = [learner.hear(since, until) for since, until in pairwise(times)]
            self._changed.update([feed] if any(learned) else [])

    def count(self, feed: str, outcome: str, at: datetime, count: int = 1) -> None:
        """Messages that were not taken, by why."""
        self._rows[feed, traffic_slot(at), outcome] += count

    def clock_set_back(self) -> None:
        """The clock was set back: the next entry is attended to, whatever the time was."""
        self._close_slot()
        self._attend_from = self._slot = _LONG_AGO

    def running_at(self, at: datetime) -> bool:
        """Whether the service ran at a time, as far as it is known: something came at most a stillness before."""
        return self._stillness is None or self.newest is None or at <= self.newest + self._stillness

    def hours(self) -> dict[str, OpenHour]:
        """The hours that learning has left open."""
        return {feed: one.hour for feed, one in self.learners.items() if one.hour is not None}

    def take_learned(self) -> dict[str, UsualSilence]:
        """What was learned and is not stored yet."""
        taken, self._changed = self._changed, set()
        return {feed: self.learners[feed].usual for feed in sorted(taken)}

    def take_traffic(self) -> list[TrafficRow]:
        """What was counted and is not stored yet."""
        self._close_slot()
        rows = [TrafficRow(*key, count) for key, count in self._rows.items()]
        self._rows.clear()
        return rows

    def _attend(self, at: datetime) -> None:
        """Now and then: whether the service stood still before, and whether other five minutes have begun."""
        still = self._stillness
        if self.newest is None or (still is not None and at - self.newest > still):
            self.running_since = at
            for learner in self.learners.values():
                learner.interrupted()
        if at >= self._slot + TRAFFIC_SLOT:
            self._close_slot()
            self._slot = traffic_slot(at)
        slot_ends = self._slot + TRAFFIC_SLOT
        self._attend_from = slot_ends if still is None else min(slot_ends, at + still)

    def _close_slot(self) -> None:
        for feed, count in self._counts.items():
            self._rows[feed, self._slot, TAKEN] += count
        self._counts.clear()
