"""A recipient's timeline as data: what the picture shows, and the API's JSON. Pseudonymous subject ids only.

Clinical times are as precise as they were stated: a day, and the instant where it is known. Everything names the
messages that say it. Words of laboratories (organisms as reported) stand as they came and are text, nothing else.
"""

from datetime import date, datetime
from enum import StrEnum

from graftwatch.assessment import RecipientState, WindowDates
from graftwatch.facts import Growth, ReportKind, Status
from graftwatch.findings import EventKind, EventStatus, Published, Severity, SignalKind, SignalStatus
from graftwatch.paging import PageKind, PageReason


class MessageRef(Published):
    """A message that something comes from.

    Attributes:
        control_id: the sender's number (MSH-10); empty where a person entered it.
        feed: the feed that it came by; "decision" where a person entered it.
        number: its place in the journal; None where it is not kept here.
    """

    control_id: str
    feed: str
    number: int | None = None


class Moment(Published):
    """A clinical time: the day in the trial's zone, and the instant (aware) where it is known."""

    on: date
    at: datetime | None = None


class MarkKind(StrEnum):
    """What happened to the recipient at a moment."""

    TRANSPLANT = "transplant"
    INFUSION = "infusion"
    RE_TRANSPLANT = "re_transplant"
    DEATH = "death"
    WITHDRAWAL = "withdrawal"
    BIOPSY = "biopsy"
    BIOPSY_PROPOSAL = "biopsy_proposal"
    SIGN = "sign"
    SITE_INFECTION = "site_infection"
    DOSE = "dose"


class SpanKind(StrEnum):
    """What lasted for days."""

    STAY = "stay"
    LINE = "central_line"
    TREATMENT = "treatment"
    CONDITION = "condition"


class Mark(Published):
    """Something that happened; `words` names it further: a sign, a grade, a site with its criterion, a drug."""

    kind: MarkKind
    when: Moment
    words: str = ""
    messages: tuple[MessageRef, ...] = ()


class Span(Published):
    """Something that lasted. `last` is None while it lasts; `first` is None where only its end was told."""

    kind: SpanKind
    first: Moment | None
    last: Moment | None
    words: str = ""
    messages: tuple[MessageRef, ...] = ()


class CultureState(StrEnum):
    """Where a culture stands."""

    PENDING = "pending"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_DONE = "not_done"
    UNREADABLE = "unreadable"


class OrganismSeen(Published):
    """An organism, or a form under the microscope; `name` is None where nobody could resolve the words."""

    name: str | None
    reported: str
    status: Status
    form_only: bool = False
    quantity: str | None = None


class Report(Published):
    """One report on a specimen as it stands; `versions` is how often it was said anew."""

    kind: ReportKind
    status: Status
    growth: Growth
    stated_at: datetime
    versions: int
    messages: tuple[MessageRef, ...] = ()


class Culture(Published):
    """One draw or specimen with all that was said of it.

    Attributes:
        id: pseudonymous.
        specimen_type: "blood" or what else was sampled; empty where nobody said.
        collected: None where nobody said.
        resulted_at: when the newest report was stated that says anything of growth; None where none does.
        state: where it stands.
        status: the newest report's.
        organisms: what the reports name now.
        earlier: organisms that an earlier version named, and none does now.
        reports: the current reports.
    """

    id: str
    specimen_type: str
    collected: Moment | None
    resulted_at: datetime | None
    state: CultureState
    status: Status
    organisms: tuple[OrganismSeen, ...] = ()
    earlier: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()


class Reading(StrEnum):
    """How a value stands to its limit or target."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    APART = "apart"  # a level that is no trough and is held against nothing


class Value(Published):
    """One result. `comparator` is "", "<", "<=", ">" or ">=", as sent."""

    when: Moment
    at: datetime
    value: float
    reading: Reading
    comparator: str = ""
    said: str = ""
    message: MessageRef


class Series(Published):
    """The results of one concept by time. `upper_limit` is the laboratory's, where the rules hold values against it."""

    concept: str
    unit: str
    values: tuple[Value, ...] = ()
    upper_limit: float | None = None


class Target(Published):
    """The target of troughs from a time on, both bounds inside."""

    since: datetime
    low: float
    high: float


class Drug(Published):
    """One drug's levels against its target, which holds until `targets_until`.

    Troughs further apart than `max_gap_days` are not joined. `overdue_since` is set while a trough is overdue.
    """

    drug: str
    levels: Series
    targets: tuple[Target, ...]
    targets_until: datetime
    max_gap_days: float
    time_in_range: float | None = None
    overdue_since: datetime | None = None


class Episode(Published):
    """An infection, rejection or infusion reaction; see `findings.Event`."""

    id: str
    kind: EventKind
    status: EventStatus
    criterion: str | None
    attribution: str | None
    secondary_to: str | None
    date_of_event: date | None
    infection_window_period: tuple[date, date] | None
    repeat_infection_timeframe: tuple[date, date] | None
    organisms: tuple[str, ...]
    grade: str | None
    in_window: bool
    counts_for_endpoint: bool
    messages: tuple[MessageRef, ...] = ()


class SignalBar(Published):
    """A signal from its first evidence to its end; `until` is None while it is open, or where its end was never told.

    `summary` and `closed_because` are the rules' English words; pages say them in the reader's language.
    """

    id: str
    kind: SignalKind
    severity: Severity
    status: SignalStatus
    since: datetime
    until: datetime | None
    summary: str
    closed_because: str
    messages: tuple[MessageRef, ...] = ()


class PageTold(Published):
    """A page: when it was decided, and who heard it when. `summaries` are its one line, by language."""

    id: str
    story: str
    kind: PageKind
    reason: PageReason
    severity: Severity
    told_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    summaries: dict[str, str]


class EnzymeLimits(Published):
    """What the rule of a liver-enzyme rise asks: so many times the upper limit, from a post-operative day on."""

    times_upper_limit: float
    from_day: int


class Timeline(Published):
    """All of it.

    Attributes:
        subject: whom it is about.
        as_of: the time it is drawn for (aware): now, or the time that was asked for.
        known_by: what became known later is left out (aware); None: nothing is.
        zone: the trial's time zone, in which days are counted.
        window: first and last day of the endpoint's window, both inside.
        fever_above, hypothermia_below: limits of a temperature in degrees Celsius, themselves no sign.
    """

    subject: str
    as_of: datetime
    known_by: datetime | None
    zone: str
    transplanted_on: date
    window: WindowDates
    post_operative_day: int
    state: RecipientState
    marks: tuple[Mark, ...]
    spans: tuple[Span, ...]
    cultures: tuple[Culture, ...]
    temperatures: Series
    fever_above: float
    hypothermia_below: float
    drugs: tuple[Drug, ...]
    liver_tests: tuple[Series, ...]
    enzyme_limits: EnzymeLimits
    episodes: tuple[Episode, ...]
    signals: tuple[SignalBar, ...]
    pages: tuple[PageTold, ...]
