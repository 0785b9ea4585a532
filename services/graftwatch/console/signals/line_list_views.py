"""The line list: every event of every recipient, a line each, as infection control keeps it."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from graftwatch.findings import EventKind, EventStatus, Published


class EventLine(Published):
    """One event. `post_operative_day` is that of its date of event."""

    subject: str
    id: str
    kind: EventKind
    status: EventStatus
    criterion: str | None = None
    attribution: str | None = None
    secondary_to: str | None = None
    date_of_event: date | None = None
    post_operative_day: int | None = None
    onset: str | None = None
    central_line_associated: bool | None = None
    organisms: tuple[str, ...] = ()
    grade: str | None = None
    in_window: bool = False
    counts_for_endpoint: bool = False
    adjudicated: str | None = None
    confirmed_at: datetime | None = None


class LineListColumn(StrEnum):
    """What lines are sorted by."""

    DATE_OF_EVENT = "date_of_event"
    SUBJECT = "subject"
    KIND = "kind"
    STATUS = "status"
    CRITERION = "criterion"
    ORGANISMS = "organisms"
    POST_OPERATIVE_DAY = "post_operative_day"


class LineListQuery(Published):
    """Which events are asked for, and in which order; what is None or empty asks for all."""

    kind: EventKind | None = None
    status: EventStatus | None = None
    criterion: str = Field(default="", max_length=32, description="as it stands in the list: LCBI-1")
    subject: str = Field(default="", max_length=64)
    organism: str = Field(default="", max_length=200, description="part of a name")
    in_window: bool | None = None
    counts_for_endpoint: bool | None = None
    since: date | None = Field(default=None, description="date of event on this day or later")
    until: date | None = Field(default=None, description="date of event on this day or earlier")
    sort: LineListColumn = LineListColumn.DATE_OF_EVENT
    descending: bool = True


class LineList(Published):
    """The lines that were asked for, as of a time (aware)."""

    as_of: datetime
    events: tuple[EventLine, ...]
    criteria: tuple[str, ...] = Field(default=(), description="every criterion that any event has")
