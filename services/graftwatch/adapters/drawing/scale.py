"""From where to where an axis goes, and what stands at its ticks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from graftwatch.adapters.drawing.letters import TICK, width
from graftwatch.committee.chart import Axis, Band, Curve, Dots, Intervals, Level, Mark, Steps

MARGIN: Final = 0.025
"""Of an axis, beyond its ends: lines upon its edge are drawn whole."""
BETWEEN_TICKS: Final = 12.0


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis' ends, with its ticks and their words."""

    lower: float
    upper: float
    ticks: tuple[float, ...]
    words: tuple[str, ...]

    @property
    def limits(self) -> tuple[float, float]:
        """The ends with their margin."""
        beyond = MARGIN * (self.upper - self.lower)
        return self.lower - beyond, self.upper + beyond

    @property
    def widest(self) -> float:
        """Points that the widest tick's words take."""
        return max((width(one, TICK) for one in self.words), default=0.0)

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the lower and 1 at the upper limit."""
        lower, upper = self.limits
        return (value - lower) / (upper - lower)


def scale(axis: Axis, values: Iterable[float], room: float, *, lying: bool) -> Scale:
    """The scale of an axis over values in so many points; `lying` has its words beside each other."""
    held = list(values)
    lower = axis.lower if axis.lower is not None else min([*held, *([] if axis.dates else [0.0])], default=0.0)
    upper = axis.upper if axis.upper is not None else max(held, default=lower + 1.0)
    if upper <= lower:
        upper = lower + 1.0
    ticks, words = _ticks(axis, lower, upper, 5)
    for wanted in range(6, 1, -1):
        ticks, words = _ticks(axis, lower, upper, wanted)
        needed = sum(width(one, TICK) + BETWEEN_TICKS for one in words) if lying else len(words) * 2.4 * TICK
        if needed <= room:
            break
    return Scale(lower, upper, ticks, words)


def _ticks(axis: Axis, lower: float, upper: float, wanted: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - loaded with the first chart

    whole = axis.whole or axis.dates
    locator = MaxNLocator(nbins=wanted, integer=whole, steps=[1, 2, 5, 10] if not axis.dates else [1, 2, 5, 7, 10])
    slack = 1e-9 * (upper - lower)
    ticks = tuple(float(one) for one in locator.tick_values(lower, upper) if lower - slack <= one <= upper + slack)
    return ticks, tuple(value_in_words(axis, one) for one in ticks)


def value_in_words(axis: Axis, value: float) -> str:
    """A value as it stands at the axis."""
    if axis.dates:
        return date.fromordinal(round(value)).isoformat()
    return f"{100 * value:.6g} %" if axis.percent else f"{value:,.6g}"


def xs(marks: Iterable[Mark]) -> Iterator[float]:
    """All places of marks along the horizontal axis."""
    for mark in marks:
        match mark:
            case Steps(points=points, until=until):
                yield from (x for x, _ in points)
                yield from () if until is None else (until,)
            case Curve(points=points) | Dots(points=points):
                yield from (x for x, _ in points)
            case Band(edges=edges):
                yield from (x for x, _, _ in edges)
            case Level(at=at, across=False):
                yield at
            case Intervals(rows=rows):
                yield from (end for _, _, lower, upper in rows for end in (lower, upper))
            case Level():
                pass


def ys(marks: Iterable[Mark]) -> Iterator[float]:
    """All places of marks along the vertical axis."""
    for mark in marks:
        match mark:
            case Steps(points=points) | Curve(points=points) | Dots(points=points):
                yield from (y for _, y in points)
            case Band(edges=edges):
                yield from (end for _, lower, upper in edges for end in (lower, upper))
            case Level(at=at, across=True):
                yield at
            case Level() | Intervals():
                pass
