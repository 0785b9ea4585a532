"""The drawing's time axis: calendar days of the trial's zone, each as long as it really was, in pixels.

A day on which clocks change is an hour shorter or longer, and so is its place. Days are `first` to `last`, both shown
whole.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
POINTED_AT: Final = 24.0
"""What can be pointed at is no smaller than that, in pixels (WCAG 2.2, 2.5.8)."""
HOURS_OF_CELLS: Final = (3, 6, 12)
"""A day that is wide enough is parted into so many hours."""


@dataclass(frozen=True)
class Scale:
    """Where a time stands.

    Attributes:
        first, last: the days that are shown, both whole.
        zone: the trial's.
        width: in pixels.
    """

    first: date
    last: date
    zone: ZoneInfo
    width: float

    @cached_property
    def begin(self) -> datetime:
        """The first moment."""
        return self.midnight(self.first)

    @cached_property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.midnight(self.last + DAY)

    @property
    def days(self) -> list[date]:
        """The days."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def pixels_a_day(self) -> float:
        """How wide a usual day is."""
        return self.width / ((self.last - self.first).days + 1)

    def midnight(self, day: date) -> datetime:
        """The first moment of a day, in UTC: differences of two times of one zone object would be the clock's."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def x(self, at: datetime) -> float:
        """Where a moment stands; outside of the picture for moments outside of it."""
        return self.width * ((at - self.begin).total_seconds() / self._seconds)

    def x_of_day(self, day: date) -> float:
        """Where a day begins."""
        return self.x(self.midnight(day))

    def holds(self, at: datetime) -> bool:
        """Whether a moment is shown."""
        return self.begin <= at < self.end

    @cached_property
    def _seconds(self) -> float:
        return (self.end - self.begin).total_seconds()

    @cached_property
    def edges(self) -> list[datetime]:
        """Where the parts begin that can be pointed at: some days, a day, or some hours; the last edge is the end."""
        if self.pixels_a_day < POINTED_AT:
            days = next(each for each in range(2, 1000) if each * self.pixels_a_day >= POINTED_AT)
            return [*(self.midnight(day) for day in self.days[::days]), self.end]
        hours = next((one for one in HOURS_OF_CELLS if self.pixels_a_day * one >= POINTED_AT * 24), 24)
        return [*(edge for day in self.days for edge in self._within(day, hours)), self.end]

    def _within(self, day: date, hours: int) -> Iterator[datetime]:
        yield from (datetime.combine(day, time(hour), self.zone).astimezone(UTC) for hour in range(0, 24, hours))

    def part(self, at: datetime) -> int:
        """In which part a moment lies, by the part's place among the edges."""
        return min(bisect_right(self.edges, at) - 1, len(self.edges) - 2)

    def parts(self) -> list[tuple[datetime, datetime]]:
        """The parts from edge to edge."""
        return list(pairwise(self.edges))
