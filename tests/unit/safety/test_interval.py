"""Intervals and the comparison with a historical rate, against published figures."""

from math import comb

import pytest

from graftwatch.safety.interval import clopper_pearson, compare_with_historical_rate, garwood, wilson


@pytest.mark.parametrize(
    ("events", "evaluable", "lower", "upper"),
    [
        pytest.param(6, 19, "0.1258", "0.5655", id="the trial: 6 of 19"),
        pytest.param(1, 10, "0.0025", "0.4450", id="1 of 10 (R binom.test)"),
        pytest.param(0, 10, "0.0000", "0.3085", id="no event: the lower end is 0"),
        pytest.param(10, 10, "0.6915", "1.0000", id="only events: the upper end is 1"),
        pytest.param(682, 925, "0.7077", "0.7654", id="the example of R's binom.test"),
        pytest.param(0, 0, "0.0000", "1.0000", id="nobody evaluable: nothing is known"),
    ],
)
def test_clopper_pearson(events: int, evaluable: int, lower: str, upper: str) -> None:
    interval = clopper_pearson(events, evaluable)
    assert (f"{interval.lower:.4f}", f"{interval.upper:.4f}") == (lower, upper)


@pytest.mark.parametrize(
    ("events", "evaluable", "lower", "upper"),
    [
        pytest.param(6, 19, "0.1536", "0.5399", id="6 of 19, by hand"),
        pytest.param(1, 10, "0.0179", "0.4042", id="1 of 10 (R prop.test without correction)"),
        pytest.param(0, 10, "0.0000", "0.2775", id="no event: z²/(n + z²) above"),
        pytest.param(10, 10, "0.7225", "1.0000", id="only events"),
        pytest.param(0, 0, "0.0000", "1.0000", id="nobody evaluable: nothing is known"),
    ],
)
def test_wilson(events: int, evaluable: int, lower: str, upper: str) -> None:
    interval = wilson(events, evaluable)
    assert (f"{interval.lower:.4f}", f"{interval.upper:.4f}") == (lower, upper)


@pytest.mark.parametrize(
    ("events", "evaluable", "exact", "score"),
    [
        pytest.param(81, 263, ("0.2527", "0.3676"), ("0.2553", "0.3662"), id="81 of 263"),
        pytest.param(15, 148, ("0.0578", "0.1617"), ("0.0624", "0.1605"), id="15 of 148"),
        pytest.param(0, 20, ("0.0000", "0.1684"), ("0.0000", "0.1611"), id="none of 20"),
        pytest.param(1, 29, ("0.0009", "0.1776"), ("0.0061", "0.1718"), id="1 of 29"),
    ],
)
def test_both_intervals_of_a_published_comparison(
    events: int, evaluable: int, exact: tuple[str, str], score: tuple[str, str]
) -> None:
    """Newcombe, Stat Med 1998;17:857, table I, methods 5 and 3."""
    for found, printed in ((clopper_pearson(events, evaluable), exact), (wilson(events, evaluable), score)):
        assert (f"{found.lower:.4f}", f"{found.upper:.4f}") == printed


def test_as_many_digits_as_r_prints() -> None:
    """The examples of R's binom.test (682 of 925) and poisson.test (137 in 24.19893)."""
    exact, per_time = clopper_pearson(682, 925), garwood(137, 24.19893)
    assert (f"{exact.lower:.7f}", f"{exact.upper:.7f}") == ("0.7076683", "0.7654066")
    assert (f"{per_time.lower:.6f}", f"{per_time.upper:.6f}") == ("4.753125", "6.692709")


def test_ends_are_exact_where_they_are_certain() -> None:
    for interval_of in (clopper_pearson, wilson):
        assert interval_of(0, 7).lower == 0.0
        assert interval_of(7, 7).upper == 1.0


@pytest.mark.parametrize("interval_of", [clopper_pearson, wilson])
def test_impossible_input_is_refused(interval_of: object) -> None:
    assert callable(interval_of)
    with pytest.raises(ValueError, match="20 events among 19"):
        interval_of(20, 19)
    with pytest.raises(ValueError, match=r"confidence is 1\.0"):
        interval_of(1, 19, 1.0)


def test_a_historical_rate_by_hand() -> None:
    three_of_three = compare_with_historical_rate(3, 3, 0.5)
    assert three_of_three.difference == 0.5
    assert three_of_three.p_at_least == 0.125
    assert three_of_three.p_at_most == 1.0
    assert three_of_three.p_two_sided == 0.25


def test_a_historical_rate_as_r_reports_it() -> None:
    assert f"{compare_with_historical_rate(682, 925, 0.75).p_two_sided:.4f}" == "0.3825"


def test_a_historical_rate_of_a_thousand_recipients_is_still_exact() -> None:
    found = compare_with_historical_rate(320, 1000, 0.286)
    assert found.p_at_least + found.p_at_most == pytest.approx(1 + comb(1000, 320) * 0.286**320 * 0.714**680)
    assert found.p_at_least < found.p_two_sided < 2.2 * found.p_at_least


def test_a_comparison_needs_recipients_and_a_rate() -> None:
    with pytest.raises(ValueError, match="nobody is evaluable"):
        compare_with_historical_rate(0, 0, 0.3)
    with pytest.raises(ValueError, match="historical rate is 0"):
        compare_with_historical_rate(1, 3, 0.0)


@pytest.mark.parametrize(
    ("events", "observed", "lower", "upper"),
    [
        pytest.param(0, 1.0, "0.0000", "3.6889", id="none: −ln 0.025 above"),
        pytest.param(1, 1.0, "0.0253", "5.5716", id="one (tables of the Poisson distribution)"),
        pytest.param(10, 1.0, "4.7954", "18.3904", id="ten (R poisson.test)"),
        pytest.param(4, 10.0, "0.1090", "1.0242", id="4 in 10 months, a month"),
        pytest.param(0, 0.0, "0.0000", "inf", id="no time: nothing is known"),
    ],
)
def test_garwood(events: int, observed: float, lower: str, upper: str) -> None:
    interval = garwood(events, observed)
    assert (f"{interval.lower:.4f}", f"{interval.upper:.4f}") == (lower, upper)


@pytest.mark.parametrize(("events", "observed", "confidence"), [(-1, 1.0, 0.95), (1, -1.0, 0.95), (1, 1.0, 1.0)])
def test_a_rate_that_cannot_be_is_refused(events: int, observed: float, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"below 0|within 0–1"):
        garwood(events, observed, confidence)
