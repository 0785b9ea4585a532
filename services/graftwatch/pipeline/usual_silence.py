"""What silence is usual for a feed at an hour, learned from the feed, and the limit that follows from it.

For every local hour the longest silence that stood in it is noted: a gap from 02:10 to 04:30 is 50 minutes in the hour
of 2, 110 in that of 3 and 140 in that of 4. Working days and weekends are apart: 48 slots, each with its newest 20
days. The limit is three times the longest usual silence, ten minutes at least, and there is none before five days are
known. Usual is what is left when the longest fifth is set aside:

| days known | set aside | the longest usual one is |
| --- | --- | --- |
| fewer than 5 | – | not known yet |
| 5 to 9 | 1 | the second longest |
| 20 | 4 | the fifth longest |

So an outage does not teach itself: of what it leaves at most two days are noted, and they are set aside with the
longest fifth. What comes back on more days than that is usual, and is learned. Hours in which the service itself did
not run teach nothing. All of it is a function of the journal's times.
"""

from datetime import datetime, timedelta, tzinfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.pipeline.silence import HOURS_A_DAY, hour_of_week, next_local_hour

LEAST_DAYS = 5
DAYS_KEPT = 20
# One of so many days is set aside as an outage's.
SET_ASIDE_OF = 5
TIMES_THE_USUAL = 3
LEAST_LIMIT = timedelta(minutes=10)
# A silence teaches no longer than this: an outage of weeks is no habit.
TEACHES_UP_TO = timedelta(days=2)
# The part of an hour before the first whole one is in no slot.
NO_SLOT = -1
_FIRST_DAY_OF_WEEKEND = 5


def slot_of(hour: int) -> int:
    """The slot of an hour of the week: 0 to 23 on working days, 24 to 47 on Saturday and Sunday."""
    day, hour_of_day = divmod(hour, HOURS_A_DAY)
    return hour_of_day + HOURS_A_DAY * (day >= _FIRST_DAY_OF_WEEKEND)


class UsualSilence(BaseModel):
    """The longest silence, in whole seconds, of each slot's newest days, the newest last."""

    model_config = ConfigDict(frozen=True)

    seconds: dict[int, tuple[int, ...]] = {}

    def with_hour(self, slot: int, silence: timedelta) -> "UsualSilence":
        """With one more hour of a slot."""
        kept = (*self.seconds.get(slot, ()), int(silence.total_seconds()))[-DAYS_KEPT:]
        return UsualSilence(seconds={**self.seconds, slot: kept})

    def days(self, slot: int) -> int:
        """How many days of a slot are known."""
        return len(self.seconds.get(slot, ()))

    def limit(self, slot: int) -> timedelta | None:
        """How long the feed may be silent in a slot; None while too little is known."""
        known = sorted(self.seconds.get(slot, ()), reverse=True)
        if len(known) < LEAST_DAYS:
            return None
        usual = known[len(known) // SET_ASIDE_OF]
        return max(LEAST_LIMIT, TIMES_THE_USUAL * timedelta(seconds=usual))


class OpenHour(BaseModel):
    """The hour that a feed is in: when it ends, and the longest silence that ended in it so far."""

    model_config = ConfigDict(frozen=True)

    ends: AwareDatetime
    slot: int
    longest: timedelta = timedelta()


class Learner:
    """Learns one feed's silences, message by message.

    Args:
        zone: the hospital's.
        usual: what is known already.
        hour: the hour that was left open, None where the learner begins.
    """

    def __init__(self, zone: tzinfo, usual: UsualSilence, hour: OpenHour | None) -> None:
        self._zone = zone
        self.usual = usual
        self._ends = hour.ends if hour else None
        self._slot = hour.slot if hour else NO_SLOT
        self._longest = hour.longest if hour else timedelta()

    @property
    def hour(self) -> OpenHour | None:
        """The hour that is open, to be kept; None before the first whole one."""
        return OpenHour(ends=self._ends, slot=self._slot, longest=self._longest) if self._ends else None

    def hear(self, last: datetime, now: datetime) -> bool:
        """A message came, the one before it at `last`; whether an hour ended, and so something was learned."""
        if self._ends is None or now >= self._ends:
            return self._end_hours(last, now)
        silence = now - last
        self._longest = max(self._longest, silence)
        return False

    def interrupted(self) -> None:
        """The service did not run meanwhile: what stood open is forgotten, and the next whole hour counts."""
        self._ends, self._slot, self._longest = None, NO_SLOT, timedelta()

    def _end_hours(self, last: datetime, now: datetime) -> bool:
        """Ends every hour until the one of `now`; the first one that the learner meets is a part and counts not."""
        learned = False
        while self._ends is not None and self._ends <= now and self._ends - last <= TEACHES_UP_TO:
            if self._slot != NO_SLOT:
                self.usual = self.usual.with_hour(self._slot, max(self._longest, self._ends - last))
                learned = True
            self._slot = slot_of(hour_of_week(self._ends, self._zone))
            self._ends, self._longest = next_local_hour(self._ends, self._zone), timedelta()
        if self._ends is None or self._ends <= now:
            self._slot, self._ends = NO_SLOT, next_local_hour(now, self._zone)
        self._longest = max(self._longest, now - last)
        return learned
