"""What really happened, as a reviewer or the simulator says it: the side that the service is held against.

One true event is one thing that a person found in the record, with the day it is counted from. What the truth does
not speak about is not judged: a recipient whom nobody reviewed, a kind that nobody looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from graftwatch.findings import SignalKind


class Kind(StrEnum):
    """What a true event is about."""

    BSI = "bsi"
    REJECTION = "rejection"
    INFUSION_REACTION = "infusion_reaction"
    EXPOSURE_LOW = "exposure_low"
    EXPOSURE_HIGH = "exposure_high"
    NK_ACTIVITY_FALL = "nk_activity_fall"


class Standing(StrEnum):
    """How the reviewer counts it.

    A contaminant and a retracted result are no infection; an unresolved or excluded one is real growth that the
    surveillance definition does not take.
    """

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    UNRESOLVED = "unresolved"
    EXCLUDED = "excluded"
    CONTAMINANT = "contaminant"
    RETRACTED = "retracted"

    @property
    def is_real(self) -> bool:
        """Whether a page about it was worth waking somebody."""
        return self not in {Standing.CONTAMINANT, Standing.RETRACTED}


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """One thing that a person found.

    Attributes:
        subject: pseudonymous subject id.
        kind: what it is about.
        on: date of event; of a contaminant and a retracted result the day of collection, of a rejection the day of the
            biopsy.
        standing: how it counts.
        in_window: whether it lies in the endpoint window.
        organisms: canonical names; the laboratory's words where nothing is known by them.
        criterion: of an infection "LCBI-1" …, or "secondary"; None where the reviewer did not say.
        grade: of a rejection, or None.
        began_on: first day on which the blood shows a rejection, where known.
        note: the reviewer's.
    """

    subject: str
    kind: Kind
    on: date
    standing: Standing = Standing.CONFIRMED
    in_window: bool = True
    organisms: tuple[str, ...] = ()
    criterion: str | None = None
    grade: str | None = None
    began_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedSignal:
    """A signal that must be raised once its first evidence has arrived, whether or not it becomes an event."""

    subject: str
    kind: SignalKind
    at: datetime


@dataclass(frozen=True, slots=True)
class LiverInjury:
    """Another injury of the graft than rejection, and the days on which the blood shows it."""

    cause: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class TrueCourse:
    """Everything that was found about one recipient, and nothing else of the kinds that are judged."""

    subject: str
    events: tuple[TrueEvent, ...] = ()
    signals: tuple[ExpectedSignal, ...] = ()
    injuries: tuple[LiverInjury, ...] = ()
    note: str = ""

    def of(self, kind: Kind) -> list[TrueEvent]:
        """The events of one kind."""
        return [one for one in self.events if one.kind is kind]


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about a feed.

    Attributes:
        source: the file's name.
        courses: by subject; who is not here was not reviewed.
        judged: the kinds that the reviewer looked for.
    """

    source: str
    courses: Mapping[str, TrueCourse] = field(default_factory=dict)
    judged: frozenset[Kind] = frozenset()
