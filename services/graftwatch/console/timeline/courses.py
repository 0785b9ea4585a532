"""Courses of values: a line through them, or where there are more than can be told apart the lowest and the highest.

| values                              | drawn                                                                   |
| ----------------------------------- | ----------------------------------------------------------------------- |
| at least 5 pixels for each          | a line, and a sign for each                                             |
| more                                | a band from the lowest to the highest of every 6 pixels, and a line     |
|                                     | through their means; of those beyond a limit the farthest of each part  |

A line is not drawn over a gap that is longer than the course allows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from graftwatch.console.timeline.scale import Scale
from graftwatch.console.timeline.shapes import Shape, glyph, path
from graftwatch.console.timeline.views import Reading, Value

ROOM: Final = 5.0
"""Pixels for each value, below which single ones cannot be told apart."""
PART: Final = 6.0
"""Pixels of a part of a dense course."""
SIGN_ROOM: Final = 12.0
"""Pixels between two signs of a dense course."""


@dataclass(frozen=True, slots=True)
class Course:
    """Values to draw.

    Attributes:
        values: by time, within the picture.
        kind: how its line looks.
        sign: the sign of each value within its limits.
        gap: a longer one is not joined.
        flags: whether values beyond their limits get a sign of their own.
    """

    values: Sequence[Value]
    kind: str
    sign: str
    gap: timedelta
    flags: bool = True


def drawn(course: Course, scale: Scale, y: Callable[[float], float]) -> list[Shape]:
    """The course; `y` says where a value stands."""
    if not course.values:
        return []
    taken = scale.x(course.values[-1].at) - scale.x(course.values[0].at)
    if len(course.values) > 1 and taken / (len(course.values) - 1) < ROOM:
        return _dense(course, scale, y)
    shapes = [
        path([(scale.x(one.at), y(one.value)) for one in piece], f"course {course.kind}")
        for piece in _pieces(course)
        if len(piece) > 1
    ]
    return shapes + [_sign(one, course, scale, y) for one in course.values]


def _pieces(course: Course) -> Iterator[list[Value]]:
    """The values without the long gaps; a value that is held against nothing is in no line."""
    held: list[Value] = []
    for one in course.values:
        if one.reading is Reading.APART:
            continue
        if held and one.at - held[-1].at > course.gap:
            yield held
            held = []
        held.append(one)
    if held:
        yield held


def _sign(one: Value, course: Course, scale: Scale, y: Callable[[float], float]) -> Shape:
    x, at = scale.x(one.at), y(one.value)
    if one.reading is Reading.APART:
        return glyph("times", x, at, "open small")
    if not course.flags or one.reading is Reading.WITHIN:
        return glyph(course.sign, x, at, f"value {course.kind}")
    return glyph("up" if one.reading is Reading.ABOVE else "down", x, at, "flag")


def _dense(course: Course, scale: Scale, y: Callable[[float], float]) -> list[Shape]:
    shapes: list[Shape] = []
    for piece in _pieces(course):
        parts = [
            (scale.x(values[0].at), scale.x(values[-1].at), [one.value for one in values])
            for values in (list(each) for _, each in groupby(piece, key=lambda one: int(scale.x(one.at) // PART)))
        ]
        upper = [((x0 + x1) / 2, y(max(values))) for x0, x1, values in parts]
        lower = [((x0 + x1) / 2, y(min(values))) for x0, x1, values in parts]
        shapes.append(path([*upper, *reversed(lower)], f"between {course.kind}", closed=True))
        means = [((x0 + x1) / 2, y(sum(values) / len(values))) for x0, x1, values in parts]
        shapes.append(path(means, f"course {course.kind}"))
    return shapes + [_sign(one, course, scale, y) for one in _farthest(course, scale)]


def _farthest(course: Course, scale: Scale) -> Iterator[Value]:
    """Of the values beyond a limit the farthest of each stretch."""
    for reading, best in ((Reading.ABOVE, max), (Reading.BELOW, min)):
        beyond = [one for one in course.values if one.reading is reading and course.flags]
        for _, each in groupby(beyond, key=lambda one: int(scale.x(one.at) // SIGN_ROOM)):
            yield best(each, key=lambda one: one.value)
