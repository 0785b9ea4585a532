"""Liver tests and fever as CTCAE grades, for the committee: worst since the transplant, worst later, and newest.

| taken (transplant 1 June) | ALT, upper limit 40 | grade | told as                                    |
| ------------------------- | ------------------- | ----- | ------------------------------------------ |
| 2 June                    | 900                 | 4     | worst                                      |
| 8 June                    | 130                 | 2     | worst later: from day 5, after reperfusion |
| 30 June                   | 45                  | 1     | newest                                     |

From the transplant to the window's end. A value that is only known as "below" or "above" is graded as the number that
was stated; of equal values the earlier is the worst. Source: Common Terminology Criteria for Adverse Events 5.0; the
upper limits are the protocol's. Left out: everything that is graded by what was done about it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Final

from graftwatch.facts import Chart, Fact, Measurement
from graftwatch.findings import AdverseEventGrade, GradedValue
from graftwatch.protocol import EnzymeRise
from graftwatch.protocol.rules import LiverTest
from graftwatch.rejection import ctcae
from graftwatch.rejection.exposure import Period
from graftwatch.rejection.readings import exactly

_LIVER_TERMS: Final[tuple[tuple[LiverTest, str, Callable[[Decimal, Decimal], int]], ...]] = (
    ("alt", "Alanine aminotransferase increased", ctcae.transaminase),
    ("ast", "Aspartate aminotransferase increased", ctcae.transaminase),
    ("total_bilirubin", "Blood bilirubin increased", ctcae.bilirubin),
)
_FEVER: Final = "Fever"
_Grade = Callable[[Decimal], int]


def adverse_event_grades(chart: Chart, rule: EnzymeRise, period: Period) -> tuple[AdverseEventGrade, ...]:
    """The grades up to now or the window's end; a term without a value is left out."""
    return tuple(_terms(chart, rule, period))


def _terms(chart: Chart, rule: EnzymeRise, period: Period) -> Iterator[AdverseEventGrade]:
    later_from = period.days.first + timedelta(days=rule.from_day)
    for concept, term, grade in _LIVER_TERMS:
        upper = exactly(rule.upper_limits[concept])
        rows = _rows(chart, concept, period)
        if rows:
            yield _term(term, rows, partial(_of_upper_limit, grade, upper), later_from, chart, float(upper))
    rows = _rows(chart, "temperature", period)
    if rows:
        yield _term(_FEVER, rows, ctcae.fever, later_from, chart)


def _of_upper_limit(grade: Callable[[Decimal, Decimal], int], upper: Decimal, value: Decimal) -> int:
    return grade(value, upper)


def _rows(chart: Chart, concept: str, period: Period) -> Sequence[Fact[Measurement]]:
    held = chart.series(concept).between(period.start, period.now)
    return held.facts[: bisect_left(held.instants, period.end)]


def _term(
    term: str,
    rows: Sequence[Fact[Measurement]],
    grade: _Grade,
    later_from: date,
    chart: Chart,
    upper_limit: float | None = None,
) -> AdverseEventGrade:
    later = [one for one in rows if one.statement.taken.on >= later_from]

    def graded(one: Fact[Measurement]) -> GradedValue:
        value, taken = one.statement.value, one.statement.taken.instant(chart.zone)
        return GradedValue(grade=grade(value), value=float(value), at=taken.astimezone(chart.zone))

    return AdverseEventGrade(
        term=term,
        unit=rows[0].statement.unit,
        upper_limit=upper_limit,
        worst=graded(_highest(rows)),
        worst_later=graded(_highest(later)) if later else None,
        newest=graded(rows[-1]),
    )


def _highest(rows: Sequence[Fact[Measurement]]) -> Fact[Measurement]:
    return max(rows, key=attrgetter("statement.value"))
