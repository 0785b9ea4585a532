"""The trial's figures for metrics, the demo and the committee: who counts, what happened, how far the boundary is.

Counts come from the assessments alone; the statistics are the safety room's. Signals, confirmed events and
evaluable recipients are kept apart. The reserved heartbeat recipient is never counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from graftwatch.assessment import Assessment
from graftwatch.findings import Event, EventKind, EventStatus
from graftwatch.protocol import Boundary as PlannedBoundary
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.evaluable import (
    EvaluabilityRule,
    Evaluation,
    FollowUp,
    TrialCounts,
    evaluable_path,
    evaluate,
    trial_counts,
)
from graftwatch.safety.interval import RateInterval, clopper_pearson
from graftwatch.safety.look_ahead import Crossing, first_crossing
from graftwatch.safety.planned import planned_boundary

ENDPOINTS = (EventKind.BSI, EventKind.REJECTION)


@dataclass(frozen=True, slots=True)
class EndpointFigures:
    """One endpoint's figures.

    Attributes:
        endpoint: "bsi" or "rejection".
        events: in-window events by status, suspected and confirmed apart.
        outside_window: confirmed events outside the window.
        recipients_with_event: recipients with a confirmed event that counts.
        counts: evaluable recipients, with and without the event.
        interval: Clopper–Pearson interval of the rate among the evaluable.
        plan: the boundary as the protocol plans it, None where it plans none.
        boundary: the stopping boundary.
        crossing: the first look at which the boundary was met.
    """

    endpoint: str
    events: Mapping[EventStatus, int]
    outside_window: int
    recipients_with_event: int
    counts: TrialCounts
    interval: RateInterval
    plan: PlannedBoundary | None
    boundary: Boundary | None
    crossing: Crossing | None


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """The trial at a time: recipients by state, and each endpoint."""

    as_of: datetime
    recipients: Mapping[str, int]
    endpoints: tuple[EndpointFigures, ...]


@lru_cache(maxsize=8)
def _boundary(plan_as_json: str) -> Boundary:
    """The boundary of a plan; by its JSON, since a plan that holds a table has no hash."""
    return planned_boundary(PlannedBoundary.model_validate_json(plan_as_json))


def trial_figures(trial: Iterable[tuple[Recipient, Assessment]], protocol: Protocol, as_of: datetime) -> TrialFigures:
    """The figures of all recipients' newest assessments."""
    counted = [(recipient, held) for recipient, held in trial if not recipient.is_heartbeat]
    today = as_of.astimezone(protocol.zone).date()
    return TrialFigures(
        as_of,
        Counter(held.state for _, held in counted),
        tuple(_endpoint(kind, counted, protocol, today) for kind in ENDPOINTS),
    )


def _endpoint(
    kind: EventKind, trial: list[tuple[Recipient, Assessment]], protocol: Protocol, today: date
) -> EndpointFigures:
    events = [event for _, held in trial for event in held.events if event.kind is kind]
    rule = EvaluabilityRule(protocol.window.first_day, protocol.window.last_day)
    evaluations = [evaluate(_follow_up(recipient, held, kind, protocol), rule, today) for recipient, held in trial]
    counts = trial_counts(evaluations)
    plan = next((one for one in protocol.boundaries if one.endpoint == kind.value), None)
    boundary = _boundary(plan.model_dump_json()) if plan else None
    return EndpointFigures(
        endpoint=kind.value,
        events=Counter(event.status for event in events if event.in_window),
        outside_window=sum(event.status is EventStatus.CONFIRMED and not event.in_window for event in events),
        recipients_with_event=sum(any(_counts(event, kind) for event in held.events) for _, held in trial),
        counts=counts,
        interval=clopper_pearson(counts.events, counts.evaluable),
        plan=plan,
        boundary=boundary,
        crossing=_crossing(boundary, evaluations) if boundary else None,
    )


def _crossing(boundary: Boundary, evaluations: list[Evaluation]) -> Crossing | None:
    path = evaluable_path(evaluations)[: boundary.maximum_recipients]
    return first_crossing(boundary, [one.standing.value == "with_event" for one in path])


def _follow_up(recipient: Recipient, held: Assessment, kind: EventKind, protocol: Protocol) -> FollowUp:
    withdrawn = recipient.withdrawn_at
    return FollowUp(
        subject=recipient.subject,
        transplanted_on=recipient.transplanted_on(protocol.zone),
        event_dates=tuple(
            event.date_of_event for event in held.events if _counts(event, kind) and event.date_of_event is not None
        ),
        died_on=held.died_on,
        re_transplanted_on=held.re_transplanted_on,
        withdrawn_on=withdrawn.astimezone(protocol.zone).date() if withdrawn else None,
    )


def _counts(event: Event, kind: EventKind) -> bool:
    return event.kind is kind and event.status is EventStatus.CONFIRMED and event.counts_for_endpoint
