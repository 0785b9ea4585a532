"""How long a feed may be silent, by the hour of the week in the hospital's zone, and when that is over.

A limit counts from the last message. Where an hour begins whose limit is shorter, the feed gets that limit's full time
from there, unless it was due before; where one begins whose limit is longer, the longer one counts. An hour without a
limit stops the count, so a feed that rests at night is due only some minutes into the morning:

| last message | 07–19: 15 min, else none | is silent at |
| --- | --- | --- |
| 12:00 | within the hours | 12:15 |
| 18:50 | 19:05 has no limit | 07:15 next morning |
| 06:40 | the limit begins at 07:00 | 07:15 |

Hours are the local clock's: the hour that daylight saving repeats is walked twice, the one it skips never; minutes of
silence are real ones. Left out: where a limit comes from when it is learned (usual_silence.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

HOUR = timedelta(hours=1)
HOURS_A_DAY = 24
HOURS_A_WEEK = 7 * HOURS_A_DAY

LimitAt = Callable[[int], timedelta | None]
"""The limit of an hour of the week, Monday's first hour being 0; None where there is none."""


@dataclass(frozen=True, slots=True)
class SilenceRule:
    """What a feed's settings say of its silence.

    Attributes:
        hours: the limit of each hour of the week; while the feed is learned, what counts until enough is.
        learns: the limits are learned from the feed.
    """

    hours: tuple[timedelta | None, ...]
    learns: bool = False

    @classmethod
    def always(cls, limit: timedelta | None, *, learns: bool = False) -> "SilenceRule":
        """The same limit at all hours."""
        return cls((limit,) * HOURS_A_WEEK, learns=learns)

    def at(self, hour_of_week: int) -> timedelta | None:
        """The limit that is set for an hour."""
        return self.hours[hour_of_week]


def hour_of_week(at: datetime, zone: tzinfo) -> int:
    """The local hour of the week, Monday's first hour being 0."""
    local = at.astimezone(zone)
    return local.weekday() * HOURS_A_DAY + local.hour


def next_local_hour(at: datetime, zone: tzinfo) -> datetime:
    """When the local clock's next hour begins."""
    local = at.astimezone(zone)
    within = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - within + HOUR


def silent_at(last: datetime, limit_at: LimitAt, zone: tzinfo) -> datetime | None:
    """When a feed that was last heard then counts as silent; None where no hour of a week makes it so."""
    limit = limit_at(hour_of_week(last, zone))
    due = None if limit is None else last + limit
    begins = next_local_hour(last, zone)
    for _ in range(HOURS_A_WEEK):
        if due is not None and due <= begins:
            return due
        following = limit_at(hour_of_week(begins, zone))
        due = _due_in(following, limit, due, last, begins)
        limit, begins = following, next_local_hour(begins, zone)
    return None


def _due_in(
    limit: timedelta | None, limit_before: timedelta | None, due: datetime | None, last: datetime, begins: datetime
) -> datetime | None:
    """When the silence is due, as the hour that begins changes it."""
    if limit is None:
        return None
    if due is None or limit_before is None:
        return begins + limit
    return min(due, begins + limit) if limit < limit_before else max(due, last + limit)
