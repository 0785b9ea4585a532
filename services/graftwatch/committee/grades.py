"""Adverse event grades over the recipients: how many had which worst grade of each term."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graftwatch.assessment import Assessment


@dataclass(frozen=True, slots=True)
class GradeFigures:
    """One term of the Common Terminology Criteria for Adverse Events 5.0.

    Attributes:
        term: its name.
        recipients: with a value.
        worst: recipients by their worst grade since the transplant, 0 for no adverse event.
        worst_later: the same from the day on which the protocol looks at enzymes: reperfusion is over then.
    """

    term: str
    recipients: int
    worst: Mapping[int, int]
    worst_later: Mapping[int, int]


def grade_figures(trial: Iterable[Assessment]) -> tuple[GradeFigures, ...]:
    """The figures of each term that any recipient has a value of, by its name."""
    graded = [one for held in trial for one in held.adverse_event_grades]
    return tuple(
        GradeFigures(
            term=term,
            recipients=len(of_term),
            worst=Counter(one.worst.grade for one in of_term),
            worst_later=Counter(one.worst_later.grade for one in of_term if one.worst_later is not None),
        )
        for term in sorted({one.term for one in graded})
        for of_term in ([one for one in graded if one.term == term],)
    )
