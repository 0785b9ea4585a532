"""What holds for every boundary, whatever its figures."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.safety.boundary import Boundary, BoundaryRule
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.look_ahead import first_crossing, look_ahead
from graftwatch.safety.operating_characteristics import operating_characteristics
from graftwatch.safety.posterior import BetaPrior, predictive_probability_of_crossing

RATES = st.floats(0.02, 0.6)
ALPHAS = st.floats(0.005, 0.3)
PRIORS = st.tuples(st.floats(0.1, 5), st.floats(0.1, 5))


@st.composite
def designs(draw: st.DrawFn) -> BoundaryDesign:
    rule = draw(st.sampled_from([one for one in BoundaryRule if one is not BoundaryRule.TABLE]))
    rate = draw(RATES)
    return BoundaryDesign(
        rule,
        rate,
        draw(ALPHAS),
        draw(st.integers(1, 60)),
        prior=draw(PRIORS) if rule is BoundaryRule.BETA_BINOMIAL else None,
        alternative_rate=draw(st.floats(rate + 0.05, 0.95)) if rule is BoundaryRule.SPRT else None,
    )


def _with_alpha(design: BoundaryDesign, alpha: float) -> Boundary:
    return calibrated_boundary(
        BoundaryDesign(
            design.rule,
            design.tolerated_rate,
            alpha,
            design.maximum_recipients,
            design.prior,
            design.alternative_rate,
        )
    )


@settings(max_examples=60, deadline=None)
@given(designs())
def test_spends_at_most_alpha_and_rises_by_at_most_one(design: BoundaryDesign) -> None:
    boundary = calibrated_boundary(design)
    spent = operating_characteristics(boundary, design.tolerated_rate).crossing_probability
    assert spent <= design.alpha * (1 + 1e-9)
    for (earlier, fewer), (later, more) in pairwise(boundary.stop_at.items()):
        assert later == earlier + 1
        assert fewer <= more <= fewer + 1


@settings(max_examples=40, deadline=None)
@given(designs(), ALPHAS)
def test_a_larger_alpha_never_asks_for_more_events(design: BoundaryDesign, other: float) -> None:
    smaller, larger = sorted((design.alpha, other))
    strict, liberal = _with_alpha(design, smaller), _with_alpha(design, larger)
    for n, events in strict.stop_at.items():
        assert liberal.stop_at[n] <= events


@settings(max_examples=40, deadline=None)
@given(designs(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_rate_crosses_more_often_and_sooner(design: BoundaryDesign, one: float, other: float) -> None:
    boundary = calibrated_boundary(design)
    low, high = (operating_characteristics(boundary, rate) for rate in sorted((one, other)))
    assert low.crossing_probability <= high.crossing_probability + 1e-12
    assert low.expected_n >= high.expected_n - 1e-9
    assert sum(low.ended_at) == pytest.approx(1.0)
    assert min(low.ended_at) >= -1e-12


@settings(max_examples=40, deadline=None)
@given(designs(), st.lists(st.booleans(), max_size=60))
def test_a_path_crosses_where_the_look_ahead_said_it_could(design: BoundaryDesign, path: list[bool]) -> None:
    boundary = calibrated_boundary(design)
    crossing = first_crossing(boundary, path)
    for evaluable in range(len(path)):
        found = look_ahead(boundary, sum(path[:evaluable]), evaluable)
        if crossing is not None and crossing.evaluable == evaluable + 1:
            assert found.soonest is not None
            assert found.soonest.evaluable == crossing.evaluable
            assert found.next_event_stops or not path[evaluable]


@settings(max_examples=60, deadline=None)
@given(designs(), st.data(), st.floats(0.1, 5), st.floats(0.1, 5))
def test_predictive_probability_is_the_mean_over_the_next_recipient(
    design: BoundaryDesign, data: st.DataObject, a: float, a_prime: float
) -> None:
    boundary, prior = calibrated_boundary(design), BetaPrior(a, a_prime)
    evaluable = data.draw(st.integers(0, design.maximum_recipients - 1))
    events = data.draw(st.integers(0, evaluable))
    if boundary.is_crossed(evaluable, events):
        assert predictive_probability_of_crossing(boundary, events, evaluable, prior) == 1.0
        return
    next_has_event = (a + events) / (a + a_prime + evaluable)
    with_event = predictive_probability_of_crossing(boundary, events + 1, evaluable + 1, prior)
    without = predictive_probability_of_crossing(boundary, events, evaluable + 1, prior)
    expected = next_has_event * with_event + (1 - next_has_event) * without
    found = predictive_probability_of_crossing(boundary, events, evaluable, prior)
    assert found == pytest.approx(expected, abs=1e-12)
