"""One endpoint's figures: who counts, the path to the boundary and what lies ahead, and what is believed of the rate.

Everything that is computed here is the safety room's; here it is put together. Suspected, confirmed and adjudicated
events are kept apart, and none of them is an evaluable recipient. A boundary is planned for the trial as a whole, so
figures of a part of it (by risk, by arm) have none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from graftwatch.committee.followed import CountedEvent, Followed
from graftwatch.findings import EventKind, EventStatus
from graftwatch.protocol import Boundary as PlannedBoundary
from graftwatch.protocol import Protocol
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.cumulative_incidence import IncidenceStep, Outcome, cumulative_incidence
from graftwatch.safety.evaluable import Evaluation, Standing, TrialCounts, evaluable_path, trial_counts
from graftwatch.safety.interval import (
    HistoricalComparison,
    RateInterval,
    clopper_pearson,
    compare_with_historical_rate,
    wilson,
)
from graftwatch.safety.look_ahead import Crossing, LookAhead, crossing_of, look_ahead
from graftwatch.safety.planned import planned_boundary
from graftwatch.safety.posterior import BetaPrior, Posterior, posterior, predictive_probability_of_crossing

VERDICTS = ("confirmed", "secondary", "refuted", "contaminant")
AWAITING = "awaiting"
"""Key of `EndpointFigures.adjudicated` for events that nobody has judged and that may still count."""

_MAY_STILL_COUNT = frozenset({EventStatus.SUSPECTED, EventStatus.CONFIRMED, EventStatus.UNRESOLVED})
_OUTCOMES = (Outcome.EVENT, Outcome.DEATH, Outcome.RE_TRANSPLANT)


@dataclass(frozen=True, slots=True)
class PathStep:
    """After `n` evaluable recipients `events` of them had the event; the nth became evaluable on `on`."""

    n: int
    events: int
    on: date


@dataclass(frozen=True, slots=True)
class EndpointFigures:
    """One endpoint's figures.

    Attributes:
        endpoint: "bsi" or "rejection".
        events: in-window events by status, suspected and confirmed apart.
        outside_window: confirmed events outside the window.
        recipients_with_event: recipients with a confirmed event in the window that the protocol counts.
        adjudicated: in-window events by a person's verdict (`VERDICTS`), and those that await one (`AWAITING`).
        counts: evaluable recipients, with and without the event.
        standings: where each recipient stands and why, by subject.
        interval: Clopper–Pearson interval of the rate among the evaluable.
        wilson: Wilson's interval of the same rate.
        posterior: of the rate, from the protocol's prior.
        threshold_probabilities: P(rate > threshold) by threshold, ascending.
        historical: comparison with the protocol's historical rate; None without one, and while nobody is evaluable.
        incidence: Aalen–Johansen cumulative incidence of event, death and re-transplant by day from the transplant.
        listed: every event of the endpoint, by date.
        path: the evaluable recipients in the order in which they became so.
        plan: the boundary as the protocol plans it, None where it plans none.
        boundary: the stopping boundary.
        crossing: the first look at which the boundary was met.
        predictive: probability that the boundary is crossed by the planned number, 1 where it was; None without one.
        ahead: where the boundary lies from here; None without one, and beyond the planned number.
    """

    endpoint: str
    events: Mapping[EventStatus, int]
    outside_window: int
    recipients_with_event: int
    adjudicated: Mapping[str, int]
    counts: TrialCounts
    standings: tuple[Evaluation, ...]
    interval: RateInterval
    wilson: RateInterval
    posterior: Posterior
    threshold_probabilities: Mapping[float, float]
    historical: HistoricalComparison | None
    incidence: Mapping[Outcome, tuple[IncidenceStep, ...]]
    listed: tuple[CountedEvent, ...]
    path: tuple[PathStep, ...]
    plan: PlannedBoundary | None = None
    boundary: Boundary | None = None
    crossing: Crossing | None = None
    predictive: float | None = None
    ahead: LookAhead | None = None


def endpoint_figures(
    kind: EventKind, trial: Sequence[Followed], protocol: Protocol, *, with_boundary: bool
) -> EndpointFigures:
    """The figures of one endpoint over some recipients; `with_boundary` where these are the whole trial."""
    events = [event for one in trial for event in one.events]
    evaluations = [one.evaluation for one in trial]
    counts = trial_counts(evaluations)
    plan = protocol.boundary_of(kind.value) if with_boundary else None
    belief = posterior(counts.events, counts.evaluable, BetaPrior(*protocol.belief.prior))
    against = _Against(planned(plan), evaluations, counts, protocol) if plan else None
    return EndpointFigures(
        endpoint=kind.value,
        events=Counter(event.status for event in events if event.in_window),
        outside_window=sum(event.status is EventStatus.CONFIRMED and not event.in_window for event in events),
        recipients_with_event=sum(one.has_event for one in trial),
        adjudicated=_adjudicated(events),
        counts=counts,
        standings=tuple(sorted(evaluations, key=lambda one: one.subject)),
        interval=clopper_pearson(counts.events, counts.evaluable),
        wilson=wilson(counts.events, counts.evaluable),
        posterior=belief,
        threshold_probabilities={one: belief.probability_above(one) for one in _thresholds(kind, protocol)},
        historical=_historical(protocol.historical_rate.get(kind.value), counts),
        incidence=_incidence(trial),
        listed=tuple(sorted(events, key=lambda one: (one.date_of_event or date.max, one.subject, one.id))),
        path=_path(evaluations),
        plan=plan,
        boundary=against.boundary if against else None,
        crossing=against.crossing if against else None,
        predictive=against.predictive if against else None,
        ahead=against.ahead if against else None,
    )


def planned(plan: PlannedBoundary) -> Boundary:
    """The boundary of a plan, solved once."""
    return _solved(plan.model_dump_json())


@lru_cache(maxsize=8)
def _solved(plan_as_json: str) -> Boundary:
    """By its JSON, since a plan that holds a table has no hash."""
    return planned_boundary(PlannedBoundary.model_validate_json(plan_as_json))


@dataclass(frozen=True)
class _Against:
    """The recipients' path held against the boundary."""

    boundary: Boundary
    evaluations: Sequence[Evaluation]
    counts: TrialCounts
    protocol: Protocol

    @cached_property
    def crossing(self) -> Crossing | None:
        """Where it was crossed first."""
        return crossing_of(self.boundary, self.evaluations)

    @property
    def predictive(self) -> float:
        """How probable it is that it will have been crossed at the planned number."""
        if self.crossing is not None:
            return 1.0
        prior = BetaPrior(*self.protocol.belief.prior)
        return predictive_probability_of_crossing(self.boundary, self.counts.events, self.counts.evaluable, prior)

    @property
    def ahead(self) -> LookAhead | None:
        """What is still to come."""
        if self.counts.evaluable > self.boundary.maximum_recipients:
            return None
        return look_ahead(self.boundary, self.counts.events, self.counts.evaluable)


