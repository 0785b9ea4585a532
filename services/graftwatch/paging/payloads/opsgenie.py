"""A page as requests of Opsgenie's Alert API.

Source: Opsgenie, Alert API (message 130 characters, alias 512, description 15,000, details 8,000 in all, entity 512,
source and user 100, note 25,000, at most 20 tags of 50; priorities P1 to P5; actions on an alert by its alias). A
further trigger of an open alias counts up and says nothing new, so what was revised goes to the alert as a note, too.
A retraction closes the alerts it takes back and tells people by an alert of its own, quietly.
"""

from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import quote

from pydantic import Field

from graftwatch.findings import Severity
from graftwatch.paging.fitting import cut
from graftwatch.paging.page import Page, PageReason
from graftwatch.paging.payloads.form import SOURCE, Payload
from graftwatch.paging.payloads.listing import lists_of, longest_that_fits, shortened
from graftwatch.paging.payloads.pagerduty import CERTAIN, own_key
from graftwatch.paging.payloads.telling import Told

MESSAGE_LENGTH = 130
DESCRIPTION_LENGTH = 15_000

Priority = Literal["P1", "P2", "P3", "P4", "P5"]


class OpsgenieAlert(Payload):
    """The body that creates an alert."""

    message: str = Field(min_length=1, max_length=MESSAGE_LENGTH)
    alias: str = Field(min_length=1, max_length=512)
    description: str = Field(max_length=DESCRIPTION_LENGTH)
    details: dict[str, str] = Field(description="page, story, reason, kind, subject, post-operative day, links")
    entity: str = Field(max_length=512)
    source: str = Field(default=SOURCE, max_length=100)
    priority: Priority
    tags: tuple[str, ...] = Field(max_length=20)


class OpsgenieAction(Payload):
    """The body that acknowledges, closes or notes."""

    source: str = Field(default=SOURCE, max_length=100)
    note: str | None = Field(default=None, max_length=25_000)


class OpsgenieRequest(Payload):
    """One request: the path behind the API's address, and its body."""

    path: str
    body: OpsgenieAlert | OpsgenieAction

    def as_json(self) -> str:
        """The body as Opsgenie takes it; what is not there is left out."""
        return self.body.model_dump_json(exclude_none=True)


def opsgenie_requests(told: Told) -> tuple[OpsgenieRequest, ...]:
    """The requests of a page, in the order in which they must be sent."""
    return tuple(_requests(told))


def opsgenie_acknowledgements(keys: Sequence[str]) -> tuple[OpsgenieRequest, ...]:
    """The requests that say of open alerts that somebody heard them."""
    return tuple(_on(key, "acknowledge") for key in keys)


def opsgenie_priority(page: Page) -> Priority:
    """How urgent a page is in Opsgenie's words: P1 wakes with certainty, P5 only informs."""
    if page.reason.ends:
        return "P5"
    if page.severity is not Severity.PAGE:
        return "P3"
    return "P1" if page.kind in CERTAIN else "P2"


def _requests(told: Told) -> Iterator[OpsgenieRequest]:
    page = told.page
    for key in page.resolves:
        yield _on(key, "close", told.words.summary)
    if page.reason is PageReason.RESOLVED:
        return
    yield OpsgenieRequest(path="/v2/alerts", body=_alert(told))
    if page.reason is PageReason.REVISED:
        yield _on(own_key(page), "notes", told.words.summary)


def _on(key: str, action: str, note: str | None = None) -> OpsgenieRequest:
    path = f"/v2/alerts/{quote(key, safe='')}/{action}?identifierType=alias"
    return OpsgenieRequest(path=path, body=OpsgenieAction(note=note))


def _alert(told: Told) -> OpsgenieAlert:
    page = told.page
    return OpsgenieAlert(
        message=cut(told.words.short, MESSAGE_LENGTH),
        alias=own_key(page),
        description=longest_that_fits(
            lambda at_most: _description(told, at_most), lambda text: len(text) <= DESCRIPTION_LENGTH
        ),
        details={name: value for name, value in _details(told) if value},
        entity=page.subject or SOURCE,
        priority=opsgenie_priority(page),
        tags=(SOURCE, page.kind.value),
    )


def _details(told: Told) -> Iterator[tuple[str, str]]:
    page = told.page
    yield "page", page.id
    yield "story", page.story
    yield "reason", page.reason.value
    yield "kind", page.kind.value
    yield "subject", page.subject
    yield "post_operative_day", "" if page.post_operative_day is None else str(page.post_operative_day)
    yield "link", page.link
    yield "acknowledge", told.link_to_acknowledge


def _description(told: Told, at_most: int) -> str:
    details, phrases = told.words.details, told.phrases
    blocks = [told.words.summary, details.because, f"{phrases.since}{phrases.colon}{told.since}"]
    for title, lines in lists_of(told):
        kept = shortened(lines, at_most, phrases)
        blocks.append("\n".join([f"{title}{phrases.colon.rstrip()}", *(f"- {line}" for line in kept)]) if kept else "")
    blocks.append(f"{phrases.please}{phrases.colon}{details.asks}" if details.asks else "")
    blocks.append("\n".join(one for one in (told.page.link, told.link_to_acknowledge) if one))
    return "\n\n".join(block for block in blocks if block)
