"""Central-line association (CLABSI) of a primary bloodstream infection.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. A central line is eligible from line day 3 on.
Day 1 is the day of its first access in the stay (its placement, where nobody recorded another access). The event is
associated when an eligible line was in place on the date of event or the day before. Lines that follow one another
without a full calendar day between them count on; a full line-free day begins anew.

    accessed 06-10    06-10  06-11  06-12  06-13  06-14      date of event 06-11: day 2, not associated
    line day            1      2      3      4    removed    06-12: day 3, associated; 06-15: day after, associated

Not associated: ECMO, VAD or TAH for more than 2 days on the date of event or the day before, patient injection,
epidermolysis bullosa, Munchausen by proxy, pus at another vascular access with a matching organism (the person who
enters it asserts the match). A catheter tip is no blood and never counts. Infections present on admission are none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graftwatch.bsi.history import Element, History
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.period import Period
from graftwatch.facts import CentralLine, Condition, Fact

ELIGIBLE_FROM_LINE_DAY: Final = 3
DEVICES: Final = frozenset({"ecmo", "vad", "tah"})
IN_THE_WINDOW: Final = frozenset({"patient_injection", "pus_at_access", "pus_at_vascular_access"})
IN_THE_STAY: Final = frozenset({"epidermolysis_bullosa", "munchausen_by_proxy"})
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LineAssociation:
    """Whether the event is central-line associated (None: no line is known), and the grounds."""

    associated: bool | None
    elements: tuple[Element, ...] = ()
    excluded_by: Element | None = None


def line_association(history: History, date_of_event: date, anchor: date) -> LineAssociation:
    """The central-line association of a primary event."""
    lines = list(_lines_of_stay(history, date_of_event))
    if not history.chart.of(CentralLine):
        return LineAssociation(None)
    stay = history.stays.of(date_of_event)
    present_on_admission = stay is not None and stay.onset(date_of_event) == "POA"
    eligible = [fact for fact, days, first in lines if _is_eligible(days, first, date_of_event)]
    if not eligible or present_on_admission:
        return LineAssociation(False)
    excluded_by = _exclusion(history, date_of_event, anchor)
    grounds = tuple(_line(history, one) for one in eligible[:1])
    return LineAssociation(excluded_by is None, grounds, excluded_by)


def _lines_of_stay(history: History, event: date) -> Iterator[tuple[Fact[CentralLine], Period, date]]:
    """Each line's days in the stay, with the first day of the unbroken row of lines that it stands in."""
    stay = history.stays.of(event)
    admitted = stay.admitted if stay is not None else date.min
    facts = sorted(history.chart.of(CentralLine), key=lambda one: (_first_day(one.statement, admitted), one.identity))
    row_first, row_last = date.max, date.min
    for fact in facts:
        last = fact.statement.removed.on if fact.statement.removed is not None else date.max
        days = Period(_first_day(fact.statement, admitted), last)
        if days.last < days.first:
            continue
        follows = row_first != date.max and (days.first - row_last).days <= 1
        row_first = row_first if follows else days.first
        row_last = max(row_last, days.last) if follows else days.last
        yield fact, days, row_first


def _first_day(line: CentralLine, admitted: date) -> date:
    accessed = line.accessed if line.accessed is not None else line.placed
    return max(accessed.on, admitted)


def _is_eligible(days: Period, row_first: date, event: date) -> bool:
    """Whether the line was in place, on line day 3 or later, on the date of event or the day before."""
    considered = (event - ONE_DAY, event)
    return any(day in days and (day - row_first).days + 1 >= ELIGIBLE_FROM_LINE_DAY for day in considered)


def _exclusion(history: History, event: date, anchor: date) -> Element | None:
    conditions = sorted(history.chart.of(Condition), key=lambda one: (one.statement.since, one.identity))
    for fact in conditions:
        if _excludes(history, fact.statement, event, anchor):
            one = fact.statement
            return Element(one.since, f"{one.condition} since {history.words(one.since)}", fact)
    return None


def _excludes(history: History, one: Condition, event: date, anchor: date) -> bool:
    lasting = Period(one.since, one.until or date.max)
    if one.condition in DEVICES:
        return _is_eligible(lasting, one.since, event)
    if one.condition in IN_THE_WINDOW:
        window = infection_window_period(anchor)
        return lasting.first <= window.last and lasting.last >= window.first
    if one.condition in IN_THE_STAY:
        stay = history.stays.of(event)
        return stay is None or (lasting.first <= stay.discharged and lasting.last >= stay.admitted)
    return False


def _line(history: History, fact: Fact[CentralLine]) -> Element:
    line = fact.statement
    since = (line.accessed or line.placed).on
    removed = f", removed {history.words(line.removed.on)}" if line.removed is not None else ""
    return Element(since, f"central line accessed {history.words(since)}{removed}", fact)
