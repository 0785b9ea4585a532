"""A drawn sheet as SVG or PNG: the same chart gives the same bytes, whenever and wherever it is drawn."""

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
    with _settings(chart):
        out = BytesIO()
        _drawn(chart).savefig(out, format="png", dpi=dpi, facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


def _svg(chart: Chart, edge: float, paper: str) -> str:
    with _settings(chart):
        out, figure = BytesIO(), _drawn(chart)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return without_styles(out.getvalue(), chart, edge, paper)


def _drawn(chart: Chart) -> "Figure":
    draw = rows if any(isinstance(mark, Intervals) for mark in chart.marks) else plane
    return draw(chart).figure


def _settings(chart: Chart) -> Any:  # noqa: ANN401 - a context manager that matplotlib types loosely
    import matplotlib as mpl  # noqa: PLC0415 - half a second that only drawing needs

    settings: Any = {**SETTINGS, "svg.hashsalt": chart.name, "savefig.bbox": None, "savefig.pad_inches": 0.0}
    return mpl.rc_context(settings)
