"""Which days lead where from the one that is shown: the look before, the next one, the day of the crossing."""

from dataclasses import dataclass
from datetime import date

from graftwatch.console.trial.views import TrialShown


@dataclass(frozen=True, slots=True)
class Around:
    """The days that buttons lead to; None where there is none.

    Attributes:
        previous: the last day before this one on which a recipient became evaluable.
        next: the first such day after it.
        crossed: when a boundary was found crossed.
        span: days from the first to the last.
        place: of the shown day among them.
    """

    previous: date | None
    next: date | None
    crossed: tuple[date, ...]
    span: int
    place: int


def days_around(shown: TrialShown) -> Around:
    """The days around the one that is shown."""
    days, day = shown.days, shown.day
    return Around(
        previous=max((one for one in days.looks if one < day), default=None),
        next=min((one for one in days.looks if day < one <= days.last), default=None),
        crossed=days.crossed,
        span=max((days.last - days.first).days, 0),
        place=min(max((day - days.first).days, 0), max((days.last - days.first).days, 0)),
    )
