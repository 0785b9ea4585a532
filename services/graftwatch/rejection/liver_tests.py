"""Liver-enzyme rise: a trigger for a person to look, not a diagnosis.

AST or ALT above twice the upper limit of normal *and* at least 50 % above the lowest value of the last 72 hours, on
two results of the same enzyme at least 12 hours apart, from post-operative day 5; before it reperfusion injury
dominates. Bilirubin, GGT and ALP that rise with it are named as support. Transplant on 1 June, ALT in U/L, upper
limit 40, so the value must be above 80:

| drawn           | ALT | lowest of 72 h   | reading                                                        |
| --------------- | --- | ---------------- | -------------------------------------------------------------- |
| 4 June 06:00    | 300 |                  | day 3: too early                                               |
| 6 June 06:00    | 70  | 300              | fallen                                                         |
| 7 June 06:00    | 105 | 70               | 50 % above the lowest: the first result                        |
| 7 June 17:00    | 160 | 70               | risen, but 11 hours after the first                            |
| 7 June 18:00    | 170 | 70               | risen, 12 hours after the first: the rise is established       |
| 9 June 06:00    | 80  | 70               | not above 80: once clear                                       |
| 10 June 06:00   | 60  | 80               | twice clear: the rise has ended                                |

The rule's text leaves open what the second result is held against when the lowest value has meanwhile left its 72
hours. Here it confirms the rise if it is 50 % above the lowest of its own 72 hours or above the one that the first rose
from: else a rise that is seen after a missed morning would be denied by its own first result. A result back at the
limit between the two starts the search anew; the second comes at most 72 hours after the first, so that two far apart
are not one rise. A biopsy without rejection ends a rise, and so does a
new graft; what comes then is measured by what came after it. Once begun, a rise ends with two results in a row at
or below the limit, of each enzyme that has risen.
Left out: the ratio of AST to ALT, and everything that other causes of an injury would show.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.facts import Chart
from graftwatch.protocol import EnzymeRise as EnzymeRiseRule
from graftwatch.protocol import LiverTest
from graftwatch.rejection.readings import AT_LEAST, Reading, exactly, readings

ENZYMES: Final[tuple[LiverTest, ...]] = ("alt", "ast")
SUPPORT: Final[tuple[LiverTest, ...]] = ("total_bilirubin", "ggt", "alp")
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
    """One rise: its grounds (for each enzyme the first and the second result), support, the worst result, its end."""

    grounds: tuple[Risen, ...]
    worst: Reading
    ended_at: datetime | None = None
    ended_by: tuple[Reading, ...] = ()
    support: tuple[Risen, ...] = ()

    @property
    def first(self) -> Risen:
        """The first result of the rise."""
        return self.grounds[0]

    @property
    def established(self) -> Risen:
        """The result that established the rise."""
        return self.grounds[1]

    def goes_on_at(self, moment: datetime) -> bool:
        """Whether the rise has begun and not ended."""
        return self.first.reading.at <= moment and (self.ended_at is None or moment < self.ended_at)


def enzyme_rises(
    chart: Chart,
    rule: EnzymeRiseRule,
    transplanted_on: Sequence[date],
    resets: Sequence[datetime],
    now: datetime,
) -> list[EnzymeRise]:
    """The rises up to now, by time.

    Args:
        chart: the recipient's facts.
        rule: the protocol's rule.
        transplanted_on: days of the transplant and of later ones, by time; post-operative days count from the last.
        resets: when a biopsy without rejection or a new graft ended what was before.
        now: later results are not looked at.
    """
    found: list[EnzymeRise] = []
    for enzyme in ENZYMES:
        rows = readings(chart, enzyme, until=now)
        found += _Search(_Limits.of(rule, enzyme), rule, transplanted_on, resets).rises(rows)
    together = _joined(sorted(found, key=lambda one: (one.first.reading.at, one.first.reading.fact.identity)))
    return [replace(one, support=_support(chart, rule, one, now)) for one in together]


@dataclass(frozen=True, slots=True)
class _Limits:
    upper_limit: Decimal
    above: Decimal
    times_lowest: Decimal

    @classmethod
    def of(cls, rule: EnzymeRiseRule, test: LiverTest) -> "_Limits":
        upper = exactly(rule.upper_limits[test])
        return cls(upper, upper * exactly(rule.times_upper_limit), 1 + exactly(rule.rise_above_lowest))


class _Lowest:
    """The lowest result of the last hours; results leave at one end, and higher ones before a lower one are dropped."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._held: deque[Reading] = deque()

    def before(self, moment: datetime) -> Reading | None:
        while self._held and moment - self._held[0].at > self._within:
            self._held.popleft()
        return self._held[0] if self._held else None

    def add(self, reading: Reading) -> None:
        if reading.comparator in AT_LEAST:
            return  # at least so much: no lowest value
        while self._held and self._held[-1].value > reading.value:
            self._held.pop()
        self._held.append(reading)

    def clear(self) -> None:
        self._held.clear()


