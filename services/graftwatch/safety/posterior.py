"""What is believed of a rate after the recipients seen, and how probable it is that the boundary will be crossed.

Beta prior, binomial events: the posterior is Beta(a + x, a' + n − x). The predictive probability follows every path
of the recipients still to come (Pólya's urn), so it is exact, too. Sources: Gelman et al., Bayesian Data Analysis,
3rd ed., 2.4; Lee & Liu, Clin Trials 2008;5:93 (predictive probability in monitoring).
"""

from dataclasses import dataclass
from math import fsum

import numpy as np

from graftwatch.safety.boundary import Boundary, check_counts
from graftwatch.safety.interval import CONFIDENCE, RateInterval
from graftwatch.safety.operating_characteristics import check_probability
from graftwatch.safety.special_functions import beta_quantile, beta_upper_tail


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """Beta(a, a'): worth a events and a' recipients without one. The default says nothing: every rate alike.

    Raises:
        ValueError: a figure is not above 0.
    """

    a: float = 1.0
    a_prime: float = 1.0

    def __post_init__(self) -> None:
        if min(self.a, self.a_prime) <= 0.0:
            raise ValueError(f"the prior is Beta({self.a}, {self.a_prime}): both figures must be above 0")


UNIFORM_PRIOR = BetaPrior()


@dataclass(frozen=True, slots=True)
class Posterior:
    """Beta(a, a') after `events` of `evaluable`; rates and probabilities are 0–1."""

    a: float
    a_prime: float

    @property
    def mean(self) -> float:
        """The expected rate, 0–1: a/(a + a'). Source: Gelman et al. 2.4."""
        return self.a / (self.a + self.a_prime)

    def probability_above(self, threshold: float) -> float:
        """P(rate > threshold).

        Formula: 1 − I_threshold(a, a'), the regularised incomplete beta. Source: DLMF 8.17. Units: 0–1.

        Raises:
            ValueError: the threshold is not within 0–1.
        """
        check_probability(threshold, "the threshold")
        return beta_upper_tail(threshold, self.a, self.a_prime)

    def credible_interval(self, confidence: float = CONFIDENCE) -> RateInterval:
        """The interval with (1 − confidence)/2 of the posterior below and as much above it (equal tails).

        Formula: the Beta(a, a') quantiles at (1 − confidence)/2 and (1 + confidence)/2. Source: Gelman et al. 2.3.
        Units: 0–1.

        Raises:
            ValueError: the confidence is not within 0–1.
        """
        check_probability(confidence, "the confidence")
        tail = (1.0 - confidence) / 2.0
        return RateInterval(beta_quantile(tail, self.a, self.a_prime), beta_quantile(1.0 - tail, self.a, self.a_prime))


def posterior(events: int, evaluable: int, prior: BetaPrior = UNIFORM_PRIOR) -> Posterior:
    """The posterior of the rate after x events among n evaluable recipients.

    Formula: Beta(a + x, a' + n − x). Source: Gelman et al. 2.4. Units: rates 0–1.
    With the uniform prior and 6 of 19: Beta(7, 14), P(rate > 0.20) = .9133.

    Raises:
        ValueError: the counts cannot be.
    """
    check_counts(events, evaluable)
    return Posterior(prior.a + events, prior.a_prime + evaluable - events)


def predictive_probability_of_crossing(
    boundary: Boundary, events: int, evaluable: int, prior: BetaPrior = UNIFORM_PRIOR
) -> float:
    """P(the boundary is crossed by n = N | x events among n so far), 1 where it is crossed already.

    Formula: dynamic programming over the recipients to come, each with an event with probability
    (a + x)/(a + a' + n) given x events among n before; what reaches x ≥ b(n) is taken out and summed.
    Source: Lee & Liu 2008. Units: 0–1. At n ≥ N nobody is to come: 1 or 0.

    Raises:
        ValueError: the counts cannot be.
    """
    if boundary.is_crossed(evaluable, events):
        return 1.0
    to_come = boundary.looks[evaluable:]
    going_on = np.zeros(len(to_come) + 1)  # by number of events still to come
    going_on[0] = 1.0
    had_events = prior.a + events + np.arange(len(going_on))
    crossed: list[float] = []
    for n, needed in enumerate(to_come, start=evaluable + 1):
        with_event = going_on * had_events / (prior.a + prior.a_prime + n - 1)
        going_on -= with_event
        going_on[1:] += with_event[:-1]
        if needed is not None:
            first = max(needed - events, 0)
            crossed.append(float(going_on[first:].sum()))
            going_on[first:] = 0.0
    return fsum(crossed)
