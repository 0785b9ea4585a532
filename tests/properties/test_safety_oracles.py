"""The committee's statistics against independent oracles in exact fractions: every path, every weight, every term."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.safety.boundary import Boundary, BoundaryRule, boundary_from_table
from graftwatch.safety.calibration import FAMILIES, BoundaryDesign, calibrated_boundary
from graftwatch.safety.cumulative_incidence import Outcome, TimeToEvent, cumulative_incidence
from graftwatch.safety.interval import compare_with_historical_rate, wilson
from graftwatch.safety.operating_characteristics import operating_characteristics
from graftwatch.safety.posterior import BetaPrior, posterior, predictive_probability_of_crossing

RATES = st.integers(1, 99).map(lambda percent: Fraction(percent, 100))
WHOLE_PRIORS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def tables(draw: st.DrawFn, at_most: int = 9) -> Boundary:
    """A table of one's own with gaps."""
    n = draw(st.integers(1, at_most))
    looks = sorted(draw(st.sets(st.integers(1, n), min_size=1)))
    events, table = 1, {}
    for look in looks:
        events = draw(st.integers(min(events, look), look))
        table[look] = events
    return boundary_from_table(table, n)


def _stops_at(boundary: Boundary, path: Sequence[int], after: int = 0) -> int | None:
    """The first n at which the path so far is enough; what was met at or before `after` counts no more."""
    return next(
        (n for n in range(after + 1, len(path) + 1) if sum(path[:n]) >= boundary.stop_at.get(n, len(path) + 1)), None
    )


@settings(max_examples=60, deadline=None)
@given(tables(), RATES)
def test_operating_characteristics_are_the_sum_over_all_paths(boundary: Boundary, rate: Fraction) -> None:
    size = boundary.maximum_recipients
    stopped, expected_n, expected_events = [Fraction(0)] * size, Fraction(0), Fraction(0)
    for path in product((0, 1), repeat=size):
        weight = rate ** sum(path) * (1 - rate) ** (size - sum(path))
        at = _stops_at(boundary, path)
        if at is not None:
            stopped[at - 1] += weight
        expected_n += weight * (at or size)
        expected_events += weight * sum(path[: at or size])
    found = operating_characteristics(boundary, float(rate))
    assert found.stopped_at == pytest.approx([float(one) for one in stopped], rel=1e-12, abs=1e-15)
    assert found.crossing_probability == pytest.approx(float(sum(stopped)), rel=1e-12, abs=1e-15)
    assert found.expected_n == pytest.approx(float(expected_n), rel=1e-12)
    assert found.expected_events == pytest.approx(float(expected_events), rel=1e-12)
    assert min(boundary.stop_at) <= found.expected_n + 1e-9 <= size + 2e-9


@settings(max_examples=60, deadline=None)
@given(tables(), RATES, st.floats(0.01, 1))
def test_a_quantile_is_the_first_n_that_has_ended_often_enough(
    boundary: Boundary, rate: Fraction, probability: float
) -> None:
    found = operating_characteristics(boundary, float(rate))
    n = found.quantile_of_n(probability)
    assert 1 <= n <= boundary.maximum_recipients
    assert n == 1 or sum(found.ended_at[: n - 1]) < probability + 1e-12
    assert sum(found.ended_at[:n]) >= probability - 1e-12
    assert found.stopped_by(n) == pytest.approx(sum(found.stopped_at[:n]))


@st.composite
def designs_with_looks(draw: st.DrawFn) -> BoundaryDesign:
    rule, n = draw(st.sampled_from(list(FAMILIES))), draw(st.integers(2, 40))
    rate = draw(st.floats(0.05, 0.5))
    return BoundaryDesign(
        rule,
        rate,
        draw(st.floats(0.01, 0.3)),
        n,
        prior=(0.6, 2.4) if rule is BoundaryRule.BETA_BINOMIAL else None,
        alternative_rate=(rate + 1) / 2 if rule is BoundaryRule.SPRT else None,
        looks=tuple(sorted(draw(st.sets(st.integers(1, n), min_size=1)))),
    )


