"""Which target holds when: by drug, by the partner drug that is given with it, and by post-operative day.

| the partner is given on                                             | because of                                   |
| ------------------------------------------------------------------- | -------------------------------------------- |
| the days of a condition of its name ("basiliximab")                 | a person entered it                          |
| the day of a dose, and as many days as troughs may be apart         | the wards' system told it                    |
| the day of a dose of basiliximab, and the 30 days after it          | the same; it acts for weeks, and has no level |
| the day of a measured level, and as many days as troughs may be apart | the laboratory reported it                 |

A level that is only "below" some number shows nothing. Where several partners are given, the protocol's first holds.
Tacrolimus, target 6 to 10, with basiliximab 4 to 7 from 1 to 4 June: a target of (4, 7) since 1 June 00:00, and of
(6, 10) since 5 June 00:00. A protocol may name other targets from a later post-operative day on; by default there are
those of the first month only. Source: domain rules of the trial. Basiliximab saturates its receptor for about a month
after two doses of 20 mg (its label), so one dose stands for the month.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from graftwatch.facts import Chart, Condition, Dose
from graftwatch.protocol import Drug, Exposure
from graftwatch.rejection.readings import AT_MOST
from graftwatch.rejection.time_in_range import Target
from graftwatch.rejection.trough import concepts

BASILIXIMAB = "basiliximab"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are looked at, both included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def targets(chart: Chart, drug: Drug, rule: Exposure, days: Days) -> list[tuple[datetime, Target]]:
    """Since when which target holds, by time; the first of the days is the day of the transplant."""
    given = {partner: _given_on(chart, partner, drug, rule, days) for partner in drug.partners}
    found: list[tuple[datetime, Target]] = []
    for day in days if any(given.values()) or drug.later else [days.first]:
        alone, beside = _stated(drug, (day - days.first).days)
        target = next((bounds for partner, bounds in beside.items() if day in given[partner]), alone)
        if not found or found[-1][1] != target:
            found.append((datetime.combine(day, time(), chart.zone), target))
    return found


def _stated(drug: Drug, post_operative_day: int) -> tuple[Target, Mapping[str, Target]]:
    """The protocol's targets on a post-operative day: alone, and beside each partner."""
    held = [one for one in drug.later if one.from_day <= post_operative_day]
    return (held[-1].target, held[-1].partner_targets) if held else (drug.target, drug.partner_targets)


def _given_on(chart: Chart, partner: str, drug: Drug, rule: Exposure, days: Days) -> frozenset[date]:
    stated = (one.statement for one in chart.of(Condition) if one.statement.condition == partner)
    spans = [Days(max(one.since, days.first), min(one.until or days.last, days.last)) for one in stated]
    between_troughs = int(drug.max_gap_days)
    acts_for = rule.basiliximab_dose_days if partner == BASILIXIMAB else between_troughs
    doses = {one.statement.given.on for one in chart.of(Dose) if one.statement.drug == partner}
    spans += [*_each_with(doses, acts_for, days), *_each_with(_measured_on(chart, partner), between_troughs, days)]
    return frozenset(day for span in spans for day in span)


def _each_with(begins: Iterable[date], more_days: int, days: Days) -> Iterator[Days]:
    for day in begins:
        yield Days(max(day, days.first), min(day + timedelta(days=more_days), days.last))


def _measured_on(chart: Chart, partner: str) -> frozenset[date]:
    levels = (one.statement for concept in concepts(partner) for one in chart.measurements(concept))
    return frozenset(level.taken.on for level in levels if level.value > 0 and level.comparator not in AT_MOST)
