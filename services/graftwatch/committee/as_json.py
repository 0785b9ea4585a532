"""Figures as one JSON document, for the command line and for whoever fetches them: plain values, ISO dates, shares 0–1.

The blinded document is the pooled figures' alone. Names are published: fields may be added, none is renamed.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from graftwatch.committee.changes import Change
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.exposure import ExposureFigures
from graftwatch.committee.figures import TrialFigures
from graftwatch.committee.followed import CountedEvent
from graftwatch.committee.infusion import InfusionFigures
from graftwatch.safety.cumulative_incidence import IncidenceStep
from graftwatch.safety.interval import HistoricalComparison, RateInterval
from graftwatch.safety.look_ahead import LookAhead

Document = dict[str, object]


def document(figures: TrialFigures) -> Document:
    """The figures as JSON values."""
    return {
        "as_of": figures.as_of.isoformat(),
        "day": figures.today.isoformat(),
        "protocol": figures.protocol.model_dump(mode="json"),
        "protocol_versions": [
            {"version": one.version, "sha256": one.sha256, "since": one.since.isoformat()}
            for one in figures.protocol_history
        ],
        "recipients": dict(figures.recipients),
        "enrolled": figures.enrolled,
        "endpoints": {one.endpoint: _endpoint(one) for one in figures.endpoints},
        "by_risk": {risk: {one.endpoint: _rate(one) for one in held} for risk, held in figures.by_risk.items()},
        "exposure": [_exposure(one) for one in figures.exposure],
        "infusion": _infusion(figures.infusion),
        "courses": [
            {
                "subject": one.subject,
                "state": one.state,
                "risk": list(one.risk),
                "transplanted_on": one.transplanted_on.isoformat(),
                "withdrawn_on": _day(one.withdrawn_on),
                "died_on": _day(one.died_on),
                "re_transplanted_on": _day(one.re_transplanted_on),
            }
            for one in figures.courses
        ],
    }


def document_by_arm(by_arm: Mapping[str, TrialFigures]) -> Document:
    """The figures of each arm, for the committee alone."""
    return {arm: document(figures) for arm, figures in by_arm.items()}


def changes_document(found: Iterable[Change]) -> list[Document]:
    """What changed, one object each."""
    return [
        {
            "kind": one.kind.value,
            "subject": one.subject or None,
            "endpoint": one.endpoint or None,
            "about": one.about,
            "was": one.was,
            "now": one.now,
            "words": one.words,
        }
        for one in found
    ]


def _endpoint(one: EndpointFigures) -> Document:
    counts, ahead = one.counts, one.ahead
    return {
        "events": {status.value: number for status, number in one.events.items()},
        "outside_window": one.outside_window,
        "recipients_with_event": one.recipients_with_event,
        "adjudicated": dict(one.adjudicated),
        **_rate(one),
        "rule": one.plan.rule if one.plan else None,
        "plan": one.plan.model_dump(mode="json") if one.plan else None,
        "stop_at": one.boundary.events_to_stop(counts.evaluable) if one.boundary else None,
        "boundary": {str(n): events for n, events in one.boundary.stop_at.items()} if one.boundary else None,
        "crossed": {"n": one.crossing.evaluable, "events": one.crossing.events} if one.crossing else None,
        "soonest_stop": {"more_events": ahead.soonest.more_events, "n": ahead.soonest.evaluable}
        if ahead and ahead.soonest
        else None,
        "ahead": _ahead(ahead),
        "predictive": one.predictive,
        "path": [{"n": step.n, "events": step.events, "on": step.on.isoformat()} for step in one.path],
        "incidence": {outcome.value: list(map(_step, steps)) for outcome, steps in one.incidence.items()},
        "listed": list(map(_event, one.listed)),
        "standings": [
            {
                "subject": held.subject,
                "standing": held.standing.value,
                "reason": held.reason.value,
                "evaluable_on": _day(held.evaluable_on),
            }
            for held in one.standings
        ],
    }


def _rate(one: EndpointFigures) -> Document:
    counts, belief = one.counts, one.posterior
    return {
        "evaluable": counts.evaluable,
        "evaluable_with_event": counts.events,
        "not_yet_evaluable": counts.not_yet_evaluable,
        "excluded": counts.excluded,
        "rate": counts.rate,
        "interval_95": _interval(one.interval),
        "wilson_95": _interval(one.wilson),
        "posterior": {"a": belief.a, "a_prime": belief.a_prime, "mean": belief.mean},
        "probability_above": {f"{threshold:g}": p for threshold, p in one.threshold_probabilities.items()},
        "historical": _historical(one.historical),
    }


def _interval(interval: RateInterval | None) -> list[float] | None:
    return [interval.lower, interval.upper] if interval else None


def _historical(compared: HistoricalComparison | None) -> Document | None:
    if compared is None:
        return None
    return {
        "rate": compared.historical_rate,
        "difference": compared.difference,
        "p_at_least": compared.p_at_least,
        "p_at_most": compared.p_at_most,
        "p_two_sided": compared.p_two_sided,
    }


def _ahead(ahead: LookAhead | None) -> Document | None:
    if ahead is None:
        return None
    return {
        "next_event_stops": ahead.next_event_stops,
        "looks": [
            {"n": one.evaluable, "stop_at": one.events_to_stop, "more_events": one.more_events} for one in ahead.ahead
        ],
    }


def _step(step: IncidenceStep) -> Document:
    return {
        "day": step.days,
        "at_risk": step.at_risk,
        "events": step.events,
        "incidence": step.incidence,
        "variance": step.variance,
        "interval_95": _interval(step.interval),
    }


def _event(event: CountedEvent) -> Document:
    return {
        "subject": event.subject,
        "id": event.id,
        "status": event.status.value,
        "criterion": event.criterion or None,
        "attribution": event.attribution or None,
        "secondary_to": event.secondary_to or None,
        "organisms": list(event.organisms),
        "date_of_event": _day(event.date_of_event),
        "day": event.day,
        "in_window": event.in_window,
        "counts": event.counts,
        "why_not": event.why_not or None,
        "adjudicated": event.adjudicated or None,
    }


def _exposure(one: ExposureFigures) -> Document:
    return {
        "drug": one.drug,
        "unit": one.unit,
        "target": list(one.target),
        "recipients": one.recipients,
        "median_time_in_range": one.median_time_in_range,
        "quartiles": list(one.quartiles) if one.quartiles else None,
        "with_level": one.with_level,
        "in_target_now": one.in_target_now,
    }


def _infusion(one: InfusionFigures | None) -> Document | None:
    if one is None:
        return None
    return {
        "infused": one.infused,
        "reactions_by_grade": dict(one.reactions_by_grade),
        "nk_measured": one.nk_measured,
        "nk_falls": one.nk_falls,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
