"""A page as it is published: one signal's delivery to people.

Everything a channel needs stands in the page, already worded, cut to the limits and free of identifiers; a channel
only puts it into its own form. Which page is due is not decided here (decide.py), nor what it says (words.py).

Limits: a PagerDuty summary holds 1,024 characters, a dedup key 255, and a whole event 512 KB, which the counts and
lengths of the detail lines stay under even when every character takes four bytes.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from graftwatch.findings import Severity, SignalKind
from graftwatch.protocol import Language

SUMMARY_LENGTH = 1024
SHORT_LENGTH = 160
DEDUP_KEY_LENGTH = 255
LINE_LENGTH = 400
LINES = 40


class PageReason(StrEnum):
    """Why a page goes out, or why none does (`suppressed`, `none`)."""

    FIRST = "first"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    NEW_ORGANISM = "new_organism"
    REVISED = "revised"
    REPEATED = "repeated"
    RETRACTED = "retracted"
    RESOLVED = "resolved"
    SUMMARY = "summary"
    SUPPRESSED = "suppressed"
    NONE = "none"

    @property
    def ends(self) -> bool:
        """Whether the page takes back or closes what was paged before."""
        return self in {PageReason.RETRACTED, PageReason.RESOLVED}


class HealthKind(StrEnum):
    """What can be wrong with the service itself; told through the same pages as signals."""

    FEED_SILENT = "health.feed_silent"
    STAGE_LAGGING = "health.stage_lagging"
    CHANNEL_FAILING = "health.channel_failing"
    PAGE_LOST = "health.page_lost"
    HEARTBEAT_MISSING = "health.heartbeat_missing"
    STORAGE_FAILING = "health.storage_failing"
    MESSAGES_UNREADABLE = "health.messages_unreadable"
    CODES_FAULTY = "health.codes_faulty"
    PROTOCOL_REFUSED = "health.protocol_refused"
    CODES_UNMAPPED = "health.codes_unmapped"
    PROCESSING_FAILING = "health.processing_failing"
    IDENTITY_IN_DOUBT = "health.identity_in_doubt"
    ON_CALL_FAULTY = "health.on_call_faulty"
    PAGES_HELD_BACK = "health.pages_held_back"
    PAGE_UNHEARD = "health.page_unheard"


class TrialKind(StrEnum):
    """What there is to tell about the trial as a whole, to its committee; never about one recipient."""

    BOUNDARY_CROSSED = "trial.boundary_crossed"


class ServiceKind(StrEnum):
    """What the service sends through itself; no person is shown it."""

    HEARTBEAT = "health.heartbeat"


PageKind = SignalKind | HealthKind | TrialKind | ServiceKind
"""What a page is about."""

OneLine = Annotated[str, StringConstraints(max_length=LINE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line of a page's details."""


class _Published(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageDetails(_Published):
    """What stands below the summary: since when, on what evidence, what is missing, what is asked of the reader."""

    since: AwareDatetime = Field(description="when the first evidence was stated by its sender")
    because: OneLine = Field(default="", description="the ground, in one line")
    organisms: tuple[OneLine, ...] = Field(default=(), max_length=LINES, description="organisms, resolved names only")
    evidence: tuple[OneLine, ...] = Field(default=(), max_length=LINES, description="elements met, with times")
    missing: tuple[OneLine, ...] = Field(default=(), max_length=LINES, description="elements not met")
    asks: OneLine = Field(default="", description="what the reader is asked to do")
    changed: tuple[OneLine, ...] = Field(default=(), max_length=LINES, description="what differs from the page before")
    event: str | None = Field(default=None, description="the event the signal belongs to")


class Words(_Published):
    """A page's texts in one language."""

    summary: str = Field(min_length=1, max_length=SUMMARY_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")
    short: str = Field(min_length=1, max_length=SHORT_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$", description="for an SMS")
    details: PageDetails


class Page(_Published):
    """One page. Equal inputs give equal pages: the id and the keys are hashes of what the page is about."""

    id: str = Field(pattern=r"^[0-9a-f]{16}$", description="hash of subject, story and sequence")
    story: str = Field(min_length=1, description="id of the first signal of this story; joins all its pages")
    sequence: int = Field(ge=1, description="place among the pages of the story")
    previous: str | None = Field(default=None, description="id of the page before in this story, which it replaces")
    reason: PageReason
    severity: Severity = Field(description="`page` wakes somebody, `notify` waits for the morning")
    kind: PageKind
    subject: str = Field(
        default="", description="pseudonymous subject id; empty on a page about the service or the trial"
    )
    post_operative_day: int | None = None
    summary: str = Field(min_length=1, max_length=SUMMARY_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")
    short: str = Field(min_length=1, max_length=SHORT_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$", description="for an SMS")
    details: PageDetails
    language: Language = Field(default="en", description="of the three texts above; the protocol's")
    also: dict[Language, Words] = Field(default={}, description="the same in the protocol's other languages")
    step: int = Field(default=1, ge=1, description="the step of the protocol's escalation that it goes to")
    link: str = ""
    dedup_key: str = Field(
        min_length=1,
        max_length=DEDUP_KEY_LENGTH,
        description="groups deliveries at the receiver; new for every page that must be heard again",
    )
    resolves: tuple[str, ...] = Field(default=(), description="dedup keys of earlier pages that this page ends")
    decided_at: AwareDatetime
    found_late: AwareDatetime | None = Field(
        default=None,
        description="where the service came to know only now whose a result is (late enrolment, merged number) or what "
        "it says (released from quarantine): when the first such result came",
    )

    def words(self, language: str = "") -> Words:
        """The texts in a language; in the protocol's own where there are none in that."""
        told_in = self.told_in(language)
        return self.also.get(told_in) or Words(summary=self.summary, short=self.short, details=self.details)

    def told_in(self, language: str = "") -> Language:
        """The language that the page's texts are in where they are asked for in that one."""
        return next((one for one in self.also if one == language), self.language)
