"""Words of upright lines above the picture, each at a pole of its own, so that no word and no pole meets another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from graftwatch.adapters.drawing.letters import broken, height, width
from graftwatch.adapters.drawing.sheet import WIDTH, Sheet
from graftwatch.adapters.drawing.tones import QUIET
from graftwatch.committee.chart import Level

AT_MOST: Final = 4
"""More are named in the legend."""
WIDEST: Final = 150.0
ASIDE: Final = 3.0
"""Between a pole and its words."""


@dataclass(frozen=True, slots=True)
class _Flag:
    x: float
    left: float
    lines: tuple[str, ...]

    @property
    def right(self) -> float:
        return self.left + max(width(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Flags:
    """The words with their rows, the lowest row is 0."""

    flags: tuple[_Flag, ...]
    rows: tuple[int, ...]

    @property
    def high(self) -> float:
        """How high they are together."""
        return sum(self._heights())

    def _heights(self) -> list[float]:
        return [
            max(height(len(flag.lines)) for flag, at in zip(self.flags, self.rows, strict=True) if at == row)
            for row in sorted(set(self.rows))
        ]

    def draw(self, sheet: Sheet, bottom: float) -> None:
        """Draws them from `bottom` up."""
        heights = self._heights()
        for flag, row in zip(self.flags, self.rows, strict=True):
            top = bottom - sum(heights[: row + 1])
            sheet.stroke([(flag.x, top + 2.0), (flag.x, bottom)], color=QUIET, linewidth=0.8)
            sheet.words(flag.left, top, list(flag.lines))


def flags(levels: Sequence[Level], places: Sequence[float]) -> Flags:
    """The words of lines at these places of the sheet, in as few rows as can be."""
    sides = [_sides(level.name, x) for level, x in zip(levels, places, strict=True)]
    ways = [
        Flags(held, rows)
        for held in product(*sides)
        for rows in product(range(len(held)), repeat=len(held))
        if _stand_apart(held, rows)
    ]
    in_a_row = Flags(tuple(one[0] for one in sides), tuple(range(len(sides))))
    return min(ways, key=lambda way: (way.high, sum(way.rows)), default=in_a_row)


def _sides(words: str, x: float) -> list[_Flag]:
    """To the right and to the left of the pole, wherever there is room."""
    lines = tuple(broken(words, min(max(WIDTH - x, x) - ASIDE, WIDEST)))
    wide = max(width(line) for line in lines)
    both = [_Flag(x, x + ASIDE, lines), _Flag(x, x - ASIDE - wide, lines)]
    return [one for one in both if one.left >= 0.0 and one.right <= WIDTH + 0.01]


def _stand_apart(held: Sequence[_Flag], rows: Sequence[int]) -> bool:
    if set(rows) != set(range(len(set(rows)))):
        return False
    for number, (flag, row) in enumerate(zip(held, rows, strict=True)):
        for other, its_row in list(zip(held, rows, strict=True))[number + 1 :]:
            meet = flag.left < other.right + ASIDE and other.left < flag.right + ASIDE
            if row == its_row and meet:
                return False
            if row > its_row and other.left - 1.0 < flag.x < other.right + 1.0:
                return False
            if its_row > row and flag.left - 1.0 < other.x < flag.right + 1.0:
                return False
    return True
