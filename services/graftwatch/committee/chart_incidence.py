"""How many had the event by a day after the transplant, with what makes it impossible beside it."""

from collections.abc import Sequence

from graftwatch.committee.chart import Axis, Band, Chart, Level, Mark, Point, Steps, Table, Tone
from graftwatch.committee.chart_words import between
from graftwatch.committee.figures import EndpointFigures
from graftwatch.committee.wording import NOTHING, endpoint_within, percent, sentence
from graftwatch.safety.cumulative_incidence import IncidenceStep, Outcome

_WORDS = {Outcome.EVENT: "", Outcome.DEATH: "death before it", Outcome.RE_TRANSPLANT: "re-transplant before it"}
_TONES = {Outcome.DEATH: Tone.SECOND, Outcome.RE_TRANSPLANT: Tone.AHEAD}


def incidence_chart(one: EndpointFigures) -> Chart | None:
    """The Aalen–Johansen curves of the event, of death and of re-transplant; None while nobody was observed."""
    steps = one.incidence.get(Outcome.EVENT, ())
    if not steps:
        return None
    name, until = endpoint_within(one.endpoint), max(steps[-1].days, 1.0)
    marks: list[Mark] = []
    band = _band(steps, until)
    if band:
        marks.append(Band("95 % interval (log-log)", band))
    if one.historical:
        rate = one.historical.historical_rate
        marks.append(Level(f"historical: {percent(rate)}", rate))
    for outcome, tone in _TONES.items():
        competing = one.incidence.get(outcome, ())
        if any(step.events for step in competing):
            marks.append(Steps(_WORDS[outcome], _curve(competing), tone, until=until))
    marks.append(Steps(name, _curve(steps), until=until))
    return Chart(
        name=f"{one.endpoint}-incidence",
        title=f"{sentence(name)}: cumulative incidence",
        says=_says(one, steps),
        x=Axis("days after the transplant", 0, until, whole=True),
        y=Axis("recipients with the outcome by that day", 0, _upper(one, steps), percent=True),
        marks=tuple(marks),
        data=_table(one, steps),
    )


def _curve(steps: Sequence[IncidenceStep]) -> tuple[Point, ...]:
    """From 0 on, where it changes."""
    points = [(0.0, 0.0)]
    points += [(step.days, step.incidence) for step in steps if step.events]
    return tuple(points)


def _band(steps: Sequence[IncidenceStep], until: float) -> tuple[tuple[float, float, float], ...]:
    """Where the interval exists; each holds until the next event."""
    edges = [(one.days, one.interval.lower, one.interval.upper) for one in steps if one.events and one.interval]
    return (*edges, (until, *edges[-1][1:])) if edges and edges[-1][0] < until else tuple(edges)


def _upper(one: EndpointFigures, steps: Sequence[IncidenceStep]) -> float:
    highest = max(step.interval.upper if step.interval else step.incidence for step in steps)
    reference = one.historical.historical_rate if one.historical else 0.0
    others = [step.incidence for outcome in _TONES for step in one.incidence.get(outcome, ())]
    return min(1.0, (int(max([highest, reference, *others]) * 10) + 1) / 10)


def _last(one: EndpointFigures, outcome: Outcome) -> float:
    steps = one.incidence.get(outcome, ())
    return steps[-1].incidence if steps else 0.0


def _says(one: EndpointFigures, steps: Sequence[IncidenceStep]) -> str:
    last = steps[-1]
    interval = f" (95 % interval {between(last.interval)})" if last.interval else ""
    died, again = _last(one, Outcome.DEATH), _last(one, Outcome.RE_TRANSPLANT)
    return (
        f"By day {last.days:g}, {percent(last.incidence)} had the event{interval}; "
        f"{percent(died)} had died and {percent(again)} were transplanted again before it."
    )


def _table(one: EndpointFigures, steps: Sequence[IncidenceStep]) -> Table:
    """A row for each day on which any of the three changed."""
    days = sorted({step.days for held in one.incidence.values() for step in held if step.events} | {steps[-1].days})
    by_outcome = {outcome: {step.days: step for step in one.incidence.get(outcome, ())} for outcome in _WORDS}
    rows = []
    for at in days:
        event = by_outcome[Outcome.EVENT][at]
        others = [by_outcome[outcome].get(at) for outcome in _TONES]
        rows.append(
            (
                f"{at:g}",
                str(event.at_risk),
                percent(event.incidence),
                between(event.interval) if event.interval else NOTHING,
                *(percent(other.incidence if other else None) for other in others),
            )
        )
    headings = ("day", "at risk", "event", "95 % interval", "died before", "transplanted again before")
    return Table(headings, tuple(rows), frozenset(range(len(headings))))
