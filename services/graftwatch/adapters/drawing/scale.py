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
LEAST_MONTHS_DAYS: Final = 45
"""A longer time has ticks at firsts of months."""
_MONTHS_APART: Final = (1, 2, 3, 6, 12, 24, 60, 120)


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
    ticks, words = tuple[float, ...](), tuple[str, ...]()
    for wanted in range(6, 1, -1):
        ticks, words = _ticks(axis, lower, upper, wanted)
        needed = sum(width(one, TICK) + BETWEEN_TICKS for one in words) if lying else len(words) * 2.4 * TICK
        if needed <= room:
            break
    return Scale(lower, upper, ticks, words)


def _ticks(axis: Axis, lower: float, upper: float, wanted: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - loaded with the first chart

    if axis.dates and upper - lower > LEAST_MONTHS_DAYS:
        return _months(lower, upper, wanted)
    locator = MaxNLocator(nbins=wanted, integer=axis.whole or axis.dates, steps=[1, 2, 5, 10])
    slack = 1e-9 * (upper - lower)
    ticks = tuple(float(one) for one in locator.tick_values(lower, upper) if lower - slack <= one <= upper + slack)
    return ticks, tuple(value_in_words(axis, one) for one in ticks)


def _months(lower: float, upper: float, wanted: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Firsts of months, so far apart that there are about as many as wanted."""
    every = next((step for step in _MONTHS_APART if (upper - lower) / (30.4 * step) <= wanted), _MONTHS_APART[-1])
    first, last = date.fromordinal(round(lower)), date.fromordinal(round(upper))
    numbers = range(first.year * 12, last.year * 12 + 12, every)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    held = [one for one in days if first <= one <= last]
    return tuple(float(one.toordinal()) for one in held), tuple(f"{one:%Y-%m}" for one in held)


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
