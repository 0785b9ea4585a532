"""Names of lines at their right end, pushed apart so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graftwatch.adapters.drawing.letters import broken, height, width
from graftwatch.adapters.drawing.sheet import Sheet
from graftwatch.adapters.drawing.tones import QUIET
from graftwatch.committee.chart import Mark

WIDEST: Final = 88.0
MOST_LINES: Final = 3
"""A longer name stands in the legend."""
LEAD: Final = 12.0
"""Room for the stroke from a line's end to its words."""
BETWEEN: Final = 2.0


@dataclass(frozen=True, slots=True)
class Ended:
    """A mark and where its line ends, in shares of the picture's width and height from its lower left corner."""

    mark: Mark
    x: float
    y: float

    @property
    def lines(self) -> tuple[str, ...]:
        """Its name."""
        return tuple(broken(self.mark.name, WIDEST))

    @property
    def high(self) -> float:
        """How high its words are."""
        return height(len(self.lines)) + BETWEEN


def chosen(ended: Sequence[Ended], room: float) -> list[Ended]:
    """Those whose names have room beside the picture."""
    held = [one for one in ended if len(one.lines) <= MOST_LINES]
    while sum(one.high for one in held) > room:
        held.remove(max(held, key=lambda one: one.high))
    return held


def room_for(held: Sequence[Ended]) -> float:
    """Points that they take to the right of the picture."""
    return max((LEAD + width(line) for one in held for line in one.lines), default=0.0)


def draw_end_words(
    sheet: Sheet, held: Sequence[Ended], frame: tuple[float, float, float, float], label_at: float
) -> None:
    """Draws them beside a picture with these edges (left, top, right, bottom); words begin at `label_at`."""
    left, top, right, bottom = frame
    high = bottom - top
    ordered = sorted(held, key=lambda one: -one.y)
    tops = _apart([top + (1.0 - one.y) * high - one.high / 2.0 for one in ordered], [one.high for one in ordered])
    shift = max(0.0, tops[-1] + ordered[-1].high - bottom) if ordered else 0.0
    for number in range(len(ordered) - 1, -1, -1):  # what was pushed out below goes up again, as far as needed
        limit = bottom if number == len(ordered) - 1 else tops[number + 1]
        if shift:
            tops[number] = min(tops[number], limit - ordered[number].high)
    for one, at in zip(ordered, tops, strict=True):
        middle = at + height(len(one.lines)) / 2.0
        start = (left + one.x * (right - left) + 1.0, top + (1.0 - one.y) * high)
        sheet.stroke([start, (label_at - 3.0, middle)], color=QUIET, linewidth=0.7)
        sheet.words(label_at, at, list(one.lines))


def _apart(tops: list[float], highs: list[float]) -> list[float]:
    """From above: each where it wants to be, or under the one before it."""
    placed = list[float]()
    for at, _ in zip(tops, highs, strict=True):
        under = placed[-1] + highs[len(placed) - 1] if placed else at
        placed.append(max(at, under))
    return placed
