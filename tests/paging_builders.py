"""Builders for tests of pages: assessments with signals, events, and pages that were decided on them."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from graftwatch.assessment import Assessment, RecipientState, WindowDates
from graftwatch.facts import Acknowledgement, ClinicalTime, pseudonymous_key
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound, Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import Circumstances, Decided, Ledger, Page, PageDetails, PageReason, Scrub, decide
from graftwatch.protocol import Paging

FOUR_IN_THE_AFTERNOON = datetime(2026, 6, 4, 7, 0, tzinfo=UTC)
"""16:00 in Tokyo, the time of the first look in these tests."""


def minutes_later(minutes: float) -> datetime:
    """A time after the first look."""
    return FOUR_IN_THE_AFTERNOON + timedelta(minutes=minutes)


def signal(  # a signal has these parts; each test names those it is about
    kind: SignalKind = SignalKind.BSI_SUSPECTED,
    *,
    id: str = "bsi-1",  # noqa: A002 - it is the model's own word
    severity: Severity = Severity.PAGE,
    status: SignalStatus = SignalStatus.OPEN,
    organisms: tuple[str, ...] = (),
    evidence: tuple[str, ...] = ("culture-1",),
    summary: str = "positive blood culture bottle",
    event: str | None = None,
    since: datetime = FOUR_IN_THE_AFTERNOON,
    **texts: tuple[str, ...] | str,
) -> Signal:
    """A signal."""
    fields: dict[str, object] = {"reason": "a bottle of 4 June is positive", **texts}
    return Signal.model_validate(
        {
            "id": id,
            "kind": kind,
            "severity": severity,
            "status": status,
            "since": since,
            "summary": summary,
            "event": event,
            "organisms": organisms,
            "evidence": evidence,
            **fields,
        }
    )


def event(
    status: EventStatus = EventStatus.SUSPECTED,
    *,
    id: str = "event-1",  # noqa: A002 - it is the model's own word
    organisms: tuple[OrganismFound, ...] = (),
    evidence: tuple[str, ...] = ("culture-1",),
    **fields: object,
) -> Event:
    """A bloodstream infection."""
    return Event.model_validate(
        {
            "id": id,
            "kind": EventKind.BSI,
            "status": status,
            "organisms": organisms,
            "evidence": evidence,
            **fields,
        }
    )


def assessment(*signals: Signal, events: tuple[Event, ...] = (), subject: str = "S01") -> Assessment:
    """What the protocol concludes about a recipient on post-operative day 3."""
    return Assessment(
        as_of=FOUR_IN_THE_AFTERNOON,
        subject=subject,
        window=WindowDates(first=date(2026, 6, 1), last=date(2026, 7, 1)),
        post_operative_day=3,
        state=RecipientState.IN_WINDOW,
        signals=signals,
        events=events,
    )


def page(*, subject: str = "S01", story: str = "bsi-1", sequence: int = 1, **fields: object) -> Page:
    """A page; its id and key follow from subject, story and sequence."""
    name = pseudonymous_key(subject, story, str(sequence))
    return Page.model_validate(
        {
            "id": name,
            "story": story,
            "sequence": sequence,
            "reason": PageReason.FIRST if sequence == 1 else PageReason.REPEATED,
            "severity": Severity.PAGE,
            "kind": SignalKind.BSI_SUSPECTED,
            "subject": subject,
            "post_operative_day": 3,
            "summary": f"Bloodstream infection suspected. {subject}, post-operative day 3.",
            "short": f"{subject} POD 3: BSI suspected",
            "details": PageDetails(since=FOUR_IN_THE_AFTERNOON, because="a bottle of 4 June is positive"),
            "link": f"https://graftwatch.example/recipients/{subject}",
            "dedup_key": f"graftwatch-{name}",
            "decided_at": FOUR_IN_THE_AFTERNOON,
            **fields,
        }
    )


def heard(page: str, at: datetime) -> Acknowledgement:
    """Somebody acknowledged a page."""
    return Acknowledgement(page, ClinicalTime(at.date(), at), "icn")


class Pager:
    """A recipient's pager: looks at assessments one after another and keeps the ledger."""

    def __init__(self, policy: Paging | None = None, scrub: Scrub | None = None) -> None:
        self.policy = policy or Paging()
        self.scrub = scrub or Scrub()
        self.ledger = Ledger()
        self.pages: list[Page] = []
        self.heard: list[Acknowledgement] = []
        self.held_back: frozenset[str] = frozenset()
        self.let_out: dict[str, datetime] = {}
        self.zone: tzinfo = UTC

    def looks(self, after: Assessment, minutes: float = 0) -> Decided:
        """Decides, so many minutes after the first look."""
        circumstances = Circumstances(
            now=minutes_later(minutes),
            policy=self.policy,
            acknowledgements=tuple(self.heard),
            base_url="https://graftwatch.example",
            scrub=self.scrub,
            zone=self.zone,
            held_back=self.held_back,
            let_out=self.let_out,
        )
        decided = decide(after, self.ledger, circumstances)
        self.ledger = Ledger.model_validate_json(decided.ledger.model_dump_json())
        self.pages += decided.pages
        return decided

    def hears(self, page: Page, minutes: float) -> None:
        """Somebody acknowledges a page, so many minutes after the first look."""
        self.heard.append(heard(page.id, minutes_later(minutes)))
