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
or below the limit, of each enzyme that has risen. A rise that has fallen, by a result at the limit or by as much as
makes a rise, and that meets the whole rule again on two later results measured by what came from the fall on, is
another one that somebody must hear of; the first has ended where it begins.
Two enzymes of one injury fall each in its time, so both must have fallen before one of them rises again.
Left out: the ratio of AST to ALT, and everything that other causes of an injury would show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Final

from graftwatch.facts import Chart
from graftwatch.protocol import EnzymeRise as EnzymeRiseRule
from graftwatch.protocol import LiverTest
from graftwatch.rejection.enzyme_search import EnzymeRise, EnzymeSearch, Limits, Lowest, Risen
from graftwatch.rejection.readings import readings

ENZYMES: Final[tuple[LiverTest, ...]] = ("alt", "ast")
SUPPORT: Final[tuple[LiverTest, ...]] = ("total_bilirubin", "ggt", "alp")


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
        found += EnzymeSearch(Limits.of(rule, enzyme), rule, transplanted_on, resets).rises(rows)
    together = _joined(sorted(found, key=lambda one: (one.first.reading.at, one.first.reading.fact.identity)))
    return [replace(one, support=_support(chart, rule, one, now)) for one in together]


def _joined(rises: Sequence[EnzymeRise]) -> Iterator[EnzymeRise]:
    """Rises of both enzymes that overlap are one, unless one has fallen and an enzyme of it rises again."""
    held: list[EnzymeRise] = []
    for one in rises:
        begins = one.first.reading.at
        going_on = [part for part in held if part.goes_on_at(begins)]
        rises_again = one.enzyme in {part.enzyme for part in held} and all(_fell_by(begins, part) for part in going_on)
        if held and (not going_on or rises_again):
            yield reduce(_together, [part.ended_by_another(begins) if part in going_on else part for part in held])
            held = []
        held.append(one)
    if held:
        yield reduce(_together, held)


def _fell_by(moment: datetime, rise: EnzymeRise) -> bool:
    return rise.fell_at is not None and rise.fell_at <= moment


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
        rose_again=last is not None and last.rose_again,
    )


def _support(chart: Chart, rule: EnzymeRiseRule, rise: EnzymeRise, now: datetime) -> tuple[Risen, ...]:
    """For each of bilirubin, GGT and ALP the first result during the rise that has risen by the same measure."""
    within = timedelta(hours=rule.lowest_within_hours)
    start, end = rise.first.reading.at - within, min(now, rise.ended_at or now)
    found = (_first_risen(chart, rule, test, (start, end)) for test in SUPPORT)
    return tuple(one for one in found if one is not None)


def _first_risen(chart: Chart, rule: EnzymeRiseRule, test: LiverTest, span: tuple[datetime, datetime]) -> Risen | None:
    limits = Limits.of(rule, test)
    lowest = Lowest(timedelta(hours=rule.lowest_within_hours))
    for reading in readings(chart, test, since=span[0], until=span[1]):
        low = lowest.before(reading.at) if reading.certainly_above(limits.upper_limit) else None
        if low is not None and reading.certainly_at_least(low.value * limits.times_lowest):
            return Risen(reading, low, limits.upper_limit)
        lowest.add(reading)
    return None
