"""The published form of a backtest: what `backtest --json` prints. Pseudonymous subject ids only.

Every share comes with what it was counted from and its exact 95 % interval (Clopper & Pearson), every rate with its
exact Poisson interval (Garwood). None where nothing can be said.
"""

from datetime import date, datetime

from pydantic import Field

from graftwatch.assessment import ProtocolStamp, UnreadFile
from graftwatch.findings import Published


class Share(Published):
    """A proportion: so many of so many."""

    count: int
    of: int
    value: float | None
    interval_95: tuple[float, float]


class Rate(Published):
    """Events per unit of time under observation."""

    count: int
    months: float = Field(description="recipient-months under observation (30.4375 days each)")
    per_month: float | None
    interval_95: tuple[float, float | None] = Field(description="per month; the upper end None without observation")


class FeedPlayed(Published):
    """One feed, and what was played of it."""

    name: str
    first: datetime = Field(description="when the first message came")
    until: datetime
    messages: int
    about_recipients: int
    decisions: int
    recipients: int
    assessments: int = Field(description="how often a recipient was assessed")
    unread: tuple[UnreadFile, ...] = ()
    refused_decisions: tuple[str, ...] = Field(default=(), description="decisions that could not be taken, and why")
    undated: int = Field(default=0, description="messages about recipients without a time sent")
    unmapped: int = Field(default=0, description="results under codes or units that nobody mapped")
    failed: int = Field(default=0, description="steps that failed in processing")
    not_reviewed: tuple[str, ...] = Field(default=(), description="enrolled, but not in the truth: left out")


class TwoByTwo(Published):
    """Recipients by endpoint: what the truth says against what the service says at the end."""

    endpoint: str
    both: int = Field(description="true positive: the truth and the service")
    only_truth: int = Field(description="false negative: missed by the service")
    only_service: int = Field(description="false positive: the service alone")
    neither: int = Field(description="true negative")
    sensitivity: Share
    specificity: Share
    positive_predictive_value: Share
    negative_predictive_value: Share


class Cell(Published):
    """One cell of a table: how often the truth's word met the service's."""

    truth: str
    service: str
    count: int


class EventAgreement(Published):
    """Confirmed events of one kind, each held against the truth's."""

    kind: str
    sensitivity: Share = Field(description="confirmed true events that the service confirmed, among all")
    positive_predictive_value: Share = Field(description="events that the service confirmed and the truth, too")
    same_date: Share = Field(description="matched events with the truth's very date")
    same_criterion: Share = Field(description="matched events whose criterion the truth names, with that criterion")
    same_organisms: Share = Field(description="matched events whose organisms the truth names, with exactly those")
    standings: tuple[Cell, ...] = Field(description="the truth's standing against the service's status, every event")
    criteria: tuple[Cell, ...] = Field(description="criterion against criterion, matched confirmed events")


class CultureAgreement(Published):
    """Contaminants and results taken back: blood that is no infection."""

    not_infection: int
    never_confirmed: Share = Field(description="specificity: not confirmed by the service at the end")
    never_paged: Share = Field(description="nobody was woken about it at any time")


class AlarmFigures(Published):
    """How often people are told so loudly, and how often for nothing; during observation."""

    severity: str = Field(description="`page` wakes somebody, `notify` waits for the morning")
    news: int = Field(description="first, reopened, escalated, new organism; of any kind")
    precision: Share = Field(description="of the news that the truth speaks about: about something true")
    uneventful_recipients: int = Field(description="recipients of whom the truth holds nothing real")
    uneventful_per_month: Rate = Field(description="news in uneventful recipients, over their months")
    repetitions: int = Field(description="told again because nobody acknowledged")
    endings: int = Field(description="retracted or resolved")


class PageFigures(Published):
    """Pages that wake somebody, during observation; repetitions and endings apart."""

    waking: int
    right: int = Field(description="about something true")
    wrong: int
    positive_predictive_value: Share
    false_per_month: Rate
    false_stories_per_month: Rate = Field(description="matters that woke somebody for nothing, however many pages each")
    by_kind: tuple[Cell, ...] = Field(
        description="the truth's standing of what each page was about; `service` the kind of page"
    )
    repetitions: int
    endings: int = Field(description="retracted or resolved")
    notices: int = Field(description="told without waking anybody")
    outside_observation: int
    not_judged: int = Field(description="of kinds that the truth does not speak about")
    about_the_service: int


class SignalFigures(Published):
    """One kind of signal: how many were raised during observation, and how many of the true events it told of."""

    kind: str
    raised: int
    right: int
    positive_predictive_value: Share
    sensitivity: Share
    false_per_month: Rate
    expected_by: str = Field(description="what sensitivity is held against, in words")


class RejectionSignals(Published):
    """Laboratory signals of rejection by one definition of what is a signal."""

    definition: str
    kinds: tuple[str, ...]
    sensitivity_before_biopsy: Share = Field(description="signalled at or before the biopsy's result was entered")
    sensitivity_at_any_time: Share
    false_signals: Rate = Field(description="in recipients without confirmed rejection, over their months")
    false_per_10_months: float | None
    interval_per_10_months: tuple[float, float | None]
    target_met: bool | None = Field(description="at most one in 10 months at 90 % sensitivity or more; None: no data")


class Spell(Published):
    """How long something took, over all events: hours, negative where it came the other way round."""

    name: str
    hours: tuple[float, ...]
    median: float | None
    quartiles: tuple[float, float] | None
    worst: float | None = Field(description="the longest; of hours gained the fewest")


class Timeline(Published):
    """One true, confirmed infection or rejection that the service told of: when what was known."""

    feed: str
    subject: str
    kind: str
    date_of_event: date
    criterion: str | None
    collected_at: datetime | None
    first_positive_at: datetime | None
    first_page_at: datetime | None
    final_at: datetime | None
    confirmed_page_at: datetime | None


class Disagreement(Published):
    """One place where the truth and the service differ, with the service's grounds."""

    feed: str
    subject: str
    about: str = Field(description="endpoint, event, culture, page or signal")
    title: str
    truth: str
    service: str
    when: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class BacktestReport(Published):
    """The whole document of `graftwatch backtest --json`."""

    rules: str
    protocol: ProtocolStamp
    feeds: tuple[FeedPlayed, ...]
    judged: tuple[str, ...] = Field(description="kinds that the truth speaks about")
    recipients: int
    recipient_months: float
    endpoints: tuple[TwoByTwo, ...]
    events: tuple[EventAgreement, ...]
    cultures: CultureAgreement
    pages: PageFigures
    alarms: tuple[AlarmFigures, ...] = Field(description="what a pager is judged by, one row a severity")
    signals: tuple[SignalFigures, ...]
    rejection_signals: tuple[RejectionSignals, ...]
    rises_from_injuries: tuple[Cell, ...] = Field(
        description="enzyme rises in recipients without rejection, by the injury (`truth`) that truly caused them"
    )
    times: tuple[Spell, ...]
    timelines: tuple[Timeline, ...]
    disagreements: tuple[Disagreement, ...]
