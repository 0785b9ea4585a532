"""One endpoint's families: who counts, events, the path to the boundary and what lies ahead, the rate, the incidence.

Every label has few values, whatever the trial: `n` goes to the planned number of recipients at most, days to 61. What
that comes to at its largest is printed and held by a test.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final

from graftwatch.adapters.prometheus.trial_families import Family, Rows, one
from graftwatch.committee.figures import EndpointFigures
from graftwatch.findings import EventStatus
from graftwatch.safety.cumulative_incidence import IncidenceStep, Outcome, step_at

# A boundary is planned for a thousand recipients at most; a path beyond them is not drawn.
PATH_AT_MOST: Final = 1000
# Two months are given day by day; a longer window by as many points.
DAYS_AT_MOST: Final = 60
_MAY_STILL_COUNT: Final = (EventStatus.SUSPECTED, EventStatus.CONFIRMED, EventStatus.UNRESOLVED)


def _crossed(of: EndpointFigures) -> Rows:
    return [((of.plan.rule,), float(of.crossing is not None))] if of.plan else []


def _of_rule(of: EndpointFigures, value: float | None) -> Rows:
    return [((of.plan.rule,), value)] if of.plan and value is not None else []


def _boundary_today(of: EndpointFigures) -> Rows:
    return _of_rule(of, of.boundary.events_to_stop(of.counts.evaluable) if of.boundary else None)


def _boundary_at(of: EndpointFigures) -> Rows:
    stops = of.boundary.stop_at if of.boundary else {}
    return [((of.plan.rule, str(n)), events) for n, events in stops.items()] if of.plan else []


def _path(of: EndpointFigures) -> Rows:
    return [((str(step.n),), step.events) for step in of.path[:PATH_AT_MOST]]


def _events_ahead(of: EndpointFigures) -> Rows:
    return _of_rule(of, of.ahead.soonest.more_events if of.ahead and of.ahead.soonest else None)


def _soonest_stop(of: EndpointFigures) -> Rows:
    return _of_rule(of, of.ahead.soonest.evaluable if of.ahead and of.ahead.soonest else None)


def _next_event_stops(of: EndpointFigures) -> Rows:
    return _of_rule(of, float(of.ahead.next_event_stops) if of.ahead else None)


def rate_with_bounds(of: EndpointFigures) -> Rows:
    """Events among the evaluable, with the exact interval."""
    bounds = [(("lower",), of.interval.lower), (("upper",), of.interval.upper)]
    rate = of.counts.rate
    return bounds if rate is None else [*bounds, (("rate",), rate)]


def _posterior(of: EndpointFigures) -> Rows:
    credible = of.posterior.credible_interval()
    return [(("lower",), credible.lower), (("mean",), of.posterior.mean), (("upper",), credible.upper)]


def _above(of: EndpointFigures) -> Rows:
    return [((f"{threshold:g}",), value) for threshold, value in of.threshold_probabilities.items()]


def _p_values(of: EndpointFigures) -> Rows:
    if of.historical is None:
        return []
    sides = {
        "at_least": of.historical.p_at_least,
        "at_most": of.historical.p_at_most,
        "two_sided": of.historical.p_two_sided,
    }
    return [((side,), value) for side, value in sides.items()]


def _incidence(of: EndpointFigures) -> Iterator[tuple[tuple[str, ...], float]]:
    for outcome, steps in of.incidence.items():
        for day in _grid(steps):
            yield from _incidence_on(outcome, day, step_at(steps, day))


def _incidence_on(outcome: Outcome, day: int, step: IncidenceStep | None) -> Rows:
    labels = (outcome.value, str(day))
    rows = [((*labels, "incidence"), step.incidence if step else 0.0)]
    if step is not None and step.interval is not None:
        rows += [((*labels, "lower"), step.interval.lower), ((*labels, "upper"), step.interval.upper)]
    return rows


def _grid(steps: tuple[IncidenceStep, ...]) -> list[int]:
    """The days from the transplant to the last under observation: each, or evenly chosen ones with the last."""
    if not steps:
        return []
    last = int(steps[-1].days)
    apart = -(-last // DAYS_AT_MOST) or 1
    return sorted({*range(0, last + 1, apart), last})


def _awaiting_since(of: EndpointFigures) -> Rows:
    """The oldest event that nobody has judged, by its status: midnight, UTC, of its date."""
    for status in _MAY_STILL_COUNT:
        waiting = [
            event.date_of_event
            for event in of.listed
            if event.status is status and event.in_window and not event.adjudicated and event.date_of_event
        ]
        if waiting:
            yield (status.value,), datetime.combine(min(waiting), time(), UTC).timestamp()


ENDPOINT_FAMILIES: Final[tuple[Family[EndpointFigures], ...]] = (
    Family(
        "events",
        "In-window events by status",
        ("status",),
        lambda of: [((status.value,), of.events.get(status, 0)) for status in EventStatus],
    ),
    Family(
        "adjudicated_events",
        "In-window events by a person's verdict, and those that await one",
        ("verdict",),
        lambda of: [((verdict,), count) for verdict, count in of.adjudicated.items()],
    ),
    Family(
        "awaiting_adjudication_oldest_timestamp_seconds",
        "Date of the oldest in-window event that nobody has judged, by its status",
        ("status",),
        _awaiting_since,
    ),
    Family("outside_window_events", "Confirmed events outside the window", (), lambda of: one(of.outside_window)),
    Family("evaluable", "Evaluable recipients", (), lambda of: one(of.counts.evaluable)),
    Family("not_yet_evaluable", "Recipients not yet evaluable", (), lambda of: one(of.counts.not_yet_evaluable)),
    Family("excluded", "Recipients that never count", (), lambda of: one(of.counts.excluded)),
    Family("recipients_with_event", "Evaluable recipients with the event", (), lambda of: one(of.counts.events)),
    Family(
        "planned_recipients",
        "Evaluable recipients that the boundary is planned for",
        ("rule",),
        lambda of: _of_rule(of, of.plan.n if of.plan else None),
    ),
    Family("path_events", "Events among the first n evaluable recipients", ("n",), _path),
    Family("boundary_at", "Events that stop the trial at n evaluable recipients", ("rule", "n"), _boundary_at),
    Family("boundary_events", "Events that stop the trial at this many evaluable", ("rule",), _boundary_today),
    Family("boundary_crossed", "1 once the boundary was met", ("rule",), _crossed),
    Family("next_event_stops", "1 if one more evaluable recipient with the event stops", ("rule",), _next_event_stops),
    Family("events_ahead", "Further events that stop the trial at the soonest", ("rule",), _events_ahead),
    Family("soonest_stop_recipients", "Evaluable recipients at the soonest stop", ("rule",), _soonest_stop),
    Family("event_rate", "Events among the evaluable, 0-1, with the exact 95 % interval", ("bound",), rate_with_bounds),
    Family(
        "event_rate_wilson",
        "Wilson's 95 % interval of the same rate, 0-1",
        ("bound",),
        lambda of: [(("lower",), of.wilson.lower), (("upper",), of.wilson.upper)],
    ),
    Family("posterior_rate_ratio", "Posterior mean of the rate and 95 % of its belief, 0-1", ("bound",), _posterior),
    Family("rate_above_probability_ratio", "P(rate > threshold), 0-1", ("threshold",), _above),
    Family(
        "crossing_probability_ratio",
        "Predictive probability that the boundary is crossed by the planned number, 0-1",
        ("rule",),
        lambda of: _of_rule(of, of.predictive),
    ),
    Family(
        "historical_rate_ratio",
        "The protocol's historical rate, 0-1",
        (),
        lambda of: one(of.historical.historical_rate if of.historical else None),
    ),
    Family("historical_p_value", "Exact binomial test against the historical rate", ("side",), _p_values),
    Family(
        "cumulative_incidence",
        "Aalen-Johansen cumulative incidence by day from the transplant, 0-1, with its 95 % interval",
        ("outcome", "day", "bound"),
        _incidence,
    ),
)
"""Each has the label `endpoint` before its own."""
