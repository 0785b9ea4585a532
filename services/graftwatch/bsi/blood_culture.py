"""Blood cultures: the reports of one blood draw seen together, with what its current reports name.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026 (blood specimen collection). Culture, Gram stain,
non-culture test and susceptibility of one specimen are separate reports of one draw. Two bottles of one draw share
the order and the collection time and are one draw, whatever their specimen numbers; draws with orders of their own
are separate, even when taken at the same time from two sites. Each organism keeps its own result's status.
Left out: which organism counts (eligible.py) and what follows from it (lcbi.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import combinations
from typing import Final

from graftwatch.bsi.named_organism import NamedOrganism, named_organisms, organism_of
from graftwatch.facts import Chart, ClinicalTime, Fact, Growth, Isolate, MicrobiologyReport, ReportKind, Status

Report = Fact[MicrobiologyReport]

BLOOD: Final = "blood"
BOTTLES_FILLED_WITHIN: Final = timedelta(minutes=10)
"""Bottles of one draw are filled one after the other; stamps further apart under one order are two draws."""

POSSIBLE_YEARS: Final = range(1900, 2200)
"""Years in which blood can have been collected; a feed's filler dates (0001, 9999) lie outside."""


class CultureState(StrEnum):
    """Where a blood culture stands."""

    POSITIVE = "positive"
    PENDING = "pending"
    NO_GROWTH = "no_growth"
    NOT_DONE = "not_done"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class BloodCulture:
    """One draw of blood.

    Attributes:
        key: pseudonymous key of the draw: its first specimen's.
        collected: when the blood was collected.
        reports: current reports on it, by kind and identity.
        state: positive, pending, no growth; not done where the laboratory cancelled the culture or had no fit
            specimen; unreadable where a final report says none of these.
        found: organisms that its reports name. Rules narrow this down to those that count.
        unresolved: isolates whose name nobody could resolve.
    """

    key: str
    collected: ClinicalTime
    reports: tuple[Report, ...]
    state: CultureState
    found: tuple[NamedOrganism, ...]
    unresolved: tuple[Isolate, ...]

    @property
    def on(self) -> date:
        """The calendar day of collection."""
        return self.collected.on

    @property
    def cultured(self) -> bool:
        """Whether blood for culture was collected, whatever grew; a Gram stain is of a culture, too.

        A culture that the laboratory did not do (cancelled, rejected, clotted) can decide nothing: neither it nor its
        order counts as blood for culture beside a non-culture test. The manual has no word on it.
        """
        kinds = {one.statement.kind for one in self.reports if not _is_not_done(one)}
        if any(_is_not_done(one) for one in self.reports):
            kinds.discard(ReportKind.ORDER)
        return bool(kinds - {ReportKind.NON_CULTURE_TEST})

    @property
    def identities(self) -> frozenset[str]:
        """The facts it rests on."""
        return frozenset(one.identity for one in self.reports)

    @property
    def corrected(self) -> bool:
        """Whether a laboratory corrected one of its reports."""
        return any(one.statement.status is Status.CORRECTED for one in self.reports)


def blood_cultures(chart: Chart) -> list[BloodCulture]:
    """All blood draws with a known collection time, by that time."""
    draws = _draws(blood_reports(chart), chart.zone)
    cultures = [_blood_culture(draw) for draw in draws]
    dated = [one for one in cultures if one is not None]
    return sorted(dated, key=lambda one: (one.collected.instant(chart.zone), one.key))


def undated_blood_reports(chart: Chart) -> list[Report]:
    """Positive blood reports that nobody gave a collection time: rules cannot place them, people must."""
    draws = _draws(blood_reports(chart), chart.zone)
    undated = [draw for draw in draws if _collected(draw) is None]
    return [one for draw in undated for one in draw if says_positive(one.statement)]


def says_positive(report: MicrobiologyReport) -> bool:
    """Whether a report tells of growth or names an organism or a form."""
    return report.growth is Growth.POSITIVE or any(one.status is not Status.WITHDRAWN for one in report.isolates)


def blood_reports(chart: Chart) -> list[Report]:
    """Reports on blood, and those without a specimen type on the same specimens."""
    reports = chart.of(MicrobiologyReport)
    blood = {one.statement.specimen for one in reports if _is_blood(one.statement)}
    return [
        one
        for one in reports
        if _is_blood(one.statement) or (one.statement.specimen_type is None and one.statement.specimen in blood)
    ]


def _is_blood(report: MicrobiologyReport) -> bool:
    return report.specimen_type == BLOOD


def growth_stated_at(culture: BloodCulture, chart: Chart) -> datetime:
    """When a draw was first said to be positive; when it was last spoken of, where no version says so."""
    said = (one for report in culture.reports for one in (report, *chart.versions(report.identity)))
    positive = [
        one.version.stated_at
        for one in said
        if isinstance(one.statement, MicrobiologyReport) and says_positive(one.statement) and not one.version.withdrawn
    ]
    return min(positive, default=max(one.version.stated_at for one in culture.reports))


