"""What a paging decision depends on, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from graftwatch.facts import Acknowledgement
from graftwatch.findings import Severity
from graftwatch.paging.found_late import FoundLate
from graftwatch.paging.ledger import Ledger
from graftwatch.paging.maintenance import Maintenance
from graftwatch.paging.page import Page, PageKind
from graftwatch.paging.quiet import quiet_until
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
    QUIET_HOURS = "quiet_hours"
    MAINTENANCE = "maintenance"


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
class Unheard:
    """A page that nobody acknowledged although it was told as often as the protocol says."""

    page: str
    story: str
    kind: PageKind
    severity: Severity


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a decision depends on besides the assessment and the ledger.

    Attributes:
        now: the time (aware).
        policy: the protocol's paging section.
        acknowledgements: everything that people acknowledged so far; giving an old one again changes nothing.
        base_url: links begin with this; empty for none.
        scrub: strikes out what the roster knows of the recipient.
        found_late: what came long before and was found only now.
        zone: the hospital's time zone, for the words and the quiet hours.
        held_back: the stories of the recipient (or of the service) of which the storm limit holds a page back.
        let_out: when it let out the page of a story that it had held back.
        maintenance: the windows that are planned.
    """

    now: datetime
    policy: Paging = field(default_factory=Paging)
    acknowledgements: tuple[Acknowledgement, ...] = ()
    base_url: str = ""
    scrub: Scrub = field(default_factory=Scrub)
    zone: tzinfo = UTC
    found_late: FoundLate | None = None
    held_back: frozenset[str] = frozenset()
    let_out: Mapping[str, datetime] = field(default_factory=dict)
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def repeat_after(self) -> timedelta:
        """How long an unacknowledged page waits at the last step."""
        return timedelta(minutes=self.policy.repeat_after_minutes)

    @property
    def quiet_until(self) -> datetime | None:
        """When the quiet hours end that it is now; None where it is not quiet."""
        return quiet_until(self.now, self.policy.quiet_hours, self.zone)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided.

    Attributes:
        pages: pages to send, in order.
        ledger: what people have been told when these are sent.
        suppressed: signals without a page, each with the reason.
        heard: acknowledgements that were new.
        unheard: pages that were given up now, since nobody acknowledged them.
        gained_seconds: for each infection that was confirmed now, what its first page gained over the final report.
        next_look: when to decide again although nothing happened (aware), or None.
    """

    pages: tuple[Page, ...]
    ledger: Ledger
    suppressed: tuple[Suppressed, ...] = ()
    heard: tuple[Heard, ...] = ()
    unheard: tuple[Unheard, ...] = ()
    gained_seconds: tuple[float, ...] = ()
    next_look: datetime | None = None
