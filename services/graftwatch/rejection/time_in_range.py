"""Time in range: the share of time that a drug's level lies inside its target (Rosendaal 1993).

Between two consecutive troughs the level is taken to change in a straight line; the bounds are inside. A gap longer
than the protocol's limit is not interpolated and counts as not covered, as is the time before the first and after
the last trough. Target 6 to 10, limit 4 days:

| trough          | level | since the trough before                   | hours in range | covered |
| --------------- | ----- | ----------------------------------------- | -------------- | ------- |
| 3 June 08:00    | 4     |                                           |                |         |
| 4 June 08:00    | 8     | 4 to 8: above 6 in the second half        | 12             | 24      |
| 6 June 08:00    | 12    | 8 to 12: up to 10 in the first half       | 24             | 48      |
| 11 June 08:00   | 8     | five days: not interpolated               | 0              | 0       |
| 12 June 08:00   | 10    | 8 to 10: the bound is inside              | 24             | 24      |

60 of 96 covered hours:

>>> from datetime import UTC, datetime, timedelta
>>> days = {3: 4.0, 4: 8.0, 6: 12.0, 11: 8.0, 12: 10.0}
>>> troughs = [(datetime(2026, 6, day, 8, tzinfo=UTC), level) for day, level in days.items()]
>>> course = Course(troughs, [(troughs[0][0], (6.0, 10.0))], max_gap=timedelta(days=4))
>>> whole = course.between(troughs[0][0], troughs[-1][0])
>>> whole.in_range / 3600, whole.covered / 3600, whole.time_in_range
(60.0, 96.0, 0.625)
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

DIGITS = 9
"""Shares are rounded here, far above the rounding of the arithmetic, so that exactly half is exactly half."""

Target = tuple[float, float]


class Coverage(NamedTuple):
    """Seconds in range, below the range, and covered by pairs of troughs at all."""

    in_range: float = 0.0
    below: float = 0.0
    covered: float = 0.0

    @property
    def time_in_range(self) -> float | None:
        """Share of the covered time in range, None where no time is covered."""
        return round(self.in_range / self.covered, DIGITS) if self.covered else None

    def plus(self, other: "Coverage") -> "Coverage":
        """Both together."""
        return Coverage(self.in_range + other.in_range, self.below + other.below, self.covered + other.covered)

    def minus(self, other: "Coverage") -> "Coverage":
        """This without the other."""
        return Coverage(self.in_range - other.in_range, self.below - other.below, self.covered - other.covered)


class _Piece(NamedTuple):
    """A stretch of a straight line under one target."""

    start: datetime
    end: datetime
    first: float
    last: float
    target: Target

    def until(self, moment: datetime) -> Coverage:
        """What the piece covers up to a moment."""
        seconds = (min(moment, self.end) - self.start).total_seconds()
        if seconds <= 0:
            return Coverage()
        last = self.last if moment >= self.end else self.level(moment)
        below = share_below(self.first, last, self.target[0])
        return Coverage(seconds * share_within(self.first, last, self.target), seconds * below, seconds)

    def level(self, moment: datetime) -> float:
        """The level at a moment of the piece."""
        return self.first + (self.last - self.first) * ((moment - self.start) / (self.end - self.start))


def share_within(first: float, last: float, target: Target) -> float:
    """Share of a straight line from `first` to `last` that lies inside the target, bounds included.

    >>> target = (6.0, 10.0)
    >>> share_within(4.0, 8.0, target), share_within(10.0, 10.0, target), share_within(10.1, 10.1, target)
    (0.5, 1.0, 0.0)
    """
    low, high = sorted((first, last))
    if low == high:
        return 1.0 if target[0] <= low <= target[1] else 0.0
    return max(0.0, min(high, target[1]) - max(low, target[0])) / (high - low)


def share_below(first: float, last: float, bound: float) -> float:
    """Share of a straight line from `first` to `last` that lies below the bound."""
    low, high = sorted((first, last))
    if low == high:
        return 1.0 if low < bound else 0.0
    return max(0.0, min(high, bound) - low) / (high - low)


class Course:
    """A drug's level over time, by straight lines between its troughs.

    Args:
        troughs: time and level of each, by time.
        targets: since when which target holds, by time; the first holds before its time, too.
        max_gap: a longer gap is not interpolated.
    """

    def __init__(
        self,
        troughs: Sequence[tuple[datetime, float]],
        targets: Sequence[tuple[datetime, Target]],
        *,
        max_gap: timedelta,
    ) -> None:
        self._targets = targets
        self._pieces = [
            piece
            for one, next_one in pairwise(troughs)
            if next_one[0] - one[0] <= max_gap
            for piece in self._cut(one, next_one)
        ]
        self._starts = [piece.start for piece in self._pieces]
        whole = (piece.until(piece.end) for piece in self._pieces)
        self._before = list(accumulate(whole, Coverage.plus, initial=Coverage()))

    def between(self, start: datetime, end: datetime) -> Coverage:
        """What is covered from `start` to `end`."""
        return self._until(end).minus(self._until(start)) if start < end else Coverage()

    @property
    def is_ever_below(self) -> bool:
        """Whether any covered time lies below its target."""
        return self._before[-1].below > 0

    def target_at(self, moment: datetime) -> Target:
        """The target that holds at a moment."""
        if len(self._targets) == 1:
            return self._targets[0][1]
        place = bisect_right(self._targets, moment, key=lambda one: one[0])
        return self._targets[max(place - 1, 0)][1]

    def _until(self, moment: datetime) -> Coverage:
        place = bisect_right(self._starts, moment) - 1
        return self._before[place].plus(self._pieces[place].until(moment)) if place >= 0 else Coverage()

    def _cut(self, one: tuple[datetime, float], next_one: tuple[datetime, float]) -> Iterator[_Piece]:
        """The line between two troughs, cut where the target changes."""
        (start, first), (end, last) = one, next_one
        line = _Piece(start, end, first, last, self.target_at(start))
        changes = [since for since, _ in self._targets[1:] if start < since < end]
        if not changes:
            yield line
            return
        for cut, next_cut in pairwise([start, *changes, end]):
            to = last if next_cut == end else line.level(next_cut)
            yield _Piece(cut, next_cut, line.level(cut), to, self.target_at(cut))
