"""Graft scenarios by chance: a month of a graft that rejects, and one of a graft that does not.

Nothing here is planned so that a rule finds it or not: what a rule says of these months is measured. The truth holds
the rejection with its first day and its treatment, and the other injuries by their causes; of signals only that of the
biopsy, which a person enters.
"""

from datetime import timedelta
from random import Random
from typing import Final

from graftwatch.simulator.grafts import Biopsy, Graft
from graftwatch.simulator.liver_injuries import MILD, MODERATE, SEVERE
from graftwatch.simulator.liver_months import LiverMonth, month_with_rejection, month_without_rejection
from graftwatch.simulator.story import Course

_TOTALS: Final = {MILD: (3, 4), MODERATE: (5, 6), SEVERE: (7, 8, 9)}
_NO_REJECTION: Final = (0, 0, 1, 2)
_BIOPSIED: Final = 0.25  # of injuries that raise transaminases
_RAISES: Final = 60.0  # U/L, from which on somebody asks for a biopsy
_DAYS_TO_BIOPSY: Final = 2
_PARTS: Final = 3
_HIGHEST_PART: Final = 3
DAYS: Final = 24
"""Shorter months hold no rejection with its biopsy and treatment."""


def rejecting(course: Course) -> Graft:
    """A month with a rejection that was biopsied for cause."""
    month = month_with_rejection(course)
    found = month.rejection
    if found is None:
        raise AssertionError("a month with rejection has one")
    biopsy = _biopsy(course, found.biopsied_on, course.random.choice(_TOTALS[found.severity]))
    return Graft("lifelike month with rejection", biopsy=biopsy, month=month)


def not_rejecting(course: Course) -> Graft:
    """A month without rejection; a biopsy, if any, stays below 3."""
    month = month_without_rejection(course)
    return Graft("lifelike month without rejection", biopsy=_biopsy_in_doubt(course, month), month=month)


def _biopsy_in_doubt(course: Course, month: LiverMonth) -> Biopsy | None:
    last = course.days_followed - 3
    doubtful = [one for one in month.injuries if one.alt >= _RAISES and one.first_day + _DAYS_TO_BIOPSY <= last]
    if not doubtful or course.random.random() > _BIOPSIED:
        return None
    return _biopsy(course, doubtful[0].first_day + _DAYS_TO_BIOPSY, course.random.choice(_NO_REJECTION))


def _biopsy(course: Course, day: int, total: int) -> Biopsy:
    taken = course.some_time(day, 10, 15)
    return Biopsy(taken, taken + timedelta(hours=course.random.randint(20, 28)), *_parts(course.random, total))


def _parts(random: Random, total: int) -> list[int]:
    parts = [0] * _PARTS
    for _ in range(total):
        parts[random.choice([place for place in range(_PARTS) if parts[place] < _HIGHEST_PART])] += 1
    return parts
