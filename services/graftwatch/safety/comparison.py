"""Several boundaries for one plan side by side: what each does under each true rate, and which is most cautious when.

A boundary is cautious where it asks for few events. Which asks for fewest is told of the plan's first third, where a
trial has hardly any data, and of its last third: families spend the same α at different times.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graftwatch.safety.boundary import Boundary
from graftwatch.safety.operating_characteristics import OperatingCharacteristics, operating_characteristics


@dataclass(frozen=True, slots=True)
class Alternative:
    """One boundary, with its operating characteristics under each rate, in the order of the rates."""

    boundary: Boundary
    under: tuple[OperatingCharacteristics, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Alternatives in the order given; `early` and `late` are the places of the most cautious ones, all on a tie."""

    alternatives: tuple[Alternative, ...]
    early: tuple[int, ...]
    late: tuple[int, ...]


def compare(boundaries: Sequence[Boundary], rates: Sequence[float]) -> Comparison:
    """The boundaries of one plan side by side under each true rate (0–1).

    Formula: operating characteristics as in `operating_characteristics`; most cautious in a third of 1..N is the least
    mean of b(n) there, where an n at which nothing stops counts as n + 1. Source: R's stoppingrule prints such an n so.
    Units: recipients, events, probabilities.

    Raises:
        ValueError: there is no boundary, the boundaries plan different N, or a rate is not within 0–1.
    """
    if not boundaries:
        raise ValueError("there is no boundary to compare")
    planned = {boundary.maximum_recipients for boundary in boundaries}
    if len(planned) > 1:
        raise ValueError(f"the boundaries plan different numbers of recipients: {sorted(planned)}")
    third = max(1, planned.pop() // 3)
    return Comparison(
        alternatives=tuple(
            Alternative(boundary, tuple(operating_characteristics(boundary, rate) for rate in rates))
            for boundary in boundaries
        ),
        early=_least(boundaries, lambda boundary: mean_events_to_stop(boundary, 1, third)),
        late=_least(
            boundaries,
            lambda boundary: mean_events_to_stop(
                boundary, boundary.maximum_recipients - third + 1, boundary.maximum_recipients
            ),
        ),
    )


def mean_events_to_stop(boundary: Boundary, first: int, last: int) -> Fraction:
    """The mean of b(n) over n = first..last, in events.

    Formula: Σ b(n)/(last − first + 1); an n at which no number of events stops counts as n + 1. Source: as `compare`.
    """
    needed = [boundary.events_to_stop(n) for n in range(first, last + 1)]
    return Fraction(sum(n + 1 if b is None else b for n, b in enumerate(needed, start=first)), len(needed))


def _least(boundaries: Sequence[Boundary], measure: Callable[[Boundary], Fraction]) -> tuple[int, ...]:
    measured = [measure(boundary) for boundary in boundaries]
    return tuple(place for place, one in enumerate(measured) if one == min(measured))
