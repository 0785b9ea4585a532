"""A chart as data: what is drawn, not how. One definition for the page, the report and the pictures.

Marks never differ by colour alone: each has a tone and a pattern of its own, and is named in words beside it, so that
print in black and white and a colour-blind reader lose nothing. Every chart also gives its data as a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a mark is about; the renderer gives each a colour and a line of its own."""

    SEEN = "seen"  # what was observed
    BOUNDARY = "boundary"
    AHEAD = "ahead"  # what has not happened yet
    REFERENCE = "reference"  # a historical or tolerated rate
    ALARM = "alarm"  # where the boundary was crossed
    SECOND = "second"  # a second curve beside SEEN


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Steps:
    """A value that stays until the next point, such as events by evaluable recipient."""

    name: str
    points: tuple[Point, ...]
    tone: Tone = Tone.SEEN
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Points joined by straight lines."""

    name: str
    points: tuple[Point, ...]
    tone: Tone = Tone.SEEN


@dataclass(frozen=True, slots=True)
class Band:
    """An interval around a value by x: (x, lower, upper); `stepped` as `Steps` are."""

    name: str
    edges: tuple[tuple[float, float, float], ...]
    tone: Tone = Tone.SEEN
    stepped: bool = True


@dataclass(frozen=True, slots=True)
class Dots:
    """Single points."""

    name: str
    points: tuple[Point, ...]
    tone: Tone = Tone.SEEN


@dataclass(frozen=True, slots=True)
class Intervals:
    """One row each: label, value (None: none yet), lower and upper; drawn as a dot on a horizontal bar."""

    name: str
    rows: tuple[tuple[str, float | None, float, float], ...]
    tone: Tone = Tone.SEEN


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal (`across`) or vertical line at a value, with its words."""

    name: str
    at: float
    across: bool = True
    tone: Tone = Tone.REFERENCE


Mark = Steps | Curve | Band | Dots | Intervals | Level


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis means, with its unit.

    `percent` shows 0–1 as per cent, `whole` ticks whole numbers only, `dates` shows days (`date.toordinal`) as dates.
    Without ends of its own it begins at 0 (`dates`: at the first) and reaches the largest value.
    """

    label: str
    lower: float | None = None
    upper: float | None = None
    percent: bool = False
    whole: bool = False
    dates: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of ready words under their headings; `numbers` are the columns that stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        name: its file's and element's name, such as "bsi-boundary".
        title: what it shows, in a few words.
        says: what is seen in it, in one or two sentences: the text for who cannot see it, and its caption.
        data: the same figures as a table.
    """

    name: str
    title: str
    says: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    data: Table

    def names(self) -> Iterator[str]:
        """The marks that a legend names."""
        return (mark.name for mark in self.marks if mark.name)
