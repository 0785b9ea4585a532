"""The solved constant, against every path and exact fractions for small N."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import comb

import pytest

from graftwatch.safety.boundary import BoundaryRule
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import operating_characteristics

MAXIMUM_RECIPIENTS = 8


def _binomial_tail(events: int, n: int, rate: Fraction) -> Fraction:
    return sum((comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(events, n + 1)), Fraction(0))


def _pocock(events: int, n: int, rate: Fraction) -> Fraction:
    return -_binomial_tail(events, n, rate)


def _obrien_fleming(events: int, n: int, rate: Fraction) -> Fraction:
    return events - n * rate


def _beta_binomial_1_2(events: int, n: int, rate: Fraction) -> Fraction:
    """Whole-number priors have a closed form: P(Beta(a, b) ≤ p) = P(Binomial(a + b − 1, p) ≥ a)."""
    return -_binomial_tail(1 + events, 2 + n, rate)


def _sprt_to(alternative: Fraction) -> Callable[[int, int, Fraction], Fraction]:
    def likelihood_ratio(events: int, n: int, rate: Fraction) -> Fraction:
        return Fraction(alternative / rate) ** events * ((1 - alternative) / (1 - rate)) ** (n - events)

    return likelihood_ratio


def _looks(
    extremeness: Callable[[int, int, Fraction], Fraction], constant: Fraction, rate: Fraction
) -> list[int | None]:
    return [
        next((events for events in range(n + 1) if extremeness(events, n, rate) >= constant), None)
        for n in range(1, MAXIMUM_RECIPIENTS + 1)
    ]


def _paths(rate: Fraction) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    for path in product((0, 1), repeat=MAXIMUM_RECIPIENTS):
        yield path, rate ** sum(path) * (1 - rate) ** (MAXIMUM_RECIPIENTS - sum(path))


def _crosses(path: tuple[int, ...], looks: list[int | None]) -> bool:
    events = 0
    for outcome, needed in zip(path, looks, strict=True):
        events += outcome
        if needed is not None and events >= needed:
            return True
    return False


def _most_liberal_by_enumeration(
    extremeness: Callable[[int, int, Fraction], Fraction], rate: Fraction, alpha: Fraction
) -> dict[int, int]:
    attained = {extremeness(b, n, rate) for n in range(1, MAXIMUM_RECIPIENTS + 1) for b in range(n + 1)}
    paths = list(_paths(rate))
    for constant in sorted(attained):
        looks = _looks(extremeness, constant, rate)
        if sum((weight for path, weight in paths if _crosses(path, looks)), Fraction(0)) <= alpha:
            return {n: events for n, events in enumerate(looks, start=1) if events is not None}
    return {}


@pytest.mark.parametrize(
    ("rate", "alpha"),
    [
        pytest.param("0.2", "0.1", id="p0 20 %, alpha 10 %"),
        pytest.param("0.1", "0.05", id="p0 10 %, alpha 5 %"),
        pytest.param("0.1", "0.01", id="0.1 · 0.1 is 0.01: rounding must not cost the look at n = 2"),
        pytest.param("0.5", "0.05", id="p0 50 %: tails of different n are equal"),
        pytest.param("0.35", "0.2", id="p0 35 %, alpha 20 %"),
        pytest.param("0.25", "0.0001", id="only the last looks can stop"),
    ],
)
@pytest.mark.parametrize(
    ("rule", "extremeness", "more"),
    [
        pytest.param(BoundaryRule.POCOCK, _pocock, {}, id="pocock"),
        pytest.param(BoundaryRule.OBRIEN_FLEMING, _obrien_fleming, {}, id="obrien-fleming"),
        pytest.param(BoundaryRule.BETA_BINOMIAL, _beta_binomial_1_2, {"prior": (1.0, 2.0)}, id="beta-binomial"),
        pytest.param(BoundaryRule.SPRT, _sprt_to(Fraction("0.8")), {"alternative_rate": 0.8}, id="sprt"),
    ],
)
def test_boundary_is_the_most_liberal_of_all_paths(
    rule: BoundaryRule,
    extremeness: Callable[[int, int, Fraction], Fraction],
    more: dict[str, float],
    rate: str,
    alpha: str,
) -> None:
    design = BoundaryDesign(rule, float(rate), float(alpha), MAXIMUM_RECIPIENTS, **more)  # type: ignore[arg-type] # one keyword a family
    expected = _most_liberal_by_enumeration(extremeness, Fraction(rate), Fraction(alpha))
    assert calibrated_boundary(design).stop_at == expected


def test_equal_values_stay_equal_though_rounding_splits_them() -> None:
    """Where b − n/10 ≥ 1.8 wants 3 of 12, that is .1109 of crossing; 1.9 wants 3 of 11 (.0896) and 4 of 12."""
    solved = calibrated_boundary(BoundaryDesign(BoundaryRule.OBRIEN_FLEMING, 0.1, 0.1, 12))
    assert solved.constant == pytest.approx(1.9)
    assert solved.stop_at == {**dict.fromkeys(range(3, 12), 3), 12: 4}


def test_an_alpha_that_is_met_exactly_is_spent() -> None:
    two_of_two = calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.1, 0.01, 2))
    assert two_of_two.stop_at == {2: 2}


@pytest.mark.parametrize(
    ("rule", "constant"),
    [
        pytest.param(BoundaryRule.POCOCK, 0.2**2, id="pocock: the tail probability"),
        pytest.param(BoundaryRule.OBRIEN_FLEMING, 2 - 2 * 0.2, id="obrien-fleming: events above the expected"),
    ],
)
def test_constant_is_in_the_units_of_its_family(rule: BoundaryRule, constant: float) -> None:
    solved = calibrated_boundary(BoundaryDesign(rule, 0.2, 0.05, 2))
    assert solved.constant == pytest.approx(constant)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (BoundaryRule.POCOCK, {}),
        (BoundaryRule.OBRIEN_FLEMING, {}),
        (BoundaryRule.BETA_BINOMIAL, {"prior": (0.6, 2.4)}),
        (BoundaryRule.SPRT, {"alternative_rate": 0.3}),
    ],
)
def test_a_thousand_recipients_spend_nearly_all_of_alpha(rule: BoundaryRule, more: dict[str, float]) -> None:
    design = BoundaryDesign(rule, 0.2, 0.05, 1000, **more)  # type: ignore[arg-type] # one keyword a family
    spent = operating_characteristics(calibrated_boundary(design), 0.2).crossing_probability
    assert 0.049 < spent <= 0.05


def _design(  # the tests' usual design, with one figure changed
    rule: BoundaryRule = BoundaryRule.POCOCK,
    p0: float = 0.2,
    alpha: float = 0.1,
    n: int = 30,
    prior: tuple[float, float] | None = None,
    p1: float | None = None,
) -> BoundaryDesign:
    return BoundaryDesign(rule, p0, alpha, n, prior, p1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"p0": 0.0}, "p0 is 0.0", id="a tolerated rate of nought"),
        pytest.param({"p0": 1.0}, "p0 is 1.0", id="a tolerated rate of one"),
        pytest.param({"p0": float("nan")}, "p0 is nan", id="no number"),
        pytest.param({"alpha": 0.0}, "alpha is 0.0", id="nothing to spend"),
        pytest.param({"n": 0}, "N is 0", id="no recipients"),
        pytest.param({"prior": (1.0, 1.0)}, "prior", id="a prior for a rule that has none"),
        pytest.param({"rule": BoundaryRule.BETA_BINOMIAL}, "needs one", id="beta-binomial without its prior"),
        pytest.param({"rule": BoundaryRule.BETA_BINOMIAL, "prior": (0.0, 1.0)}, "above 0", id="a prior of nought"),
        pytest.param({"rule": BoundaryRule.SPRT}, "p1 belongs", id="sprt without its alternative"),
        pytest.param({"rule": BoundaryRule.SPRT, "p1": 0.2}, "p1 is 0.2", id="an alternative equal to p0"),
        pytest.param({"p1": 0.4}, "p1 belongs", id="an alternative for a rule that has none"),
        pytest.param({"rule": BoundaryRule.TABLE}, "not calibrated", id="a table of one's own"),
    ],
)
def test_a_wrong_design_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        _design(**change)  # type: ignore[arg-type] # cases of several types
