"""Parts of the drawing: elements of SVG with numbers and classes; colours and hatches are the style sheet's."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LABEL_PIXELS: Final = 12.0
"""Height of the letters of a label; see `timeline.css`."""
NARROW_EM, WIDE_EM = 0.59, 1.02
"""How wide a letter is at most on average, and a Japanese one, for placing words where nothing can be measured."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An element: its name, its attributes, and its words where it is a text."""

    tag: str
    attributes: Mapping[str, str]
    words: str = ""


@dataclass(slots=True)
class Cell:
    """A part of the drawing that can be pointed at, focused and followed.

    Attributes:
        id: its name in the page.
        x, y, width, height: where it is.
        name: what it is and says, in words.
        href: where it leads.
    """

    id: str
    x: float
    y: float
    width: float
    height: float
    name: str
    href: str = ""


@dataclass(slots=True)
class Lane:
    """One strip of the drawing, with what stands beside it.

    Attributes:
        title: what it shows.
        height: in pixels.
        shapes: what is drawn, measured from the lane's own top.
        gutter: what stands beside it: units, scales, samples of lines.
        cells: what can be pointed at, from left to right.
    """

    title: str
    height: float
    shapes: list[Shape] = field(default_factory=list)
    gutter: list[Shape] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    y: float = 0.0


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel.

    >>> number(3.0), number(2.249)
    ('3', '2.2')
    """
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, kind: str, fill: str = "") -> Shape:
    """A rectangle; `fill` names a hatch."""
    placed = {"x": number(x), "y": number(y), "width": number(max(width, 0.5)), "height": number(height)}
    return Shape("rect", {**placed, "class": kind, **({"fill": f"url(#tl-{fill})"} if fill else {})})


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Shape:
    """A straight line."""
    return Shape("line", {"x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2), "class": kind})


def path(steps: list[tuple[float, float]], kind: str, *, closed: bool = False) -> Shape:
    """A line through points."""
    through = "L".join(f"{number(x)} {number(y)}" for x, y in steps)
    return Shape("path", {"d": f"M{through}{'Z' if closed else ''}", "class": kind})


def text(x: float, y: float, words: str, kind: str = "label", anchor: str = "start") -> Shape:
    """Words."""
    at = {"x": number(x), "y": number(y), "class": kind}
    return Shape("text", at if anchor == "start" else {**at, "text-anchor": anchor}, words)


def glyph(name: str, x: float, y: float, kind: str) -> Shape:
    """A sign of the drawing's own, by its name in `timeline/signs.svg.j2`."""
    return Shape("use", {"href": f"#tl-{name}", "x": number(x), "y": number(y), "class": kind})


def width_of(words: str, pixels: float = LABEL_PIXELS) -> float:
    """How much room words take at most, in pixels.

    >>> width_of("AST") < width_of("血流感染")
    True
    """
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in words)
    return pixels * (wide * WIDE_EM + (len(words) - wide) * NARROW_EM)


def shortened(words: str, room: float) -> str:
    """Words cut to some room, with an ellipsis.

    >>> shortened("Klebsiella pneumoniae", 60)
    'Klebsie…'
    """
    if width_of(words) <= room:
        return words
    kept = words
    while kept and width_of(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
