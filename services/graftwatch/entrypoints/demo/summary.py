"""What the demo saw, from the service's own store and the pages that came; nothing here knows the truth.

The simulator's truth is held beside it at the end, by the demo, as a check that anybody can repeat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment
from graftwatch.committee.figures import EndpointFigures, TrialFigures, trial_figures
from graftwatch.findings import Event, EventKind, EventStatus, Severity, SignalKind
from graftwatch.paging import Ledger, Page, PageReason
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster
from graftwatch.simulator import Truth

# Pages that bring news; repeats and endings are counted apart.
NEWS = frozenset({PageReason.FIRST, PageReason.REOPENED, PageReason.ESCALATED, PageReason.NEW_ORGANISM})


@dataclass(frozen=True, slots=True)
class InfectionSeen:
    """One confirmed infection that counts: when it was first paged, and when it was confirmed."""

    subject: str
    date_of_event: date
    post_operative_day: int
    organisms: str
    criterion: str
    first_page_at: datetime | None
    confirmed_page_at: datetime | None

    @property
    def hours_gained(self) -> float | None:
        """Hours between the first page and the page of the confirmed infection."""
        if self.first_page_at is None or self.confirmed_page_at is None:
            return None
        return (self.confirmed_page_at - self.first_page_at) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the demo saw."""

    figures: TrialFigures
    infections: tuple[InfectionSeen, ...]
    pages: tuple[Page, ...]
    messages: int

    @property
    def bsi(self) -> EndpointFigures:
        """The bloodstream infection endpoint."""
        return self.figures.endpoints[0]

    @property
    def rejection(self) -> EndpointFigures:
        """The rejection endpoint."""
        return self.figures.endpoints[1]

    @property
    def recipients(self) -> int:
        """How many are enrolled."""
        return self.bsi.counts.enrolled

    def pages_by_reason(self) -> dict[str, int]:
        """Pages that wake somebody, by reason."""
        waking = [page.reason.value for page in self.pages if page.severity is Severity.PAGE]
        return {reason: waking.count(reason) for reason in sorted(set(waking))}


def seen(store: SqliteState, pages: Sequence[Page], messages: int, protocol: Protocol) -> Seen:
    """Reads the service's store at the end."""
    roster = Roster.of_changes(store.roster_changes())
    trial = [(one, held) for held in store.assessments() if (one := roster.get(held.subject)) is not None]
    as_of = max(held.as_of for _, held in trial)
    ledgers = {held.subject: store.load(held.subject).ledger for _, held in trial}
    infections = tuple(_infections(trial, pages, ledgers, protocol))
    return Seen(trial_figures(trial, protocol, as_of), infections, tuple(pages), messages)


def _infections(
    trial: Iterable[tuple[Recipient, Assessment]],
    pages: Sequence[Page],
    ledgers: Mapping[str, Ledger],
    protocol: Protocol,
) -> Iterable[InfectionSeen]:
    for recipient, held in trial:
        for event in held.events:
            counts = event.kind is EventKind.BSI and event.status is EventStatus.CONFIRMED and event.counts_for_endpoint
            if not counts or event.date_of_event is None:
                continue
            stories = set(_stories_of(event, ledgers[held.subject]))
            told = [page for page in pages if page.subject == held.subject and page.story in stories]
            yield InfectionSeen(
                held.subject,
                event.date_of_event,
                recipient.post_operative_day(event.date_of_event, protocol.zone),
                ", ".join(organism.name for organism in event.organisms),
                event.criterion or "",
                _first(told, SignalKind.BSI_SUSPECTED) or _first(told, SignalKind.BSI_CONFIRMED),
                _first(told, SignalKind.BSI_CONFIRMED),
            )


def _stories_of(event: Event, ledger: Ledger) -> Iterable[str]:
    """The stories that told of an event: an earlier draw that came late may have given it another id since."""
    for story in ledger.stories:
        if story.event == event.id or set(story.evidence) & set(event.evidence):
            yield story.id


def _first(pages: Iterable[Page], kind: SignalKind) -> datetime | None:
    return min((page.decided_at for page in pages if page.kind is kind and page.reason in NEWS), default=None)


def agrees(found: Seen, truth: Truth) -> bool:
    """Whether the counts that the service worked out are the simulator's."""
    return (found.bsi.recipients_with_event, found.rejection.recipients_with_event) == (truth.bsi, truth.rejection)
