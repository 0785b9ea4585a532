"""A drawn sheet as SVG or PNG: the same chart gives the same bytes, whenever and wherever it is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from graftwatch.adapters.drawing.plane import plane
from graftwatch.adapters.drawing.rows import rows
from graftwatch.adapters.drawing.sheet import SETTINGS
from graftwatch.adapters.drawing.svg_text import without_styles
from graftwatch.adapters.drawing.tones import PAPER, of_the_page
from graftwatch.committee.chart import Chart, Intervals

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
    """The chart as PNG on white; 340 points, about 12 cm, wide in its natural size."""
    out = BytesIO()
    with drawn(chart) as figure:
        figure.savefig(out, format="png", dpi=dpi, facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


@contextmanager
def drawn(chart: Chart) -> "Iterator[Figure]":
    """The chart as matplotlib's figure, under the settings it is to be written with."""
    import matplotlib as mpl  # noqa: PLC0415 - half a second that only drawing needs

    settings: Any = {**SETTINGS, "svg.hashsalt": chart.name, "savefig.bbox": None, "savefig.pad_inches": 0.0}
    draw = rows if any(isinstance(mark, Intervals) for mark in chart.marks) else plane
    with mpl.rc_context(settings):
        yield draw(chart).figure


def _svg(chart: Chart, edge: float, paper: str) -> str:
    out = BytesIO()
    with drawn(chart) as figure:
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return without_styles(out.getvalue(), chart, edge, paper)
