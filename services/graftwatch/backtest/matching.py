"""Which of the service's findings is which true event: one stated rule for events, stories of pages and signals.

An event is matched with a true one of its kind when their dates are at most so many days apart (`DAYS_APART`); of
several candidates the pair with the same standing, then with a shared organism, then with the nearest dates goes first,
and each is taken once.

A story of pages, or a signal, belongs to a true event when one of its days lies in the event's period (`PERIOD`). Its
days are, for an infection, the collection days of its blood; else the day its first evidence was stated. An infection's
period runs from 3 days before the date of event (the infection window) to the 14th day of the repeat infection
timeframe, since blood that is positive in it belongs to the same event (NHSN manual, chapter 2). A rejection's runs
from 14 days before the biopsy to 14 days after it: a graft is injured before somebody takes a piece of it.

>>> from datetime import date
>>> doe = TrueEvent("S01", Kind.BSI, date(2026, 6, 4))
>>> [in_period(date(2026, 6, day), doe) for day in (0o7, 17)], in_period(date(2026, 6, 18), doe)
([True, True], False)
>>> in_period(date(2026, 6, 1), doe), in_period(date(2026, 5, 31), doe)
(True, False)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graftwatch.backtest.course import Course
from graftwatch.backtest.truth import Kind, Standing, TrueCourse, TrueEvent
from graftwatch.findings import Event, EventKind, EventStatus, SignalKind

DAYS_APART: Final[Mapping[Kind, int]] = {Kind.BSI: 3, Kind.REJECTION: 3, Kind.INFUSION_REACTION: 1}
"""How far a matched event's date may be from the true one; a date that differs at all is counted as such."""

PERIOD: Final[Mapping[Kind, tuple[int, int]]] = {
    Kind.BSI: (-3, 13),
    Kind.REJECTION: (-14, 14),
    Kind.INFUSION_REACTION: (-1, 1),
    Kind.EXPOSURE_LOW: (-3, 3),
    Kind.EXPOSURE_HIGH: (-3, 3),
    Kind.NK_ACTIVITY_FALL: (-3, 3),
}
"""First and last day, counted from the true event's, on which a story or signal belongs to it."""

NOTHING: Final = "nothing"
"""What a side says that has no counterpart."""
KIND_OF_EVENT: Final = {
    EventKind.BSI: Kind.BSI,
    EventKind.REJECTION: Kind.REJECTION,
    EventKind.INFUSION_REACTION: Kind.INFUSION_REACTION,
}
KIND_OF_SIGNAL: Final = {
    SignalKind.BSI_SUSPECTED: Kind.BSI,
    SignalKind.BSI_CONFIRMED: Kind.BSI,
    SignalKind.BSI_UNRESOLVED: Kind.BSI,
    SignalKind.BSI_FEVER_WITH_CULTURE: Kind.BSI,
    SignalKind.BSI_SIRS_WITH_CULTURE: Kind.BSI,
    SignalKind.REJECTION_ENZYME_RISE: Kind.REJECTION,
    SignalKind.REJECTION_SUSPECTED: Kind.REJECTION,
    SignalKind.REJECTION_CONFIRMED: Kind.REJECTION,
    SignalKind.REJECTION_BIOPSY_PROPOSED: Kind.REJECTION,
    SignalKind.EXPOSURE_LOW: Kind.EXPOSURE_LOW,
    SignalKind.EXPOSURE_HIGH: Kind.EXPOSURE_HIGH,
    SignalKind.INFUSION_REACTION: Kind.INFUSION_REACTION,
    SignalKind.NK_ACTIVITY_FALL: Kind.NK_ACTIVITY_FALL,
}
"""What a signal is about."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A true event and the service's; None where one side has no counterpart."""

    true: TrueEvent | None
    found: Event | None


def paired(kind: Kind, truth: TrueCourse, events: Iterable[Event]) -> list[Pair]:
    """Every true event and every event of the service of one kind, each once."""
    true, found = truth.of(kind), [one for one in events if KIND_OF_EVENT[one.kind] is kind]
    taken_true, taken_found = set[int](), set[int]()
    pairs = list[Pair]()
    for _, first, second in sorted(_candidates(kind, true, found)):
        if first not in taken_true and second not in taken_found:
            taken_true.add(first)
            taken_found.add(second)
            pairs.append(Pair(true[first], found[second]))
    pairs += [Pair(one, None) for index, one in enumerate(true) if index not in taken_true]
    pairs += [Pair(None, one) for index, one in enumerate(found) if index not in taken_found]
    return pairs


def _candidates(
    kind: Kind, true: Sequence[TrueEvent], found: Sequence[Event]
) -> Iterator[tuple[tuple[bool, bool, int], int, int]]:
    for first, one in enumerate(true):
        for second, other in enumerate(found):
            if other.date_of_event is None:
                continue
            apart = abs((one.on - other.date_of_event).days)
            if apart <= DAYS_APART[kind]:
                organisms = {each.name for each in other.organisms}
                strange = bool(one.organisms) and organisms.isdisjoint(one.organisms)
                yield (same_standing(other) is not one.standing, strange, apart), first, second


def same_standing(event: Event) -> Standing | None:
    """The service's status in the truth's words; None for one that a person refuted."""
    return None if event.status is EventStatus.REFUTED else Standing(event.status.value)


def in_period(day: date, true: TrueEvent) -> bool:
    """Whether something of that day belongs to the true event."""
    first, last = PERIOD[true.kind]
    return true.on + timedelta(days=first) <= day <= true.on + timedelta(days=last)


def belongs_to(days: Iterable[date], kind: Kind, truth: TrueCourse) -> TrueEvent | None:
    """The true event that something of these days belongs to: a real one first, then the nearest.

    Blood that the reviewer calls a contaminant, or taken back, belongs to that entry when its day is the same.
    """
    known = sorted(set(days))
    events = truth.of(kind)
    dirty = {one.on: one for one in events if not one.standing.is_real}
    if known and all(day in dirty for day in known):
        return dirty[known[0]]
    real = [one for one in events if one.standing.is_real and any(in_period(day, one) for day in known)]
    return min(real, key=lambda one: (min(abs((day - one.on).days) for day in known), one.on), default=None)


def collected_days(course: Course, evidence: Iterable[str]) -> set[date]:
    """The collection days that any version of these microbiology reports ever stated."""
    stated = (one.statement.collected for one in course.reports(evidence))
    return {one.on for one in stated if one is not None}
