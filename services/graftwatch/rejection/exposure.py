"""Drug exposure: troughs against the target, and when low or high exposure is a finding.

| finding   | begins with                                                    | ends with                              |
| --------- | -------------------------------------------------------------- | -------------------------------------- |
| low       | the second trough in a row below 5, or time in range below     | two troughs in a row not below the     |
|           | 50 % over five covered days, mostly spent below the range      | target, and time in range back at 50 % |
| high      | a trough above 10 (high), 15 (very high), 20 (critical: page)  | two troughs in a row not above 10      |

Numbers are tacrolimus in ng/mL and the protocol's. The low limit never lies inside the target: with basiliximab (4 to
7) a trough is low below 4. Five days are those that end with a trough; pairs of troughs must cover nine tenths of
them, so that neither a few hours speak for five days nor a draw some minutes earlier than five days before is missed.
The lowest trough is a limit of tacrolimus alone; the time in range makes exposure to cyclosporine low, too, for
rejection hangs on either. Time above the range alone is no *low* exposure: who reads it might raise the dose. While a
finding goes on its worst step stands. The targets are those of the endpoint window: troughs after it are not judged,
and what is open at its end closes. Source: domain rules of the trial. Left out: coefficient of variation and standard
deviation, which do not predict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from graftwatch.facts import Chart, Dose
from graftwatch.protocol import Exposure
from graftwatch.rejection.readings import AT_LEAST, Reading
from graftwatch.rejection.spells import Spell, in_a_row, spells
from graftwatch.rejection.targets import Days, targets
from graftwatch.rejection.time_in_range import Course, Coverage, Target
from graftwatch.rejection.trough import troughs

ROUNDING: Final = 0.001
"""Slack in seconds when asking whether days are covered enough: rounding of added seconds stays far below it."""


class Step(StrEnum):
    """How far exposure is out of its range, in words."""

    LOW = "low"
    HIGH = "high"
    VERY_HIGH = "very high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Finding:
    """Low or high exposure to one drug, from its first trough until it ends.

    Attributes:
        drug: the drug's name.
        step: low, or the worst step of high exposure so far.
        troughs: the troughs that the beginning rests on.
        worst: the lowest or highest trough of the finding.
        latest: the newest trough of the finding.
        target: the target when it began.
        time_in_range: share of the five days before it began, where it rests on that.
        ended_at: when it ended, with the reason.
    """

    drug: str
    step: Step
    troughs: tuple[Reading, ...]
    worst: Reading
    latest: Reading
    target: Target
    time_in_range: float | None = None
    ended_at: datetime | None = None
    ended_because: str = ""

    @property
    def first(self) -> Reading:
        """The first trough of the finding."""
        return self.troughs[0]

    def goes_on_between(self, start: datetime, end: datetime) -> bool:
        """Whether the finding holds at any moment from `start` to `end`."""
        return self.first.at <= end and (self.ended_at is None or self.ended_at > start)


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which exposure is judged: from the transplant to the window's end, seen at a moment.

    Attributes:
        start: the transplant.
        end: the first moment after the endpoint window.
        now: the moment at which it is looked at.
        days: calendar days from the transplant to the window's last day.
    """

    start: datetime
    end: datetime
    now: datetime
    days: Days

    @property
    def is_over(self) -> bool:
        """Whether the window has ended."""
        return self.now >= self.end


