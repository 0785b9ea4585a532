"""What there is to tell: a signal, or a trouble of the service itself, in the one form that the pager decides on.

`Said` is the part that people act on: when it differs from what they were last told, they are told again. All else
(a further temperature, a value that moved a little) is detail, and no reason for a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from graftwatch.assessment import Assessment
from graftwatch.findings import Event, EventStatus, Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging.boundary_numbers import BoundaryNumbers
from graftwatch.paging.page import HealthKind, PageKind, TrialKind
from graftwatch.terminology.organisms import named


class Family(StrEnum):
    """Signals that can be the same story: a suspected and a confirmed infection are, an infection and a level not."""

    BSI = "bsi"
    REJECTION = "rejection"
    BIOPSY_PROPOSED = "rejection.biopsy_proposed"
    EXPOSURE_LOW = "exposure.low"
    EXPOSURE_HIGH = "exposure.high"
    EXPOSURE_OVERDUE = "exposure.overdue"
    INFUSION = "infusion"
    NK_ACTIVITY = "nk_activity"
    HEALTH = "health"
    TRIAL = "trial"


FAMILY_AND_CERTAINTY: dict[PageKind, tuple[Family, int]] = {
    SignalKind.BSI_FEVER_WITH_CULTURE: (Family.BSI, 0),
    SignalKind.BSI_SIRS_WITH_CULTURE: (Family.BSI, 0),
    SignalKind.BSI_SUSPECTED: (Family.BSI, 1),
    SignalKind.BSI_UNRESOLVED: (Family.BSI, 2),  # growth is certain, a person must say what it is
    SignalKind.BSI_CONFIRMED: (Family.BSI, 3),
    SignalKind.BSI_ADULT_SEPSIS: (Family.BSI, 0),
    SignalKind.REJECTION_ENZYME_RISE: (Family.REJECTION, 0),
    SignalKind.REJECTION_SUSPECTED: (Family.REJECTION, 1),
    SignalKind.REJECTION_CONFIRMED: (Family.REJECTION, 2),
    SignalKind.REJECTION_BIOPSY_PROPOSED: (Family.BIOPSY_PROPOSED, 0),  # a text to read, no story of rejection itself
    SignalKind.EXPOSURE_LOW: (Family.EXPOSURE_LOW, 0),
    SignalKind.EXPOSURE_HIGH: (Family.EXPOSURE_HIGH, 0),
    SignalKind.EXPOSURE_OVERDUE: (Family.EXPOSURE_OVERDUE, 0),
    SignalKind.INFUSION_REACTION: (Family.INFUSION, 0),
    SignalKind.NK_ACTIVITY_FALL: (Family.NK_ACTIVITY, 0),
    **dict.fromkeys(HealthKind, (Family.HEALTH, 0)),
    **dict.fromkeys(TrialKind, (Family.TRIAL, 0)),
}
"""Which kinds are one story, and which of them is the surer; a rise is an escalation."""

PASSING = frozenset({SignalKind.BSI_FEVER_WITH_CULTURE, SignalKind.BSI_SIRS_WITH_CULTURE, *HealthKind})
"""Kinds that end by themselves. A signal of any other kind is kept and closed with a reason by its rule, so that when
it is there no more, its ground was taken away."""

SEVERITY_ORDER = (Severity.LOG, Severity.NOTIFY, Severity.PAGE)
LOUDNESS = {severity: place for place, severity in enumerate(SEVERITY_ORDER)}


class Ground(BaseModel):
    """One signal of those that are told together, in short: what is beside another in a story.

    `evidence` tells whether it is gone or only known by another name, `first_day` whether its blood was dated anew.
    """

    model_config = ConfigDict(frozen=True)

    signal: str
    kind: PageKind
    severity: Severity
    organisms: tuple[str, ...] = ()
    criterion: str | None = None
    secondary_to: str | None = None
    evidence: tuple[str, ...] = ()
    first_day: date | None = None


class Named(BaseModel):
    """What a summary names: a page that is held back, by whom it is about and of what kind."""

    model_config = ConfigDict(frozen=True)

    subject: str
    story: str
    kind: PageKind


class Said(BaseModel):
    """What people act on.

    A summary says `held_back`, the first of what it names, and how many `held_back_in_all`; `summaries` counts how
    often there was more to name.
    """

    model_config = ConfigDict(frozen=True)

    kind: PageKind
    severity: Severity
    organisms: tuple[str, ...] = ()
    date_of_event: date | None = None
    criterion: str | None = None
    secondary_to: str | None = None
    grade: str | None = None
    held_back: tuple[Named, ...] = ()
    held_back_in_all: int = 0
    summaries: int = 0

    @property
    def family(self) -> Family:
        """The kinds that it can be one story with."""
        return FAMILY_AND_CERTAINTY[self.kind][0]

    @property
    def certainty(self) -> int:
        """How sure it is, within its family."""
        return FAMILY_AND_CERTAINTY[self.kind][1]

    @property
    def loudness(self) -> int:
        """Place of the severity, the louder the higher."""
        return LOUDNESS[self.severity]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to tell.

    Attributes:
        signal: id of the signal or of the trouble.
        open: it still asks for attention.
        said: what people act on.
        since: when the first evidence was stated (aware).
        because: why.
        closed_because: why it asks for no attention any more.
        taken_back: a corrected report took its ground away.
        asks: what the reader should do.
        elements: criterion's elements met, with times.
        missing: elements not met.
        evidence: identities of the facts it rests on.
        event: id of its event.
        confirmed_at: when the result was stated that confirmed its event.
        days: first and last day of the blood that it is about, where it is about blood.
        window_around: the day that the window of its story lies around (together.py).
        members: ids of all signals that it is made of.
        grounds: those of them that ask for attention, where each stands by itself.
        closings: why members that are closed ask for attention no more, by their ids.
        boundary: on a page about the trial: the numbers.
        limit: on a summary: how many pages an hour may go out.
        private_words: words that came from outside and stand for nothing we know; never repeated.
    """

    signal: str
    open: bool
    said: Said
    since: datetime
    because: str
    closed_because: str = ""
    taken_back: bool = False
    asks: str = ""
    elements: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: frozenset[str] = frozenset()
    event: str | None = None
    confirmed_at: datetime | None = None
    days: tuple[date, date] | None = None
    window_around: date | None = None
    members: frozenset[str] = frozenset()
    grounds: tuple[Ground, ...] = ()
    closings: Mapping[str, str] = field(default_factory=dict)
    boundary: BoundaryNumbers | None = None
    limit: int = 0
    private_words: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """The ids that a story may know it by."""
        return self.members | {self.signal}


