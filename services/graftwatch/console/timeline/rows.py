"""What the drawing shows, as rows of a table; and things that take some room, placed so that none covers another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graftwatch.console.timeline.scale import POINTED_AT
from graftwatch.console.timeline.shapes import Cell, Lane, Shape
from graftwatch.console.timeline.views import MessageRef

APART: Final = 6.0
"""Pixels between two things of one row."""


@dataclass(slots=True)
class Row:
    """A row of the table.

    Attributes:
        at: what rows are sorted by.
        when: in words.
        what: what it is.
        says: what it says: a value, organisms, a summary.
        status: how final or how sure, and how it stands to its limit.
        messages: where it comes from.
        page: the id of the page that it is about; empty for anything else.
        cell: the part of the drawing that shows it.
    """

    at: datetime
    when: str
    what: str
    says: str
    status: str = ""
    messages: tuple[MessageRef, ...] = ()
    page: str = ""
    cell: str = ""


@dataclass(slots=True)
class Item:
    """Something that takes room from `x0` to `x1`.

    Attributes:
        x0, x1: with its label, within the picture.
        draw: its shapes, in a row whose top is given.
        name: what it is and says, in words.
        rows: the same for the table.
    """

    x0: float
    x1: float
    draw: Callable[[float], list[Shape]]
    name: str
    rows: list[Row] = field(default_factory=list)


def packed(title: str, prefix: str, items: Iterable[Item], row_height: float, width: float) -> tuple[Lane, list[Row]]:
    """A lane with things in as few rows as they need, each of which can be pointed at; and the rows of the table.

    Args:
        title: of the lane.
        prefix: what the names of its cells begin with.
        items: in any order.
        row_height: of a row, in pixels.
        width: of the picture.
    """
    ends: list[float] = []
    shapes: list[Shape] = []
    cells: list[Cell] = []
    rows: list[Row] = []
    for place, one in enumerate(sorted(items, key=lambda one: (one.x0, one.x1))):
        x0, x1 = _reachable(one.x0, one.x1, width)
        row = next((at for at, end in enumerate(ends) if end + APART <= x0), len(ends))
        ends[row : row + 1] = [x1]
        cell = Cell(f"{prefix}{place}", x0, row * row_height, x1 - x0, row_height, one.name)
        shapes += one.draw(row * row_height)
        cells.append(cell)
        for each in one.rows:
            each.cell = cell.id
        rows += one.rows
    return Lane(title, max(1, len(ends)) * row_height, shapes, cells=cells), rows


def _reachable(x0: float, x1: float, width: float) -> tuple[float, float]:
    """Wide enough to be pointed at, within the picture."""
    lacking = max(0.0, POINTED_AT - (x1 - x0)) / 2
    x0 = min(max(0.0, x0 - lacking), width - POINTED_AT)
    return x0, max(x0 + POINTED_AT, min(width, x1 + lacking))
