"""Which target holds when: by drug, and by the partner drug that is given with it.

A partner drug is given on the days of a condition of its name ("basiliximab", entered by a person), and on the day of
a measured level of it and as many days after as the protocol lets troughs be apart. A level that is only "below" some
number shows nothing. Where several partners are given, the protocol's first holds. Tacrolimus, target 6 to 10, with
basiliximab 4 to 7 from 1 to 4 June: a target of (4, 7) since 1 June 00:00, and of (6, 10) since 5 June 00:00.
Source: domain rules of the trial. Left out: doses, which no feed carries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from graftwatch.facts import Chart, Condition
from graftwatch.protocol import Drug
from graftwatch.rejection.readings import AT_MOST
from graftwatch.rejection.time_in_range import Target
from graftwatch.rejection.trough import concepts


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are looked at, both included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def targets(chart: Chart, drug: Drug, days: Days) -> list[tuple[datetime, Target]]:
    """Since when which target holds, by time."""
    given = {partner: _given_on(chart, partner, drug, days) for partner in drug.partner_targets}
    found: list[tuple[datetime, Target]] = []
    for day in days if any(given.values()) else [days.first]:
        partner = next((name for name, held in given.items() if day in held), None)
        target = drug.target if partner is None else drug.partner_targets[partner]
        if not found or found[-1][1] != target:
            found.append((datetime.combine(day, time(), chart.zone), target))
    return found


def _given_on(chart: Chart, partner: str, drug: Drug, days: Days) -> frozenset[date]:
    stated = (one.statement for one in chart.of(Condition) if one.statement.condition == partner)
    spans = [Days(max(one.since, days.first), min(one.until or days.last, days.last)) for one in stated]
    spans += (
        Days(day, min(day + timedelta(days=int(drug.max_gap_days)), days.last)) for day in _measured_on(chart, partner)
    )
    return frozenset(day for span in spans for day in span)


def _measured_on(chart: Chart, partner: str) -> frozenset[date]:
    levels = (one.statement for concept in concepts(partner) for one in chart.measurements(concept))
    return frozenset(level.taken.on for level in levels if level.value > 0 and level.comparator not in AT_MOST)
