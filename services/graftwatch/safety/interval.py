"""Confidence intervals for a rate of events among evaluable recipients, and its comparison with a historical rate.

Clopper & Pearson, Biometrika 1934;26:404 (exact: never covers less than it says) and Wilson, JASA 1927;22:209
(score: covers what it says on average). Rates are 0–1; counts are evaluable recipients, not enrolled ones.
For events over a time under observation: Garwood, Biometrika 1936;28:437 (exact for Poisson counts).
Leaves out one-sided intervals and continuity corrections.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb, inf, sqrt
from statistics import NormalDist

from graftwatch.safety.boundary import check_counts
from graftwatch.safety.special_functions import beta_quantile, gamma_quantile

CONFIDENCE = 0.95
"""The usual two-sided confidence of a safety report."""


@dataclass(frozen=True, slots=True)
class RateInterval:
    """A two-sided interval for a rate, both ends 0–1; of events over a time, per unit of it."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class HistoricalComparison:
    """Our rate against a historical one that is taken as known.

    `difference` is ours − historical (−1 to 1); the p values are exact binomial: of as many events or more, of as
    many or fewer, and of an outcome as improbable or more (two-sided).
    """

    historical_rate: float
    difference: float
    p_at_least: float
    p_at_most: float
    p_two_sided: float


def clopper_pearson(events: int, evaluable: int, confidence: float = CONFIDENCE) -> RateInterval:
    """The exact interval of a rate: 6 of 19 is 12.58–56.55 %.

    Formula: lower = Beta(x, n − x + 1) quantile at (1 − confidence)/2, 0 for x = 0; upper = Beta(x + 1, n − x)
    quantile at (1 + confidence)/2, 1 for x = n. Without any recipient nothing is known: 0–1.
    Source: Clopper & Pearson 1934. Units: 0–1.

    Raises:
        ValueError: the counts cannot be, or the confidence is not within 0–1, both excluded.
    """
    tail = _tail(events, evaluable, confidence)
    lower = beta_quantile(tail, events, evaluable - events + 1) if events > 0 else 0.0
    upper = beta_quantile(1.0 - tail, events + 1, evaluable - events) if events < evaluable else 1.0
    return RateInterval(lower, upper)


def wilson(events: int, evaluable: int, confidence: float = CONFIDENCE) -> RateInterval:
    """The score interval of a rate, without continuity correction.

    Formula: (x + z²/2 ± z·√(x(n − x)/n + z²/4)) / (n + z²), z the normal quantile at (1 + confidence)/2.
    Without any recipient nothing is known: 0–1. Source: Wilson 1927. Units: 0–1.

    Raises:
        ValueError: the counts cannot be, or the confidence is not within 0–1, both excluded.
    """
    z = NormalDist().inv_cdf(1.0 - _tail(events, evaluable, confidence))
    if evaluable == 0:
        return RateInterval(0.0, 1.0)
    centre = events + z * z / 2.0
    reach = z * sqrt(events * (evaluable - events) / evaluable + z * z / 4.0)
    lower = (centre - reach) / (evaluable + z * z) if events > 0 else 0.0
    upper = (centre + reach) / (evaluable + z * z) if events < evaluable else 1.0
    return RateInterval(lower, upper)


def garwood(events: int, observed: float, confidence: float = CONFIDENCE) -> RateInterval:
    """The exact interval of a rate of events per unit of time: 4 in 10 months is 0.109–1.024 a month.

    Formula: lower = Gamma(x, 1) quantile at (1 − confidence)/2, 0 for x = 0; upper = Gamma(x + 1, 1) quantile at
    (1 + confidence)/2; both over the time observed. Without any time nothing is known: 0–∞.
    Source: Garwood 1936. Units: events per unit of `observed`.

    Raises:
        ValueError: the count or the time is below 0, or the confidence is not within 0–1, both excluded.
    """
    if events < 0 or observed < 0.0:
        raise ValueError(f"{events} events in {observed} of time cannot be: neither is below 0")
    tail = _tail(0, 0, confidence)
    if observed == 0.0:
        return RateInterval(0.0, inf)
    lower = gamma_quantile(tail, events) if events > 0 else 0.0
    return RateInterval(lower / observed, gamma_quantile(1.0 - tail, events + 1) / observed)


def compare_with_historical_rate(events: int, evaluable: int, historical_rate: float) -> HistoricalComparison:
    """How far our rate is from a historical one, and how surprising that would be if nothing had changed.

    Formula: p_at_least = P(X ≥ x), p_at_most = P(X ≤ x), p_two_sided = ΣP(k) over P(k) ≤ P(x), for
    X ~ Binomial(n, historical rate), in exact fractions.
    Source: the exact binomial test, as R's binom.test. Units: 0–1.

    Raises:
        ValueError: the counts cannot be, nobody is evaluable, or the rate is not within 0–1, both excluded.
    """
    check_counts(events, evaluable)
    if evaluable == 0:
        raise ValueError("nobody is evaluable yet: there is no rate to compare")
    if not 0.0 < historical_rate < 1.0:
        raise ValueError(f"the historical rate is {historical_rate}: it must be within 0–1, both excluded")
    rate = Fraction(str(historical_rate))
    with_event, without = rate.numerator, rate.denominator - rate.numerator
    # P(k) times denominatorⁿ, in whole numbers: exact, and fast for a thousand recipients.
    likelihood = [comb(evaluable, k) * with_event**k * without ** (evaluable - k) for k in range(evaluable + 1)]
    whole = rate.denominator**evaluable
    return HistoricalComparison(
        historical_rate=historical_rate,
        difference=float(Fraction(events, evaluable) - rate),
        p_at_least=sum(likelihood[events:]) / whole,
        p_at_most=sum(likelihood[: events + 1]) / whole,
        p_two_sided=sum(p for p in likelihood if p <= likelihood[events]) / whole,
    )


def _tail(events: int, evaluable: int, confidence: float) -> float:
    """The probability left out at each end."""
    check_counts(events, evaluable)
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"the confidence is {confidence}: it must be within 0–1, both excluded")
    return (1.0 - confidence) / 2.0
