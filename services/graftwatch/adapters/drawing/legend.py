"""Names of marks above the picture, each behind a sample of what it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graftwatch.adapters.drawing.letters import TEXT, broken, height, width
from graftwatch.adapters.drawing.sheet import SAMPLE, WIDTH, Sheet, dot_style, line_style
from graftwatch.adapters.drawing.tones import LOOKS
from graftwatch.committee.chart import Band, Dots, Intervals, Mark

BEHIND_SAMPLE: Final = 6.0
BETWEEN: Final = 16.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with its place from the legend's upper left corner."""

    mark: Mark
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """All entries, and how high they are together."""

    entries: tuple[Entry, ...]
    high: float


def legend(marks: Sequence[Mark]) -> Legend:
    """The names of marks one behind the other, in as many rows as they need."""
    entries, x, y, row = list[Entry](), 0.0, 0.0, 0.0
    for mark in marks:
        lines = broken(mark.name, WIDTH - SAMPLE - BEHIND_SAMPLE)
        wide = SAMPLE + BEHIND_SAMPLE + max(width(line) for line in lines)
        if x and x + wide > WIDTH:
            x, y, row = 0.0, y + row, 0.0
        entries.append(Entry(mark, x, y, tuple(lines)))
        x, row = x + wide + BETWEEN, max(row, height(len(lines)) + 1.0)
    return Legend(tuple(entries), y + row)


def draw_legend(sheet: Sheet, of: Legend, top: float) -> None:
    """Draws it from `top` down."""
    for entry in of.entries:
        look = LOOKS[entry.mark.tone]
        middle = top + entry.y + height(1) / 2.0
        match entry.mark:
            case Band():
                sheet.area(entry.x, middle - 4.5, look, wide=SAMPLE, high=9.0)
            case Dots():
                sheet.stroke([(entry.x + SAMPLE / 2, middle)], **dot_style(look))
            case Intervals():
                sheet.stroke([(entry.x, middle), (entry.x + SAMPLE, middle)], **line_style(look))
                sheet.stroke([(entry.x + SAMPLE / 2, middle)], **dot_style(look))
            case _:
                sheet.stroke([(entry.x, middle), (entry.x + SAMPLE, middle)], **line_style(look))
        sheet.words(entry.x + SAMPLE + BEHIND_SAMPLE, top + entry.y, list(entry.lines), size=TEXT)
