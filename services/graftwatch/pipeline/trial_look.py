"""Looks at the trial as a whole when something that counts has changed: whether a stopping boundary is met.

It runs in the transaction of the entry that changed it, by the figures that everybody else sees (committee room). Most
entries change nothing that counts, and cost a comparison; a look is taken when an event's status or date, a death, a
re-transplant, a withdrawal or the roster has changed, and when a day begins: windows end by days.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from graftwatch.assessment import Assessment
from graftwatch.committee.endpoint import EndpointFigures, endpoint_figures, planned
from graftwatch.committee.figures import ENDPOINTS
from graftwatch.committee.followed import Followed, followed, met_on
from graftwatch.findings import EventKind
from graftwatch.paging import BoundaryNumbers
from graftwatch.paging.boundary_numbers import boundary_name
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster
from graftwatch.safety.look_ahead import crossing_of


@dataclass(frozen=True, slots=True)
class _Counts:
    """What of a recipient counts: `key` differs when something of it does; the rest is what a look is taken at."""

    key: tuple[object, ...]
    recipient: Recipient = field(compare=False)
    held: Assessment = field(compare=False)


class TrialLook:
    """Remembers what counts of each recipient, and whether it has changed since the last look.

    Args:
        protocol: in force.
        assessments: gives the last assessment of every recipient.
    """

    def __init__(self, protocol: Protocol, assessments: Callable[[], Iterable[Assessment]]) -> None:
        self._protocol = protocol
        self._assessments = assessments
        self._held: dict[str, _Counts] | None = None
        self._changed = True
        self._day: date | None = None

    def forget(self) -> None:
        """Takes the store's word again: a transaction was undone."""
        self._held, self._changed, self._day = None, True, None

    def note(self, recipient: Recipient, assessment: Assessment | None) -> None:
        """Takes note of a recipient's newest assessment."""
        if recipient.is_heartbeat or assessment is None or (self._changed and self._held is None):
            return
        now = _counts(recipient, assessment)
        if self._held is not None and self._held.get(recipient.subject) != now:
            self._held[recipient.subject] = now
            self._changed = True

    def day_ends(self) -> datetime | None:
        """When the day of the last look is over, by the hospital's clock; None before the first look."""
        if self._day is None:
            return None
        return datetime.combine(self._day + timedelta(days=1), time(), self._protocol.zone)

    def due(self, now: datetime) -> bool:
        """Whether to look."""
        return self._changed or now.astimezone(self._protocol.zone).date() != self._day

    def boundaries(
        self, roster: Roster, now: datetime, met_before: Collection[str] = ()
    ) -> dict[str, BoundaryNumbers | None]:
        """Each planned boundary as the trial stands, by its name; None where it is met, or not, as it was before.

        The look is taken. Whether a boundary is met is asked first, and the numbers only where that is news: with a
        thousand recipients they take a second, the question some milliseconds.
        """
        self._day, self._changed = now.astimezone(self._protocol.zone).date(), False
        if self._held is None:
            known = ((roster.get(one.subject), one) for one in self._assessments())
            self._held = {
                one.subject: _counts(who, one) for who, one in known if who is not None and not who.is_heartbeat
            }
        protocol, today, found = self._protocol, self._day, dict[str, BoundaryNumbers | None]()
        for kind in ENDPOINTS:
            plan = protocol.boundary_of(kind.value)
            if plan is not None:
                trial = [followed(one.recipient, one.held, kind, protocol, today) for one in self._held.values()]
                name = boundary_name(plan.endpoint, plan.rule, protocol.version)
                met = crossing_of(planned(plan), (one.evaluation for one in trial)) is not None
                news = met != (name in met_before)
                found[name] = _numbers(kind, trial, protocol) if news else None
        return found


def _counts(recipient: Recipient, assessment: Assessment) -> _Counts:
    """What counts, and nothing that changes with time alone."""
    held = assessment.model_copy(
        update={
            "events": tuple(one for one in assessment.events if one.kind in ENDPOINTS),
            "signals": (),
            "exposure": (),
            "adverse_event_grades": (),
        }
    )
    ends = (recipient.transplanted_at, recipient.withdrawn_at, held.died_on, held.re_transplanted_on)
    events = (
        (one.id, one.kind, one.status, one.in_window, one.counts_for_endpoint, met_on(one)) for one in held.events
    )
    return _Counts((ends, *events), recipient, held)


def _numbers(kind: EventKind, trial: Sequence[Followed], protocol: Protocol) -> BoundaryNumbers:
    return boundary_numbers(endpoint_figures(kind, trial, protocol, with_boundary=True), protocol)


def boundary_numbers(figures: EndpointFigures, protocol: Protocol) -> BoundaryNumbers:
    """An endpoint with a boundary, as a page says it.

    Raises:
        ValueError: the figures have no boundary.
    """
    plan, boundary, counts = figures.plan, figures.boundary, figures.counts
    if plan is None or boundary is None:
        raise ValueError(f"no boundary is planned for {figures.endpoint}")
    looked_at = figures.crossing.evaluable if figures.crossing else counts.evaluable
    steps = (one for one in boundary.steps() if one.first_recipient <= looked_at <= one.last_recipient)
    step = next(steps, None)
    return BoundaryNumbers(
        endpoint=figures.endpoint,
        rule=plan.rule,
        version=protocol.version,
        p0=plan.p0,
        alpha=None if plan.rule == "table" else plan.alpha,  # none is spent for a table of one's own
        events=counts.events,
        evaluable=counts.evaluable,
        lower=figures.interval.lower,
        upper=figures.interval.upper,
        above=figures.posterior.probability_above(plan.p0),
        crossed_at=figures.crossing.evaluable if figures.crossing else None,
        needed=step.events_to_stop if step else None,
        run=(step.first_recipient, step.last_recipient) if step else None,
    )
