"""What infection control's pages show; the same is the API's JSON. Pseudonymous subject ids only."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from graftwatch.findings import Published, Severity, SignalKind
from graftwatch.paging import HealthKind


class Hearing(StrEnum):
    """Whether people know of a signal."""

    WAITING = "waiting"
    UNHEARD = "unheard"
    HELD_BACK = "held_back"
    ACKNOWLEDGED = "acknowledged"
    TOLD = "told"
    NOT_TOLD = "not_told"


class ToWhom(Published):
    """Somebody whom a page goes to: a duty, a person or a channel by name, and the person who has the duty then."""

    name: str
    person: str = ""


class NextStep(Published):
    """What happens if nobody acknowledges."""

    at: datetime = Field(description="when")
    step: int = Field(description="the step of the protocol's escalation; counted from 1")
    to: tuple[ToWhom, ...] = Field(description="who is told then; empty: every regular channel")
    again: bool = Field(description="the same step once more")
    gives_up: bool = Field(description="it is told no more then, and that nobody heard it goes to every channel")


class Acknowledgeable(Published):
    """What people were told of something, and who heard it."""

    hearing: Hearing
    page: str = Field(default="", description="id of the page to acknowledge")
    told_at: datetime | None = Field(default=None, description="when that page was told first")
    step: int = Field(default=0, description="the step that it was told to last")
    next: NextStep | None = Field(default=None, description="what happens if nobody acknowledges")
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


class OpenSignal(Acknowledgeable):
    """A signal that asks for somebody.

    `post_operative_day` is the recipient's of now; `since` when its first evidence was stated. `also` are the kinds of
    other open signals that are told in the same story. `long_known`: heard, or told as a notice, two days ago or more.
    """

    id: str
    subject: str
    kind: SignalKind
    severity: Severity
    organisms: tuple[str, ...] = ()
    criterion: str | None = None
    reason: str
    asks: str
    since: datetime
    post_operative_day: int
    in_window: bool
    also: tuple[SignalKind, ...] = ()
    long_known: bool = False


class ServiceTrouble(Acknowledgeable):
    """Something that is wrong with the service, and that nobody has heard; `summary` by language."""

    kind: HealthKind
    summary: dict[str, str]


class OpenSignals(Published):
    """All signals that ask for somebody, as of a time (aware).

    What nobody has acknowledged comes first, by the time that is left; then what somebody has, the newest first; then
    notices, the newest first. `known` is what was long known of the two. A filter by kind leaves `waiting` whole.
    """

    as_of: datetime
    waiting: tuple[OpenSignal, ...] = ()
    acknowledged: tuple[OpenSignal, ...] = ()
    notices: tuple[OpenSignal, ...] = ()
    known: tuple[OpenSignal, ...] = ()
    service: tuple[ServiceTrouble, ...] = ()
    families: dict[str, int] = Field(default={}, description="how many are open, by the first word of their kind")
