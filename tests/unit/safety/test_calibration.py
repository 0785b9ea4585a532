"""The solved constant, against every path and exact fractions for small N."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import comb, inf
from time import process_time

import pytest

from graftwatch.safety.boundary import BoundaryRule
from graftwatch.safety.calibration import FAMILIES, BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import operating_characteristics

MAXIMUM_RECIPIENTS = 8
FIELDS = {"p0": "tolerated_rate", "p1": "alternative_rate", "n": "maximum_recipients"}
ALL = range(1, MAXIMUM_RECIPIENTS + 1)


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
    extremeness: Callable[[int, int, Fraction], Fraction], constant: Fraction, rate: Fraction, at: Sequence[int]
) -> list[int | None]:
    return [
        next((events for events in range(n + 1) if n in at and extremeness(events, n, rate) >= constant), None)
        for n in ALL
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
    extremeness: Callable[[int, int, Fraction], Fraction], rate: Fraction, alpha: Fraction, at: Sequence[int]
) -> dict[int, int]:
    attained = {extremeness(b, n, rate) for n in at for b in range(n + 1)}
    paths = list(_paths(rate))
    for constant in sorted(attained):
        looks = _looks(extremeness, constant, rate, at)
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
@pytest.mark.parametrize("at", [None, (3, 6, 8), (5,)], ids=["every n", "three looks", "one look"])
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
    at: tuple[int, ...] | None,
) -> None:
    design = BoundaryDesign(rule, float(rate), float(alpha), MAXIMUM_RECIPIENTS, looks=at, **more)  # type: ignore[arg-type] # one keyword a family
    expected = _most_liberal_by_enumeration(extremeness, Fraction(rate), Fraction(alpha), at or ALL)
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
def test_a_thousand_recipients_spend_nearly_all_of_alpha_within_a_second(
    rule: BoundaryRule, more: dict[str, float]
) -> None:
    design = BoundaryDesign(rule, 0.2, 0.05, 1000, **more)  # type: ignore[arg-type] # one keyword a family
    begun = process_time()  # of this process alone, so that a busy machine is no fault
    spent = operating_characteristics(calibrated_boundary(design), 0.2).crossing_probability
    assert process_time() - begun < 1.0
    assert 0.049 < spent <= 0.05


@pytest.mark.parametrize("rate", [1e-9, 0.001, 0.5, 0.999, 1 - 1e-9])
@pytest.mark.parametrize("alpha", [1e-300, 1e-12, 0.05, 0.999999, 1 - 1e-15])
@pytest.mark.parametrize("n", [1, 2, 37])
@pytest.mark.parametrize("rule", list(FAMILIES))
def test_extreme_figures_neither_overspend_nor_stop_without_events(
    rule: BoundaryRule, n: int, alpha: float, rate: float
) -> None:
    prior = (0.6, 2.4) if rule is BoundaryRule.BETA_BINOMIAL else None
    alternative = (1 + rate) / 2 if rule is BoundaryRule.SPRT else None
    solved = calibrated_boundary(BoundaryDesign(rule, rate, alpha, n, prior=prior, alternative_rate=alternative))
    found = operating_characteristics(solved, rate)
    assert found.crossing_probability <= alpha * (1 + 1e-9)
    assert all(events >= 1 for events in solved.stop_at.values())
    assert all(earlier <= later for earlier, later in pairwise(solved.stop_at.values()))
    assert sum(found.ended_at) == pytest.approx(1.0)


def test_one_recipient_stops_at_its_event_where_alpha_allows() -> None:
    assert calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.2, 0.2, 1)).stop_at == {1: 1}
    assert calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.2, 0.19, 1)).stop_at == {}


def test_every_constant_up_to_the_too_liberal_one_is_this_boundary() -> None:
    """P(X ≥ 3 | 3) = .008 is allowed, P(X ≥ 2 | 2) = .04 crosses too often: c may be anything in between."""
    solved = calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.2, 0.03, 3))
    assert solved.constant == pytest.approx(0.008)
    assert solved.too_liberal == pytest.approx(0.04)
    never = calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.2, 0.001, 3))
    assert never.constant is None
    assert never.too_liberal == pytest.approx(0.008)


def _design(**change: object) -> BoundaryDesign:
    """The tests' usual design, with one figure changed."""
    usual = {"rule": BoundaryRule.POCOCK, "tolerated_rate": 0.2, "alpha": 0.1, "maximum_recipients": 30}
    return BoundaryDesign(**{**usual, **{FIELDS.get(name, name): value for name, value in change.items()}})  # type: ignore[arg-type] # cases of several types


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"p0": 0.0}, "p0 is 0.0", id="a tolerated rate of nought"),
        pytest.param({"p0": 1.0}, "p0 is 1.0", id="a tolerated rate of one"),
        pytest.param({"p0": float("nan")}, "p0 is nan", id="no number"),
        pytest.param({"alpha": 0.0}, "alpha is 0.0", id="nothing to spend"),
        pytest.param({"n": 0}, "N is 0", id="no recipients"),
        pytest.param({"n": 2001}, "N is 2001: it must be within 1..2000", id="beyond the largest plan"),
        pytest.param({"looks": ()}, "list of looks is empty", id="no look"),
        pytest.param({"looks": (10, 31)}, r"n = 31, which is not within 1..30", id="a look after the plan"),
        pytest.param({"looks": (20, 10)}, "n = 10 stands after n = 20", id="looks out of order"),
        pytest.param({"looks": (10, 10)}, "n = 10 stands after n = 10", id="a look twice"),
        pytest.param({"prior": (1.0, 1.0)}, "prior", id="a prior for a rule that has none"),
        pytest.param({"rule": BoundaryRule.BETA_BINOMIAL}, "needs one", id="beta-binomial without its prior"),
        pytest.param({"rule": BoundaryRule.BETA_BINOMIAL, "prior": (0.0, 1.0)}, "above 0", id="a prior of nought"),
        pytest.param({"rule": BoundaryRule.BETA_BINOMIAL, "prior": (1.0, inf)}, "finite", id="an endless prior"),
        pytest.param({"rule": BoundaryRule.SPRT}, "p1 belongs", id="sprt without its alternative"),
        pytest.param({"rule": BoundaryRule.SPRT, "p1": 0.2}, "p1 is 0.2", id="an alternative equal to p0"),
        pytest.param({"p1": 0.4}, "p1 belongs", id="an alternative for a rule that has none"),
        pytest.param({"rule": BoundaryRule.TABLE}, "not calibrated", id="a table of one's own"),
    ],
)
def test_a_wrong_design_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        _design(**change)
