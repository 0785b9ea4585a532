"""When what was known of a true, confirmed event: collection, first positive report, first page, final report.

The times of reports are those at which they came in the feed. `first positive` is the first report on the event's blood
that tells of growth or names something; `final` the report by which final results name an organism of the event on as
many draws as the criterion asks for, two of a commensal, else one. Hours gained are final − first page.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Final

from graftwatch.backtest.observed import NEWS, Observed, is_called, is_true
from graftwatch.backtest.rates import DIGITS
from graftwatch.backtest.report import Spell, Timeline
from graftwatch.backtest.truth import Kind
from graftwatch.bsi.blood_culture import says_positive
from graftwatch.facts import Fact, MicrobiologyReport
from graftwatch.findings import Event, Severity, SignalKind
from graftwatch.paging import Page

HOUR: Final = timedelta(hours=1)
OF_TWO_DRAWS: Final = ("LCBI-2", "LCBI-3", "MBI-LCBI-2", "MBI-LCBI-3")
FEWEST_FOR_QUARTILES: Final = 2

Report = Fact[MicrobiologyReport]


def timelines(everybody: Iterable[Observed]) -> tuple[Timeline, ...]:
    """One for every confirmed event in the window that both sides have; outside it nobody is woken."""
    return tuple(line for one in everybody for line in (*_infections(one), *_rejections(one)))


def _infections(one: Observed) -> Iterator[Timeline]:
    for pair in one.pairs[Kind.BSI]:
        if pair.true is None or pair.found is None or not (pair.true.in_window and is_true(pair) and is_called(pair)):
            continue
        reports = one.course.reports(pair.found.evidence)
        told = _pages_of(one, pair.found)
        yield Timeline(
            feed=one.feed,
            subject=one.subject,
            kind=Kind.BSI.value,
            date_of_event=pair.true.on,
            criterion=pair.found.criterion or pair.found.attribution,
            collected_at=_collected_at(one, reports),
            first_positive_at=min((each.known_at for each in reports if says_positive(each.statement)), default=None),
            first_page_at=min((each.decided_at for each in told), default=None),
            final_at=_final_at(reports, pair.found),
            confirmed_page_at=min(
                (each.decided_at for each in told if each.kind is SignalKind.BSI_CONFIRMED), default=None
            ),
        )


def _pages_of(one: Observed, event: Event) -> list[Page]:
    """The waking pages with news about an event, whatever its id was then."""
    evidence = set(event.evidence)
    return [
        page
        for told in one.stories
        if told.story.event == event.id or not evidence.isdisjoint(told.story.evidence)
        for page in told.pages
        if page.severity is Severity.PAGE and page.reason in NEWS
    ]


def _collected_at(one: Observed, reports: Iterable[Report]) -> datetime | None:
    stated = (each.statement.collected for each in reports)
    return min((each.instant(one.protocol.zone) for each in stated if each is not None), default=None)


def _final_at(reports: Iterable[Report], event: Event) -> datetime | None:
    names = {each.name for each in event.organisms}
    by_specimen = dict[str, datetime]()
    for each in reports:
        said = each.statement
        if any(isolate.status.is_final and isolate.organism in names for isolate in said.isolates):
            by_specimen[said.specimen] = min(each.known_at, by_specimen.get(said.specimen, each.known_at))
    needed = 2 if event.criterion in OF_TWO_DRAWS else 1
    known = sorted(by_specimen.values())
    return known[needed - 1] if len(known) >= needed else None


def _rejections(one: Observed) -> Iterator[Timeline]:
    for pair in one.pairs[Kind.REJECTION]:
        if pair.true is None or pair.found is None or not (pair.true.in_window and is_true(pair) and is_called(pair)):
            continue
        about = [told for told in one.stories if told.kind is Kind.REJECTION and told.true is pair.true]
        told = [page for each in about for page in each.news]
        raised = [seen.open_at for seen in one.course.signals.values() if _is_laboratory(seen.signal.kind)]
        yield Timeline(
            feed=one.feed,
            subject=one.subject,
            kind=Kind.REJECTION.value,
            date_of_event=pair.true.on,
            criterion=pair.found.grade,
            collected_at=None,
            first_positive_at=min((each for each in raised if each is not None), default=None),
            first_page_at=min((each.decided_at for each in told), default=None),
            final_at=one.biopsy_entered_at(pair.true),
            confirmed_page_at=min(
                (each.decided_at for each in told if each.kind is SignalKind.REJECTION_CONFIRMED), default=None
            ),
        )


def _is_laboratory(kind: SignalKind) -> bool:
    return kind in {SignalKind.REJECTION_ENZYME_RISE, SignalKind.REJECTION_SUSPECTED}


def spells(lines: Sequence[Timeline]) -> tuple[Spell, ...]:
    """The times between the steps, over all events of a kind."""
    blood = [one for one in lines if one.kind == Kind.BSI.value]
    liver = [one for one in lines if one.kind == Kind.REJECTION.value]
    return (
        _spell("BSI: collection to first page", ((one.collected_at, one.first_page_at) for one in blood)),
        _spell(
            "BSI: first positive report to first page", ((one.first_positive_at, one.first_page_at) for one in blood)
        ),
        _spell("BSI: hours gained (first page before final report)", _gained(blood), gained=True),
        _spell(
            "BSI: final report to page of the confirmed infection",
            ((one.final_at, one.confirmed_page_at) for one in blood),
        ),
        _spell("rejection: hours gained (first page before biopsy result)", _gained(liver), gained=True),
    )


def _gained(lines: Iterable[Timeline]) -> Iterator[tuple[datetime | None, datetime | None]]:
    return ((one.first_page_at, one.final_at) for one in lines)


def _spell(name: str, spans: Iterable[tuple[datetime | None, datetime | None]], *, gained: bool = False) -> Spell:
    hours = sorted(round((end - begin) / HOUR, DIGITS) for begin, end in spans if begin is not None and end is not None)
    parts = quantiles(hours, n=4, method="inclusive") if len(hours) >= FEWEST_FOR_QUARTILES else None
    return Spell(
        name=name,
        hours=tuple(hours),
        median=round(median(hours), DIGITS) if hours else None,
        quartiles=(round(parts[0], DIGITS), round(parts[2], DIGITS)) if parts else None,
        worst=(hours[0] if gained else hours[-1]) if hours else None,
    )
