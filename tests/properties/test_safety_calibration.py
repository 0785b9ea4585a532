"""The calibrated boundary against a second solver in exact fractions, for plans beyond what paths can be listed for."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.safety.boundary import BoundaryRule
from graftwatch.safety.calibration import FAMILIES, BoundaryDesign, calibrated_boundary

Extremeness = Callable[[int, int], Fraction]
RATES = st.integers(2, 60).map(lambda percent: Fraction(percent, 100))
ALPHAS = st.sampled_from([Fraction(1, 100), Fraction(1, 20), Fraction(1, 10), Fraction(1, 5)])
WHOLE_PRIOR = (1, 3)


def _tail(at_least: int, n: int, rate: Fraction) -> Fraction:
    return sum((comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(at_least, n + 1)), Fraction(0))


def _extremeness(rule: BoundaryRule, rate: Fraction, alternative: Fraction) -> Extremeness:
    """How extreme b events among n are; an order is enough, so each is what is cheapest in fractions."""
    a, a_prime = WHOLE_PRIOR
    odds, other = alternative / rate, (1 - alternative) / (1 - rate)
    by_rule: dict[BoundaryRule, Extremeness] = {
        BoundaryRule.POCOCK: lambda b, n: -_tail(b, n, rate),
        BoundaryRule.OBRIEN_FLEMING: lambda b, n: b - n * rate,
        BoundaryRule.BETA_BINOMIAL: lambda b, n: -_tail(a + b, n + a + a_prime - 1, rate),
        BoundaryRule.SPRT: lambda b, n: odds**b * other ** (n - b),
    }
    return by_rule[rule]


def _crossing(looks: Sequence[int | None], rate: Fraction) -> Fraction:
    going_on, crossed = {0: Fraction(1)}, Fraction(0)
    for needed in looks:
        following: dict[int, Fraction] = {}
        for events, weight in going_on.items():
            following[events] = following.get(events, Fraction(0)) + weight * (1 - rate)
            following[events + 1] = following.get(events + 1, Fraction(0)) + weight * rate
        stopping = {events for events in following if needed is not None and events >= needed}
        crossed += sum((following.pop(events) for events in stopping), Fraction(0))
        going_on = following
    return crossed


def _solved(extremeness: Extremeness, rate: Fraction, alpha: Fraction, n: int, at: set[int]) -> tuple[int | None, ...]:
    values = {(look, b): extremeness(b, look) for look in at for b in range(look + 1)}
    attained = sorted(set(values.values()))

    def looks(place: int) -> tuple[int | None, ...]:
        if place == len(attained):
            return (None,) * n
        enough = attained[place]
        return tuple(
            next((b for b in range(look + 1) if look in at and values[look, b] >= enough), None)
            for look in range(1, n + 1)
        )

    too_liberal, strict_enough = -1, len(attained)
    while strict_enough - too_liberal > 1:
        middle = (too_liberal + strict_enough) // 2
        if _crossing(looks(middle), rate) <= alpha:
            strict_enough = middle
        else:
            too_liberal = middle
    return looks(strict_enough)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(FAMILIES)), RATES, ALPHAS, st.integers(9, 26), st.data())
def test_the_boundary_is_the_exact_one(
    rule: BoundaryRule, rate: Fraction, alpha: Fraction, n: int, data: st.DataObject
) -> None:
    looks = data.draw(st.none() | st.sets(st.integers(1, n), min_size=1).map(lambda some: tuple(sorted(some))))
    mirrored = 1 - rate  # whose likelihood ratio ties for many n at once
    alternative = mirrored if mirrored > rate and data.draw(st.booleans()) else (1 + rate) / 2
    design = BoundaryDesign(
        rule,
        float(rate),
        float(alpha),
        n,
        prior=(1.0, 3.0) if rule is BoundaryRule.BETA_BINOMIAL else None,
        alternative_rate=float(alternative) if rule is BoundaryRule.SPRT else None,
        looks=looks,
    )
    expected = _solved(_extremeness(rule, rate, alternative), rate, alpha, n, set(looks or range(1, n + 1)))
    assert calibrated_boundary(design).looks == expected
