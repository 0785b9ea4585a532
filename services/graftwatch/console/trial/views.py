"""What the committee's pages show; words are in the reader's language, days in the trial's time zone.

Nothing here is more than its audience may know: pooled figures for blinded readers.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime

from graftwatch.committee.audience import Audience
from graftwatch.findings import Published


class TableShown(Published):
    """Rows of ready words under their headings; `numbers` are the columns that stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


class ChartShown(Published):
    """A chart: its SVG, what is seen in it in words, and the same figures as a table."""

    name: str
    title: str
    says: str
    svg: str
    data: TableShown


class BlockShown(Published):
    """One block of a chapter: words, short facts (name and value), a table with its caption, or a chart.

    `text` is the paragraph or the caption, and what is said where a table has no row stands in `empty`.
    """

    kind: Literal["paragraph", "facts", "table", "chart"]
    text: str = ""
    strong: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    table: TableShown | None = None
    empty: str = ""
    chart: ChartShown | None = None


class ChapterShown(Published):
    """A heading and what stands under it."""

    anchor: str
    heading: str
    blocks: tuple[BlockShown, ...]


class CrossedShown(Published):
    """Where the boundary was met first: so many events among so many evaluable, where `stop_at` stop the trial."""

    evaluable: int
    events: int
    stop_at: int | None
    on: date | None


class NextEventShown(Published):
    """What the next recipient with the event makes of it; `stop_at` None where no number of events stops there."""

    evaluable: int
    events: int
    stop_at: int | None
    stops: bool


class SoonestShown(Published):
    """The first look to come that can stop the trial, if every next recipient has the event."""

    more_events: int
    evaluable: int


class EndpointShown(Published):
    """One endpoint in figures: counts of recipients, shares 0–1.

    Attributes:
        endpoint: "bsi" or "rejection".
        name: in words.
        evaluable: recipients who count.
        events: those of them with the event.
        not_yet_evaluable: recipients still observed.
        excluded: recipients who never count.
        rate: events among the evaluable; None while nobody is.
        lower: of the exact 95 % interval (Clopper–Pearson).
        upper: of the same.
        rule: of the boundary; None where none is planned.
        planned: recipients that the boundary is planned for.
        stop_at: the number of events that stops at this number of evaluable recipients; None where none does.
        crossed: where the boundary was crossed.
        next_event: what the next recipient with the event means; None beyond the planned number.
        soonest: the soonest stop; None where there is none to come.
        predictive: probability that the boundary will have been crossed at the planned number.
    """

    endpoint: str
    name: str
    evaluable: int
    events: int
    not_yet_evaluable: int
    excluded: int
    rate: float | None
    lower: float
    upper: float
    rule: str | None = None
    planned: int | None = None
    stop_at: int | None = None
    crossed: CrossedShown | None = None
    next_event: NextEventShown | None = None
    soonest: SoonestShown | None = None
    predictive: float | None = None


class DaysShown(Published):
    """The trial's days: the first on which somebody was enrolled, the last that was read of.

    `looks` are the days on which a recipient became evaluable, as known now; `crossed` those on which a boundary was
    found crossed.
    """

    first: date
    last: date
    looks: tuple[date, ...] = ()
    crossed: tuple[date, ...] = ()


class TrialShown(Published):
    """The trial at a time, for an audience.

    Attributes:
        audience: whose figures these are.
        as_of: the data cut-off.
        day: its day.
        is_now: all that is known; else what was known then.
        read_until: how far the service had read, where that is before the cut-off.
        protocol: name and version in force at the cut-off.
        enrolled: all recipients.
        endpoints: bloodstream infection, then rejection.
        charts: in reading order; none where only the verdict was asked for.
        chapters: the tables behind them; the same.
        days: that can be asked for.
    """

    audience: Audience
    as_of: AwareDatetime
    day: date
    is_now: bool
    read_until: datetime | None
    protocol: tuple[str, str]
    enrolled: int
    endpoints: tuple[EndpointShown, ...]
    charts: tuple[ChartShown, ...]
    chapters: tuple[ChapterShown, ...]
    days: DaysShown

    @property
    def is_crossed(self) -> bool:
        """Whether the protocol asks for a decision."""
        return any(one.crossed for one in self.endpoints)

    @property
    def has_boundary(self) -> bool:
        """Whether the protocol plans a boundary for anything."""
        return any(one.planned for one in self.endpoints)


class ReportShown(Published):
    """The whole safety report, in English, as `graftwatch safety report` writes it."""

    title: str
    marking: str
    cut_off: str
    chapters: tuple[ChapterShown, ...]
