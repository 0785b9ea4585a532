"""Reports on one specimen seen together: blood as the rules see it, any other specimen by its order."""

from collections.abc import Iterator, Sequence

from graftwatch.bsi.blood_culture import BLOOD, POSSIBLE_YEARS, Report, blood_cultures, blood_reports
from graftwatch.facts import Chart, ClinicalTime, MicrobiologyReport


def draws(chart: Chart) -> Iterator[Sequence[Report]]:
    """All reports, those of one draw together; those without a time of collection by their specimen."""
    dated = [one.reports for one in blood_cultures(chart)]
    yield from dated
    seen = {report.identity for reports in dated for report in reports}
    blood = {one.identity for one in blood_reports(chart)}
    others: dict[tuple[str, ClinicalTime | None], list[Report]] = {}
    for one in chart.of(MicrobiologyReport):
        if one.identity in seen:
            continue
        report = one.statement
        key = report.specimen if one.identity in blood else report.accession or report.specimen
        others.setdefault((key, collected(one)), []).append(one)
    yield from others.values()


def collected(one: Report) -> ClinicalTime | None:
    """When a specimen was collected; None where nobody said, or said a filler's date."""
    at = one.statement.collected
    return at if at is not None and at.on.year in POSSIBLE_YEARS else None


def is_blood(reports: Sequence[Report]) -> bool:
    """Whether a draw is of blood."""
    return any(one.statement.specimen_type == BLOOD for one in reports)
