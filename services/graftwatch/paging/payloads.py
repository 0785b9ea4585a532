"""The page in each channel's own form; pure, and published as schemas.

Sources: PagerDuty Events API v2 (fields, the severities critical, error, warning and info, a summary of 1,024
characters, a dedup key of 255, a body of 512 KB); RFC 5322 for the e-mail. Signing, sending and addresses are the
senders'. A retraction resolves the incidents it takes back and tells the people by an event of its own, quietly;
what is merely closed resolves them and says no more.
"""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from graftwatch.findings import Severity, SignalKind
from graftwatch.paging.fitting import cut
from graftwatch.paging.languages import phrases_of
from graftwatch.paging.page import HealthKind, Page, PageDetails, PageKind, PageReason
from graftwatch.paging.words import letter

SOURCE = "graftwatch"
SUBJECT_LENGTH = 200
"""An e-mail's subject stays readable in a list; RFC 5322 allows 998 octets a line."""

PagerDutySeverity = Literal["critical", "error", "warning", "info"]

CERTAIN = frozenset(
    {SignalKind.BSI_CONFIRMED, SignalKind.REJECTION_CONFIRMED, SignalKind.INFUSION_REACTION, *HealthKind}
)
"""Kinds that are critical when they wake somebody; the others that do are errors in PagerDuty's words."""


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PagerDutyDetails(_Payload):
    """`custom_details` of an event: the page's details and what ties it to the others of its story."""

    page: str
    previous: str | None = None
    story: str
    reason: PageReason
    kind: PageKind
    subject: str
    post_operative_day: int | None = None
    details: PageDetails


class PagerDutyBody(_Payload):
    """`payload` of an event."""

    summary: str = Field(min_length=1, max_length=1024)
    source: str
    severity: PagerDutySeverity
    timestamp: AwareDatetime
    component: str
    group: str
    class_: str = Field(serialization_alias="class")
    custom_details: PagerDutyDetails


class PagerDutyLink(_Payload):
    """A link of an event."""

    href: str
    text: str


class PagerDutyEvent(_Payload):
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


def pagerduty_events(page: Page, routing_key: str) -> tuple[PagerDutyEvent, ...]:
    """The events of a page, in the order in which they must be sent."""
    return tuple(_pagerduty_events(page, routing_key))


def _pagerduty_events(page: Page, routing_key: str) -> Iterator[PagerDutyEvent]:
    for key in page.resolves:
        yield PagerDutyEvent(routing_key=routing_key, event_action="resolve", dedup_key=key)
    if page.reason is PageReason.RESOLVED:
        return
    key = f"graftwatch-{page.id}" if page.reason.ends else page.dedup_key
    yield PagerDutyEvent(
        routing_key=routing_key,
        event_action="trigger",
        dedup_key=key,
        payload=_pagerduty_body(page),
        client=SOURCE,
        client_url=page.link or None,
        links=(PagerDutyLink(href=page.link, text=phrases_of(page.language).open),) if page.link else None,
    )


def _pagerduty_body(page: Page) -> PagerDutyBody:
    return PagerDutyBody(
        summary=page.summary,
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
            details=page.details,
        ),
    )


def pagerduty_severity(page: Page) -> PagerDutySeverity:
    """How severe a page is in PagerDuty's words."""
    if page.reason.ends:
        return "info"
    if page.severity is not Severity.PAGE:
        return "warning"
    return "critical" if page.kind in CERTAIN else "error"


class PageNotification(_Payload):
    """A page as a webhook posts it and as the file channel writes it, one JSON object.

    `version` changes only when a reader would have to; fields may be added. The same `delivery` may come again:
    a receiver keeps the id and takes it once.
    """

    version: Literal["1"] = "1"
    delivery: str = Field(description="id of this delivery; the same when it is repeated")
    page: Page


class Letter(_Payload):
    """An e-mail without its addresses. `references` are the Message-IDs of the page before, for threading."""

    message_id: str = Field(pattern=r"^<[!-~]+@[!-~]+>$")
    references: tuple[str, ...] = ()
    subject: str = Field(min_length=1, max_length=SUBJECT_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")
    text: str


def notification(page: Page, delivery: str) -> PageNotification:
    """The page for a webhook or a file."""
    return PageNotification(delivery=delivery, page=page)


def email_letter(page: Page, zone: tzinfo, language: str = "", acknowledge_link: str = "") -> Letter:
    """The page for an e-mail."""
    return Letter(
        message_id=_message_id(page.id),
        references=(_message_id(page.previous),) if page.previous else (),
        subject=cut(f"[{SOURCE}] {page.words(language).short}", SUBJECT_LENGTH),
        text=letter(page, zone, language, acknowledge_link),
    )


def _message_id(page_id: str) -> str:
    return f"<{page_id}@{SOURCE}.invalid>"