def matters_of(assessment: Assessment) -> tuple[Matter, ...]:
    """What there is to tell of a recipient, in the assessment's order."""
    events = {event.id: event for event in assessment.events}
    return tuple(_matter(signal, events.get(signal.event or "")) for signal in assessment.signals)


def _matter(signal: Signal, event: Event | None) -> Matter:
    names = {*signal.organisms, *(one.name for one in (event.organisms if event else ()))}
    unknown = frozenset(name for name in names if not _is_known(name))
    return Matter(
        signal=signal.id,
        open=signal.status is SignalStatus.OPEN,
        said=Said(
            kind=signal.kind,
            severity=signal.severity,
            organisms=tuple(sorted(set(signal.organisms) - unknown)),
            date_of_event=event.date_of_event if event else None,
            criterion=event.criterion if event else None,
            secondary_to=event.secondary_to if event else None,
            grade=event.grade if event else None,
        ),
        since=signal.since,
        because=signal.reason,
        closed_because=signal.closed_because,
        taken_back=signal.taken_back,
        asks=signal.asks,
        elements=signal.elements,
        missing=signal.missing,
        evidence=frozenset(signal.evidence),
        event=signal.event,
        confirmed_at=event.confirmed_at if event else None,
        days=signal.blood_days,
        private_words=unknown,
    )


@lru_cache(maxsize=1024)
def _is_known(name: str) -> bool:
    """Whether a name is the terminology's own; a laboratory's words may hold anything."""
    try:
        return named(name).name == name
    except LookupError:
        return False


ANSWERED = frozenset(
    {EventStatus.CONTAMINANT, EventStatus.EXCLUDED, EventStatus.REFUTED, EventStatus.UNRESOLVED, EventStatus.CONFIRMED}
)
"""Statuses of an event that answer a suspicion; it is closed by them, not taken back."""


def answer_to(evidence: frozenset[str], event: str | None, assessment: Assessment) -> EventStatus | None:
    """How the event behind a signal that is gone was answered; None where there is no such event any more."""
    for one in assessment.events:
        if (one.id == event or evidence & frozenset(one.evidence)) and one.status in ANSWERED:
            return one.status
    return None
