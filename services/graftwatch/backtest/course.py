"""What the service concluded and told about one recipient while a feed was played, kept as it happened.

Of every step only what is new is kept: when a signal was first open, or first there, under each of its kinds; when an
event was first confirmed. The last assessment and all versions of all facts say the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, FactSet, MicrobiologyReport, Statement
from graftwatch.findings import Event, EventStatus, Signal, SignalKind, SignalStatus
from graftwatch.paging import Ledger, Page
from graftwatch.roster import Recipient


@dataclass(slots=True)
class SignalSeen:
    """A signal under one of its kinds.

    Attributes:
        signal: as it was seen last under this kind.
        seen_at: when it was first there, open or closed.
        open_at: when it was first open; None where it never was.
        since: when its first evidence was stated, as it said at first: a correction can make it later.
    """

    signal: Signal
    seen_at: datetime
    open_at: datetime | None = None
    since: datetime = field(init=False)

    def __post_init__(self) -> None:
        """As it is seen first."""
        self.since = self.signal.since


@dataclass(slots=True)
class EventSeen:
    """An event that was confirmed at some time: when first, and as it was seen last."""

    event: Event
    confirmed_at: datetime


@dataclass(slots=True)
class Course:
    """One recipient's course through the service.

    Attributes:
        recipient: who.
        assessment: the last one.
        facts: every version of every fact.
        ledger: what people had been told at the end.
        signals: by id and kind.
        confirmed: events that were confirmed at some time, by id.
        pages: everything that was told about the recipient, in order.
        steps: how often the recipient was assessed.
    """

    recipient: Recipient
    assessment: Assessment
    facts: FactSet
    ledger: Ledger
    signals: dict[tuple[str, SignalKind], SignalSeen] = field(default_factory=dict)
    confirmed: dict[str, EventSeen] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    steps: int = 0

    @property
    def subject(self) -> str:
        """Pseudonymous subject id."""
        return self.recipient.subject

    def note(self, assessment: Assessment, ledger: Ledger) -> None:
        """Keeps what is new in an assessment."""
        self.assessment, self.ledger, self.steps = assessment, ledger, self.steps + 1
        for one in assessment.signals:
            seen = self.signals.setdefault((one.id, one.kind), SignalSeen(one, assessment.as_of))
            seen.signal = one
            if seen.open_at is None and one.status is SignalStatus.OPEN:
                seen.open_at = assessment.as_of
        for event in assessment.events:
            if event.status is EventStatus.CONFIRMED:
                self.confirmed.setdefault(event.id, EventSeen(event, assessment.as_of)).event = event

    def versions(self, identities: Iterable[str]) -> Iterator[Fact[Statement]]:
        """Every version of these facts that ever came."""
        wanted = frozenset(identities)
        return (one for one in self.facts if one.identity in wanted)

    def reports(self, identities: Iterable[str]) -> list[Fact[MicrobiologyReport]]:
        """Every version of the microbiology reports among these facts."""
        found = (one for one in self.versions(identities) if isinstance(one.statement, MicrobiologyReport))
        return cast("list[Fact[MicrobiologyReport]]", list(found))
