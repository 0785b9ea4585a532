"""The rises of one enzyme: a search through its results by time, and the parts that it is made of.

The rule and its choices stand in `liver_tests.py`. A rise that has fallen may be followed by another before it has
ended. It has fallen with a result at or below the limit, or so low that the way back to its worst would be a rise by
the rule. Where the whole rule is met again on two results, measured by what came from then on, that is another rise,
and the one before it has ended where it begins. ALT after 60 on 6 June:

| drawn           | ALT | lowest since the fall | reading                                                   |
| --------------- | --- | --------------------- | --------------------------------------------------------- |
| 7 June 06:00    | 200 |                       | the first result                                          |
| 8 June 06:00    | 300 |                       | the rise is established                                   |
| 9 June 06:00    | 201 |                       | 201 and half of it is more than 300: not fallen           |
| 10 June 06:00   | 200 | 200                   | fallen                                                    |
| 11 June 06:00   | 120 | 120                   | lower                                                     |
| 12 June 06:00   | 180 | 120                   | risen, half more than 120: the first result               |
| 13 June 06:00   | 190 | 120                   | another rise, from 12 June on                             |
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.protocol import EnzymeRise as EnzymeRiseRule
from graftwatch.protocol import LiverTest
from graftwatch.rejection.readings import AT_LEAST, Reading, exactly

CLEAR_RESULTS_TO_END: Final = 2
"""Results at or below the limit that end a rise: one may be a slip of the laboratory, and a signal must not flap."""


@dataclass(frozen=True, slots=True)
class Risen:
    """A result that has risen: above its limit, and above the lowest of the last hours."""

    reading: Reading
    lowest: Reading
    upper_limit: Decimal

    @property
    def times_upper_limit(self) -> Decimal:
        """How many times the upper limit of normal."""
        return self.reading.value / self.upper_limit

    @property
    def times_lowest(self) -> Decimal | None:
        """How many times the lowest of the last hours; None where that was zero."""
        return self.reading.value / self.lowest.value if self.lowest.value else None


@dataclass(frozen=True, slots=True)
class EnzymeRise:
    """One rise.

    Attributes:
        grounds: for each enzyme the first and the second result.
        worst: the highest result.
        ended_at: when it ended; None while it goes on.
        ended_by: the results that ended it; none where a biopsy or a new graft did.
        rose_again: whether another rise ended it; then `ended_by` is the lowest result between the two.
        support: results of other tests that rose with it.
        fell_at: when it had first fallen.
        lowest_since: the lowest result since then.
    """

    grounds: tuple[Risen, ...]
    worst: Reading
    ended_at: datetime | None = None
    ended_by: tuple[Reading, ...] = ()
    rose_again: bool = False
    support: tuple[Risen, ...] = ()
    fell_at: datetime | None = None
    lowest_since: Reading | None = None

    @property
    def first(self) -> Risen:
        """The first result of the rise."""
        return self.grounds[0]

    @property
    def enzyme(self) -> str:
        """The enzyme that rose first."""
        return self.first.reading.fact.statement.concept

    def ended_by_another(self, at: datetime) -> "EnzymeRise":
        """The same, ended where another rise begins."""
        low = () if self.lowest_since is None else (self.lowest_since,)
        return replace(self, ended_at=at, ended_by=low, rose_again=True)

    def goes_on_at(self, moment: datetime) -> bool:
        """Whether the rise has begun and not ended."""
        return self.first.reading.at <= moment and (self.ended_at is None or moment < self.ended_at)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a result of one test is held against: upper limit of normal, the rule's limit, times the lowest."""

    upper_limit: Decimal
    above: Decimal
    times_lowest: Decimal

    @classmethod
    def of(cls, rule: EnzymeRiseRule, test: LiverTest) -> "Limits":
        """The limits of a protocol's rule for one test."""
        upper = exactly(rule.upper_limits[test])
        return cls(upper, upper * exactly(rule.times_upper_limit), 1 + exactly(rule.rise_above_lowest))