@settings(max_examples=60, deadline=None)
@given(designs_with_looks())
def test_looks_alone_stop_and_the_next_more_liberal_constant_spends_too_much(design: BoundaryDesign) -> None:
    boundary = calibrated_boundary(design)
    looks = design.looks or ()
    assert set(boundary.stop_at) <= set(looks)
    spent = operating_characteristics(boundary, design.tolerated_rate).crossing_probability
    assert spent <= design.alpha * (1 + 1e-9)
    if boundary.too_liberal is None:
        return
    table = _at_constant(design, boundary.too_liberal)
    if 0 in table.values():
        return  # it would stop without any event, that is always
    more_liberal = boundary_from_table(table, design.maximum_recipients)
    for n, events in boundary.stop_at.items():
        assert more_liberal.stop_at[n] <= events
    assert operating_characteristics(more_liberal, design.tolerated_rate).crossing_probability > design.alpha


def _at_constant(design: BoundaryDesign, constant: float) -> dict[int, int]:
    """The family's boundary at a constant, by its definition."""
    table = {}
    for n in design.looks or ():
        enough = (b for b in range(n + 1) if _is_enough(design, constant, b, n))
        if (events := next(enough, None)) is not None:
            table[n] = events
    return table


def _is_enough(design: BoundaryDesign, constant: float, b: int, n: int) -> bool:
    rate, slack = design.tolerated_rate, 1e-9
    if design.rule is BoundaryRule.POCOCK:
        tail = sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(b, n + 1))
        return tail <= constant * (1 + slack)
    if design.rule is BoundaryRule.OBRIEN_FLEMING:
        return b - n * rate >= constant - slack
    if design.rule is BoundaryRule.BETA_BINOMIAL:
        return posterior(b, n, BetaPrior(*(design.prior or ()))).probability_above(rate) >= constant - slack
    ratio = (design.alternative_rate or 0) / rate
    likelihood = ratio**b * ((1 - (design.alternative_rate or 0)) / (1 - rate)) ** (n - b)
    return bool(likelihood >= 2.718281828459045**constant * (1 - slack))


@settings(max_examples=50, deadline=None)
@given(tables(8), WHOLE_PRIORS, st.data())
def test_predictive_probability_is_the_sum_over_all_paths_to_come(
    boundary: Boundary, prior: tuple[int, int], data: st.DataObject
) -> None:
    size = boundary.maximum_recipients
    evaluable = data.draw(st.integers(0, size))
    events = data.draw(st.integers(0, evaluable))
    crossed_now = boundary.is_crossed(evaluable, events)
    crossing = Fraction(0)
    for to_come in product((0, 1), repeat=size - evaluable):
        weight, had, seen = Fraction(1), events, evaluable
        for one in to_come:
            with_event = Fraction(prior[0] + had, sum(prior) + seen)
            weight *= with_event if one else 1 - with_event
            had, seen = had + one, seen + 1
        path = [1] * events + [0] * (evaluable - events) + list(to_come)
        if crossed_now or _stops_at(boundary, path, after=evaluable) is not None:
            crossing += weight
    found = predictive_probability_of_crossing(boundary, events, evaluable, BetaPrior(*prior))
    assert found == pytest.approx(float(crossing), rel=1e-12, abs=1e-15)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), WHOLE_PRIORS, RATES)
def test_posterior_is_a_binomial_sum(events: int, others: int, prior: tuple[int, int], threshold: Fraction) -> None:
    """P(Beta(a, b) > t) = P(Binomial(a + b − 1, t) < a) for whole a and b, in exact fractions."""
    a, trials = prior[0] + events, sum(prior) + events + others - 1
    expected = sum(comb(trials, k) * threshold**k * (1 - threshold) ** (trials - k) for k in range(a))
    found = posterior(events, events + others, BetaPrior(*prior)).probability_above(float(threshold))
    assert found == pytest.approx(float(expected), rel=1e-11, abs=1e-300)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 500), st.data(), st.floats(0.5, 0.999))
