"""One recipient at one endpoint: where it stands, and each of its events with whether it counts and why not.

An event is held against the window by the day on which the endpoint was met: a primary infection's and a rejection's
date of event, but the first blood draw of a secondary infection, whose date of event is that of the site's infection.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graftwatch.assessment import Assessment
from graftwatch.findings import Event, EventKind, EventStatus
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient
from graftwatch.safety.cumulative_incidence import TimeToEvent
from graftwatch.safety.evaluable import (
    EarlyEndCounts,
    EvaluabilityRule,
    Evaluation,
    FollowUp,
    Reason,
    evaluate,
    time_to_event,
)

DATE_LENGTH = len("2026-06-05")

_ENDED = {
    Reason.DIED: "after the recipient's death",
    Reason.RE_TRANSPLANTED: "after the next transplant",
    Reason.WITHDRAWN: "the recipient had left the trial",
    Reason.NOT_TRANSPLANTED_YET: "before the transplant",
}


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """One event of an endpoint, as a committee's table lists it.

    Attributes:
        subject: pseudonymous subject id.
        id: the event's id.
        kind: "bsi" or "rejection".
        status: how sure it is.
        criterion: the criterion met, and a rejection's grade; empty where there is none.
        attribution: "primary" or "secondary"; empty for what is neither.
        secondary_to: the site; empty where it is not secondary.
        organisms: names, in the event's order.
        date_of_event: by the rules, None where nobody knows.
        day: its post-operative day.
        in_window: whether it lies in the endpoint window.
        counts: whether it is the event by which its recipient counts: one a recipient.
        why_not: why it does not count; empty where it does.
        adjudicated: a person's verdict; empty where there is none.
        evidence: identities of the facts it rests on; two versions of an event share some.
    """

    subject: str
    id: str
    kind: str
    status: EventStatus
    criterion: str
    attribution: str
    secondary_to: str
    organisms: tuple[str, ...]
    date_of_event: date | None
    day: int | None
    in_window: bool
    counts: bool
    why_not: str
    adjudicated: str
    evidence: frozenset[str]


@dataclass(frozen=True, slots=True)
class Followed:
    """One recipient at one endpoint.

    Attributes:
        recipient: whom it is about.
        evaluation: where it stands, why and since when.
        time: days to the first outcome; None where the recipient was never under observation.
        events: all events of the endpoint, by date.
        has_event: whether any confirmed event counts for the endpoint by the protocol, whenever it was.
    """

    recipient: Recipient
    evaluation: Evaluation
    time: TimeToEvent | None
    events: tuple[CountedEvent, ...]
    has_event: bool


def evaluability_rule(protocol: Protocol) -> EvaluabilityRule:
    """The protocol's definition of evaluable, as the statistics take it."""
    window, said = protocol.window, protocol.evaluability
    return EvaluabilityRule(
        first_day=window.first_day,
        last_day=window.last_day,
        days_for_results=said.days_for_results,
        died=EarlyEndCounts(said.died),
        re_transplanted=EarlyEndCounts(said.re_transplanted),
        withdrawn=EarlyEndCounts(said.withdrawn),
    )


def followed(recipient: Recipient, held: Assessment, kind: EventKind, protocol: Protocol, today: date) -> Followed:
    """A recipient at an endpoint, as known by the assessment, on a day in the protocol's time zone."""
    events = [event for event in held.events if event.kind is kind]
    rule, course = evaluability_rule(protocol), _follow_up(recipient, held, events, protocol)
    evaluation = evaluate(course, rule, today)
    judge = _Judge(course, rule, evaluation, today)
    first = judge.first_of(events)
    listed = [_listed(event, recipient, protocol, judge.why_not(event, first)) for event in events]
    return Followed(
        recipient=recipient,
        evaluation=evaluation,
        time=time_to_event(course, rule, today),
        events=tuple(sorted(listed, key=lambda one: (one.date_of_event or date.max, one.id))),
        has_event=any(_may_count(event) for event in events),
    )


def met_on(event: Event) -> date | None:
    """The day on which the endpoint was met: by a secondary infection, that of its first blood draw."""
    if event.attribution == "secondary" and event.specimens:
        return date.fromisoformat(event.specimens[0][:DATE_LENGTH])
    return event.date_of_event


def _may_count(event: Event) -> bool:
    return event.status is EventStatus.CONFIRMED and event.counts_for_endpoint


def _follow_up(recipient: Recipient, held: Assessment, events: Iterable[Event], protocol: Protocol) -> FollowUp:
    withdrawn = recipient.withdrawn_at
    days = (met_on(event) for event in events if _may_count(event))
    return FollowUp(
        subject=recipient.subject,
        transplanted_on=recipient.transplanted_on(protocol.zone),
        event_dates=tuple(day for day in days if day is not None),
        died_on=held.died_on,
        re_transplanted_on=held.re_transplanted_on,
        withdrawn_on=withdrawn.astimezone(protocol.zone).date() if withdrawn else None,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Whether events of one recipient count, by the same rule that says where the recipient stands."""

    course: FollowUp
    rule: EvaluabilityRule
    evaluation: Evaluation
    today: date

    def first_of(self, events: Iterable[Event]) -> Event | None:
        """The event by which the recipient counts; None where it does not count by an event."""
        if self.evaluation.reason is not Reason.EVENT_IN_WINDOW:
            return None
        on_that_day = (one for one in events if _may_count(one) and met_on(one) == self.evaluation.evaluable_on)
        return min(on_that_day, key=lambda one: one.id, default=None)

    def why_not(self, event: Event, first: Event | None) -> str:
        """Why an event does not count; empty where it does."""
        if event is first:
            return ""
        on = met_on(event)
        if event.status is not EventStatus.CONFIRMED:
            return f"{event.status}, not confirmed" if event.status is EventStatus.SUSPECTED else str(event.status)
        if not event.in_window or on is None:
            return "outside the window"
        if not event.counts_for_endpoint:
            return "secondary, and the protocol counts primary ones only"
        if on > self.today:
            return "later than the data cut-off"
        alone = evaluate(replace(self.course, event_dates=(on,)), self.rule, self.today)
        if alone.reason is Reason.EVENT_IN_WINDOW:
            return "the recipient counts by an earlier event"
        return _ENDED.get(alone.reason, "outside the window")


def _listed(event: Event, recipient: Recipient, protocol: Protocol, why_not: str) -> CountedEvent:
    on = event.date_of_event
    return CountedEvent(
        subject=recipient.subject,
        id=event.id,
        kind=event.kind.value,
        status=event.status,
        criterion=", ".join(one for one in (event.criterion, event.grade) if one),
        attribution=event.attribution or "",
        secondary_to=event.secondary_to or "",
        organisms=tuple(one.name for one in event.organisms),
        date_of_event=on,
        day=None if on is None else recipient.post_operative_day(on, protocol.zone),
        in_window=event.in_window,
        counts=not why_not,
        why_not=why_not,
        adjudicated=event.adjudicated or "",
        evidence=frozenset(event.evidence),
    )
