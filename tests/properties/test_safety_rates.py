"""What holds for every interval, posterior, cumulative incidence and standing."""

from datetime import date, timedelta
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.safety.cumulative_incidence import Outcome, TimeToEvent, cumulative_incidence
from graftwatch.safety.evaluable import (
    EarlyEndCounts,
    EvaluabilityRule,
    FollowUp,
    Standing,
    evaluable_path,
    evaluate,
    time_to_event,
    trial_counts,
)
from graftwatch.safety.interval import clopper_pearson, wilson
from graftwatch.safety.posterior import posterior

TRANSPLANT = date(2026, 6, 1)
CAUSES = (Outcome.EVENT, Outcome.DEATH, Outcome.RE_TRANSPLANT)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    evaluable = draw(st.integers(1, 200))
    return draw(st.integers(0, evaluable)), evaluable


def _tail(events: int, evaluable: int, rate: float) -> float:
    return sum(comb(evaluable, k) * rate**k * (1 - rate) ** (evaluable - k) for k in range(events, evaluable + 1))


@settings(max_examples=80, deadline=None)
@given(counts(), st.floats(0.5, 0.99))
def test_intervals_hold_the_rate_and_mirror(given_counts: tuple[int, int], confidence: float) -> None:
    events, evaluable = given_counts
    for interval_of in (clopper_pearson, wilson):
        found, mirrored = (
            interval_of(events, evaluable, confidence),
            interval_of(evaluable - events, evaluable, confidence),
        )
        assert 0.0 <= found.lower <= events / evaluable <= found.upper <= 1.0
        assert found.lower == pytest.approx(1 - mirrored.upper, abs=1e-9)
        wider = interval_of(events, evaluable, 0.995)
        assert wider.lower <= found.lower + 1e-12
        assert wider.upper >= found.upper - 1e-12


@settings(max_examples=60, deadline=None)
@given(counts())
def test_clopper_pearson_ends_leave_half_of_the_error(given_counts: tuple[int, int]) -> None:
    events, evaluable = given_counts
    found = clopper_pearson(events, evaluable)
    if events > 0:
        assert _tail(events, evaluable, found.lower) == pytest.approx(0.025, rel=1e-6)
    if events < evaluable:
        assert 1 - _tail(events + 1, evaluable, found.upper) == pytest.approx(0.025, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(counts(), st.floats(0, 1), st.floats(0, 1))
def test_posterior_falls_with_the_threshold_and_rises_with_events(
    given_counts: tuple[int, int], one: float, other: float
) -> None:
    events, evaluable = given_counts
    low, high = sorted((one, other))
    found = posterior(events, evaluable)
    assert found.probability_above(low) >= found.probability_above(high)
    assert posterior(events + 1, evaluable + 1).probability_above(low) >= found.probability_above(low) - 1e-12


OBSERVATIONS = st.lists(
    st.builds(TimeToEvent, st.integers(0, 30), st.sampled_from(list(Outcome))), min_size=1, max_size=40
)


@settings(max_examples=80, deadline=None)
@given(OBSERVATIONS)
def test_outcomes_and_freedom_from_them_add_up_to_one(observations: list[TimeToEvent]) -> None:
    by_cause = [cumulative_incidence(observations, cause) for cause in CAUSES]
    free = 1.0
    for steps in zip(*by_cause, strict=True):
        free *= 1 - sum(step.events for step in steps) / steps[0].at_risk
        assert sum(step.incidence for step in steps) + free == pytest.approx(1.0)


@settings(max_examples=80, deadline=None)
@given(OBSERVATIONS)
def test_incidence_rises_inside_its_interval(observations: list[TimeToEvent]) -> None:
    last = 0.0
    for step in cumulative_incidence(observations):
        assert last <= step.incidence <= 1.0 + 1e-12
        assert step.variance >= 0.0
        if step.interval is not None:
            assert 0.0 <= step.interval.lower <= step.incidence + 1e-12
            assert step.incidence - 1e-12 <= step.interval.upper <= 1.0
        last = step.incidence


DATES = st.integers(-3, 50).map(lambda days: TRANSPLANT + timedelta(days=days))
FOLLOW_UPS = st.builds(
    FollowUp,
    st.sampled_from(["S01", "S02", "S03"]),
    st.just(TRANSPLANT),
    st.lists(DATES, max_size=3).map(tuple),
    st.none() | DATES,
    st.none() | DATES,
    st.none() | DATES,
)
ENDS = st.sampled_from(EarlyEndCounts)
RULES = st.builds(
    EvaluabilityRule,
    st.integers(0, 5),
    st.integers(5, 35),
    st.integers(0, 6),
    died=ENDS,
    re_transplanted=ENDS,
    withdrawn=ENDS,
)


@settings(max_examples=120, deadline=None)
@given(FOLLOW_UPS, RULES, DATES, st.integers(0, 40))
def test_once_evaluable_always_the_same(follow_up: FollowUp, rule: EvaluabilityRule, as_of: date, more: int) -> None:
    """Without new facts, time alone never takes a standing back: what counts on a date counts on every later one."""
    now, later = evaluate(follow_up, rule, as_of), evaluate(follow_up, rule, as_of + timedelta(days=more))
    if now.standing is not Standing.NOT_YET_EVALUABLE:
        assert later == now
    if now.evaluable_on is not None:
        assert now.evaluable_on <= as_of


@settings(max_examples=80, deadline=None)
@given(st.lists(FOLLOW_UPS, max_size=8), RULES, DATES)
def test_counts_and_path_agree(follow_ups: list[FollowUp], rule: EvaluabilityRule, as_of: date) -> None:
    evaluations = [evaluate(one, rule, as_of) for one in follow_ups]
    found, path = trial_counts(evaluations), evaluable_path(evaluations)
    assert found.evaluable + found.not_yet_evaluable + found.excluded == found.enrolled == len(follow_ups)
    assert len(path) == found.evaluable
    assert sum(one.standing is Standing.WITH_EVENT for one in path) == found.events


@settings(max_examples=80, deadline=None)
@given(FOLLOW_UPS, RULES, DATES)
def test_an_observed_event_counts_in_both_views(follow_up: FollowUp, rule: EvaluabilityRule, as_of: date) -> None:
    observed = time_to_event(follow_up, rule, as_of)
    if observed is not None and observed.outcome is Outcome.EVENT:
        assert evaluate(follow_up, rule, as_of).standing is Standing.WITH_EVENT
    if observed is not None:
        assert 0 <= observed.days <= rule.last_day
