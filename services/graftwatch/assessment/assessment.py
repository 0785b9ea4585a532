"""The published assessment: all that the protocol concludes about one recipient, and the document around many.

One `Assessment` is one element of `recipients` in `graftwatch assess --json`. Pseudonymous subject ids only.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import ConfigDict, Field

from graftwatch.findings import AdverseEventGrade, Event, Exposure, NkActivityCourse, Published, Signal


class RecipientState(StrEnum):
    """Where a recipient stands in the trial at the time of an assessment."""

    BEFORE_TRANSPLANT = "before_transplant"
    IN_WINDOW = "in_window"
    AFTER_WINDOW = "after_window"
    WITHDRAWN = "withdrawn"
    DIED = "died"
    HEARTBEAT = "heartbeat"


class WindowDates(Published):
    """First and last calendar day of the endpoint window, both inside."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Assessment(Published):
    """All that is concluded about one recipient.

    `as_of` is the time it was drawn at; `died_on` and `re_transplanted_on` end the observation for the committee.
    `next_look` is the earliest time at which the conclusion can change although no fact comes, or None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)
    subject: str
    as_of: datetime
    window: WindowDates
    post_operative_day: int
    state: RecipientState
    events: tuple[Event, ...] = ()
    signals: tuple[Signal, ...] = ()
    exposure: tuple[Exposure, ...] = ()
    nk_activity: tuple[NkActivityCourse, ...] = ()
    adverse_event_grades: tuple[AdverseEventGrade, ...] = ()
    refused_decisions: tuple[str, ...] = ()
    died_on: date | None = None
    re_transplanted_on: date | None = None
    next_look: datetime | None = None


class ProtocolStamp(Published):
    """Which protocol the conclusions were drawn by."""

    name: str
    version: str
    sha256: str


class UnmappedCode(Published):
    """A code that nobody mapped, and how often it came."""

    feed: str
    field: str
    code: str
    count: int


class UnreadFile(Published):
    """A file, or a message in it, that could not be read."""

    file: str
    reason: str


class AssessmentReport(Published):
    """The whole document of `graftwatch assess --json`.

    `implausible` lists times that cannot be right: what they stand for is kept. `not_yet_known` counts the messages
    that were sent after `as_of`, which count for nothing then.
    """

    as_of: datetime
    protocol: ProtocolStamp
    rules: str
    recipients: tuple[Assessment, ...] = ()
    unmapped: tuple[UnmappedCode, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    implausible: tuple[UnreadFile, ...] = ()
    not_yet_known: int = 0
    refused_decisions: tuple[str, ...] = ()
