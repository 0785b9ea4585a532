"""A span of calendar days, both ends inside: infection window period, repeat infection timeframe and their like."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Calendar days from `first` to `last`, both inside.

    >>> june = Period(date(2026, 6, 1), date(2026, 6, 3))
    >>> date(2026, 6, 3) in june, date(2026, 6, 4) in june
    (True, False)
    """

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @classmethod
    def around(cls, day: date, before: int, after: int) -> "Period":
        """From so many days before `day` to so many days after it, within the calendar."""
        first = max(date.min.toordinal(), day.toordinal() - before)
        last = min(date.max.toordinal(), day.toordinal() + after)
        return cls(date.fromordinal(first), date.fromordinal(last))

    def days(self) -> tuple[date, date]:
        """First and last day, as findings publish them."""
        return self.first, self.last


def is_within_a_year(since: date, day: date) -> bool:
    """Whether at most a year lies between two days: up to the anniversary, inclusive, whatever the leap days.

    >>> [is_within_a_year(date(2027, 6, 4), date(2028, 6, day)) for day in (3, 4, 5)]
    [True, True, False]
    """
    return since <= day and (day.year - 1, day.month, day.day) <= (since.year, since.month, since.day)


def is_before_anniversary(since: date, day: date) -> bool:
    """Whether less than a year lies between two days: the anniversary itself is a year.

    >>> [is_before_anniversary(date(2025, 6, 4), date(2026, 6, day)) for day in (3, 4, 5)]
    [True, False, False]
    """
    return since <= day and (day.year - 1, day.month, day.day) < (since.year, since.month, since.day)
