"""Who was told what, when, through what, and who heard it after how long: the audit of pages.

An item is written in the same transaction as what it tells, and is never changed. It names pages, subjects, channels
and people by their keys; a page's text stays with the page, an address with the on-call file. Left out: how items are
kept and chained (adapters.sqlite.audit), and who searched for a patient, which is another record (`audit.jsonl`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.paging import Page

WORDS_LENGTH = 300
"""Characters of free words in an item; a receiver's whole answer is none of them."""


class Happened(StrEnum):
    """What an item tells."""

    DECIDED = "decided"
    HELD_BACK = "held_back"
    UNHEARD = "unheard"
    ADDED = "delivery_added"
    RETRIED = "delivery_retried"
    DELIVERED = "delivered"
    FAILED = "delivery_failed"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "acknowledgement_refused"
    REPORTED = "reported"
    MAINTENANCE = "maintenance"


class AuditItem(BaseModel):
    """One thing that happened to a page.

    Attributes:
        at: when it happened (aware).
        what: what happened.
        page: the page's id; empty where no page was made of a signal.
        story: the story's id, which is its first signal's.
        subject: the pseudonymous subject id; empty on a page about the service itself.
        kind: what the page is about.
        reason: why it was decided.
        severity: how loudly it is told.
        step: the escalation step that it goes to; 0 where that is not said.
        channel: the channel's name.
        person: the key of who is told, in the on-call file; empty for the channel's own address.
        attempts: how many attempts a delivery took so far.
        by: who acknowledged.
        through: through what: `cli`, `link`, `pagerduty` …
        after_seconds: an acknowledgement's time since the page that it answers was decided.
        words: what else there is to say, by us and without secrets.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: AwareDatetime
    what: Happened
    page: str = ""
    story: str = ""
    subject: str = ""
    kind: str = ""
    reason: str = ""
    severity: str = ""
    step: int = 0
    channel: str = ""
    person: str = ""
    attempts: int = 0
    by: str = ""
    through: str = ""
    after_seconds: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An item as it is kept: its place in the chain and the hash up to it, hexadecimal."""

    seq: int
    item: AuditItem
    hash: str


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which items are asked for; None asks for all."""

    since: datetime | None = None
    until: datetime | None = None
    subject: str | None = None
    page: str | None = None


class Audit(Protocol):
    """Takes items; one writer, inside the transaction of what they tell."""

    def note(self, items: Sequence[AuditItem]) -> None:
        """Appends items."""
        ...


def decided_item(page: Page) -> AuditItem:
    """The item of a page that was decided."""
    return AuditItem(
        at=page.decided_at,
        what=Happened.DECIDED,
        page=page.id,
        story=page.story,
        subject=page.subject,
        kind=page.kind,
        reason=page.reason,
        severity=page.severity,
        step=page.step,
    )