class Lowest:
    """The lowest result of the last hours; results leave at one end, and higher ones before a lower one are dropped."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._held: deque[Reading] = deque()

    def before(self, moment: datetime) -> Reading | None:
        """The lowest of the hours before a moment."""
        while self._held and moment - self._held[0].at > self._within:
            self._held.popleft()
        return self._held[0] if self._held else None

    def add(self, reading: Reading) -> None:
        """Takes in the next result."""
        if reading.comparator in AT_LEAST:
            return  # at least so much: no lowest value
        while self._held and self._held[-1].value > reading.value:
            self._held.pop()
        self._held.append(reading)

    def clear(self) -> None:
        """Forgets what was before."""
        self._held.clear()


class EnzymeSearch:
    """Goes through the results of one enzyme by time."""

    def __init__(
        self,
        limits: Limits,
        rule: EnzymeRiseRule,
        transplanted_on: Sequence[date],
        resets: Sequence[datetime],
    ) -> None:
        self._limits = limits
        self._apart = timedelta(hours=rule.apart_hours)
        self._within = timedelta(hours=rule.lowest_within_hours)
        self._transplanted_on = transplanted_on
        self._from_day = timedelta(days=rule.from_day)
        self._resets = deque(sorted(resets))
        self._lowest = Lowest(self._within)
        self._waiting: deque[Risen] = deque()
        self._clear: list[Reading] = []
        self._rise: EnzymeRise | None = None
        self._as_it_fell: EnzymeRise | None = None
        self._since_fall = Lowest(self._within)
        self._found: list[EnzymeRise] = []

    def rises(self, rows: Sequence[Reading]) -> list[EnzymeRise]:
        """The rises in results that are given by time."""
        for reading in rows:
            self._reset_before(reading.at)
            self._take(reading)
            self._lowest.add(reading)
            if self._as_it_fell is not None:
                self._since_fall.add(reading)
        if self._resets and self._rise is not None:
            self._end(self._resets[0])
        return self._found if self._rise is None else [*self._found, self._rise]

    def _reset_before(self, moment: datetime) -> None:
        while self._resets and self._resets[0] < moment:
            at = self._resets.popleft()
            if self._rise is not None:
                self._end(at)
            self._waiting.clear()
            self._lowest.clear()

    def _take(self, reading: Reading) -> None:
        if reading.value <= self._limits.above and reading.comparator not in AT_LEAST:
            self._take_clear(reading)
            return
        self._clear.clear()
        if self._rise is not None:
            self._rise = replace(self._rise, worst=max(self._rise.worst, reading, key=lambda one: one.value))
            if not self._waiting and reading.certainly_at_most(self._rise.worst.value / self._limits.times_lowest):
                self._fall(self._rise, reading)
        if self._is_late_enough(reading) and (risen := self._risen(reading)) is not None:
            self._take_risen(risen)

    def _take_clear(self, reading: Reading) -> None:
        self._waiting.clear()
        if self._rise is not None:
            self._clear.append(reading)
            if len(self._clear) >= CLEAR_RESULTS_TO_END:
                self._end(reading.at, tuple(self._clear))
            else:
                self._fall(self._rise, reading)

    def _fall(self, rise: EnzymeRise, reading: Reading) -> None:
        """Keeps the rise as it is with its lowest result since it first fell: there it ends if another follows."""
        if rise.lowest_since is None or reading.value < rise.lowest_since.value:
            self._rise = replace(rise, fell_at=rise.fell_at or reading.at, lowest_since=reading)
            self._as_it_fell = self._rise

    def _take_risen(self, risen: Risen) -> None:
        while self._waiting and risen.reading.at - self._waiting[0].reading.at > self._within:
            self._waiting.popleft()
        if self._waiting and risen.reading.at - self._waiting[0].reading.at >= self._apart:
            worst = max((*(one.reading for one in self._waiting), risen.reading), key=lambda one: one.value)
            if self._as_it_fell is not None:
                self._found.append(self._as_it_fell.ended_by_another(self._waiting[0].reading.at))
            self._begin(EnzymeRise((self._waiting[0], risen), worst))
            self._waiting.clear()
        else:
            self._waiting.append(risen)

    def _risen(self, reading: Reading) -> Risen | None:
        """Whether it has risen from the lowest of its own last hours, or from where the first of the rise did."""
        if not reading.certainly_above(self._limits.above):
            return None
        own = (self._lowest if self._rise is None else self._since_fall).before(reading.at)
        of_first = [one.lowest for one in self._waiting if reading.at - one.reading.at <= self._within][:1]
        for lowest in (*([] if own is None else [own]), *of_first):
            if reading.certainly_at_least(lowest.value * self._limits.times_lowest):
                return Risen(reading, lowest, self._limits.upper_limit)
        return None

    def _is_late_enough(self, reading: Reading) -> bool:
        taken_on = reading.fact.statement.taken.on
        return all(day > taken_on or taken_on >= day + self._from_day for day in self._transplanted_on)

    def _end(self, at: datetime, by: tuple[Reading, ...] = ()) -> None:
        if self._rise is not None:
            self._found.append(replace(self._rise, ended_at=at, ended_by=by))
        self._begin(None)
        self._clear.clear()

    def _begin(self, rise: EnzymeRise | None) -> None:
        self._rise, self._as_it_fell = rise, None
        self._since_fall.clear()
