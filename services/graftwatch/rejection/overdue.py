"""A trough that is overdue: in hospital, nobody has drawn one for longer than the protocol waits.

The clock starts with the last trough, the first dose after the transplant or after another drug, or the begin of the
stay, whichever is latest. Transplant on 1 June, 78 hours:

| what is known                                | the next trough is overdue from | until                          |
| -------------------------------------------- | ------------------------------- | ------------------------------ |
| trough on 5 June 06:00, and nothing more     | 8 June 12:00                    | now                            |
| trough on 5 June 06:00 and on 9 June 06:00   | 8 June 12:00                    | 9 June 06:00                   |
| first dose on 2 June 08:00, no trough        | 5 June 14:00                    | now                            |
| trough on 5 June, discharged on 7 June       | never                           |                                |
| the same, admitted again on 20 June 10:00    | 23 June 16:00                   | now                            |

Of the drugs that the protocol waits for (tacrolimus, cyclosporine), the one that was last measured or begun is waited
for: nobody is given both, so a switch ends the wait for the first. C0 and C2 of cyclosporine are one drug's. After the
window, and where no stay is known, nobody waits. Source: domain rules of the trial, a gap of more than four days in the
troughs leaves exposure unknown; the hours are the protocol's. Left out: drugs whose levels are not drawn regularly.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from graftwatch.facts import Admission, Chart, Discharge, Dose, Fact, Measurement
from graftwatch.rejection.exposure import DrugCourse, Period


class Stay(NamedTuple):
    """A stay in hospital; `end` is None while it lasts."""

    begin: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """What the wait counts from: a trough, or the first dose of a drug."""

    at: datetime
    course: DrugCourse
    fact: Fact[Measurement] | Fact[Dose]

    @property
    def hours(self) -> timedelta:
        """How long the protocol waits."""
        return timedelta(hours=self.course.drug.overdue_after_hours or 0.0)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A wait that has become too long, from when on, and its end."""

    clock: Clock
    began_at: datetime
    ended_at: datetime | None
    ended_because: str


@dataclass(frozen=True, slots=True)
class Waits:
    """All waits of a recipient.

    Attributes:
        overdue: those that became too long, by time.
        clock: the one that runs now.
        next_due: when its trough is overdue, or has been; None where nobody waits for it.
    """

    overdue: tuple[Overdue, ...] = ()
    clock: Clock | None = None
    next_due: datetime | None = None


def waits(chart: Chart, courses: Iterable[DrugCourse], period: Period) -> Waits:
    """The waits for troughs up to now."""
    clocks = list(_clocks(chart, [one for one in courses if one.drug.overdue_after_hours is not None], period))
    if not clocks:
        return Waits()
    stays = _stays(chart, period.now)
    found = [
        overdue
        for clock, following in zip_longest(clocks, clocks[1:])
        for stay in stays
        if (overdue := _overdue(clock, following, stay, period)) is not None
    ]
    return Waits(tuple(found), clocks[-1], _next_due(clocks[-1], stays, period))


def _clocks(chart: Chart, courses: Sequence[DrugCourse], period: Period) -> Iterator[Clock]:
    """Each trough, and each dose of another drug than the one before, by time."""
    by_drug = {_family(one.name): one for one in reversed(courses)}
    rows = [Clock(trough.at, one, trough.fact) for one in courses for trough in one.troughs]
    given = ((one, one.statement.given.instant(chart.zone)) for one in chart.of(Dose))
    rows += [
        Clock(at, by_drug[one.statement.drug], one)
        for one, at in given
        if one.statement.drug in by_drug and period.start <= at <= period.now
    ]
    drug = ""
    for row in sorted(rows, key=lambda one: (one.at, one.fact.identity)):
        if isinstance(row.fact.statement, Measurement) or _family(row.course.name) != drug:
            yield row
        drug = _family(row.course.name)


def _family(name: str) -> str:
    return name.removesuffix("_c2")


def _stays(chart: Chart, now: datetime) -> list[Stay]:
    ends = {one.statement.visit: one.statement.discharged.instant(chart.zone) for one in chart.of(Discharge)}
    begun = ((one.statement.admitted.instant(chart.zone), ends.get(one.statement.visit)) for one in chart.of(Admission))
    stays = sorted((Stay(begin, end) for begin, end in begun if begin <= now), key=lambda one: one.begin)
    return list(_joined(stays, now))


def _joined(stays: Iterable[Stay], now: datetime) -> Iterator[Stay]:
    """The stays; two that overlap are one, and an end that is still to come is none."""
    held: Stay | None = None
    for stay in stays:
        one = Stay(stay.begin, None if stay.end is None or stay.end > now else stay.end)
        if held is not None and (held.end is None or one.begin <= held.end):
            held = Stay(held.begin, None if held.end is None or one.end is None else max(held.end, one.end))
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _overdue(clock: Clock, following: Clock | None, stay: Stay, period: Period) -> Overdue | None:
    due = max(clock.at, stay.begin) + clock.hours
    ends = [
        (stay.end, "the recipient was discharged"),
        (None if following is None else following.at, _came(following)),
        (period.end, "the window of the targets has ended"),
    ]
    known = [(at, because) for at, because in ends if at is not None]
    ended_at, because = min(known, key=lambda one: one[0])
    if due >= ended_at or due > period.now:
        return None
    return Overdue(clock, due, ended_at, because) if ended_at <= period.now else Overdue(clock, due, None, "")


def _came(following: Clock | None) -> str:
    if following is None or isinstance(following.fact.statement, Measurement):
        return "a trough was drawn"
    return "another drug was begun"


def _next_due(clock: Clock, stays: Sequence[Stay], period: Period) -> datetime | None:
    if period.is_over or not stays or stays[-1].end is not None:
        return None
    due = max(clock.at, stays[-1].begin) + clock.hours
    return due if due < period.end else None
