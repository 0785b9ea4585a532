"""Solving a boundary's constant: the most liberal one whose overall crossing probability under p0 stays ≤ α.

Each family orders all (n, b), 0 ≤ b ≤ n ≤ N, by how extreme b events among n recipients are; b(n) is the smallest b
at least as extreme as c. Only the finitely many attained values make different boundaries and the crossing
probability falls as c rises, so a binary search over those values is exact: no root finder, no tolerance on c.

Sources: Ivanova et al., Biometrics 2005;61:540 (Pocock-type, O'Brien–Fleming-type); Geller et al., in Advances in
Clinical Trial Biostatistics, 2003 (beta-binomial); Wald, Ann Math Stat 1945;16:117 (SPRT, truncated here at N).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, fsum, inf, log
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from graftwatch.safety.boundary import Boundary, BoundaryRule, check_looks, check_maximum_recipients
from graftwatch.safety.operating_characteristics import stopping_probabilities
from graftwatch.safety.special_functions import Vector, beta_lower_tails

Table: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.float64]]

Levels: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.int64]]

TIE = 1e-10
"""Two values this close are one value that rounding split (0.2·10 − 2 and 0.2·5 − 1).

Rounding leaves under 1e-12 at N = 1,000; different values lie further apart than 1e-8 there.
"""

ALPHA_ROUNDING = 1e-12
"""Relative slack of crossing ≤ α, so that 0.1·0.1 still fits α = 0.01; above the path's rounding error."""


@dataclass(frozen=True, slots=True)
class BoundaryDesign:
    """What a calibrated boundary is asked for.

    `tolerated_rate` is p0, `alpha` the largest overall crossing probability under it, both in (0, 1).
    `prior` is the Beta(a, a') of the beta-binomial family, `alternative_rate` the p1 > p0 of the SPRT; each is wanted
    by its family and by no other. `looks` are the only n at which the trial can stop, rising; None: every n.

    Raises:
        ValueError: a figure is out of range, missing, or of another family.
    """

    rule: BoundaryRule
    tolerated_rate: float
    alpha: float
    maximum_recipients: int
    prior: tuple[float, float] | None = None
    alternative_rate: float | None = None
    looks: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        check_maximum_recipients(self.maximum_recipients)
        if self.looks is not None:
            check_looks(self.looks, self.maximum_recipients)
        if self.rule not in FAMILIES:
            raise ValueError("a table of one's own is not calibrated: give its n and events instead")
        for value, name in ((self.tolerated_rate, "p0"), (self.alpha, "alpha")):
            if not 0.0 < value < 1.0:
                raise ValueError(f"{name} is {value}: it must be within 0–1, both excluded")
        self._check_prior()
        self._check_alternative_rate()

    def _check_prior(self) -> None:
        if (self.prior is not None) != (self.rule is BoundaryRule.BETA_BINOMIAL):
            raise ValueError("a prior A,B belongs to the beta-binomial boundary, which needs one, and to no other")
        if self.prior is not None and not all(0.0 < figure < inf for figure in self.prior):
            raise ValueError(f"the prior is Beta{self.prior}: both figures must be above 0 and finite")

    def _check_alternative_rate(self) -> None:
        if (self.alternative_rate is not None) != (self.rule is BoundaryRule.SPRT):
            raise ValueError("p1 belongs to the SPRT boundary, which needs one, and to no other")
        if self.alternative_rate is not None and not self.tolerated_rate < self.alternative_rate < 1.0:
            raise ValueError(f"p1 is {self.alternative_rate}: it must lie between p0 and 1")


def calibrated_boundary(design: BoundaryDesign) -> Boundary:
    """The most liberal boundary of the family whose crossing probability under p0 over n = 1..N is ≤ α.

    Formula: b(n) = smallest b ≤ n with
    Pocock-type: P(X ≥ b | n, p0) ≤ c;  O'Brien–Fleming-type: b − n·p0 ≥ c;
    beta-binomial: P(p > p0 | Beta(a + b, a' + n − b)) ≥ c;
    truncated SPRT: b·ln(p1/p0) + (n − b)·ln((1 − p1)/(1 − p0)) ≥ c.
    Where the design names its looks, only those n can stop, and c is solved for them alone.
    Sources: the module's head. Units: n recipients, b events; c is a probability, events, or a log likelihood ratio.
    Where even the strictest value spends more than α, the boundary never stops.

    >>> design = BoundaryDesign(BoundaryRule.POCOCK, tolerated_rate=0.2, alpha=0.1, maximum_recipients=5)
    >>> calibrated_boundary(design).stop_at
    {2: 2, 3: 3, 4: 3, 5: 3}
    """
    extremeness, unit_of_constant = FAMILIES[design.rule]
    levels, firsts = _levels(extremeness(design), design.looks)
    too_liberal, strict_enough = -1, len(firsts)  # places in `firsts`; the end stands for never stopping
    while strict_enough - too_liberal > 1:
        middle = (too_liberal + strict_enough) // 2
        spent = fsum(stopping_probabilities(_looks(levels, middle), design.tolerated_rate))
        if spent <= design.alpha * (1.0 + ALPHA_ROUNDING) and spent < 1.0:
            strict_enough = middle
        else:
            too_liberal = middle

    def constant(place: int) -> float | None:
        return unit_of_constant(float(firsts[place])) if 0 <= place < len(firsts) else None

    return Boundary(design.rule, _looks(levels, strict_enough), constant(strict_enough), constant(too_liberal))


