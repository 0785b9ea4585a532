"""The committee room's figures and documents as what pages show, in a reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from graftwatch.committee.chart import Axis, Chart, Intervals, Mark, Table
from graftwatch.committee.document import Block, Chapter, Document, Facts, Figure, Listing, Paragraph, cut_off
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.wording import endpoint_name
from graftwatch.console.shell.languages import USUAL
from graftwatch.console.trial.phrases import say
from graftwatch.console.trial.views import (
    BlockShown,
    ChapterShown,
    ChartShown,
    CrossedShown,
    EndpointShown,
    NextEventShown,
    ReportShown,
    SoonestShown,
    TableShown,
)

Draw = Callable[[Chart], str]
"""Gives a chart as one SVG element, its texts escaped."""


def endpoint_shown(one: EndpointFigures, language: str) -> EndpointShown:
    """An endpoint in figures."""
    counts, boundary, ahead = one.counts, one.boundary, one.ahead
    shown = EndpointShown(
        endpoint=one.endpoint,
        name=say(language, endpoint_name(one.endpoint)),
        evaluable=counts.evaluable,
        events=counts.events,
        not_yet_evaluable=counts.not_yet_evaluable,
        excluded=counts.excluded,
        rate=counts.rate,
        lower=one.interval.lower,
        upper=one.interval.upper,
    )
    if boundary is None or one.plan is None:
        return shown
    soonest = ahead.soonest if ahead is not None and one.crossing is None else None
    return shown.model_copy(
        update={
            "rule": one.plan.rule,
            "planned": boundary.maximum_recipients,
            "stop_at": boundary.events_to_stop(counts.evaluable) if counts.evaluable else None,
            "crossed": _crossed(one),
            "next_event": _next_event(one),
            "soonest": soonest and SoonestShown(more_events=soonest.more_events, evaluable=soonest.evaluable),
            "predictive": one.predictive,
        }
    )


def _crossed(one: EndpointFigures) -> CrossedShown | None:
    if one.crossing is None or one.boundary is None:
        return None
    at = one.crossing.evaluable
    return CrossedShown(
        evaluable=at,
        events=one.crossing.events,
        stop_at=one.boundary.events_to_stop(at),
        on=next((step.on for step in one.path if step.n == at), None),
    )


def _next_event(one: EndpointFigures) -> NextEventShown | None:
    boundary, n = one.boundary, one.counts.evaluable + 1
    if boundary is None or n > boundary.maximum_recipients:
        return None
    stops = one.ahead is not None and one.ahead.next_event_stops
    needed = boundary.events_to_stop(n)
    return NextEventShown(evaluable=n, events=one.counts.events + 1, stop_at=needed, stops=stops)


def chart_shown(chart: Chart, language: str, draw: Draw) -> ChartShown:
    """A chart in a language, drawn."""
    said = chart_said(chart, language)
    return ChartShown(
        name=said.name, title=said.title, says=said.says, svg=draw(said), data=table_shown(chart.data, language)
    )


def chart_said(chart: Chart, language: str) -> Chart:
    """A chart with its words in a language."""
    if language == USUAL:
        return chart
    return replace(
        chart,
        title=say(language, chart.title),
        says=say(language, chart.says),
        x=_axis_said(chart.x, language),
        y=_axis_said(chart.y, language),
        marks=tuple(_mark_said(one, language) for one in chart.marks),
    )


def _axis_said(axis: Axis, language: str) -> Axis:
    return replace(axis, label=say(language, axis.label))


def _mark_said(mark: Mark, language: str) -> Mark:
    if isinstance(mark, Intervals):
        rows = tuple((say(language, label), value, lower, upper) for label, value, lower, upper in mark.rows)
        return replace(mark, name=say(language, mark.name), rows=rows)
    return replace(mark, name=say(language, mark.name))


def table_shown(table: Table, language: str) -> TableShown:
    """A table in a language."""
    return TableShown(
        headings=tuple(say(language, one) for one in table.headings),
        rows=tuple(tuple(say(language, cell) for cell in row) for row in table.rows),
        numbers=tuple(sorted(table.numbers)),
    )


def tables_of(chapter: Chapter, language: str) -> ChapterShown:
    """The tables of a chapter, without its words and charts."""
    blocks = (_block(one, language, _not_drawn) for one in chapter.blocks if isinstance(one, Listing))
    return ChapterShown(anchor=chapter.anchor, heading=say(language, chapter.heading), blocks=tuple(blocks))


def report_shown(document: Document, draw: Draw) -> ReportShown:
    """A report as it is: in English."""
    return ReportShown(
        title=document.title,
        marking=document.marking,
        cut_off=cut_off(document),
        chapters=tuple(_chapters(document.chapters, draw)),
    )


def _chapters(chapters: Iterable[Chapter], draw: Draw) -> Iterable[ChapterShown]:
    for one in chapters:
        blocks = tuple(_block(block, USUAL, draw) for block in one.blocks)
        yield ChapterShown(anchor=one.anchor, heading=one.heading, blocks=blocks)


def _block(block: Block, language: str, draw: Draw) -> BlockShown:
    match block:
        case Paragraph(text=text, strong=strong):
            return BlockShown(kind="paragraph", text=text, strong=strong)
        case Facts(rows=rows):
            return BlockShown(kind="facts", facts=rows)
        case Figure(chart=chart):
            return BlockShown(kind="chart", chart=chart_shown(chart, language, draw))
        case Listing(caption=caption, table=table, empty=empty):
            return BlockShown(
                kind="table",
                text=say(language, caption),
                table=table_shown(table, language),
                empty=say(language, empty),
            )


def _not_drawn(chart: Chart) -> str:
    raise TypeError(f"{chart.name} stands among tables")