def _path(evaluations: Iterable[Evaluation]) -> tuple[PathStep, ...]:
    steps: list[PathStep] = []
    events = 0
    for n, one in enumerate(evaluable_path(evaluations), start=1):
        events += one.standing is Standing.WITH_EVENT
        if one.evaluable_on is not None:
            steps.append(PathStep(n, events, one.evaluable_on))
    return tuple(steps)


def _adjudicated(events: Iterable[CountedEvent]) -> Mapping[str, int]:
    counted = Counter(dict.fromkeys((*VERDICTS, AWAITING), 0))
    for event in events:
        if event.adjudicated:
            counted[event.adjudicated] += event.in_window
        elif event.status in _MAY_STILL_COUNT:
            counted[AWAITING] += event.in_window or event.date_of_event is None
    return dict(counted)


def _thresholds(kind: EventKind, protocol: Protocol) -> list[float]:
    plan, historical = protocol.boundary_of(kind.value), protocol.historical_rate.get(kind.value)
    asked = {*protocol.belief.thresholds, *([plan.p0] if plan else []), *([historical] if historical else [])}
    return sorted(asked)


def _historical(rate: float | None, counts: TrialCounts) -> HistoricalComparison | None:
    if rate is None or counts.evaluable == 0:
        return None
    return _compared(counts.events, counts.evaluable, rate)


@lru_cache(maxsize=256)
def _compared(events: int, evaluable: int, rate: float) -> HistoricalComparison:
    """Kept: a scrape asks for the same numbers again and again, and exact fractions take their time."""
    return compare_with_historical_rate(events, evaluable, rate)


def _incidence(trial: Iterable[Followed]) -> Mapping[Outcome, tuple[IncidenceStep, ...]]:
    times = [one.time for one in trial if one.time is not None]
    return {outcome: cumulative_incidence(times, outcome) for outcome in _OUTCOMES}
