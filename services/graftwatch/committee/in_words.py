"""An endpoint's figures as sentences: the rate and how sure it is, how far the boundary is, what the next one means."""

from collections.abc import Iterator

from graftwatch.committee.endpoint import AWAITING, VERDICTS, EndpointFigures
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.look_ahead import EventsAhead


def sentences(one: EndpointFigures) -> Iterator[str]:
    """Rate, belief, history, boundary and what lies ahead, the most urgent of the boundary first."""
    yield rate_in_words(one)
    yield belief_in_words(one)
    if one.historical is not None:
        held = one.historical
        yield (
            f"historical rate {held.historical_rate:.1%}: ours is {held.difference * 100:+.1f} points from it; were it "
            f"the true one, as many events or more had probability {held.p_at_least:.4f}"
        )
    yield adjudication_in_words(one)
    yield from boundary_in_words(one)


def rate_in_words(one: EndpointFigures) -> str:
    """Events among the evaluable, with the exact interval."""
    counts = one.counts
    if counts.rate is None:
        return f"nobody is evaluable yet, {counts.not_yet_evaluable} to come"
    beside = f"{counts.not_yet_evaluable} to come" + (f", {counts.excluded} excluded" if counts.excluded else "")
    return (
        f"{counts.events} of {counts.evaluable} evaluable recipients had it ({beside}): {counts.rate:.1%}, "
        f"95 % interval {one.interval.lower:.2%} to {one.interval.upper:.2%}"
    )


def belief_in_words(one: EndpointFigures) -> str:
    """The posterior, by the thresholds that are asked about."""
    asked = ", ".join(
        f"above {threshold * 100:.3g} % is {p:.4f}" for threshold, p in one.threshold_probabilities.items()
    )
    return f"posterior Beta({one.posterior.a:g}, {one.posterior.a_prime:g}): probability of a rate {asked}"


def adjudication_in_words(one: EndpointFigures) -> str:
    """What people have judged of the events in the window, and how many wait for it."""
    judged = [f"{one.adjudicated[verdict]} {verdict}" for verdict in VERDICTS if one.adjudicated[verdict]]
    return f"judged by people: {', '.join(judged) or 'none'}; {one.adjudicated[AWAITING]} not judged"


def boundary_in_words(one: EndpointFigures) -> Iterator[str]:
    """Where the boundary stands, and what the next recipient with the event would mean."""
    if one.plan is None or one.boundary is None:
        yield "no boundary is planned"
        return
    planned = f"boundary ({one.plan.rule}, {one.boundary.maximum_recipients} recipients)"
    if one.crossing is not None:
        on = one.path[one.crossing.evaluable - 1].on
        yield f"{planned}: CROSSED on {on} with {one.crossing.events} events among {one.crossing.evaluable}"
        return
    yield f"{planned}: {_distance(one, one.boundary)}; probability of crossing it: {one.predictive or 0.0:.4f}"
    if one.ahead is not None and one.counts.evaluable < one.boundary.maximum_recipients:
        yield f"if the next recipient has it, too: {_next(one, one.boundary, stops=one.ahead.next_event_stops)}"


def _distance(one: EndpointFigures, boundary: Boundary) -> str:
    soonest = one.ahead.soonest if one.ahead else None
    if soonest is None:
        return "not crossed, and cannot be any more"
    here = boundary.events_to_stop(one.counts.evaluable)
    at_here = f"it lies at {here} of {one.counts.evaluable}; " if here is not None else ""
    return f"not crossed; {at_here}{soonest_in_words(soonest)} would stop the trial at the soonest"


def soonest_in_words(soonest: EventsAhead) -> str:
    """How many more events, by which recipient."""
    return f"{soonest.more_events} more {_plural('event', soonest.more_events)} by recipient {soonest.evaluable}"


def _next(one: EndpointFigures, boundary: Boundary, *, stops: bool) -> str:
    n, events = one.counts.evaluable + 1, one.counts.events + 1
    needed = boundary.events_to_stop(n)
    if stops:
        return f"{events} of {n}, and the trial stops (at {needed})"
    return f"{events} of {n}, and the trial goes on" + (f" (it stops at {needed})" if needed is not None else "")


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