def test_wilson_ends_are_where_the_score_test_has_its_quantile(n: int, data: st.DataObject, confidence: float) -> None:
    events = data.draw(st.integers(0, n))
    found, wider = wilson(events, n, confidence), wilson(events, n, (1 + confidence) / 2)
    for end in (found.lower, found.upper):
        if 0.0 < end < 1.0:
            score = (events / n - end) / sqrt(end * (1 - end) / n)
            other = found.upper if end == found.lower else found.lower
            if 0.0 < other < 1.0:
                assert abs(score) == pytest.approx(abs((events / n - other) / sqrt(other * (1 - other) / n)), rel=1e-6)
    assert wider.lower <= found.lower <= found.upper <= wider.upper


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.data(), RATES)
def test_p_values_are_sums_of_exact_terms(n: int, data: st.DataObject, rate: Fraction) -> None:
    events = data.draw(st.integers(0, n))
    terms = [comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
    found = compare_with_historical_rate(events, n, float(rate))
    assert found.p_at_least == float(sum(terms[events:]))
    assert found.p_at_most == float(sum(terms[: events + 1]))
    assert found.p_two_sided == float(sum(term for term in terms if term <= terms[events]))
    assert found.difference == float(Fraction(events, n) - rate)


CAUSES = (Outcome.EVENT, Outcome.DEATH, Outcome.RE_TRANSPLANT)
OBSERVED = st.lists(st.tuples(st.integers(0, 8), st.sampled_from(list(Outcome))), min_size=1, max_size=12)


def _exact(pairs: Sequence[tuple[int, Outcome]], of: Outcome) -> tuple[Fraction, Fraction]:
    """Incidence and variance on the last day: by exact fractions, and exact slopes in each recipient's weight.

    Weights are 1; each quantity is carried along with its slope in the weight of every recipient.
    """
    size = len(pairs)
    free, incidence = Fraction(1), Fraction(0)
    d_free, d_incidence = [Fraction(0)] * size, [Fraction(0)] * size
    for day in sorted({days for days, _ in pairs}):
        at_risk = [days >= day for days, _ in pairs]
        had = [one == (day, of) for one in pairs]
        ended = [one[0] == day and one[1] is not Outcome.CENSORED for one in pairs]
        risk = sum(at_risk)
        hazard, any_hazard = Fraction(sum(had), risk), Fraction(sum(ended), risk)
        for i in range(size):
            d_hazard = (had[i] - at_risk[i] * hazard) / risk
            d_any = (ended[i] - at_risk[i] * any_hazard) / risk
            d_incidence[i] += d_free[i] * hazard + free * d_hazard
            d_free[i] = d_free[i] * (1 - any_hazard) - free * d_any
        incidence, free = incidence + free * hazard, free * (1 - any_hazard)
    return incidence, sum((slope**2 for slope in d_incidence), Fraction(0))


@settings(max_examples=150, deadline=None)
@given(OBSERVED, st.sampled_from(CAUSES))
def test_incidence_and_variance_are_exact_whatever_is_tied(pairs: list[tuple[int, Outcome]], of: Outcome) -> None:
    step = cumulative_incidence([TimeToEvent(days, outcome) for days, outcome in pairs], of)[-1]
    incidence, variance = _exact(pairs, of)
    assert step.incidence == pytest.approx(float(incidence), rel=1e-12, abs=1e-15)
    assert step.variance == pytest.approx(float(variance), rel=1e-9, abs=1e-15)
    assert (step.interval is None) == (incidence in {0, 1})


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=20))
def test_where_nothing_competes_it_is_one_minus_kaplan_meier(pairs: list[tuple[int, bool]]) -> None:
    observed = [TimeToEvent(days, Outcome.EVENT if event else Outcome.CENSORED) for days, event in pairs]
    survival, greenwood = Fraction(1), Fraction(0)
    for step in cumulative_incidence(observed):
        risk = sum(days >= step.days for days, _ in pairs)
        events = sum(one == (step.days, True) for one in pairs)
        survival *= 1 - Fraction(events, risk)
        greenwood += Fraction(events, risk * (risk - events)) if events < risk else 0
        assert step.incidence == pytest.approx(float(1 - survival), rel=1e-12)
        assert step.variance == pytest.approx(float(survival**2 * greenwood), rel=1e-9, abs=1e-15)
