"""What a backtest counts: endpoints by recipient, events, cultures that are no infection, pages, signals by kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from graftwatch.backtest.course import SignalSeen
from graftwatch.backtest.matching import KIND_OF_SIGNAL, NOTHING, Pair
from graftwatch.backtest.observed import NEWS, Observed, is_called, is_true
from graftwatch.backtest.rates import months_in, rate, share
from graftwatch.backtest.report import (
    Cell,
    CultureAgreement,
    EventAgreement,
    PageFigures,
    SignalFigures,
    TwoByTwo,
)
from graftwatch.backtest.truth import Kind, Standing
from graftwatch.findings import EventKind, EventStatus, Severity, SignalKind
from graftwatch.paging import PageReason

ENDPOINTS: Final = (Kind.BSI, Kind.REJECTION)
EVENT_KINDS: Final = (Kind.BSI, Kind.REJECTION, Kind.INFUSION_REACTION)
ANY_INFECTION: Final = "any"
SIGNALS_APART: Final = timedelta(days=3)
"""An expected signal was raised when one of its kind rests on evidence stated at most so long before or after."""


def months_of(everybody: Iterable[Observed]) -> float:
    """Recipient-months under observation."""
    return months_in(sum((one.time for one in everybody), timedelta()))


def endpoint(kind: Kind, everybody: Sequence[Observed]) -> TwoByTwo:
    """Recipients with and without the endpoint, by truth and by service at the end."""
    counted = Counter((truth_has(kind, one), service_has(kind, one)) for one in everybody)
    both, missed, extra, neither = (
        counted[key] for key in ((True, True), (True, False), (False, True), (False, False))
    )
    return TwoByTwo(
        endpoint=kind.value,
        both=both,
        only_truth=missed,
        only_service=extra,
        neither=neither,
        sensitivity=share(both, both + missed),
        specificity=share(neither, neither + extra),
        positive_predictive_value=share(both, both + extra),
        negative_predictive_value=share(neither, neither + missed),
    )


def truth_has(kind: Kind, one: Observed) -> bool:
    """Whether a recipient has an endpoint by the truth: a confirmed event in the window that the protocol counts."""
    primary_only = kind is Kind.BSI and one.protocol.endpoint.bsi != ANY_INFECTION
    return any(
        event.standing is Standing.CONFIRMED
        and event.in_window
        and not (primary_only and event.criterion == "secondary")
        for event in one.truth.of(kind)
    )


def service_has(kind: Kind, one: Observed) -> bool:
    """Whether a recipient has an endpoint by the service."""
    wanted = EventKind(kind.value)
    return any(
        event.kind is wanted and event.status is EventStatus.CONFIRMED and event.counts_for_endpoint
        for event in one.course.assessment.events
    )


def event_agreement(kind: Kind, everybody: Sequence[Observed]) -> EventAgreement:
    """Confirmed events, each held against its counterpart."""
    pairs = [pair for one in everybody for pair in one.pairs[kind]]
    both = [one for one in pairs if is_true(one) and is_called(one)]
    found = len(both)
    criteria = [(named, said) for one in both if (named := true_criterion(one)) and (said := found_criterion(one))]
    organisms = [one for one in both if one.true and one.true.organisms]
    return EventAgreement(
        kind=kind.value,
        sensitivity=share(found, sum(is_true(one) for one in pairs)),
        positive_predictive_value=share(found, sum(is_called(one) for one in pairs)),
        same_date=share(sum(same_date(one) for one in both), found),
        same_criterion=share(sum(named == said for named, said in criteria), len(criteria)),
        same_organisms=share(sum(same_organisms(one) for one in organisms), len(organisms)),
        standings=_cells((_standing(one), _status(one)) for one in pairs),
        criteria=_cells(criteria),
    )


def true_criterion(pair: Pair) -> str | None:
    """Criterion or grade as the truth names it."""
    return None if pair.true is None else pair.true.criterion or pair.true.grade


def found_criterion(pair: Pair) -> str | None:
    """Criterion, "secondary", or the grade's word, as the service found it."""
    if pair.found is None:
        return None
    if pair.found.attribution == "secondary":
        return "secondary"
    return (pair.found.grade or "").partition(" ")[0] or pair.found.criterion


def same_date(pair: Pair) -> bool:
    """Whether both sides have the very same date."""
    return pair.true is not None and pair.found is not None and pair.true.on == pair.found.date_of_event


def same_organisms(pair: Pair) -> bool:
    """Whether both sides name the same organisms."""
    if pair.true is None or pair.found is None:
        return False
    return set(pair.true.organisms) == {one.name for one in pair.found.organisms}


def _standing(pair: Pair) -> str:
    return pair.true.standing.value if pair.true else NOTHING


def _status(pair: Pair) -> str:
    return pair.found.status.value if pair.found else NOTHING


def _cells(found: Iterable[tuple[str, str]]) -> tuple[Cell, ...]:
    counted = sorted(Counter(found).items())
    return tuple(Cell(truth=truth, service=service, count=count) for (truth, service), count in counted)


