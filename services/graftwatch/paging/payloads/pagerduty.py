"""A page as events of PagerDuty's Events API v2.

Source: PagerDuty, Events API v2 (fields; severities critical, error, warning and info; a summary of 1,024 characters,
a dedup key of 255, an event of 512 KB). A retraction resolves the incidents it takes back and tells people by an event
of its own, quietly; what is merely closed resolves them and says no more. An acknowledgement that was made elsewhere
keeps PagerDuty from calling on.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import AwareDatetime, Field

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging.page import HealthKind, Page, PageDetails, PageKind, PageReason, TrialKind
from graftwatch.paging.payloads.form import SOURCE, Payload
from graftwatch.paging.payloads.telling import Told

EVENT_BYTES = 512 * 1024
"""The longest event; what a page can hold stays below (page.py)."""

PagerDutySeverity = Literal["critical", "error", "warning", "info"]

CERTAIN = frozenset(
    {SignalKind.BSI_CONFIRMED, SignalKind.REJECTION_CONFIRMED, SignalKind.INFUSION_REACTION, *HealthKind, *TrialKind}
)
"""Kinds that are critical when they wake somebody; the others that do are errors in PagerDuty's words."""


class PagerDutyDetails(Payload):
    """`custom_details` of an event: the page's details and what ties it to the others of its story."""

    page: str
    previous: str | None = None
    story: str
    reason: PageReason
    kind: PageKind
    subject: str
    post_operative_day: int | None = None
    details: PageDetails


class PagerDutyBody(Payload):
    """`payload` of an event."""

    summary: str = Field(min_length=1, max_length=1024)
    source: str
    severity: PagerDutySeverity
    timestamp: AwareDatetime
    component: str
    group: str
    class_: str = Field(serialization_alias="class")
    custom_details: PagerDutyDetails


class PagerDutyLink(Payload):
    """A link of an event."""

    href: str
    text: str


class PagerDutyEvent(Payload):
    """One event of the Events API v2; `payload` stands in a trigger only."""

    routing_key: str = Field(min_length=1, repr=False)
    event_action: Literal["trigger", "acknowledge", "resolve"]
    dedup_key: str = Field(min_length=1, max_length=255)
    payload: PagerDutyBody | None = None
    client: str | None = None
    client_url: str | None = None
    links: tuple[PagerDutyLink, ...] | None = None

    def as_json(self) -> str:
        """The body as PagerDuty takes it; what is not there is left out."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


def pagerduty_events(told: Told, routing_key: str) -> tuple[PagerDutyEvent, ...]:
    """The events of a page, in the order in which they must be sent."""
    return tuple(_events(told, routing_key))


def pagerduty_acknowledgements(keys: Sequence[str], routing_key: str) -> tuple[PagerDutyEvent, ...]:
    """The events that say of open incidents that somebody heard them."""
    return tuple(PagerDutyEvent(routing_key=routing_key, event_action="acknowledge", dedup_key=key) for key in keys)


def _events(told: Told, routing_key: str) -> Iterator[PagerDutyEvent]:
    page = told.page
    for key in page.resolves:
        yield PagerDutyEvent(routing_key=routing_key, event_action="resolve", dedup_key=key)
    if page.reason is PageReason.RESOLVED:
        return
    yield PagerDutyEvent(
        routing_key=routing_key,
        event_action="trigger",
        dedup_key=own_key(page),
        payload=_body(told),
        client=SOURCE,
        client_url=page.link or None,
        links=tuple(_links(told)) or None,
    )


def own_key(page: Page) -> str:
    """The dedup key that a page tells under; a retraction has one of its own, for it resolves the others."""
    return f"{SOURCE}-{page.id}" if page.reason.ends else page.dedup_key


def _links(told: Told) -> Iterator[PagerDutyLink]:
    if told.page.link:
        yield PagerDutyLink(href=told.page.link, text=told.phrases.open)
    if told.link_to_acknowledge:
        yield PagerDutyLink(href=told.link_to_acknowledge, text=told.phrases.acknowledge_link)


def _body(told: Told) -> PagerDutyBody:
    page, words = told.page, told.words
    return PagerDutyBody(
        summary=words.summary,
        source=SOURCE,
        severity=pagerduty_severity(page),
        timestamp=page.decided_at,
        component=page.kind.partition(".")[0],
        group=page.subject or SOURCE,
        class_=page.kind.value,
        custom_details=PagerDutyDetails(
            page=page.id,
            previous=page.previous,
            story=page.story,
            reason=page.reason,
            kind=page.kind,
            subject=page.subject,
            post_operative_day=page.post_operative_day,
            details=words.details,
        ),
    )


def pagerduty_severity(page: Page) -> PagerDutySeverity:
    """How severe a page is in PagerDuty's words."""
    if page.reason.ends:
        return "info"
    if page.severity is not Severity.PAGE:
        return "warning"
    return "critical" if page.kind in CERTAIN else "error"
