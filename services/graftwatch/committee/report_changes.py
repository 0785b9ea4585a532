"""The chapter on what changed since the report before: late corrections apart from what is new."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graftwatch.committee.changes import Change, ChangeKind, changes
from graftwatch.committee.chart import Table
from graftwatch.committee.charts import boundary_chart
from graftwatch.committee.document import Block, Chapter, Figure, Listing, Paragraph
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.material import Earlier, ReportMaterial
from graftwatch.committee.wording import NOTHING, endpoint_name, minute, number, percent


def changes_chapter(material: ReportMaterial) -> Chapter:
    """The chapter; where there is no earlier report, it says so."""
    earlier, zone = material.earlier, material.protocol.zone
    if earlier is None:
        return Chapter("changes", "Since the last report", (Paragraph("There is no earlier report to compare with."),))
    at = minute(earlier.at, zone)
    says = (
        f"Compared with the report as of {at}. A result that came late, a correction or a person's verdict changes "
        "what was so then: this stands apart from what happened since."
    )
    corrected = _table(changes(earlier.then, earlier.now))
    since = changes(earlier.now, material.figures)
    completed = [one for one in since if _is_completed(one)]
    new = _table(one for one in since if not _is_completed(one))
    blocks: list[Block] = [
        Paragraph(says),
        Listing(f"Figures as known on {at} and as they are now", _side_by_side(earlier, material)),
        Listing(f"Corrected: what was known on {at} and is different now", corrected, "nothing"),
        Listing(f"New since {at}", new, "nothing"),
        *_completed(completed),
    ]
    for then, now, here in zip(earlier.then.endpoints, earlier.now.endpoints, material.figures.endpoints, strict=True):
        if here.boundary is not None and then.path != now.path:
            chart = boundary_chart(here, then.path, f"as known on {at}")
            blocks.append(Figure(replace(chart, name=f"{chart.name}-then")))
    return Chapter("changes", "Since the last report", tuple(blocks))


def _side_by_side(earlier: Earlier, material: ReportMaterial) -> Table:
    """Each endpoint's counts: as they stood in the report, as that time is known now, and at the cut-off."""
    rows = []
    both = zip(earlier.then.endpoints, earlier.now.endpoints, material.figures.endpoints, strict=True)
    for then, now, here in both:
        rows.append((endpoint_name(here.endpoint), _said(then), _said(now), _said(here)))
    return Table(("endpoint", "as known then", "the same time as known now", "at this cut-off"), tuple(rows))


def _said(one: EndpointFigures) -> str:
    counts = one.counts
    crossed = "; boundary crossed" if one.crossing is not None else ""
    return f"{counts.events} of {counts.evaluable} evaluable, {percent(counts.rate)}{crossed}"


def _is_completed(one: Change) -> bool:
    """Whether somebody's window was completed without the event: the usual course, told in one sentence."""
    return one.kind is ChangeKind.BECAME_EVALUABLE and one.now.startswith("without event")


def _completed(found: Iterable[Change]) -> Iterator[Paragraph]:
    subjects: dict[str, list[str]] = {}
    for one in found:
        subjects.setdefault(one.endpoint, []).append(one.subject)
    for endpoint, who in subjects.items():
        count = number(len(who), "recipient")
        yield Paragraph(f"{endpoint_name(endpoint)}: {count} became evaluable without the event ({', '.join(who)}).")


def _table(found: Iterable[Change]) -> Table:
    rows = tuple((one.subject or "trial", one.about, one.was or NOTHING, one.now or NOTHING) for one in found)
    return Table(("subject", "what", "was", "now"), rows)
