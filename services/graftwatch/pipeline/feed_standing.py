"""How a feed stands at a time: when it was heard, how much came, what was wrong, how long it may be silent now.

Worked out from what the watch has noted; the journal is not looked at.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from graftwatch.pipeline.feed_hearing import TAKEN, TrafficRow, traffic_slot
from graftwatch.pipeline.watch_state import WatchState

LAST_MINUTES = timedelta(minutes=5)
LAST_HOUR = timedelta(hours=1)
LAST_DAY = timedelta(days=1)


class FeedState(StrEnum):
    """A feed's state in a word."""

    RUNNING = "running"
    SILENT = "silent"
    BROKEN = "broken"
    NEVER_HEARD = "never heard"


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """One feed.

    Attributes:
        feed: its name.
        last_heard: when its newest message came.
        taken: messages of the last five minutes, hour and day, as far as their five minutes are whole.
        errors: what was not taken or not read in the last day, by reason.
        hourly: messages of each of the last 24 hours, the oldest first.
        silence_limit: how long it may be silent at this hour.
        learns: the limit is learned; while too little is known, it is the settings'.
        silent_since: since when it is said to be silent.
        broken_since: since when it is said to be broken.
    """

    feed: str
    last_heard: datetime | None
    taken: tuple[int, int, int]
    errors: Mapping[str, int]
    hourly: tuple[int, ...]
    silence_limit: timedelta | None
    learns: bool
    silent_since: datetime | None
    broken_since: datetime | None

    @property
    def state(self) -> FeedState:
        """In a word; a broken feed is that first, silent or not."""
        if self.broken_since is not None:
            return FeedState.BROKEN
        if self.silent_since is not None:
            return FeedState.SILENT
        return FeedState.RUNNING if self.last_heard is not None else FeedState.NEVER_HEARD


@dataclass(frozen=True, slots=True)
class LimitNow:
    """A feed's limit at a time, and whether it is learned."""

    limit: timedelta | None = None
    learns: bool = False


def standing(
    feed: str,
    last_heard: datetime | None,
    state: WatchState,
    traffic: Sequence[TrafficRow],
    limit: LimitNow,
    now: datetime,
) -> FeedStanding:
    """How a feed stands, by its rows of traffic of the last day."""
    rows = [one for one in traffic if one.feed == feed and one.since > now - LAST_DAY]
    silence, spell = state.silences.get(feed), state.bad.get(feed)
    errors: Counter[str] = Counter()
    for one in rows:
        errors[one.outcome] += one.count if one.outcome != TAKEN else 0
    return FeedStanding(
        feed=feed,
        last_heard=last_heard,
        taken=(_taken(rows, now - LAST_MINUTES), _taken(rows, now - LAST_HOUR), _taken(rows, now - LAST_DAY)),
        errors={reason: count for reason, count in errors.most_common() if count},
        hourly=tuple(_hour(rows, now, hours) for hours in range(24, 0, -1)),
        silence_limit=limit.limit,
        learns=limit.learns,
        silent_since=silence.since if silence else None,
        broken_since=spell.since if spell and spell.told else None,
    )


def _taken(rows: Sequence[TrafficRow], since: datetime) -> int:
    """Messages from the five minutes on in which a time lies."""
    begin = traffic_slot(since)
    return sum(one.count for one in rows if one.outcome == TAKEN and one.since >= begin)


def _hour(rows: Sequence[TrafficRow], now: datetime, ago: int) -> int:
    begin = traffic_slot(now) - ago * LAST_HOUR
    return sum(one.count for one in rows if one.outcome == TAKEN and begin < one.since <= begin + LAST_HOUR)
