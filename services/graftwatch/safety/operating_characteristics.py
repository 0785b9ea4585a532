"""What a stopping boundary does when the true rate is p: exact, by dynamic programming over the binomial path.

State after n recipients: the probability of having had x events and not having crossed before. Each recipient moves
it by one Bernoulli(p) step; at each look the part with x ≥ b(n) is taken out and counted as stopped at n
(Schultz et al., Biometrics 1973;29:293; Ivanova et al., Biometrics 2005;61:540). No simulation, no approximation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from graftwatch.safety.boundary import Boundary


@dataclass(frozen=True, slots=True)
class OperatingCharacteristics:
    """What to expect of a boundary under one rate; n counts evaluable recipients.

    `stopped_at[n - 1]` is the probability of crossing exactly at n, so that its sum is `crossing_probability`.
    `expected_n` and `expected_events` count all N recipients where the boundary is never crossed.
    """

    rate: float
    crossing_probability: float
    expected_n: float
    expected_events: float
    stopped_at: tuple[float, ...]

    @property
    def ended_at(self) -> tuple[float, ...]:
        """P(the trial ends at n) for n = 1..N, 0–1: by crossing, or at N because the plan is complete.

        Formula: P(stop at n) below N; at N one minus their sum. Source: the definition.
        """
        return (*self.stopped_at[:-1], 1.0 - fsum(self.stopped_at[:-1]))

    def stopped_by(self, evaluable: int) -> float:
        """P(the boundary is crossed at or before n = `evaluable`).

        Formula: Σ P(stop at m) over m ≤ n. Source: the definition. Units: 0–1.
        """
        return fsum(self.stopped_at[: max(evaluable, 0)])

    def quantile_of_n(self, probability: float) -> int:
        """The smallest n by which the trial has ended, by crossing or by its plan, with at least this probability.

        Formula: min {n: Σ P(end at m) over m ≤ n ≥ probability}. Source: the quantile as the inverse of the
        distribution function (Hyndman & Fan, Am Stat 1996;50:361, type 1). Units: recipients.

        Raises:
            ValueError: the probability is not within 0–1, or 0.
        """
        check_probability(probability, "the probability")
        if probability == 0.0:
            raise ValueError("the probability is 0: every n has ended with at least that")
        ended = 0.0
        for n, stopped in enumerate(self.stopped_at[:-1], start=1):
            ended += stopped
            if ended >= probability:
                return n
        return len(self.stopped_at)


def operating_characteristics(boundary: Boundary, rate: float) -> OperatingCharacteristics:
    """Crossing probability, expected n, expected events and the stopping n under a true rate p (0–1), exactly.

    Formula: f(n, x) = (1 − p)·f(n−1, x) + p·f(n−1, x−1) over the x below b(n−1); P(stop at n) is f(n, x) summed
    over x ≥ b(n). E[events] = p·E[n] (Wald's identity; the stopping n is bounded).
    Source: Schultz et al. 1973; Ivanova et al. 2005; Wald 1944. Units: probabilities 0–1, recipients, events.

    Raises:
        ValueError: the rate is not within 0–1.
    """
    stopped_at = stopping_probabilities(boundary.looks, rate)
    crossing = fsum(stopped_at)
    expected_n = fsum(n * stopped for n, stopped in enumerate(stopped_at, start=1))
    expected_n += boundary.maximum_recipients * (1.0 - crossing)
    return OperatingCharacteristics(rate, crossing, expected_n, rate * expected_n, stopped_at)


def stopping_probabilities(looks: Sequence[int | None], rate: float) -> tuple[float, ...]:
    """P(events ≥ b(n) for the first time at n) for n = 1..N under a rate p (0–1).

    Formula and source: as in `operating_characteristics`. Units: probabilities 0–1. `looks` is b(1)..b(N), None
    where nothing stops.

    Raises:
        ValueError: the rate is not within 0–1.
    """
    check_probability(rate, "the rate")
    most_events = max((needed for needed in looks if needed is not None), default=0)
    going_on = np.zeros(most_events + 1)  # by number of events; the last place means that many or more
    going_on[0] = 1.0
    stopped_at: list[float] = []
    for needed in looks:
        with_event = going_on * rate
        going_on -= with_event
        going_on[1:] += with_event[:-1]
        going_on[-1] += with_event[-1]
        stopped_at.append(0.0 if needed is None else float(going_on[needed:].sum()))
        if needed is not None:
            going_on[needed:] = 0.0
    return tuple(stopped_at)


def check_probability(value: float, name: str) -> None:
    """Refuses what is no probability.

    Raises:
        ValueError: not 0 ≤ value ≤ 1.
    """
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} is {value}: it must be within 0–1")
