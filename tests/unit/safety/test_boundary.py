"""Boundaries: published tables, their words, and a table of one's own."""

import pytest

from graftwatch.safety.boundary import Boundary, BoundaryRule, BoundaryStep, boundary_from_table
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import operating_characteristics


def _by_runs(*runs: tuple[int, int, int]) -> dict[int, int]:
    """A published table, as (events, first n, last n)."""
    return {n: events for events, first, last in runs for n in range(first, last + 1)}


BETA_BINOMIAL_30 = _by_runs(
    (3, 3, 4),
    (4, 5, 6),
    (5, 7, 10),
    (6, 11, 13),
    (7, 14, 17),
    (8, 18, 20),
    (9, 21, 24),
    (10, 25, 28),
    (11, 29, 30),
)
POCOCK_30 = _by_runs(
    (3, 3, 4),
    (4, 5, 7),
    (5, 8, 10),
    (6, 11, 13),
    (7, 14, 16),
    (8, 17, 20),
    (9, 21, 24),
    (10, 25, 27),
    (11, 28, 30),
)


def _beta_binomial_30() -> Boundary:
    return calibrated_boundary(BoundaryDesign(BoundaryRule.BETA_BINOMIAL, 0.20, 0.10, 30, prior=(0.6, 2.4)))


def _pocock_30() -> Boundary:
    return calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.20, 0.10, 30))


def test_beta_binomial_table_is_the_published_one() -> None:
    assert _beta_binomial_30().stop_at == BETA_BINOMIAL_30


def test_pocock_table_is_the_published_one() -> None:
    assert _pocock_30().stop_at == POCOCK_30


@pytest.mark.parametrize(
    ("rate", "crossing", "expected_events"),
    [
        (0.20, "0.09957367", "5.651197"),
        (0.25, "0.23832301", "6.536293"),
        (0.30, "0.43615256", "6.926712"),
        (0.35, "0.64555222", "6.819377"),
        (0.40, "0.81491087", "6.355803"),
    ],
)
def test_beta_binomial_figures_are_the_published_ones(rate: float, crossing: str, expected_events: str) -> None:
    """As the README of R's stoppingrule prints them."""
    found = operating_characteristics(_beta_binomial_30(), rate)
    assert f"{found.crossing_probability:.8f}" == crossing
    assert f"{found.expected_events:.6f}" == expected_events


def test_pocock_crossing_probability_is_the_published_one() -> None:
    assert f"{operating_characteristics(_pocock_30(), 0.20).crossing_probability:.8f}" == "0.09915263"


def test_six_of_nineteen_against_the_published_table_goes_on() -> None:
    assert not _beta_binomial_30().is_crossed(evaluable=19, events=6)
    assert _beta_binomial_30().is_crossed(evaluable=19, events=8)


@pytest.mark.parametrize(
    ("evaluable", "events", "stops"),
    [
        pytest.param(5, 2, False, id="one fewer than b goes on"),
        pytest.param(5, 3, True, id="exactly b stops: the convention is ≥"),
        pytest.param(6, 4, False, id="no look at this n: nothing stops"),
        pytest.param(10, 4, True, id="the last look"),
        pytest.param(11, 11, False, id="after the last planned recipient there is no look"),
        pytest.param(0, 0, False, id="nobody evaluable"),
    ],
)
def test_crossing_of_a_table(evaluable: int, events: int, *, stops: bool) -> None:
    table = boundary_from_table({5: 3, 10: 4}, maximum_recipients=10)
    assert table.is_crossed(evaluable, events) is stops


@pytest.mark.parametrize(("evaluable", "events"), [(3, 4), (3, -1), (-1, 0)])
def test_impossible_counts_are_refused(evaluable: int, events: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        boundary_from_table({5: 3}, maximum_recipients=10).is_crossed(evaluable, events)


@pytest.mark.parametrize(
    ("stop_at", "maximum_recipients", "says"),
    [
        pytest.param({}, 10, "empty", id="no look at all"),
        pytest.param({11: 3}, 10, "n = 11", id="a look after N"),
        pytest.param({0: 1}, 10, "n = 0", id="a look before the first recipient"),
        pytest.param({3: 4}, 10, "4 events at n = 3", id="more events than recipients"),
        pytest.param({3: 0}, 10, "0 events at n = 3", id="no event stops"),
        pytest.param({9: 3, 5: 4}, 10, "falls from 4 events at n = 5 to 3 at n = 9", id="b falls while n grows"),
        pytest.param({3: 3}, 0, "N is 0", id="no recipients"),
        pytest.param({3: 3}, 2001, "N is 2001", id="more recipients than the limit"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(stop_at: dict[int, int], maximum_recipients: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        boundary_from_table(stop_at, maximum_recipients)


def test_the_largest_number_of_recipients_is_taken() -> None:
    assert boundary_from_table({3: 3}, 2000).maximum_recipients == 2000


def test_steps_join_neighbours_with_the_same_events_only() -> None:
    table = boundary_from_table({3: 3, 4: 3, 6: 3, 7: 4}, maximum_recipients=10)
    assert table.steps() == (BoundaryStep(3, 4, 3), BoundaryStep(6, 6, 3), BoundaryStep(7, 7, 4))


def test_both_conventions_are_told_in_words() -> None:
    ours, largest_allowed = boundary_from_table({3: 3, 4: 3, 5: 4}, maximum_recipients=5).in_words()
    assert ours == "stop if events ≥ b, with b = 3 at n = 3–4, 4 at n = 5"
    assert largest_allowed.endswith("stop if events > r, with r = 2 at n = 3–4, 3 at n = 5")


def test_a_boundary_that_never_stops_says_so() -> None:
    never = calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.20, 0.10, 1))
    assert never.stop_at == {}
    assert never.constant is None
    assert never.in_words()[0].startswith("never stops")
    assert operating_characteristics(never, 0.9).crossing_probability == 0.0
