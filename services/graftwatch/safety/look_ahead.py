"""How far the boundary is: where a path of outcomes crossed it, how many more events would stop the trial, and when.

A path is the evaluable recipients in the order in which they became evaluable, True for an event. Nothing here is a
probability; how probable the rest of the path is says `posterior.predictive_probability_of_crossing`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graftwatch.safety.boundary import Boundary, check_counts
from graftwatch.safety.evaluable import Evaluation, Standing, evaluable_path


@dataclass(frozen=True, slots=True)
class Crossing:
    """The first look at which the boundary was met."""

    evaluable: int
    events: int


@dataclass(frozen=True, slots=True)
class EventsAhead:
    """At `evaluable` recipients, `more_events` from now on (0: those of today are enough) stop the trial."""

    evaluable: int
    events_to_stop: int
    more_events: int


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Where the trial stands against its boundary.

    `soonest` is the first look that can stop the trial: if the next recipients all have the event; None where none
    can. `next_event_stops` says whether one more recipient with the event stops it. `ahead` lists every look to come
    that the recipients still to come can meet.
    """

    crossed: bool
    next_event_stops: bool
    soonest: EventsAhead | None
    ahead: tuple[EventsAhead, ...]


def first_crossing(boundary: Boundary, path: Sequence[bool]) -> Crossing | None:
    """The first n at which the events so far are ≥ b(n), or None.

    Formula: min {n: x₁ + … + xₙ ≥ b(n)}. Source: the definition of a boundary. Units: recipients, events.

    >>> from graftwatch.safety.boundary import boundary_from_table
    >>> first_crossing(boundary_from_table({2: 2, 4: 3}, maximum_recipients=4), [True, False, True, True])
    Crossing(evaluable=4, events=3)
    """
    events = 0
    for evaluable, had_event in enumerate(path, start=1):
        events += had_event
        if boundary.is_crossed(evaluable, events):
            return Crossing(evaluable, events)
    return None


def crossing_of(boundary: Boundary, evaluations: Iterable[Evaluation]) -> Crossing | None:
    """Where these recipients, in the order in which they became evaluable, met the boundary first; None: nowhere.

    Recipients beyond the planned number are not looked at.
    """
    path = evaluable_path(evaluations)[: boundary.maximum_recipients]
    return first_crossing(boundary, [one.standing is Standing.WITH_EVENT for one in path])


def look_ahead(boundary: Boundary, events: int, evaluable: int) -> LookAhead:
    """How many more events, and at which n, stop the trial.

    Formula: at each look m > n that can be met, max(b(m) − x, 0) events more, where b(m) − x ≤ m − n.
    Source: the definition of a boundary. Units: recipients, events.

    Raises:
        ValueError: the counts cannot be.
    """
    check_counts(events, evaluable)
    ahead = tuple(
        EventsAhead(n, needed, max(needed - events, 0))
        for n, needed in boundary.stop_at.items()
        if n > evaluable and needed - events <= n - evaluable
    )
    return LookAhead(
        crossed=boundary.is_crossed(evaluable, events),
        next_event_stops=boundary.is_crossed(evaluable + 1, events + 1),
        soonest=ahead[0] if ahead else None,
        ahead=ahead,
    )
