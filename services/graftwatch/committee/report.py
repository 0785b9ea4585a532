"""The safety report as a document: from what is known at the cut-off to chapters of words, tables and charts.

A blinded reader's document is made of pooled figures alone: its material holds no arm, and where there are several,
nothing that tells who was infused.
"""

from collections.abc import Callable
from typing import Final

from graftwatch.committee import report_data, report_parts
from graftwatch.committee.audience import Audience
from graftwatch.committee.chart import Table
from graftwatch.committee.charts import enrolment_chart
from graftwatch.committee.document import Chapter, Document, Listing, Paragraph, drawn
from graftwatch.committee.figures import TrialFigures
from graftwatch.committee.material import ReportMaterial
from graftwatch.committee.report_changes import changes_chapter
from graftwatch.committee.report_endpoint import endpoint_chapter
from graftwatch.committee.report_summary import summary_chapter
from graftwatch.committee.wording import REASON, STANDING, endpoint_name, listed, plain
from graftwatch.findings import EventStatus
from graftwatch.protocol import Protocol
from graftwatch.safety.evaluable import Reason

MARKING: Final = {
    Audience.COMMITTEE: "Safety committee only: may hold figures by arm",
    Audience.BLINDED: "Blinded: pooled figures only",
}
_ENDED_EARLY: Final = (Reason.DIED, Reason.RE_TRANSPLANTED, Reason.WITHDRAWN)


def safety_report(material: ReportMaterial, audience: Audience) -> Document:
    """The report for an audience.

    Raises:
        ValueError: the material holds figures by arm, and the reader is blinded.
    """
    if audience is Audience.BLINDED and (material.by_arm or material.grades_by_arm):
        raise ValueError("a blinded report cannot be made of figures by arm")
    figures = material.figures
    whole: tuple[Callable[[ReportMaterial], Chapter | None], ...] = (
        report_parts.exposure_chapter,
        report_parts.infusion_chapter,
        report_parts.grades_chapter,
        report_parts.risk_chapter,
        report_parts.arms_chapter,
        report_data.completeness_chapter,
        report_data.protocol_chapter,
    )
    chapters = (
        summary_chapter(material),
        changes_chapter(material),
        counts_chapter(figures, material.protocol),
        *(endpoint_chapter(one, material.protocol) for one in figures.endpoints),
        *(make(material) for make in whole),
    )
    return Document(
        title=f"Safety report of {material.protocol.name}",
        marking=MARKING[audience],
        as_of=figures.as_of.astimezone(material.protocol.zone),
        chapters=tuple(one for one in chapters if one is not None),
    )


def counts_chapter(figures: TrialFigures, protocol: Protocol) -> Chapter:
    """Who counts, who not yet, who not at all, and why; signals, confirmed events and verdicts apart."""
    window, results = protocol.window, protocol.evaluability.days_for_results
    says = (
        f"A recipient is evaluable for an endpoint from the event on, or when post-operative day {window.last_day} "
        f"{f'and {results} more days for results are' if results else 'is'} over; the window is day {window.first_day} "
        f"to {window.last_day}, the day of the transplant is day 0. Rates are among the evaluable only. "
        "An event counts at once, its absence only when the window is over: while many windows are open, the rate "
        "runs high."
    )
    states = ", ".join(f"{count} {plain(state)}" for state, count in sorted(figures.recipients.items()))
    return Chapter(
        "counts",
        "Who counts",
        (
            Paragraph(f"Recipients enrolled: {figures.enrolled} ({states or 'none'})."),
            Paragraph(says),
            Listing("Recipients by endpoint", _recipients(figures)),
            Listing("Recipients by where they stand, and why", _reasons(figures)),
            Listing("Recipients whose observation ended early", _ended(figures)),
            Paragraph(
                "Suspected events are signals and count nowhere. Confirmed ones meet the protocol's definition; a "
                "person's verdict is noted beside them."
            ),
            Listing("Events in the window by how sure they are", _events(figures)),
            *drawn(enrolment_chart(figures)),
        ),
    )


def _recipients(figures: TrialFigures) -> Table:
    headings = ("endpoint", "enrolled", "evaluable", "with event", "without event", "not yet evaluable", "excluded")
    rows = [
        (
            *(one.enrolled, one.evaluable, one.events, one.evaluable - one.events),
            *(one.not_yet_evaluable, one.excluded),
        )
        for one in (endpoint.counts for endpoint in figures.endpoints)
    ]
    names = [endpoint_name(one.endpoint) for one in figures.endpoints]
    return Table(
        headings,
        tuple((name, *map(str, row)) for name, row in zip(names, rows, strict=True)),
        frozenset(range(1, len(headings))),
    )


def _reasons(figures: TrialFigures) -> Table:
    rows = []
    for one in figures.endpoints:
        pairs = [(standing.standing, standing.reason) for standing in one.standings]
        for standing, reason in sorted(set(pairs)):
            count = pairs.count((standing, reason))
            rows.append((endpoint_name(one.endpoint), STANDING[standing], REASON[reason], str(count)))
    return Table(("endpoint", "stands", "because", "recipients"), tuple(rows), frozenset({3}))


def _ended(figures: TrialFigures) -> Table:
    rows = [
        (standing.subject, endpoint_name(one.endpoint), REASON[standing.reason], STANDING[standing.standing])
        for one in figures.endpoints
        for standing in one.standings
        if standing.reason in _ENDED_EARLY
    ]
    return Table(("subject", "endpoint", "because", "stands"), tuple(rows))


def _events(figures: TrialFigures) -> Table:
    headings = ("endpoint", *(status.value for status in EventStatus), "confirmed outside the window", "verdicts")
    rows = []
    for one in figures.endpoints:
        verdicts = listed(
            f"{count} {'without a verdict' if verdict == 'awaiting' else verdict}"
            for verdict, count in one.adjudicated.items()
            if count
        )
        counts = [str(one.events.get(status, 0)) for status in EventStatus]
        rows.append((endpoint_name(one.endpoint), *counts, str(one.outside_window), verdicts))
    return Table(headings, tuple(rows), frozenset(range(1, len(headings) - 1)))
