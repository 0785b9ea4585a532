"""Things with their labels: a sign with words beside it, or bars with words above them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graftwatch.console.timeline.rows import Item, Row
from graftwatch.console.timeline.scale import Scale
from graftwatch.console.timeline.shapes import Shape, glyph, line, shortened, text, width_of
from graftwatch.console.timeline.views import Moment

SIGN_ROW: Final = 26.0
"""Height of a row of signs."""
BAR_ROW: Final = 36.0
"""Height of a row of bars."""
BAR_TOP: Final = 17.0
BAR_HEIGHT: Final = 11.0
LONGEST_LABEL: Final = 480.0
HALF_SIGN: Final = 8.0
GAP: Final = 3.0
NOON: Final = timedelta(hours=12)
"""Where something stands of which only the day is known."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a thing is and says: in one line, and for the table."""

    name: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the drawing's own: where, which, how it looks, and how far a thin line goes on from it."""

    x: float
    glyph: str
    kind: str
    until: float | None = None


def instant(when: Moment, scale: Scale) -> datetime:
    """The instant; noon of the day where only the day is known."""
    return when.at if when.at is not None else scale.midnight(when.on) + NOON


def with_words(sign: Sign, words: str, scale: Scale, said: Said) -> Item:
    """A sign with words behind it, or before it where they would leave the picture."""
    words = shortened(words, LONGEST_LABEL)
    room = width_of(words) + GAP if words else 0.0
    before = sign.x + HALF_SIGN + room > scale.width and sign.x - HALF_SIGN - room >= 0
    x0 = sign.x - HALF_SIGN - (room if before else 0.0)
    x1 = max(sign.x + HALF_SIGN + (0.0 if before else room), min(sign.until or 0.0, scale.width))

    def draw(y: float) -> list[Shape]:
        middle = y + SIGN_ROW / 2
        drawn = [glyph(sign.glyph, sign.x, middle, sign.kind)]
        if sign.until is not None and sign.until > sign.x:
            below = y + SIGN_ROW - 3
            end = min(sign.until, scale.width)
            drawn += [line(sign.x, below, end, below, "thread"), line(end, below - 3, end, below + 3, "thread")]
        if words:
            at = sign.x - HALF_SIGN - GAP if before else sign.x + HALF_SIGN + GAP
            drawn.append(text(at, middle + 4, words, "label", "end" if before else "start"))
        return drawn

    return Item(x0, x1, draw, said.name, said.rows)


def with_bars(
    span: tuple[float, float], words: str, scale: Scale, bars: Callable[[float], list[Shape]], said: Said
) -> Item:
    """Bars with words above them.

    Args:
        span: from where to where the bars go; what lies outside the picture is cut off.
        words: above them.
        scale: of the picture.
        bars: draws them; their top is given.
        said: what they say.
    """
    x0, x1 = max(0.0, span[0]), min(scale.width, span[1])
    words = shortened(words, min(LONGEST_LABEL, scale.width))
    start = max(0.0, min(x0, scale.width - width_of(words)))

    def draw(y: float) -> list[Shape]:
        return [*bars(y + BAR_TOP), text(start, y + 12, words)]

    return Item(min(x0, start), max(x1, start + width_of(words)), draw, said.name, said.rows)


def shown(span: tuple[float, float], scale: Scale) -> bool:
    """Whether any part of it is in the picture."""
    return span[1] > 0 and span[0] < scale.width
