"""A chart of intervals: one row each, its words above its bar, so that long words cost height and never width."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graftwatch.adapters.drawing.flags import AT_MOST, flags
from graftwatch.adapters.drawing.legend import draw_legend, legend
from graftwatch.adapters.drawing.letters import TEXT, TICK, broken, height, width
from graftwatch.adapters.drawing.scale import Scale, scale, xs
from graftwatch.adapters.drawing.sheet import WIDTH, Sheet, dot_style, line_style
from graftwatch.adapters.drawing.tones import LOOKS, Look
from graftwatch.committee.chart import Chart, Intervals, Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EDGE: Final = 14.0
BAR: Final = 13.0
"""Points that a row's bar takes under its words."""
GAP: Final = 6.0


@dataclass(frozen=True, slots=True)
class _Row:
    look: Look
    value: float | None
    lower: float
    upper: float
    top: float
    lines: tuple[str, ...]

    @property
    def bar(self) -> float:
        return self.top + height(len(self.lines)) + BAR / 2.0


def rows(chart: Chart) -> Sheet:
    """The chart drawn.

    Raises:
        ValueError: it mixes intervals with marks of two axes.
    """
    groups = [one for one in chart.marks if isinstance(one, Intervals)]
    levels = [one for one in chart.marks if isinstance(one, Level) and not one.across]
    if len(groups) + len(levels) != len(chart.marks):
        raise ValueError(f"chart {chart.name!r}: rows of intervals go together with upright levels only")
    along = scale(chart.x, xs(chart.marks), WIDTH - 2 * EDGE, lying=True)
    upright = [one for one in levels if one.name][:AT_MOST]
    named = flags(upright, [EDGE + along.share(one.at) * (WIDTH - 2 * EDGE) for one in upright])
    several = [one for one in groups if one.name] if len(groups) > 1 else []
    above = legend([*several, *[one for one in levels if one.name and one not in upright]])
    x_words = broken(chart.x.label, WIDTH)
    top = above.high + named.high + GAP
    placed = _placed(groups)
    bottom = top + (placed[-1].bar + BAR if placed else 2 * BAR)
    sheet = Sheet(bottom + 8.0 + height(1, TICK) + height(len(x_words)) + 4.0)
    draw_legend(sheet, above, 0.0)
    axes = sheet.axes(EDGE, top, WIDTH - EDGE, bottom)
    _prepare(axes, along, bottom - top)
    named.draw(sheet, top)
    for row in placed:
        sheet.words(0.0, top + row.top, list(row.lines))
        for level in levels:
            reach = [row.bar - 5.0, row.bar + 5.0]
            axes.plot([level.at, level.at], reach, zorder=1.5, **line_style(LOOKS[level.tone]))
        _bar(axes, row)
    x_left = max(0.0, WIDTH - max((width(line, TEXT) for line in x_words), default=0.0))
    sheet.words(x_left, bottom + 6.0 + height(1, TICK), x_words)
    return sheet


def _placed(groups: list[Intervals]) -> list[_Row]:
    placed, top = list[_Row](), 0.0
    for group in groups:
        for label, value, lower, upper in group.rows:
            row = _Row(LOOKS[group.tone], value, lower, upper, top, tuple(broken(label, WIDTH)))
            placed.append(row)
            top = row.bar + BAR / 2.0 + 3.0
    return placed


def _prepare(axes: "Axes", along: Scale, high: float) -> None:
    axes.set_xlim(*along.limits)
    axes.set_ylim(high, 0.0)
    axes.set_xticks(along.ticks, along.words)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=3.0, pad=2.5)


def _bar(axes: "Axes", row: _Row) -> None:
    """Drawn through with its value, or thin and open where there is none yet."""
    style = line_style(row.look)
    if row.value is None:
        style |= {"linewidth": 1.0, "linestyle": (0, (1.0, 3.0))}
    axes.plot([row.lower, row.upper], [row.bar, row.bar], zorder=2.0, **style)
    for end in (row.lower, row.upper):
        axes.plot([end, end], [row.bar - 3.5, row.bar + 3.5], zorder=2.0, color=row.look.colour, linewidth=1.2)
    if row.value is not None:
        axes.plot([row.value], [row.bar], zorder=3.0, clip_on=False, **dot_style(row.look, 8.0))