class _Search:
    """Goes through the results of one enzyme by time."""

    def __init__(
        self,
        limits: _Limits,
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
        self._lowest = _Lowest(self._within)
        self._waiting: deque[Risen] = deque()
        self._clear: list[Reading] = []
        self._rise: EnzymeRise | None = None
        self._found: list[EnzymeRise] = []

    def rises(self, rows: Sequence[Reading]) -> list[EnzymeRise]:
        for reading in rows:
            self._reset_before(reading.at)
            self._take(reading)
            self._lowest.add(reading)
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
        elif self._is_late_enough(reading) and (risen := self._risen(reading)) is not None:
            self._take_risen(risen)

    def _take_clear(self, reading: Reading) -> None:
        self._waiting.clear()
        if self._rise is not None:
            self._clear.append(reading)
            if len(self._clear) >= CLEAR_RESULTS_TO_END:
                self._end(reading.at, tuple(self._clear))

    def _take_risen(self, risen: Risen) -> None:
        while self._waiting and risen.reading.at - self._waiting[0].reading.at > self._within:
            self._waiting.popleft()
        if self._waiting and risen.reading.at - self._waiting[0].reading.at >= self._apart:
            worst = max((*(one.reading for one in self._waiting), risen.reading), key=lambda one: one.value)
            self._rise = EnzymeRise((self._waiting[0], risen), worst)
            self._waiting.clear()
        else:
            self._waiting.append(risen)

    def _risen(self, reading: Reading) -> Risen | None:
        """Whether it has risen from the lowest of its own last hours, or from where the first of the rise did."""
        if not reading.certainly_above(self._limits.above):
            return None
        own = self._lowest.before(reading.at)
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
        self._rise = None
        self._clear.clear()


def _joined(rises: Sequence[EnzymeRise]) -> Iterator[EnzymeRise]:
    """Rises of both enzymes that overlap are one; it ends when the last of them does."""
    held: EnzymeRise | None = None
    for one in rises:
        if held is not None and held.goes_on_at(one.first.reading.at):
            held = _together(held, one)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _together(one: EnzymeRise, other: EnzymeRise) -> EnzymeRise:
    """One rise of two; established by whichever was first, so that the other adds to it and moves nothing."""
    pairs = sorted((one.grounds, other.grounds), key=lambda pair: (pair[1].reading.at, pair[1].reading.fact.identity))
    ends = [rise for rise in (one, other) if rise.ended_at is not None]
    last = max(ends, key=lambda rise: rise.ended_at or rise.first.reading.at) if len(ends) > 1 else None
    return EnzymeRise(
        grounds=(*pairs[0], *pairs[1]),
        worst=max(one.worst, other.worst, key=lambda reading: reading.value),
        ended_at=last.ended_at if last is not None else None,
        ended_by=last.ended_by if last is not None else (),
    )


def _support(chart: Chart, rule: EnzymeRiseRule, rise: EnzymeRise, now: datetime) -> tuple[Risen, ...]:
    """For each of bilirubin, GGT and ALP the first result during the rise that has risen by the same measure."""
    within = timedelta(hours=rule.lowest_within_hours)
    start, end = rise.first.reading.at - within, min(now, rise.ended_at or now)
    found = (_first_risen(chart, rule, test, (start, end)) for test in SUPPORT)
    return tuple(one for one in found if one is not None)


def _first_risen(chart: Chart, rule: EnzymeRiseRule, test: LiverTest, span: tuple[datetime, datetime]) -> Risen | None:
    limits = _Limits.of(rule, test)
    lowest = _Lowest(timedelta(hours=rule.lowest_within_hours))
    for reading in readings(chart, test, since=span[0], until=span[1]):
        low = lowest.before(reading.at) if reading.certainly_above(limits.upper_limit) else None
        if low is not None and reading.certainly_at_least(low.value * limits.times_lowest):
            return Risen(reading, low, limits.upper_limit)
        lowest.add(reading)
    return None
