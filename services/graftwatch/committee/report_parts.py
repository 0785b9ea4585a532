"""The chapters on exposure, infusion, adverse event grades, immunological risk and arms."""

from collections.abc import Iterable, Mapping
from typing import Final

from graftwatch.committee.chart import Table
from graftwatch.committee.charts import arms_chart, exposure_chart, risk_chart
from graftwatch.committee.document import Block, Chapter, Listing, Paragraph, drawn
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.exposure import ExposureFigures
from graftwatch.committee.grades import GradeFigures
from graftwatch.committee.infusion import InfusionFigures
from graftwatch.committee.material import ReportMaterial
from graftwatch.committee.wording import NOTHING, RISK, endpoint_name, interval, percent

GRADES: Final = range(6)
"""CTCAE 5.0: 0 for no adverse event, 5 for death."""


def exposure_chapter(material: ReportMaterial) -> Chapter:
    """How much of the time the immunosuppressants' troughs lay in their targets."""
    figures = material.figures
    says = (
        "Time in range is the share of the covered time in which the trough, taken as a straight line between two "
        "draws, lay in the recipient's own target (Rosendaal); the protocol's first target is printed."
    )
    return Chapter(
        "exposure",
        "Exposure to immunosuppressants",
        (
            Paragraph(says),
            *drawn(exposure_chart(figures)),
            Listing("Drugs", _exposure(figures.exposure), "no level of any drug is known"),
        ),
    )


def _exposure(held: Iterable[ExposureFigures]) -> Table:
    headings = ("drug", "target", "recipients", "median time in range", "quartiles", "newest trough in target")
    rows = tuple(
        (
            one.drug.replace("_", " "),
            f"{one.target[0]:g}–{one.target[1]:g} {one.unit}",
            str(one.recipients),
            percent(one.median_time_in_range),
            NOTHING if one.quartiles is None else f"{percent(one.quartiles[0])} and {percent(one.quartiles[1])}",
            f"{one.in_target_now} of {one.with_level}",
        )
        for one in held
    )
    return Table(headings, rows, frozenset(range(2, len(headings))))


def infusion_chapter(material: ReportMaterial) -> Chapter | None:
    """Infusions, their reactions, and NK activity; None where that could tell a blinded reader the arms."""
    by_arm = {arm: one.infusion for arm, one in material.by_arm.items() if one.infusion is not None}
    whole = material.figures.infusion
    if whole is None and not by_arm:
        return None
    rows = {"all": whole} if whole is not None else by_arm
    says = "Reactions are graded by their fever (CTCAE 5.0); a reaction of other signs alone has no grade."
    return Chapter(
        "infusion", "Cell infusion", (Paragraph(says), Listing("Infusions, reactions and NK activity", _infusion(rows)))
    )


def _infusion(by_part: Mapping[str, InfusionFigures]) -> Table:
    grades = sorted({grade for one in by_part.values() for grade in one.reactions_by_grade})
    headings = (
        *(
            "recipients",
            "infused",
            "reactions",
            *(grade if grade == "ungraded" else f"grade {grade}" for grade in grades),
        ),
        *("NK activity before and after", "fallen"),
    )
    rows = tuple(
        (
            *(part, str(one.infused), str(one.reactions)),
            *(str(one.reactions_by_grade.get(grade, 0)) for grade in grades),
            *(str(one.nk_measured), str(one.nk_falls)),
        )
        for part, one in by_part.items()
    )
    return Table(headings, rows, frozenset(range(1, len(headings))))


def grades_chapter(material: ReportMaterial) -> Chapter | None:
    """Adverse events by grade; None where they could tell a blinded reader the arms."""
    if material.grades is None:
        return None
    parts = material.grades_by_arm if len(material.grades_by_arm) > 1 else {}
    says = (
        "Recipients by their worst grade from the transplant to the window's end (CTCAE 5.0). Nearly every graft has "
        f"high enzymes from reperfusion at first, so the same is given from day "
        f"{material.protocol.rejection.enzyme_rise.from_day} on."
    )
    listings = [Listing("All recipients", _grades(material.grades), "no graded value is known")]
    listings += [Listing(f"Arm: {arm}", _grades(held), "no graded value is known") for arm, held in parts.items()]
    return Chapter("grades", "Adverse event grades", (Paragraph(says), *listings))


def _grades(held: Iterable[GradeFigures]) -> Table:
    headings = ("term", "counted", "recipients", *(f"grade {grade}" for grade in GRADES[:-1]))
    rows = []
    for one in held:
        for words, by_grade in (("from the transplant", one.worst), ("later", one.worst_later)):
            counts = [str(by_grade.get(grade, 0)) for grade in GRADES[:-1]]
            rows.append((one.term.replace("_", " "), words, str(sum(by_grade.values())), *counts))
    return Table(headings, tuple(rows), frozenset(range(2, len(headings))))


def risk_chapter(material: ReportMaterial) -> Chapter:
    """Rates by immunological risk."""
    figures = material.figures
    charts = [risk_chart(figures, one.endpoint) for one in figures.endpoints]
    says = (
        "A recipient with two attributes stands in both rows. The trial was not planned for these comparisons: the "
        "intervals say how little a few recipients tell."
    )
    blocks: tuple[Block, ...] = tuple(block for chart in charts for block in drawn(chart))
    parts = {RISK.get(risk, risk): held for risk, held in figures.by_risk.items()}
    return Chapter("risk", "By immunological risk", (Paragraph(says), *blocks, Listing("Rates by risk", _rates(parts))))


def _rates(parts: Mapping[str, Iterable[EndpointFigures]]) -> Table:
    headings = ("recipients", "endpoint", "enrolled", "evaluable", "events", "rate", "exact 95 % interval")
    rows = tuple(
        (
            *(part, endpoint_name(one.endpoint), str(one.counts.enrolled), str(one.counts.evaluable)),
            *(str(one.counts.events), percent(one.counts.rate), interval(one.interval)),
        )
        for part, held in parts.items()
        for one in held
    )
    return Table(headings, rows, frozenset(range(2, len(headings))))


def arms_chapter(material: ReportMaterial) -> Chapter | None:
    """Rates by arm, for the committee alone."""
    if not material.by_arm:
        return None
    endpoints = [one.endpoint for one in material.figures.endpoints]
    charts = [arms_chart(material.by_arm, endpoint) for endpoint in endpoints] if len(material.by_arm) > 1 else []
    parts = {arm: held.endpoints for arm, held in material.by_arm.items()}
    says = "The stopping boundary is planned for the trial as a whole, not for an arm."
    return Chapter(
        "arms",
        "By arm",
        (
            Paragraph(says),
            *(block for chart in charts for block in drawn(chart)),
            Listing("Rates by arm", _rates(parts)),
        ),
    )
