"""Central-line association (CLABSI) of a primary bloodstream infection.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. A central line is eligible from line day 3 on.
Day 1 is the day of its first access in the stay (its placement, where nobody recorded another access). The event is
associated when an eligible line was in place on the date of event or the day before. Lines that follow one another
without a full calendar day between them count on; a full line-free day begins anew.

    accessed 06-10    06-10  06-11  06-12  06-13  06-14      date of event 06-11: day 2, not associated
    line day            1      2      3      4    removed    06-12: day 3, associated; 06-15: day after, associated

    in place on admission 03-29, removed 04-02, another placed 04-03    line days 5, 6: counted on
    in place on admission 03-29, removed 04-02, another placed 04-04    line days 5, none, 1: counted anew

A line that is no longer accessed stays in place until it is removed. Infections present on admission are not
associated; what else keeps an event from it stands in `line_exclusions.py`. A catheter tip is no blood and never
counts; arterial catheters are no central lines and are not entered as such.

Where the manual leaves two answers open: where a line is said to be first accessed later than it was placed, day 1 is
that first access; where it was accessed before the stay began, it counts as accessed on the day of admission. Where
no stay is known at all the line days alone decide; outside every known stay no event is associated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graftwatch.bsi.episode import Episode
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.line_exclusions import line_exclusion
from graftwatch.bsi.period import Period
from graftwatch.facts import CentralLine, Fact

ELIGIBLE_FROM_LINE_DAY: Final = 3
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LineAssociation:
    """Whether the event is central-line associated, the grounds, and why not (None: why nobody can say)."""

    associated: bool | None
    elements: tuple[Element, ...] = ()
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class LineInPlace:
    """A line's days in the stay, and the first day of the unbroken row of lines that it stands in."""

    fact: Fact[CentralLine]
    days: Period
    row_first: date

    def line_day(self, day: date) -> int | None:
        """The line day; None where the line is not in place."""
        return (day - self.row_first).days + 1 if day in self.days else None


def line_association(history: History, episode: Episode) -> LineAssociation:
    """The central-line association of a primary event."""
    event = episode.date_of_event
    if not history.chart.of(CentralLine):
        return LineAssociation(None, why_not="no central line is known")
    stay = history.stays.of(event)
    if stay is None and history.stays.stays:
        return LineAssociation(False, why_not="the date of event lies in no hospital stay")
    if stay is not None and stay.onset(event) == "POA":
        return LineAssociation(False, why_not=f"present on admission, hospital day {stay.hospital_day(event)}")
    lines = lines_of_stay(history, event)
    eligible = [one for one in lines if _is_eligible(one, event)]
    if not eligible:
        return LineAssociation(False, why_not=_nearest(history, lines, event))
    excluded_by = line_exclusion(history, episode)
    grounds = (_line(history, eligible[0], event),)
    if excluded_by is None:
        return LineAssociation(True, grounds)
    return LineAssociation(False, grounds, str(excluded_by))


def lines_of_stay(history: History, event: date) -> list[LineInPlace]:
    """The lines of the stay that a date of event belongs to, by their first day."""
    stay = history.stays.of(event)
    admitted = stay.admitted if stay is not None else date.min
    facts = sorted(history.chart.of(CentralLine), key=lambda one: (_first_day(one.statement, admitted), one.identity))
    row_first, row_last = date.max, date.min
    lines = []
    for fact in facts:
        last = fact.statement.removed.on if fact.statement.removed is not None else date.max
        days = Period(_first_day(fact.statement, admitted), last)
        if days.last < days.first:
            continue
        follows = row_first != date.max and (days.first - row_last).days <= 1
        row_first = row_first if follows else days.first
        row_last = max(row_last, days.last) if follows else days.last
        lines.append(LineInPlace(fact, days, row_first))
    return lines


def _first_day(line: CentralLine, admitted: date) -> date:
    accessed = line.accessed if line.accessed is not None else line.placed
    return max(accessed.on, admitted)


def _is_eligible(line: LineInPlace, event: date) -> bool:
    """Whether the line was in place, on line day 3 or later, on the date of event or the day before."""
    return any((line.line_day(day) or 0) >= ELIGIBLE_FROM_LINE_DAY for day in (event - ONE_DAY, event))


def _line(history: History, one: LineInPlace, event: date) -> Element:
    line = one.fact.statement
    since = (line.accessed or line.placed).on
    removed = f", removed {history.words(line.removed.on)}" if line.removed is not None else ""
    text = f"central line accessed {history.words(since)}{removed}, {_counted([one], event)}"
    return Element(since, text, one.fact)


def _nearest(history: History, lines: Sequence[LineInPlace], event: date) -> str:
    """Why no line is eligible: the line day, or how long it is out."""
    wanted = f"line day {ELIGIBLE_FROM_LINE_DAY} on the date of event or the day before"
    if near := [one for one in lines if _days_of(one, event)]:
        return f"{wanted} is needed: {_counted(near, event)} [{near[0].fact.source}]"
    if gone := [one for one in lines if one.days.last < event]:
        last = max(gone, key=lambda one: (one.days.last, one.fact.identity))
        removed = f"removed {history.words(last.days.last)}, {(event - last.days.last).days} days before"
        return f"{wanted} is needed: the line was {removed} [{last.fact.source}]"
    return f"{wanted} is needed: no line of this stay was in place by then"


def _counted(lines: Iterable[LineInPlace], event: date) -> str:
    """The line day in words, of the date of event where the line was in place on it."""
    days = [pair for one in lines for pair in _days_of(one, event)]
    day, number = max(days)
    return f"line day {number} on the {'date of event' if day == event else 'day before the date of event'}"


def _days_of(line: LineInPlace, event: date) -> list[tuple[date, int]]:
    numbered = ((day, line.line_day(day)) for day in (event, event - ONE_DAY))
    return [(day, number) for day, number in numbered if number is not None]
