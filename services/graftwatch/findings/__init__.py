"""What rules conclude about one recipient: events, signals and drug exposure, in the published form.

Rules below build these, the assessment collects them, the pager compares them. Everything here is a function of
facts and time alone; words in it are meant for people and hold no identifier.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class EventKind(StrEnum):
    """What an event is about."""

    BSI = "bsi"
    REJECTION = "rejection"
    INFUSION_REACTION = "infusion_reaction"


class EventStatus(StrEnum):
    """How sure an event is."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    CONTAMINANT = "contaminant"
    EXCLUDED = "excluded"
    REFUTED = "refuted"
    UNRESOLVED = "unresolved"


class Severity(StrEnum):
    """How loudly a signal is told: a page wakes somebody, a notice waits for the morning, a log entry for a reader."""

    PAGE = "page"
    NOTIFY = "notify"
    LOG = "log"


class SignalKind(StrEnum):
    """What somebody must know."""

    BSI_SUSPECTED = "bsi.suspected"
    BSI_CONFIRMED = "bsi.confirmed"
    BSI_UNRESOLVED = "bsi.unresolved"
    BSI_FEVER_WITH_CULTURE = "bsi.fever_with_culture"
    BSI_SIRS_WITH_CULTURE = "bsi.sirs_with_culture"
    BSI_ADULT_SEPSIS = "bsi.adult_sepsis"
    REJECTION_ENZYME_RISE = "rejection.enzyme_rise"
    REJECTION_SUSPECTED = "rejection.suspected"
    REJECTION_CONFIRMED = "rejection.confirmed"
    REJECTION_BIOPSY_PROPOSED = "rejection.biopsy_proposed"
    EXPOSURE_LOW = "exposure.low"
    EXPOSURE_HIGH = "exposure.high"
    EXPOSURE_OVERDUE = "exposure.overdue"
    INFUSION_REACTION = "infusion.reaction"
    NK_ACTIVITY_FALL = "nk_activity.fall"


class SignalStatus(StrEnum):
    """Whether a signal still asks for somebody's attention."""

    OPEN = "open"
    CLOSED = "closed"


class Published(BaseModel):
    """A frozen model that is published: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OrganismFound(Published):
    """An organism of an event; `name` is the terminology's, or the laboratory's own words where unresolved."""

    name: str
    snomed: str | None = None
    common_commensal: bool | None = None
    mbi: bool | None = None


class Event(Published):
    """One infection, rejection or infusion reaction, with its grounds.

    `id` is a function of subject, kind and first evidence. `evidence` holds the identities of the facts it rests
    on: two versions of an event whose evidence overlaps are the same event, revised. `elements` are the criterion's
    elements met, in words with times; `missing` what the nearest criterion still lacks; `sources` the messages.
    `confirmed_at` is when the result was stated that confirmed a bloodstream infection, `adjudicated` the verdict of
    the person who judged the event, None where nobody has.
    """

    id: str
    kind: EventKind
    status: EventStatus
    criterion: str | None = None
    attribution: str | None = None
    secondary_to: str | None = None
    date_of_event: date | None = None
    onset: str | None = None
    central_line_associated: bool | None = None
    infection_window_period: tuple[date, date] | None = None
    repeat_infection_timeframe: tuple[date, date] | None = None
    organisms: tuple[OrganismFound, ...] = ()
    specimens: tuple[str, ...] = ()
    grade: str | None = None
    confirmed_at: datetime | None = None
    adjudicated: str | None = None
    in_window: bool = False
    counts_for_endpoint: bool = False
    elements: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Signal(Published):
    """Something that somebody must know about one recipient.

    `id` stays the same while the kind rises from suspected to confirmed, so that it is one story for the reader.
    `since` is when the first evidence was stated by its sender; `summary` says what in a few words, `reason` why,
    `asks` what the reader should do, `closed_because` why it is closed, `taken_back` that a
    corrected report took its ground away; `blood_days` are the first and last day of its
    blood draws, where it is about blood. A signal whose ground is gone simply is no
    longer there.
    """

    id: str
    kind: SignalKind
    severity: Severity
    status: SignalStatus
    since: datetime
    summary: str
    reason: str
    closed_because: str = ""
    taken_back: bool = False
    asks: str = ""
    event: str | None = None
    organisms: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    blood_days: tuple[date, date] | None = None


class LastLevel(Published):
    """The newest value of a drug's troughs, or of another course."""

    at: datetime
    value: float


class Exposure(Published):
    """Exposure to one immunosuppressant: troughs against the protocol's target.

    `time_in_range` is the share (0–1) of `covered_hours` inside the target by linear interpolation (Rosendaal),
    None where no two troughs cover any time. `next_due` is when the next trough is overdue, None where nobody waits
    for one; `overdue` says that it is. `last` is None where doses are known and no trough.
    """

    drug: str
    unit: str
    target: tuple[float, float]
    time_in_range: float | None
    covered_hours: float
    last: LastLevel | None
    next_due: datetime | None = None
    overdue: bool = False


class NkActivityCourse(Published):
    """NK activity in one unit: the last value before the cell infusion, and the newest one after it."""

    unit: str
    before: LastLevel | None
    newest: LastLevel | None


class GradedValue(Published):
    """One value with its grade by the Common Terminology Criteria for Adverse Events 5.0; 0 is no adverse event."""

    grade: int
    value: float
    at: datetime


class AdverseEventGrade(Published):
    """What the committee reads by grades: one term, its worst value since the transplant up to the window's end.

    `newest` is the last value. Before post-operative day 5 nearly every graft has high enzymes from reperfusion, so
    `worst_later` is the worst from the day on which the protocol looks at enzymes.
    """

    term: str
    unit: str
    upper_limit: float | None = None
    worst: GradedValue
    worst_later: GradedValue | None
    newest: GradedValue


class Findings(Published):
    """What one family of rules concludes about one recipient.

    `next_look` is the earliest time at which the conclusion can change although no fact comes (aware), or None.
    `refused_decisions` names decisions that the rules cannot take, each with the reason.
    """

    events: tuple[Event, ...] = ()
    signals: tuple[Signal, ...] = ()
    exposure: tuple[Exposure, ...] = ()
    nk_activity: tuple[NkActivityCourse, ...] = ()
    adverse_event_grades: tuple[AdverseEventGrade, ...] = ()
    refused_decisions: tuple[str, ...] = ()
    next_look: datetime | None = None