class DrugCourse:
    """One drug's troughs against its targets."""

    def __init__(self, name: str, rule: Exposure, chart: Chart, period: Period) -> None:
        drug = rule.drugs[name]
        self.name, self.drug, self.period = name, drug, period
        all_troughs = troughs(chart, name, drug, until=period.now)
        self.troughs = [one for one in all_troughs if period.start <= one.at < period.end]
        course = [(one.at, float(one.value)) for one in all_troughs]
        held = targets(chart, drug, rule, period.days)
        self.course = Course(course, held, max_gap=timedelta(days=drug.max_gap_days))

    def coverage(self) -> Coverage:
        """The time in range from the transplant to the window's end or now."""
        return self.course.between(self.period.start, min(self.period.end, self.period.now))

    def target(self) -> Target:
        """The target at the newest trough."""
        return self.course.target_at(self.troughs[-1].at if self.troughs else self.period.start)

    def newest_until(self, moment: datetime) -> Reading | None:
        """The newest trough up to a moment."""
        return next((one for one in reversed(self.troughs) if one.at <= moment), None)

    def low(self, rule: Exposure) -> list[Finding]:
        """Low exposure, by time."""
        if self.drug.low_below is None and not self.drug.low_by_time_in_range:
            return []
        low = [_is_low(one, self._low_below(one)) for one in self.troughs]
        low_in_a_row = in_a_row(low, rule.low_troughs_in_a_row)
        ever_below = self.course.is_ever_below
        shares = [self._low_share(one, rule) if ever_below else None for one in self.troughs]
        begins = [row or share is not None for row, share in zip(low_in_a_row, shares, strict=True)]
        clear = [self._is_clear_of_low(one) for one in self.troughs]
        found = spells(begins, clear, clear_in_a_row=rule.in_range_troughs_in_a_row)
        return [self._low_finding(one, rule, shares[one.began], by_troughs=low_in_a_row[one.began]) for one in found]

    def high(self, rule: Exposure) -> list[Finding]:
        """High exposure, by time."""
        above = self.drug.high_above
        if above is None:
            return []
        high = [_is_above(one, max(above, self.course.target_at(one.at)[1])) for one in self.troughs]
        found = spells(high, [not one for one in high], clear_in_a_row=rule.in_range_troughs_in_a_row)
        return [self._high_finding(one) for one in found]

    def _low_below(self, trough: Reading) -> float:
        return min(self.drug.low_below or 0.0, self.course.target_at(trough.at)[0])

    def _is_clear_of_low(self, trough: Reading) -> bool:
        return float(trough.value) >= self.course.target_at(trough.at)[0]

    def _low_share(self, trough: Reading, rule: Exposure) -> float | None:
        """Time in range over the days that end with this trough, where it makes exposure low."""
        days = timedelta(days=rule.time_in_range_days)
        if trough.at - days < self.period.start:
            return None
        held = self.course.between(trough.at - days, trough.at)
        share = held.time_in_range
        enough = days.total_seconds() * rule.time_in_range_covered - ROUNDING
        if share is None or held.covered < enough or share >= rule.time_in_range_below:
            return None
        return share if held.below >= held.covered - held.in_range - held.below else None

    def _low_finding(self, spell: Spell, rule: Exposure, share: float | None, *, by_troughs: bool) -> Finding:
        began = spell.began
        if by_troughs:
            grounds = self.troughs[began - rule.low_troughs_in_a_row + 1 : began + 1]
        else:
            start = self.troughs[began].at - timedelta(days=rule.time_in_range_days)
            grounds = [one for one in self.troughs[: began + 1] if one.at >= start]
        return self._finding(Step.LOW, spell, grounds, None if by_troughs else share)

    def _high_finding(self, spell: Spell) -> Finding:
        held = self.troughs[spell.began : None if spell.ended is None else spell.ended + 1]
        highest = max(held, key=lambda one: one.value)
        return self._finding(self._step(highest), spell, [self.troughs[spell.began]], None)

    def _step(self, trough: Reading) -> Step:
        for step, limit in ((Step.CRITICAL, self.drug.critical_above), (Step.VERY_HIGH, self.drug.very_high_above)):
            if limit is not None and _is_above(trough, limit):
                return step
        return Step.HIGH

    def _finding(self, step: Step, spell: Spell, grounds: Sequence[Reading], share: float | None) -> Finding:
        held = [*grounds, *self.troughs[spell.began : None if spell.ended is None else spell.ended + 1]]
        pick = min if step is Step.LOW else max
        ended_at, because = self._end(spell)
        return Finding(
            drug=self.name,
            step=step,
            troughs=tuple(grounds),
            worst=pick(held, key=lambda one: one.value),
            latest=held[-1],
            target=self.course.target_at(self.troughs[spell.began].at),
            time_in_range=share,
            ended_at=ended_at,
            ended_because=because,
        )

    def _end(self, spell: Spell) -> tuple[datetime | None, str]:
        if spell.ended is not None:
            return self.troughs[spell.ended].at, "troughs are back in range"
        if self.period.is_over:
            return self.period.end, "the window of the targets has ended"
        return None, ""


def drug_courses(chart: Chart, rule: Exposure, period: Period) -> list[DrugCourse]:
    """The courses of all drugs that have a trough or a dose in the period, in the protocol's order."""
    given = {one.statement.drug for one in chart.of(Dose) if _is_in(period, one.statement.given.instant(chart.zone))}
    courses = (DrugCourse(name, rule, chart, period) for name in rule.drugs)
    return [one for one in courses if one.troughs or one.name in given]


def _is_in(period: Period, moment: datetime) -> bool:
    return period.start <= moment <= min(period.now, period.end)


def _is_low(trough: Reading, limit: float) -> bool:
    value = float(trough.value)
    if trough.comparator in AT_LEAST:
        return False
    return value <= limit if trough.comparator == "<" else value < limit


def _is_above(trough: Reading, limit: float) -> bool:
    value = float(trough.value)
    if trough.comparator in {"<", "<="}:
        return False
    return value >= limit if trough.comparator == ">" else value > limit


def window_days(transplanted_on: date, last_day: int) -> Days:
    """The days from the transplant to the window's last day."""
    return Days(transplanted_on, transplanted_on + timedelta(days=last_day))
