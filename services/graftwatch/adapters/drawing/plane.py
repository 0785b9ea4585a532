"""A chart with two axes: lines, areas and points; words above it and to the right of it, never upon it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graftwatch.adapters.drawing.end_words import LEAD, Ended, chosen, draw_end_words, room_for
from graftwatch.adapters.drawing.flags import AT_MOST, flags
from graftwatch.adapters.drawing.legend import draw_legend, legend
from graftwatch.adapters.drawing.letters import TEXT, TICK, broken, height, width
from graftwatch.adapters.drawing.scale import Scale, scale, xs, ys
from graftwatch.adapters.drawing.sheet import WIDTH, Sheet, band_styles, dot_style, line_style
from graftwatch.adapters.drawing.tones import LOOKS
from graftwatch.committee.chart import Band, Chart, Curve, Dots, Level, Mark, Steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HIGH: Final = 190.0
"""Of the picture itself, in points."""
GAP: Final = 6.0
NEAR_THE_END: Final = 0.8
"""A line that comes so far has its name at its end."""


def plane(chart: Chart) -> Sheet:
    """The chart drawn."""
    upward = scale(chart.y, ys(chart.marks), HIGH, lying=False)
    left = max(upward.widest + 8.0, 14.0)
    roughly = scale(chart.x, xs(chart.marks), WIDTH - left, lying=True)
    ended = chosen([one for mark in chart.marks if (one := _end(mark, roughly, upward))], HIGH)
    label_at = WIDTH - room_for(ended) + LEAD
    right = label_at - LEAD if ended else WIDTH - max(8.0, width(roughly.words[-1] if roughly.words else "", TICK) / 2)
    along = scale(chart.x, xs(chart.marks), right - left, lying=True)

    upright = [one for one in chart.marks if isinstance(one, Level) and not one.across and one.name][:AT_MOST]
    named = flags(upright, [left + along.share(one.at) * (right - left) for one in upright])
    beside = [one.mark for one in ended]
    above = legend([one for one in chart.marks if one.name and one not in beside and one not in upright])

    y_words, x_words = broken(chart.y.label, WIDTH), broken(chart.x.label, WIDTH)
    y_top = above.high + (GAP / 2 if above.high else 0.0)
    top = y_top + height(len(y_words)) + named.high + GAP
    bottom = top + HIGH
    sheet = Sheet(bottom + 8.0 + height(1, TICK) + height(len(x_words)) + 4.0)
    draw_legend(sheet, above, 0.0)
    sheet.words(0.0, y_top, y_words)
    axes = sheet.axes(left, top, right, bottom)
    _prepare(axes, along, upward)
    named.draw(sheet, top)
    for number, mark in enumerate(chart.marks):
        _draw(axes, mark, 2.0 + number / 100.0)
    draw_end_words(sheet, ended, (left, top, right, bottom), label_at)
    x_left = max(0.0, right - max((width(line, TEXT) for line in x_words), default=0.0))
    sheet.words(x_left, bottom + 6.0 + height(1, TICK), x_words)
    return sheet


def _end(mark: Mark, along: Scale, upward: Scale) -> Ended | None:
    """Where a named line ends, if that is near the right edge and within the picture."""
    match mark:
        case Level(name=name, at=at, across=True) if name:
            x, y = along.limits[1], at
        case Steps(name=name, points=points, until=until) if name and points:
            x, y = (points[-1][0] if until is None else until), points[-1][1]
        case Curve(name=name, points=points) if name and points:
            x, y = points[-1]
        case _:
            return None
    across, height_share = along.share(x), upward.share(y)
    return Ended(mark, across, height_share) if across >= NEAR_THE_END and 0.0 <= height_share <= 1.0 else None


def _prepare(axes: "Axes", along: Scale, upward: Scale) -> None:
    axes.set_xlim(*along.limits)
    axes.set_ylim(*upward.limits)
    axes.set_xticks(along.ticks, along.words)
    axes.set_yticks(upward.ticks, upward.words)
    axes.tick_params(length=3.0, pad=2.5)
    axes.grid(axis="y")


def _draw(axes: "Axes", mark: Mark, order: float) -> None:
    look = LOOKS[mark.tone]
    match mark:
        case Steps(points=points, until=until) if points:
            held = [*points, *([(until, points[-1][1])] if until is not None else [])]
            axes.step(*_columns(held), where="post", zorder=order, **line_style(look))
            if len(held) == 1:
                axes.plot(*_columns(held), zorder=order, **dot_style(look, 5.0))
        case Curve(points=points):
            axes.plot(*_columns(points), zorder=order, **line_style(look))
            if len(points) == 1:
                axes.plot(*_columns(points), zorder=order, **dot_style(look, 5.0))
        case Dots(points=points):
            axes.plot(*_columns(points), zorder=order + 1.0, clip_on=False, **dot_style(look))
        case Band(edges=edges, stepped=stepped):
            lower, upper = [one[1] for one in edges], [one[2] for one in edges]
            places = [one[0] for one in edges]
            for style in band_styles(look):
                axes.fill_between(places, lower, upper, step="post" if stepped else None, zorder=order - 1.0, **style)
        case Level(at=at, across=across):
            style = line_style(look)
            (axes.axhline if across else axes.axvline)(at, zorder=order - 0.5, **style)
        case _:
            pass


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]
