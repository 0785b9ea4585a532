"""What a paging decision depends on, and what it gives back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from graftwatch.facts import Acknowledgement
from graftwatch.findings import Severity
from graftwatch.paging.found_late import FoundLate
from graftwatch.paging.ledger import Ledger
from graftwatch.paging.page import Page, PageKind
from graftwatch.paging.scrub import Scrub
from graftwatch.protocol import Paging


class Suppression(StrEnum):
    """What keeps a signal from being paged (again)."""

    LOG_SEVERITY = "log_severity"
    CLOSED_BEFORE_TOLD = "closed_before_told"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_ACKNOWLEDGEMENT = "awaiting_acknowledgement"
    REPEATS_USED_UP = "repeats_used_up"
    NOTHING_MATERIAL = "nothing_material"
    STORM_LIMIT = "storm_limit"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A signal that is not paged now, and why."""

    signal: str
    by: Suppression


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody acknowledged, so many seconds after the page was decided."""

    page: str
    kind: PageKind
    severity: Severity
    seconds: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a decision depends on besides the assessment and the ledger.

    Attributes:
        now: the time (aware).
        policy: the protocol's paging section.
        acknowledgements: everything that people acknowledged so far; giving an old one again changes nothing.
        base_url: links begin with this; empty for none.
        scrub: strikes out what the roster knows of the recipient.
        zone: the hospital's time zone, for the words.
        found_late: what came long before and was found only now.
    """

    now: datetime
    policy: Paging = field(default_factory=Paging)
    acknowledgements: tuple[Acknowledgement, ...] = ()
    base_url: str = ""
    scrub: Scrub = field(default_factory=Scrub)
    zone: tzinfo = UTC
    found_late: FoundLate | None = None

    @property
    def repeat_after(self) -> timedelta:
        """How long an unacknowledged page waits."""
        return timedelta(minutes=self.policy.repeat_after_minutes)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided.

    Attributes:
        pages: pages to send, in order.
        ledger: what people have been told when these are sent.
        suppressed: signals without a page, each with the reason.
        heard: acknowledgements that were new.
        gained_seconds: for each infection that was confirmed now, what its first page gained over the final report.
        next_look: when to decide again although nothing happened (aware), or None.
    """

    pages: tuple[Page, ...]
    ledger: Ledger
    suppressed: tuple[Suppressed, ...] = ()
    heard: tuple[Heard, ...] = ()
    gained_seconds: tuple[float, ...] = ()
    next_look: datetime | None = None
