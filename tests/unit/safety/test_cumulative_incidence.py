"""Cumulative incidence with competing risks, against hand-worked figures."""

from collections.abc import Sequence
from itertools import permutations
from math import sqrt

import pytest

from graftwatch.safety.cumulative_incidence import (
    IncidenceStep,
    Outcome,
    TimeToEvent,
    cumulative_incidence,
    step_at,
)

BY_CODE = {0: Outcome.CENSORED, 1: Outcome.EVENT, 2: Outcome.DEATH, 3: Outcome.RE_TRANSPLANT}
TWELVE_RECIPIENTS = (
    (3, 1),
    (5, 0),
    (5, 2),
    (8, 1),
    (9, 1),
    (12, 0),
    (15, 2),
    (18, 1),
    (21, 0),
    (30, 0),
    (30, 0),
    (30, 0),
)


def _observed(pairs: Sequence[tuple[float, int]]) -> list[TimeToEvent]:
    return [TimeToEvent(days, BY_CODE[code]) for days, code in pairs]


def _last(pairs: Sequence[tuple[float, int]], outcome: Outcome = Outcome.EVENT) -> IncidenceStep:
    return cumulative_incidence(_observed(pairs), outcome)[-1]


def test_twelve_recipients_by_hand() -> None:
    assert f"{_last(TWELVE_RECIPIENTS).incidence:.5f}" == "0.37654"
    assert f"{_last(TWELVE_RECIPIENTS, Outcome.DEATH).incidence:.5f}" == "0.19136"


def test_a_day_s_events_come_before_its_censoring() -> None:
    """Day 5 has a death and a censoring: both are at risk, so 11 of 12; then 9 are left."""
    at_risk = {step.days: step.at_risk for step in cumulative_incidence(_observed(TWELVE_RECIPIENTS))}
    assert at_risk == {3: 12, 5: 11, 8: 9, 9: 8, 12: 7, 15: 6, 18: 5, 21: 4, 30: 3}


def test_order_of_the_recipients_does_not_matter() -> None:
    tied = [(5, 0), (5, 1), (5, 2), (7, 1)]
    results = {cumulative_incidence(_observed(order)) for order in permutations(tied)}
    assert len(results) == 1


def test_causes_of_one_day_share_its_risk_set() -> None:
    """Four at risk, on one day one event, one death, one re-transplant: a quarter each."""
    for outcome in (Outcome.EVENT, Outcome.DEATH, Outcome.RE_TRANSPLANT):
        assert _last([(4, 1), (4, 2), (4, 3), (9, 0)], outcome).incidence == 0.25


def test_one_minus_kaplan_meier_would_be_larger() -> None:
    """Two of four die before the other two have the event: 2/4, where Kaplan–Meier would say 1."""
    assert _last([(1, 2), (2, 2), (3, 1), (4, 1)]).incidence == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("pairs", "events"),
    [
        pytest.param([(1, 1), (2, 1), (3, 0), (3, 0)], 2, id="no competing outcome"),
        pytest.param([(1, 1), (2, 2), (3, 1), (4, 2), (5, 1), (6, 0)], 3, id="deaths between"),
        pytest.param([(1, 1), (1, 2), (1, 3), (1, 1), (2, 0)], 2, id="all on one day"),
    ],
)
def test_without_early_censoring_it_is_the_share_with_its_multinomial_variance(
    pairs: list[tuple[float, int]], events: int
) -> None:
    share = events / len(pairs)
    assert _last(pairs).incidence == pytest.approx(share)
    assert _last(pairs).variance == pytest.approx(share * (1 - share) / len(pairs))


def _weighted_incidence(pairs: Sequence[tuple[float, int]], weights: Sequence[float]) -> float:
    free, incidence = 1.0, 0.0
    for day in sorted({days for days, _ in pairs}):
        at_risk = sum(w for (days, _), w in zip(pairs, weights, strict=True) if days >= day)
        of = [sum(w for one, w in zip(pairs, weights, strict=True) if one == (day, code)) for code in (1, 2, 3)]
        incidence += free * of[0] / at_risk
        free *= 1 - sum(of) / at_risk
    return incidence


def test_variance_is_the_infinitesimal_jackknife() -> None:
    """The same variance by another road: squared slopes of the estimate in each recipient's weight."""
    step = 1e-5
    squares = 0.0
    for recipient in range(len(TWELVE_RECIPIENTS)):
        more, less = ([1.0] * 12 for _ in range(2))
        more[recipient] += step
        less[recipient] -= step
        slope = _weighted_incidence(TWELVE_RECIPIENTS, more) - _weighted_incidence(TWELVE_RECIPIENTS, less)
        squares += (slope / (2 * step)) ** 2
    assert _last(TWELVE_RECIPIENTS).variance == pytest.approx(squares, rel=1e-6)


def test_log_log_interval_of_two_among_four() -> None:
    """Se = √(0.5·0.5/4) = 0.25; 0.5^exp(± 1.959964·0.25/(0.5·0.693147)) = 0.0578 and 0.8449."""
    middle = cumulative_incidence(_observed([(1, 1), (2, 1), (3, 1), (4, 1)]))[1]
    assert sqrt(middle.variance) == pytest.approx(0.25)
    assert middle.interval is not None
    assert (f"{middle.interval.lower:.4f}", f"{middle.interval.upper:.4f}") == ("0.0578", "0.8449")


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([(1, 2), (2, 0)], id="incidence 0"),
        pytest.param([(1, 1), (2, 1)], id="incidence 1"),
    ],
)
def test_there_is_no_log_log_interval_at_the_ends(pairs: list[tuple[float, int]]) -> None:
    assert _last(pairs).interval is None
    assert _last(pairs).variance == pytest.approx(0.0)


def test_all_with_the_event_on_many_days_is_certain_in_spite_of_rounding() -> None:
    """The shares of the days add up to 1 but for the last digit, which once made an interval without end."""
    pairs = [(7, 1), (0, 1), (4, 1), (4, 1), (7, 1), (0, 1), (5, 1), (5, 1), (3, 1), (0, 1), (8, 1)]
    pairs += [(2, 0), (3, 1), (0, 1), (0, 1), (8, 1), (6, 1), (4, 1), (7, 1), (0, 1), (6, 1), (8, 1), (7, 1)]
    last = _last(pairs)
    assert (last.incidence, last.variance, last.interval) == (1.0, 0.0, None)


def test_the_step_in_force_on_a_day() -> None:
    steps = cumulative_incidence(_observed(TWELVE_RECIPIENTS))
    before, between, on_the_day = (step_at(steps, day) for day in (2.9, 4, 18))
    assert before is None
    assert between is not None
    assert on_the_day is not None
    assert (between.days, on_the_day.days) == (3, 18)


def test_nobody_observed_gives_no_step() -> None:
    assert cumulative_incidence([]) == ()


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        cumulative_incidence([], Outcome.CENSORED)
    with pytest.raises(ValueError, match="-1 days"):
        TimeToEvent(-1, Outcome.EVENT)
    with pytest.raises(ValueError, match="nan days"):
        TimeToEvent(float("nan"), Outcome.EVENT)
