"""Operating characteristics against every path of a small trial, added up one by one."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest

from graftwatch.safety.boundary import Boundary, BoundaryRule, boundary_from_table
from graftwatch.safety.operating_characteristics import operating_characteristics, stopping_probabilities


@dataclass
class _Enumerated:
    crossing: Fraction
    expected_n: Fraction
    expected_events: Fraction
    stopped_at: list[Fraction]


def _enumerate(boundary: Boundary, rate: Fraction) -> _Enumerated:
    found = _Enumerated(Fraction(0), Fraction(0), Fraction(0), [Fraction(0)] * boundary.maximum_recipients)
    for path in product((0, 1), repeat=boundary.maximum_recipients):
        weight = rate ** sum(path) * (1 - rate) ** (len(path) - sum(path))
        stopped_n = next((n for n in range(1, len(path) + 1) if sum(path[:n]) >= boundary.stop_at.get(n, n + 1)), None)
        if stopped_n is not None:
            found.crossing += weight
            found.stopped_at[stopped_n - 1] += weight
        found.expected_n += weight * (stopped_n or len(path))
        found.expected_events += weight * sum(path[: stopped_n or len(path)])
    return found


@pytest.mark.parametrize("rate", ["0.05", "0.2", "0.5", "0.9"])
@pytest.mark.parametrize(
    "table",
    [
        pytest.param({2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 4, 8: 4, 9: 4, 10: 5}, id="a look at every recipient"),
        pytest.param({4: 2, 8: 3}, id="looks with gaps: more than b events can be there"),
        pytest.param({1: 1}, id="the first recipient only"),
        pytest.param({10: 10}, id="the last recipient only"),
    ],
)
def test_figures_are_the_sum_over_all_paths(table: dict[int, int], rate: str) -> None:
    boundary = boundary_from_table(table, maximum_recipients=10)
    expected = _enumerate(boundary, Fraction(rate))
    found = operating_characteristics(boundary, float(rate))
    assert found.crossing_probability == pytest.approx(float(expected.crossing), rel=1e-13)
    assert found.expected_n == pytest.approx(float(expected.expected_n), rel=1e-13)
    assert found.expected_events == pytest.approx(float(expected.expected_events), rel=1e-13)
    assert found.stopped_at == pytest.approx([float(p) for p in expected.stopped_at], rel=1e-12)


def test_two_recipients_by_hand() -> None:
    found = operating_characteristics(boundary_from_table({1: 1}, maximum_recipients=2), 0.25)
    assert found.stopped_at == (0.25, 0.0)
    assert found.ended_at == (0.25, 0.75)
    assert found.expected_n == 0.25 * 1 + 0.75 * 2
    assert found.expected_events == 0.25 * 1 + 0.75 * 0.25


@pytest.mark.parametrize(
    ("rate", "crossing", "expected_n"),
    [
        pytest.param(0.0, 0.0, 6.0, id="no event ever: the plan is completed"),
        pytest.param(1.0, 1.0, 3.0, id="only events: stopped at the first look that can be met"),
    ],
)
def test_certain_rates(rate: float, crossing: float, expected_n: float) -> None:
    found = operating_characteristics(boundary_from_table({3: 3, 5: 3}, maximum_recipients=6), rate)
    assert found.crossing_probability == crossing
    assert found.expected_n == expected_n


def test_a_boundary_without_any_look_never_stops() -> None:
    never = Boundary(BoundaryRule.TABLE, (None, None, None))
    assert operating_characteristics(never, 0.5).ended_at == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("rate", [-0.01, 1.01, float("nan")])
def test_what_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="within 0–1"):
        stopping_probabilities((1,), rate)


def test_quantiles_of_the_n_at_which_a_trial_ends() -> None:
    """Two of two stop with .25; three of three came by two of two: a quarter has ended at 2, the rest goes on to 4."""
    found = operating_characteristics(boundary_from_table({2: 2, 3: 3}, maximum_recipients=4), 0.5)
    assert [found.quantile_of_n(probability) for probability in (0.1, 0.25, 0.26, 1.0)] == [2, 2, 4, 4]
    assert (found.stopped_by(0), found.stopped_by(2), found.stopped_by(9)) == (0.0, 0.25, 0.25)


@pytest.mark.parametrize(("probability", "says"), [(0.0, "probability is 0"), (1.1, "within 0–1")])
def test_a_quantile_of_no_probability_is_refused(probability: float, says: str) -> None:
    found = operating_characteristics(boundary_from_table({2: 2}, maximum_recipients=4), 0.5)
    with pytest.raises(ValueError, match=says):
        found.quantile_of_n(probability)
