"""Cultures, temperatures and liver tests of a recipient, each with its messages and how it stands to its limit."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, cast

from graftwatch.bsi.blood_culture import BLOOD, says_positive
from graftwatch.bsi.blood_culture import Report as ReportFact
from graftwatch.bsi.signs import FEVER_ABOVE_CELSIUS, HYPOTHERMIA_BELOW_CELSIUS, above, below
from graftwatch.console.timeline.draws import collected, draws, is_blood
from graftwatch.console.timeline.sources import Messages, moment
from graftwatch.console.timeline.views import (
    Culture,
    CultureState,
    OrganismSeen,
    Reading,
    Report,
    Series,
    Value,
)
from graftwatch.facts import Chart, Fact, Growth, Isolate, Measurement, MicrobiologyReport, ReportKind, Status
from graftwatch.protocol import LiverTest
from graftwatch.rejection.readings import exactly
from graftwatch.terminology import DEFINITIONS, Concept

TEMPERATURE: Final = Concept.TEMPERATURE.value
LIVER_TESTS: Final[tuple[LiverTest, ...]] = ("alt", "ast", "total_bilirubin", "ggt", "alp")
"""As they stand in the picture: the two that the rule goes by, and those that support it."""
NAMING: Final = frozenset({ReportKind.CULTURE, ReportKind.NON_CULTURE_TEST})


def cultures(chart: Chart, messages: Messages, known_by: datetime | None = None) -> tuple[Culture, ...]:
    """All draws and specimens, by the time of collection; those without one by what was said of them first."""
    found = [_culture(chart, reports, messages, known_by) for reports in draws(chart)]
    return tuple(sorted(found, key=lambda one: (_placed(one, chart), one.id)))


def _placed(one: Culture, chart: Chart) -> datetime:
    if one.collected is not None and one.collected.at is not None:
        return one.collected.at
    stated = min(each.stated_at for each in one.reports)
    if one.collected is None:
        return stated
    return datetime.combine(one.collected.on, datetime.min.time(), chart.zone)


def _culture(chart: Chart, reports: Sequence[ReportFact], messages: Messages, known_by: datetime | None) -> Culture:
    newest = max(reports, key=lambda one: one.version)
    at = max((one for one in reports if collected(one) is not None), key=lambda one: one.version, default=None)
    spoken = [one for one in reports if _says(one.statement)]
    organisms = _organisms(reports)
    named = {one.name or one.reported for one in organisms}
    held = {one.identity: _versions(chart, one, known_by) for one in reports}
    before = (isolate for each in held.values() for one in each for isolate in one.statement.isolates)
    earlier = {one.organism or one.reported for one in before if not one.morphology_only}
    types = sorted({one.statement.specimen_type for one in reports} - {None, BLOOD}, key=str)
    return Culture(
        id=min(one.statement.specimen for one in reports),
        specimen_type=BLOOD if is_blood(reports) else str(types[0]) if types else "",
        collected=moment(stated) if at and (stated := collected(at)) else None,
        resulted_at=max((one.version.stated_at for one in spoken), default=None),
        state=_state([one.statement for one in reports]),
        status=_status(spoken or [newest]),
        organisms=organisms,
        earlier=tuple(sorted(earlier - named)),
        reports=tuple(
            Report(
                kind=one.statement.kind,
                status=one.statement.status,
                growth=one.statement.growth,
                stated_at=one.version.stated_at,
                versions=len(held[one.identity]),
                messages=messages.of_facts(held[one.identity]),
            )
            for one in reports
        ),
    )


def _versions(chart: Chart, one: ReportFact, known_by: datetime | None) -> list[ReportFact]:
    """What was said of a report, in order, itself included."""
    said = [
        cast("ReportFact", each) for each in chart.versions(one.identity) if type(each.statement) is type(one.statement)
    ]
    known = [each for each in said if known_by is None or each.known_at <= known_by]
    return sorted(known or [one], key=lambda each: each.version)


def _says(report: MicrobiologyReport) -> bool:
    return report.kind is not ReportKind.ORDER and report.growth is not Growth.PENDING


def _status(reports: Sequence[ReportFact]) -> Status:
    """The culture's own where there is one; corrected, where any report was."""
    if any(one.statement.status is Status.CORRECTED for one in reports):
        return Status.CORRECTED
    of_cultures = [one for one in reports if one.statement.kind in NAMING]
    return max(of_cultures or reports, key=lambda one: one.version).statement.status


