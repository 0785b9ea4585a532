"""What people were told, through what, and who heard it: what the pages about pages show, and the API's JSON."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from graftwatch.findings import Published, Severity
from graftwatch.paging import PageDetails, PageKind, PageReason
from graftwatch.pipeline.acknowledging import Outcome, PageState
from graftwatch.pipeline.audit import Happened
from graftwatch.pipeline.outbox import DeliveryState


class Which(StrEnum):
    """Which pages are asked for."""

    ALL = "all"
    WAITING = "waiting"
    LOST = "lost"


class Reached(Published):
    """One delivery: through which channel, to whom (empty: the channel's own), and whether it got there."""

    channel: str
    person: str = ""
    state: DeliveryState
    at: datetime | None = Field(description="when it got there, or was given up")
    reason: str = ""


class ToldPage(Published):
    """A page as it was told. `summary` by language; `newer` the page that must be heard instead."""

    id: str
    story: str
    subject: str
    kind: PageKind
    reason: PageReason
    severity: Severity
    decided_at: datetime
    post_operative_day: int | None
    step: int
    summary: dict[str, str]
    state: PageState
    unheard: bool = Field(default=False, description="it was told as often as the protocol says, and nobody heard it")
    newer: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    after_seconds: float | None = None
    reached: tuple[Reached, ...] = ()


class ToldPages(Published):
    """Pages, the newest first; `older` is what to ask for next (`before`), None where there are none."""

    pages: tuple[ToldPage, ...]
    older: str | None = None


class HappenedToPage(Published):
    """One thing that happened to a page, out of the audit of pages."""

    at: datetime
    page: str
    what: Happened
    channel: str = ""
    person: str = ""
    by: str = ""
    through: str = ""
    after_seconds: float | None = None
    words: str = ""


class MessageBehind(Published):
    """A message, by the number of its entry in the journal."""

    seq: int
    control_id: str


class PageStory(Published):
    """One page with its words by language, the pages of its story, and what happened to them."""

    page: ToldPage
    details: dict[str, PageDetails]
    pages: tuple[ToldPage, ...]
    happened: tuple[HappenedToPage, ...]
    messages: tuple[MessageBehind, ...] = ()


class AcknowledgementGiven(Published):
    """What became of an acknowledgement, and who heard the page; `newer` is to be acknowledged instead."""

    page: str
    outcome: Outcome
    by: str = ""
    at: datetime | None = None
    newer: str = ""