def cultures(everybody: Sequence[Observed]) -> CultureAgreement:
    """Contaminants and results taken back: how many became infections, or woke somebody."""
    dirty = [
        (one, pair) for one in everybody for pair in one.pairs[Kind.BSI] if pair.true and not pair.true.standing.is_real
    ]
    kept_apart = sum(not is_called(pair) for _, pair in dirty)
    quiet = sum(not any(told.true is pair.true and told.news for told in one.stories) for one, pair in dirty)
    return CultureAgreement(
        not_infection=len(dirty),
        never_confirmed=share(kept_apart, len(dirty)),
        never_paged=share(quiet, len(dirty)),
    )


def pages(everybody: Sequence[Observed], judged: frozenset[Kind], about_the_service: int) -> PageFigures:
    """Pages that wake somebody, right and wrong."""
    told = [(one, story, page) for one in everybody for story in one.stories for page in story.pages]
    waking = [(one, story, page) for one, story, page in told if page.severity is Severity.PAGE]
    news = [(one, story, page) for one, story, page in waking if page.reason in NEWS]
    observed = [(story, page) for one, story, page in news if one.observes(page.decided_at)]
    judgeable = [(story, page) for story, page in observed if story.kind in judged]
    wrong = [story for story, _ in judgeable if not story.is_right]
    months, right = months_of(everybody), len(judgeable) - len(wrong)
    return PageFigures(
        waking=len(judgeable),
        right=right,
        wrong=len(wrong),
        positive_predictive_value=share(right, len(judgeable)),
        false_per_month=rate(len(wrong), months),
        false_stories_per_month=rate(len({id(story) for story in wrong}), months),
        by_kind=_cells((story.about, page.kind.value) for story, page in judgeable),
        repetitions=sum(page.reason is PageReason.REPEATED for _, _, page in waking),
        endings=sum(page.reason.ends for _, _, page in told),
        notices=sum(page.severity is Severity.NOTIFY and not page.reason.ends for _, _, page in told),
        outside_observation=len(news) - len(observed),
        not_judged=len(observed) - len(judgeable),
        about_the_service=about_the_service,
    )


def signals(everybody: Sequence[Observed], judged: frozenset[Kind]) -> Iterator[SignalFigures]:
    """Each kind of signal that the truth can judge."""
    for kind, about in KIND_OF_SIGNAL.items():
        if about in judged:
            yield _signal_kind(kind, about, everybody)


def _signal_kind(kind: SignalKind, about: Kind, everybody: Sequence[Observed]) -> SignalFigures:
    raised = [(one, seen) for one in everybody for seen in raised_in(one, (kind,))]
    right = sum(is_signal_right(one, seen) for one, seen in raised)
    planned = any(signal.kind is kind for one in everybody for signal in one.truth.signals)
    expected = [hit for one in everybody for hit in _expected(kind, about, one, planned=planned)]
    return SignalFigures(
        kind=kind.value,
        raised=len(raised),
        right=right,
        positive_predictive_value=share(right, len(raised)),
        sensitivity=share(sum(expected), len(expected)),
        false_per_month=rate(len(raised) - right, months_of(everybody)),
        expected_by="signals that the truth expects"
        if planned
        else f"{_told_of(kind)} {about.value.replace('_', ' ')}",
    )


def _told_of(kind: SignalKind) -> Standing:
    """How the events stand that a kind of signal should tell of."""
    return Standing.UNRESOLVED if kind is SignalKind.BSI_UNRESOLVED else Standing.CONFIRMED


def raised_in(one: Observed, kinds: Iterable[SignalKind]) -> list[SignalSeen]:
    """Signals of these kinds that were raised while a recipient was under observation."""
    wanted = set(kinds)
    return [
        seen
        for (_, kind), seen in one.course.signals.items()
        if kind in wanted and seen.open_at is not None and one.observes(seen.open_at)
    ]


def is_signal_right(one: Observed, seen: SignalSeen) -> bool:
    """Whether a signal belongs to a real event."""
    true = one.true_event_of(seen)
    return true is not None and true.standing.is_real


def _expected(kind: SignalKind, about: Kind, one: Observed, *, planned: bool) -> list[bool]:
    """For each thing that this kind of signal should have told of: whether it did."""
    seen = [each for (_, said), each in one.course.signals.items() if said is kind]
    if planned:
        expected = [each for each in one.truth.signals if each.kind is kind]
        return [any(_near(each, its.at) for each in seen) for its in expected]
    events = [each for each in one.truth.of(about) if each.standing is _told_of(kind) and each.in_window]
    return [any(one.true_event_of(each) is event for each in seen) for event in events]


def _near(seen: SignalSeen, expected: datetime) -> bool:
    """Whether a signal's first evidence, or the signal under this kind itself, came near the expected time.

    A suspicion that a biopsy confirms keeps the time of its first evidence, days before.
    """
    return min(abs(seen.since - expected), abs(seen.seen_at - expected)) <= SIGNALS_APART
