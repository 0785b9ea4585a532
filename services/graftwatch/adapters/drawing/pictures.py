"""A drawn sheet as SVG or PNG: the same chart gives the same bytes, whenever and wherever it is drawn."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from graftwatch.adapters.drawing.letters import legible
from graftwatch.adapters.drawing.plane import plane
from graftwatch.adapters.drawing.rows import rows
from graftwatch.adapters.drawing.sheet import SETTINGS
from graftwatch.adapters.drawing.svg_text import without_styles
from graftwatch.adapters.drawing.tones import PAPER, of_the_page
from graftwatch.committee.chart import Chart, Intervals, Mark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_AN_INCH: Final = 200
EDGE: Final = 10.0
"""White around a picture that stands alone, in points."""


def svg(chart: Chart) -> str:
    """The chart as an SVG element of a page; its colours are the page's (see `page_colours`), its width what there is.

    No style sheet and no style attribute is in it, so a page that allows none shows it whole.
    """
    return of_the_page(_svg(chart, 0.0, paper=""))


def picture(chart: Chart) -> str:
    """The chart as an SVG file of its own, on white."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _svg(chart, EDGE, paper=PAPER) + "\n"


def png(chart: Chart, dpi: int = DOTS_AN_INCH) -> bytes:
    """The chart as PNG on white; 340 points, about 12 cm, wide in its natural size.

    A sign that the font has not stands as its number; in an SVG its reader's own fonts show it.
    """
    out = BytesIO()
    with drawn(_legible(chart)) as figure:
        figure.savefig(out, format="png", dpi=dpi, facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


@contextmanager
def drawn(chart: Chart) -> "Iterator[Figure]":
    """The chart as matplotlib's figure, under the settings it is to be written with."""
    import matplotlib as mpl  # noqa: PLC0415 - half a second that only drawing needs

    settings: Any = {**SETTINGS, "svg.hashsalt": chart.name, "savefig.bbox": None, "savefig.pad_inches": 0.0}
    draw = rows if any(isinstance(mark, Intervals) for mark in chart.marks) else plane
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)  # words in an SVG are words
        yield draw(chart).figure


def _legible(chart: Chart) -> Chart:
    return replace(
        chart,
        x=replace(chart.x, label=legible(chart.x.label)),
        y=replace(chart.y, label=legible(chart.y.label)),
        marks=tuple(_mark(one) for one in chart.marks),
    )


def _mark(mark: Mark) -> Mark:
    named = replace(mark, name=legible(mark.name))
    if isinstance(named, Intervals):
        legibles = tuple((legible(label), value, lower, upper) for label, value, lower, upper in named.rows)
        return replace(named, rows=legibles)
    return named


def _svg(chart: Chart, edge: float, paper: str) -> str:
    out = BytesIO()
    with drawn(chart) as figure:
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return without_styles(out.getvalue(), chart, edge, paper)
