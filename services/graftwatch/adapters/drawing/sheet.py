"""A sheet to draw on: matplotlib's figure, with places in points from its upper left corner."""

from typing import TYPE_CHECKING, Any, Final

from graftwatch.adapters.drawing.letters import FONT, LINE, TEXT, TICK, height
from graftwatch.adapters.drawing.tones import FAINT, INK, PAPER, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 340.0
"""Points: one to one on a telephone, half a page of A4 and more."""
SETTINGS: Final = {
    "svg.fonttype": "none",
    "font.family": FONT,
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.4,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": TICK,
    "ytick.labelsize": TICK,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "lines.solid_capstyle": "butt",
    "lines.dash_capstyle": "butt",
    "lines.scale_dashes": False,
}
_POINTS_AN_INCH: Final = 72.0
SAMPLE: Final = 26.0
"""How long the sample of a line in the legend is."""


class Sheet:
    """One figure of a given height, in points."""

    def __init__(self, high: float) -> None:
        from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that only drawing needs

        self.high = high
        self.figure = Figure(figsize=(WIDTH / _POINTS_AN_INCH, high / _POINTS_AN_INCH), dpi=_POINTS_AN_INCH)

    def axes(self, left: float, top: float, right: float, bottom: float) -> "Axes":
        """Axes whose frame has these edges."""
        return self.figure.add_axes(
            (left / WIDTH, 1.0 - bottom / self.high, (right - left) / WIDTH, (bottom - top) / self.high)
        )

    def words(self, x: float, top: float, lines: list[str], **how: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """Lines of words from `top` down."""
        size = how.pop("size", TEXT)
        for number, line in enumerate(lines):
            base = top + height(number, size) + size * (LINE + 1.0) / 2.0 - size * 0.12
            self.figure.text(x / WIDTH, 1.0 - base / self.high, line, size=size, va="baseline", **how)

    def stroke(self, points: list[tuple[float, float]], **how: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """A line through points of the sheet."""
        from matplotlib.lines import Line2D  # noqa: PLC0415 - loaded with the first chart

        xs = [x / WIDTH for x, _ in points]
        ys = [1.0 - y / self.high for _, y in points]
        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.transFigure, **how))

    def area(self, x: float, y: float, look: Look, *, wide: float, high: float) -> None:
        """A box as a band looks."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - loaded with the first chart

        for style in band_styles(look):
            self.figure.add_artist(
                Rectangle(
                    (x / WIDTH, 1.0 - (y + high) / self.high),
                    *(wide / WIDTH, high / self.high),
                    transform=self.figure.transFigure,
                    **style,
                )
            )


def line_style(look: Look) -> dict[str, Any]:
    """How a line of a tone is drawn."""
    return {
        "color": look.colour,
        "linewidth": look.width,
        "linestyle": (0, look.dashes) if look.dashes else "solid",
    }


def dot_style(look: Look, size: float = 7.0) -> dict[str, Any]:
    """How single points of a tone are drawn."""
    return {
        "color": look.colour,
        "linestyle": "none",
        "marker": look.marker,
        "markersize": size * look.size,
        "markeredgecolor": PAPER,
        "markeredgewidth": 0.7,
    }


def band_styles(look: Look) -> tuple[dict[str, Any], ...]:
    """How an area of a tone is drawn: light, so that lines stay seen upon it, then with its hatch.

    Not in one: what makes the area light would make the hatch so, too.
    """
    light = {"facecolor": (*_rgb(look.colour), 0.16), "edgecolor": look.colour, "linewidth": 0.5}
    hatch = {"facecolor": "none", "edgecolor": look.colour, "hatch": look.hatch, "linewidth": 0.0}
    return (light, hatch) if look.hatch else (light,)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
