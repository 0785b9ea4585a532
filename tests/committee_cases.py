"""Builders for tests of the trial's figures: recipients transplanted on 1 June in Tokyo, events and ends by day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from graftwatch.assessment import Assessment
from graftwatch.committee.figures import EndpointFigures, TrialFigures, trial_figures
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound
from graftwatch.protocol import Protocol
from graftwatch.roster import Identifier, Recipient
from paging_builders import assessment, event

TRANSPLANT = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""10:00 in Tokyo: post-operative day 0."""

Case = tuple[Recipient, Assessment]


def on(day: int) -> date:
    """The calendar day of a post-operative day in Tokyo."""
    return date(2026, 6, 1) + timedelta(days=day)


def noon(day: int) -> datetime:
    """12:00 in Tokyo of a post-operative day."""
    return TRANSPLANT + timedelta(days=day, hours=2)


def bsi(day: int, status: EventStatus = EventStatus.CONFIRMED, *, name: str = "", **fields: object) -> Event:
    """A bloodstream infection of a post-operative day, in the window from day 0 to 30, as the rules would state it."""
    in_window = 0 <= day <= 30
    stated: dict[str, object] = {
        "date_of_event": on(day),
        "criterion": "LCBI-1",
        "attribution": "primary",
        "organisms": (OrganismFound(name="Escherichia coli"),),
        "in_window": in_window,
        "counts_for_endpoint": in_window and status is EventStatus.CONFIRMED,
        **fields,
    }
    called = name or f"bsi-{day}"
    return event(status, **{"id": called, "evidence": (f"culture-{called}",), **stated})


def rejection(day: int) -> Event:
    """A confirmed rejection of a post-operative day."""
    return bsi(
        day, kind=EventKind.REJECTION, criterion="biopsy", attribution=None, organisms=(), name=f"rejection-{day}"
    )


def case(
    subject: str,
    *events: Event,
    transplanted: int = 0,
    died: int | None = None,
    again: int | None = None,
    left: datetime | None = None,
    risk: Iterable[str] = (),
    arm: str = "",
) -> Case:
    """A recipient with what is concluded about it."""
    recipient = Recipient(
        subject,
        frozenset({Identifier(subject)}),
        TRANSPLANT + timedelta(days=transplanted),
        arm=arm,
        risk=frozenset(risk),
        withdrawn_at=left,
    )
    ends = {
        "died_on": None if died is None else on(died),
        "re_transplanted_on": None if again is None else on(again),
    }
    return recipient, assessment(events=events, subject=subject).model_copy(update=ends)


def figures(*trial: Case, day: int = 40, protocol: Protocol | None = None) -> TrialFigures:
    """The figures at noon of a post-operative day."""
    return trial_figures(trial, protocol or Protocol(), noon(day))


def of_bsi(*trial: Case, day: int = 40, protocol: Protocol | None = None) -> EndpointFigures:
    """The bloodstream infections among them."""
    return figures(*trial, day=day, protocol=protocol).endpoints[0]
