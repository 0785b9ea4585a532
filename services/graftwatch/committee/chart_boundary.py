"""Events against the stopping boundary: the path so far, where it was crossed, how far ahead it is."""

from collections.abc import Iterator, Sequence

from graftwatch.committee.chart import Axis, Chart, Curve, Dots, Mark, Point, Steps, Table, Tone
from graftwatch.committee.chart_words import evaluable, events
from graftwatch.committee.figures import EndpointFigures, PathStep
from graftwatch.committee.wording import NOTHING, endpoint_within, sentence
from graftwatch.safety.boundary import Boundary, BoundaryStep


def boundary_chart(one: EndpointFigures, before: Sequence[PathStep] = (), before_name: str = "") -> Chart:
    """The endpoint's path against its boundary.

    Args:
        one: its figures.
        before: the path as it was once known, drawn beside today's where it differs.
        before_name: its name, such as "as known on 2026-03-01".
    """
    name = endpoint_within(one.endpoint)
    planned = one.boundary.maximum_recipients if one.boundary else 0
    marks: list[Mark] = []
    if before and before != one.path:
        marks.append(Steps(before_name, _steps(before), Tone.SECOND))
    marks.append(Steps(f"{name}: recipients so far", _steps(one.path)))
    marks += [*(_boundary_marks(one.boundary) if one.boundary else ()), *_ahead(one), *_now(one), *_crossed(one)]
    return Chart(
        name=f"{one.endpoint}-boundary",
        title=f"{sentence(name)}: events against the stopping boundary",
        says=_says(one),
        x=Axis("evaluable recipients", 0, max(planned, one.counts.evaluable, 1), whole=True),
        y=Axis("recipients with the event", 0, _highest(one), whole=True),
        marks=tuple(marks),
        data=_table(one),
    )


def _steps(path: Sequence[PathStep]) -> tuple[Point, ...]:
    """Where the number of events changes, from nobody at all to the last recipient."""
    changes = [(0.0, 0.0)]
    for step in path:
        if step.events != changes[-1][1] or step is path[-1]:
            changes.append((float(step.n), float(step.events)))
    return tuple(changes)


def _boundary_marks(boundary: Boundary) -> Iterator[Mark]:
    """Runs without a gap as one line; a single look in a gap as a point."""
    runs: list[list[BoundaryStep]] = []
    for step in boundary.steps():
        if runs and runs[-1][-1].last_recipient + 1 == step.first_recipient:
            runs[-1].append(step)
        else:
            runs.append([step])
    lines = [run for run in runs if run[0].first_recipient < run[-1].last_recipient]
    looks = [run for run in runs if run not in lines]
    for number, run in enumerate(lines):
        points = tuple((float(step.first_recipient), float(step.events_to_stop)) for step in run)
        yield Steps("" if number else "stop here or above", points, Tone.BOUNDARY, until=float(run[-1].last_recipient))
    if looks:
        points = tuple((float(run[0].first_recipient), float(run[0].events_to_stop)) for run in looks)
        yield Dots("looks: stop here or above", points, Tone.BOUNDARY)


def _ahead(one: EndpointFigures) -> Iterator[Mark]:
    if one.crossing or one.ahead is None or one.ahead.soonest is None:
        return
    n, seen, soonest = one.counts.evaluable, one.counts.events, one.ahead.soonest
    climb = [(float(n + more), float(seen + more)) for more in range(soonest.more_events + 1)]
    waiting = [] if climb[-1][0] == soonest.evaluable else [(float(soonest.evaluable), float(climb[-1][1]))]
    words = f"if every next one has it: stops at {soonest.evaluable}"
    yield Curve(words, (*climb, *waiting), Tone.AHEAD)


def _now(one: EndpointFigures) -> Iterator[Mark]:
    counts = one.counts
    if counts.evaluable:
        yield Dots(f"now: {counts.events} of {counts.evaluable}", ((float(counts.evaluable), float(counts.events)),))


def _crossed(one: EndpointFigures) -> Iterator[Mark]:
    if one.crossing:
        at = one.crossing
        words = f"crossed at recipient {at.evaluable}, {events(at.events)}"
        yield Dots(words, ((float(at.evaluable), float(at.events)),), Tone.ALARM)


def _highest(one: EndpointFigures) -> float:
    looks = one.boundary.stop_at.values() if one.boundary else ()
    return float(max([*looks, one.counts.events, 1]))


def _says(one: EndpointFigures) -> str:
    counts = one.counts
    seen = f"{counts.events} of {evaluable(counts.evaluable)} had the event"
    if not counts.evaluable:
        seen = "Nobody is evaluable yet"
    if one.boundary is None:
        return f"{seen}; the protocol plans no boundary."
    if one.crossing:
        at = one.crossing
        return f"The boundary was crossed at evaluable recipient {at.evaluable}, with {events(at.events)}; now {seen}."
    needed = one.boundary.events_to_stop(counts.evaluable)
    at_this = f", and {needed} would stop the trial there" if needed else ""
    if one.ahead is None or one.ahead.soonest is None:
        return f"{seen}{at_this}; the boundary was not crossed and cannot be any more."
    soonest = one.ahead.soonest
    soon = f"{events(soonest.more_events, 'more')} by evaluable recipient {soonest.evaluable}"
    return f"{seen}{at_this}; the boundary is not crossed. At the soonest, {soon} would stop the trial."


def _table(one: EndpointFigures) -> Table:
    """A row where an event or the boundary changes, and where the trial stands."""
    by_n = {step.n: step for step in one.path}
    boundary = one.boundary
    told = {one.counts.evaluable} - {0}
    told |= {step.n for step in one.path if step.events != (by_n[step.n - 1].events if step.n > 1 else 0)}
    if boundary:
        told |= {step.first_recipient for step in boundary.steps()} | {boundary.maximum_recipients}
    return Table(
        ("evaluable recipient", "evaluable on", "events so far", "stops at", "more events to stop"),
        tuple(_row(n, by_n.get(n), one) for n in sorted(told)),
        frozenset({0, 2, 3, 4}),
    )


def _row(n: int, step: PathStep | None, one: EndpointFigures) -> tuple[str, ...]:
    needed = one.boundary.events_to_stop(n) if one.boundary else None
    seen = step.events if step else None
    more = NOTHING if needed is None else str(max(needed - (one.counts.events if seen is None else seen), 0))
    return (
        str(n),
        step.on.isoformat() if step else "to come",
        NOTHING if seen is None else str(seen),
        NOTHING if needed is None else str(needed),
        more,
    )
