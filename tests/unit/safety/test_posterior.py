"""Posterior and predictive probability, against published figures and by hand."""

import pytest

from graftwatch.safety.boundary import boundary_from_table
from graftwatch.safety.posterior import BetaPrior, posterior, predictive_probability_of_crossing


@pytest.mark.parametrize(("threshold", "published"), [(0.20, "0.9133"), (0.30, "0.6080")])
def test_six_of_nineteen_under_the_uniform_prior(threshold: float, published: str) -> None:
    assert f"{posterior(6, 19).probability_above(threshold):.4f}" == published


def test_posterior_adds_events_to_the_prior() -> None:
    found = posterior(6, 19, BetaPrior(0.6, 2.4))
    assert (found.a, found.a_prime) == pytest.approx((6.6, 15.4))
    assert found.mean == pytest.approx(0.3)


def test_credible_interval_of_the_uniform_prior_leaves_its_tails() -> None:
    interval = posterior(0, 0).credible_interval(0.9)
    assert interval.lower == pytest.approx(0.05)
    assert interval.upper == pytest.approx(0.95)


def test_certain_thresholds() -> None:
    assert posterior(6, 19).probability_above(0.0) == 1.0
    assert posterior(6, 19).probability_above(1.0) == 0.0
    with pytest.raises(ValueError, match="threshold"):
        posterior(6, 19).probability_above(1.2)


def test_a_prior_must_be_positive() -> None:
    with pytest.raises(ValueError, match="above 0"):
        BetaPrior(1.0, 0.0)


@pytest.mark.parametrize(
    ("events", "evaluable", "expected"),
    [
        pytest.param(0, 0, 1 / 4, id="three of three under the uniform prior: 1/2 · 2/3 · 3/4"),
        pytest.param(1, 1, 1 / 2, id="after one event: 2/3 · 3/4"),
        pytest.param(0, 1, 0.0, id="after one without it three of three cannot be"),
        pytest.param(3, 3, 1.0, id="crossed"),
        pytest.param(2, 3, 0.0, id="complete and not crossed"),
    ],
)
def test_predictive_probability_of_three_in_three(events: int, evaluable: int, expected: float) -> None:
    boundary = boundary_from_table({3: 3}, maximum_recipients=3)
    assert predictive_probability_of_crossing(boundary, events, evaluable) == pytest.approx(expected)


def test_predictive_probability_counts_each_path_once() -> None:
    """1 event among 2, or at the third: 1 − P(none of three) = 1 − 1/4 under the uniform prior."""
    boundary = boundary_from_table({2: 1, 3: 1}, maximum_recipients=3)
    assert predictive_probability_of_crossing(boundary, 0, 0) == pytest.approx(3 / 4)


@pytest.mark.parametrize("events", [2, 3])
def test_events_of_today_may_be_enough_at_a_later_look(events: int) -> None:
    boundary = boundary_from_table({5: 2}, maximum_recipients=5)
    assert predictive_probability_of_crossing(boundary, events, 3) == pytest.approx(1.0)