def _state(reports: Sequence[MicrobiologyReport]) -> CultureState:
    """As the rules see a blood culture (`bsi.blood_culture`), for any specimen."""
    done = [one for one in reports if not (one.growth is Growth.NOT_DONE and one.status.is_final)]
    saying = [one for one in done if one.kind is not ReportKind.ORDER]
    deciding = [one for one in saying if one.kind is ReportKind.CULTURE] or saying
    if any(says_positive(one) for one in deciding):
        return CultureState.POSITIVE
    if not deciding:
        return CultureState.NOT_DONE if len(done) < len(reports) else CultureState.PENDING
    if all(one.status.is_final for one in deciding):
        growths = {one.growth for one in deciding}
        return CultureState.NEGATIVE if growths == {Growth.NONE} else CultureState.UNREADABLE
    return CultureState.POSITIVE if any(says_positive(one) for one in saying) else CultureState.PENDING


def _organisms(reports: Sequence[ReportFact]) -> tuple[OrganismSeen, ...]:
    """What cultures and non-culture tests name; forms under the microscope only where nothing has a name."""
    isolates = [
        (one.statement.kind, isolate)
        for one in reports
        for isolate in one.statement.isolates
        if isolate.status is not Status.WITHDRAWN and one.statement.kind is not ReportKind.ORDER
    ]
    naming = [isolate for kind, isolate in isolates if kind in NAMING and not isolate.morphology_only]
    shown = naming or [isolate for kind, isolate in isolates if kind is not ReportKind.SUSCEPTIBILITY]
    seen: dict[str, OrganismSeen] = {}
    for one in shown or [isolate for _, isolate in isolates]:
        seen.setdefault(one.organism or one.reported, _organism(one))
    return tuple(seen.values())


def _organism(one: Isolate) -> OrganismSeen:
    return OrganismSeen(
        name=one.organism,
        reported=one.reported,
        status=one.status,
        form_only=one.morphology_only,
        quantity=one.quantity,
    )


def temperatures(chart: Chart, messages: Messages) -> Series:
    """All temperatures, by time."""
    return series(chart, TEMPERATURE, messages, (HYPOTHERMIA_BELOW_CELSIUS, FEVER_ABOVE_CELSIUS))


def liver_tests(chart: Chart, messages: Messages, limits: dict[LiverTest, float]) -> tuple[Series, ...]:
    """The liver tests that have results, each against its upper limit of normal."""
    found = (
        series(chart, one, messages, (None, exactly(limits[one]))).model_copy(update={"upper_limit": limits[one]})
        for one in LIVER_TESTS
    )
    return tuple(one for one in found if one.values)


def series(chart: Chart, concept: str, messages: Messages, limits: tuple[Decimal | None, Decimal | None]) -> Series:
    """All results of a concept, by time, against a lower and an upper limit, which are themselves within."""
    held = chart.series(concept)
    unit = DEFINITIONS[Concept(concept)].unit or ""
    rows = zip(held.facts, held.instants, strict=True)
    return Series(
        concept=concept,
        unit=unit,
        values=tuple(value(one, at, messages, _reading(one.statement, limits)) for one, at in rows),
    )


def value(one: Fact[Measurement], at: datetime, messages: Messages, reading: Reading) -> Value:
    """A result as it is published."""
    said = one.statement
    return Value(
        when=moment(said.taken),
        at=at,
        value=float(said.value),
        reading=reading,
        comparator=said.comparator,
        said=said.timing or said.site or "",
        message=messages.of(one.source),
    )


def _reading(one: Measurement, limits: tuple[Decimal | None, Decimal | None]) -> Reading:
    low, high = limits
    if high is not None and above(one, high):
        return Reading.ABOVE
    return Reading.BELOW if low is not None and below(one, low) else Reading.WITHIN
