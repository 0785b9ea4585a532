"""Banff grade of a liver biopsy: the rejection activity index (RAI), the sum of portal, duct and venous, 0-3 each.

| RAI  | grade         | rejection                       |
| ---- | ------------- | ------------------------------- |
| 0    | none          | no: a suspicion is excluded     |
| 1-2  | indeterminate | not counted, and nothing closed |
| 3-4  | mild          | confirmed                       |
| 5-6  | moderate      | confirmed                       |
| 7-9  | severe        | confirmed                       |

Confirmed rejection is RAI 3 or more: an indeterminate biopsy is not counted as one. Parts win over a grade given as a
word; parts that are not all there say nothing, for a missing part may be anything. A biopsy before the transplant is of
another liver and is left out. Source: Banff working group's schema for liver allografts. Left out: reading the grade
from pathology text, which may only propose it to a person.

>>> [grade_of_total(total).value for total in (0, 2, 3, 4, 5, 6, 7)]
['none', 'indeterminate', 'mild', 'mild', 'moderate', 'moderate', 'severe']
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from graftwatch.facts import Biopsy, Chart, Fact

PARTS: Final = range(4)
"""Each part of the index is 0, 1, 2 or 3."""


class Grade(StrEnum):
    """Banff grade of acute (T-cell mediated) rejection."""

    NONE = "none"
    INDETERMINATE = "indeterminate"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


CONFIRMS: Final = frozenset({Grade.MILD, Grade.MODERATE, Grade.SEVERE})
_HIGHEST_TOTAL: Final = ((0, Grade.NONE), (2, Grade.INDETERMINATE), (4, Grade.MILD), (6, Grade.MODERATE))


@dataclass(frozen=True, slots=True)
class GradedBiopsy:
    """A biopsy with its grade; `total` is None where the grade was given as a word."""

    fact: Fact[Biopsy]
    at: datetime
    grade: Grade
    total: int | None

    @property
    def confirms(self) -> bool:
        """Whether it confirms a rejection."""
        return self.grade in CONFIRMS

    @property
    def excludes(self) -> bool:
        """Whether it shows that there is none."""
        return self.grade is Grade.NONE

    def in_words(self) -> str:
        """The grade with its index, as people say it."""
        return self.grade.value if self.total is None else f"{self.grade.value} (RAI {self.total})"


def grade_of_total(total: int) -> Grade:
    """The grade of a rejection activity index."""
    return next((grade for highest, grade in _HIGHEST_TOTAL if total <= highest), Grade.SEVERE)


def graded(fact: Fact[Biopsy], at: datetime) -> GradedBiopsy | None:
    """The biopsy with its grade, or None where neither parts nor a known word give one."""
    stated = fact.statement
    parts = [part for part in (stated.portal, stated.duct, stated.venous) if part is not None and part in PARTS]
    if len(parts) == 3:  # noqa: PLR2004 - portal, duct and venous
        return GradedBiopsy(fact, at, grade_of_total(sum(parts)), sum(parts))
    word = (stated.grade or "").strip().lower()
    return GradedBiopsy(fact, at, Grade(word), None) if word in set(Grade) else None


def graded_biopsies(chart: Chart, since: datetime, until: datetime) -> tuple[list[GradedBiopsy], list[Fact[Biopsy]]]:
    """The biopsies from the transplant to now by time, and those whose grade nobody can tell."""
    taken = [one for one in chart.of(Biopsy) if _is_of_the_graft(one, since, chart.zone)]
    held = [(one, one.statement.taken.instant(chart.zone)) for one in taken]
    with_grade = [graded(one, at) for one, at in held if at <= until]
    return (
        sorted((one for one in with_grade if one is not None), key=lambda one: (one.at, one.fact.identity)),
        [one for one, at in held if at <= until and graded(one, at) is None],
    )


def _is_of_the_graft(one: Fact[Biopsy], transplanted_at: datetime, zone: tzinfo) -> bool:
    """Whether it was taken after the transplant; one of which only the day is known counts on that day."""
    taken = one.statement.taken
    if taken.at is None:
        return taken.on >= transplanted_at.astimezone(zone).date()
    return taken.at >= transplanted_at