def _draws(reports: Iterable[Report], zone: tzinfo) -> list[list[Report]]:
    """Reports by draw: those of one specimen, and specimens that are bottles of one draw."""
    by_specimen: defaultdict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_specimen[report.statement.specimen].append(report)
    draw_of = {specimen: specimen for specimen in by_specimen}
    for one, other in _sharing_an_order(by_specimen):
        if _bottles_of_one_draw(by_specimen[one], by_specimen[other], zone):
            joined = draw_of[other]
            draw_of.update({name: draw_of[one] for name, draw in draw_of.items() if draw == joined})
    draws: defaultdict[str, list[Report]] = defaultdict(list)
    for specimen, draw in draw_of.items():
        draws[draw] += by_specimen[specimen]
    return list(draws.values())


def _sharing_an_order(by_specimen: Mapping[str, Sequence[Report]]) -> set[tuple[str, str]]:
    """Pairs of specimens that share an order."""
    by_order: defaultdict[str, set[str]] = defaultdict(set)
    for specimen, reports in by_specimen.items():
        for one in reports:
            if one.statement.accession:
                by_order[one.statement.accession].add(specimen)
    return {pair for specimens in by_order.values() for pair in combinations(sorted(specimens), 2)}


def _bottles_of_one_draw(one: Sequence[Report], other: Sequence[Report], zone: tzinfo) -> bool:
    first, second = _collected(one), _collected(other)
    if first is None or second is None:
        return True
    if first.at is None or second.at is None:
        return first.on == second.on
    return abs(first.instant(zone) - second.instant(zone)) <= BOTTLES_FILLED_WITHIN


def _collected(reports: Iterable[Report]) -> ClinicalTime | None:
    """The collection time that the newest report states; reports of one draw seldom disagree.

    A time in an impossible year is none: no rule can count days from it.
    """
    stated = [
        (one.version, one.statement.collected)
        for one in reports
        if one.statement.collected is not None and one.statement.collected.on.year in POSSIBLE_YEARS
    ]
    return max(stated, key=lambda one: one[0])[1] if stated else None


def _blood_culture(reports: list[Report]) -> BloodCulture | None:
    collected = _collected(reports)
    if collected is None:
        return None
    ordered = tuple(sorted(reports, key=lambda one: (one.statement.kind, one.identity)))
    naming = _naming(ordered)
    return BloodCulture(
        key=min(one.statement.specimen for one in ordered),
        collected=collected,
        reports=ordered,
        state=_state(ordered),
        found=named_organisms(naming),
        unresolved=tuple(isolate for one in naming for isolate in one.statement.isolates if _is_unresolved(isolate)),
    )


def _naming(reports: Sequence[Report]) -> list[Report]:
    """Reports that may name organisms; susceptibilities speak only where no culture report does.

    A corrected culture leaves an organism out without a word to the susceptibility report that goes with it.
    """
    kinds = {ReportKind.CULTURE, ReportKind.NON_CULTURE_TEST}
    if not any(one.statement.kind is ReportKind.CULTURE for one in reports):
        kinds.add(ReportKind.SUSCEPTIBILITY)
    return [one for one in reports if one.statement.kind in kinds]


def _is_unresolved(isolate: Isolate) -> bool:
    return organism_of(isolate) is None and not isolate.morphology_only and isolate.status is not Status.WITHDRAWN


def _is_not_done(report: Report) -> bool:
    return report.statement.growth is Growth.NOT_DONE and report.statement.status.is_final


def _state(reports: Sequence[Report]) -> CultureState:
    done = [one for one in reports if not _is_not_done(one)]
    cultures = [one.statement for one in done if one.statement.kind is ReportKind.CULTURE]
    others = [one.statement for one in done if one.statement.kind is not ReportKind.ORDER]
    if not cultures and len(done) < len(reports):
        return _without_culture(others)
    deciding = cultures or others
    if not deciding:  # ordered and collected, and nobody has said anything yet
        return CultureState.PENDING
    if any(says_positive(one) for one in deciding):
        return CultureState.POSITIVE
    if all(one.status.is_final for one in deciding):
        growths = {one.growth for one in deciding}
        return CultureState.NO_GROWTH if growths == {Growth.NONE} else CultureState.UNREADABLE
    return CultureState.POSITIVE if any(says_positive(one.statement) for one in reports) else CultureState.PENDING


def _without_culture(others: Sequence[MicrobiologyReport]) -> CultureState:
    """Where a draw stands whose culture was not done: a stain or a non-culture test can still be positive."""
    if any(says_positive(one) for one in others):
        return CultureState.POSITIVE
    return CultureState.NOT_DONE if all(one.status.is_final for one in others) else CultureState.PENDING