def _levels(extremeness: Table, looks: tuple[int, ...] | None) -> tuple[Levels, Vector]:
    """Each (n, b)'s place among the distinct values, and those values.

    Impossible b > n stand after the last, every b of an n without a look before the first: none there is enough.
    """
    possible = np.tri(*extremeness.shape, k=1, dtype=bool)  # row 0 is n = 1, with b = 0 and 1
    without_look = np.isin(np.arange(1, len(extremeness) + 1), looks or (), invert=looks is not None)
    possible[without_look] = False
    values = extremeness[possible]
    order = np.argsort(values, kind="stable")
    in_order = values[order]
    is_new = np.concatenate(([True], in_order[1:] - in_order[:-1] > TIE))
    places = np.empty(len(values), dtype=np.int64)
    places[order] = np.cumsum(is_new) - 1
    firsts = in_order[is_new]
    levels = np.full(extremeness.shape, len(firsts), dtype=np.int64)
    levels[possible] = places
    levels[without_look] = -1
    return levels, firsts


def _looks(levels: Levels, place: int) -> tuple[int | None, ...]:
    """b(1)..b(N): in each row the first b whose value is at `place` or beyond it."""
    smallest = (levels < place).sum(axis=1)
    return tuple(int(events) if events <= n else None for n, events in enumerate(smallest, start=1))


def _pocock(design: BoundaryDesign) -> Table:
    """−ln P(X ≥ b | n, p0)."""
    by_all_events = design.tolerated_rate ** np.arange(design.maximum_recipients + 1, dtype=float)
    return _minus_log_tails(np.ones(design.maximum_recipients + 1), by_all_events, design.tolerated_rate)


def _beta_binomial(design: BoundaryDesign) -> Table:
    """−ln P(p ≤ p0 | Beta(a + b, a' + n − b)): the posterior's other tail keeps its digits."""
    if design.prior is None:
        raise AssertionError("BoundaryDesign lets no such design pass")
    a, a_prime = design.prior
    more = np.arange(design.maximum_recipients + 1, dtype=float)
    by_no_event = beta_lower_tails(design.tolerated_rate, a + 0.0 * more, a_prime + more)
    by_all_events = beta_lower_tails(design.tolerated_rate, a + more, a_prime + 0.0 * more)
    return _minus_log_tails(by_no_event, by_all_events, design.tolerated_rate)


def _obrien_fleming(design: BoundaryDesign) -> Table:
    """B − n·p0."""
    n, events = _recipients_and_events(design)
    return events - n * design.tolerated_rate


def _sprt(design: BoundaryDesign) -> Table:
    """Ln of the likelihood ratio of p1 against p0."""
    if design.alternative_rate is None:
        raise AssertionError("BoundaryDesign lets no such design pass")
    n, events = _recipients_and_events(design)
    by_event = log(design.alternative_rate / design.tolerated_rate)
    by_no_event = log((1.0 - design.alternative_rate) / (1.0 - design.tolerated_rate))
    return events * by_event + (n - events) * by_no_event


FAMILIES: MappingProxyType[BoundaryRule, tuple[Callable[[BoundaryDesign], Table], Callable[[float], float]]] = (
    MappingProxyType(
        {
            BoundaryRule.POCOCK: (_pocock, lambda extremeness: exp(-extremeness)),
            BoundaryRule.OBRIEN_FLEMING: (_obrien_fleming, float),
            BoundaryRule.BETA_BINOMIAL: (_beta_binomial, lambda extremeness: 1.0 - exp(-extremeness)),
            BoundaryRule.SPRT: (_sprt, float),
        }
    )
)
"""By family: how extreme b events among n are (larger is more extreme), and that value in the unit of c."""


def _recipients_and_events(design: BoundaryDesign) -> tuple[Table, Table]:
    """N as a column 1..N and b as a row 0..N."""
    n = np.arange(1.0, design.maximum_recipients + 1.0)[:, np.newaxis]
    events = np.arange(design.maximum_recipients + 1.0)[np.newaxis, :]
    return n, events


def _minus_log_tails(
    by_no_event: Vector,
    by_all_events: Vector,
    rate: float,
) -> Table:
    """−ln T(n, b) from T(n, 0) and T(n, n), for n = 0..N, by T(n, b) = p·T(n−1, b−1) + (1 − p)·T(n−1, b).

    Both the binomial tail P(X ≥ b) and the incomplete beta I_p(a + b, a' + n − b) obey it (DLMF 8.17.17 with 8.17.18);
    all terms are positive, so nothing cancels.
    """
    rows = []
    row = np.zeros(len(by_no_event))
    row[0] = by_no_event[0]
    for n in range(1, len(by_no_event)):
        following = row * (1.0 - rate)
        following[1:] += row[:-1] * rate
        following[0], following[n] = by_no_event[n], by_all_events[n]
        rows.append(following)
        row = following
    smallest = np.finfo(np.float64).tiny  # tails below it are all alike: far beyond any alpha
    return -np.log(np.maximum(np.array(rows), smallest))
