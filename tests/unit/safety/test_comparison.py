"""Boundaries side by side: what each does under each rate, and which asks for fewest events early and late."""

from fractions import Fraction

import pytest

from graftwatch.safety.boundary import boundary_from_table
from graftwatch.safety.comparison import compare, mean_events_to_stop
from graftwatch.safety.operating_characteristics import operating_characteristics

EARLY = boundary_from_table({2: 2, 3: 2, 4: 4, 5: 5, 6: 6}, maximum_recipients=6)
LATE = boundary_from_table({5: 3, 6: 3}, maximum_recipients=6)


def test_each_alternative_has_its_own_figures_under_each_rate() -> None:
    compared = compare([EARLY, LATE], [0.2, 0.5])
    assert [one.boundary for one in compared.alternatives] == [EARLY, LATE]
    assert compared.alternatives[1].under == (
        operating_characteristics(LATE, 0.2),
        operating_characteristics(LATE, 0.5),
    )


def test_who_asks_for_fewest_events_is_most_cautious() -> None:
    compared = compare([EARLY, LATE], [0.2])
    assert (compared.early, compared.late) == ((0,), (1,))


def test_a_tie_names_all() -> None:
    assert compare([LATE, LATE], []).early == (0, 1)


def test_where_nothing_stops_more_events_than_recipients_are_asked_for() -> None:
    assert mean_events_to_stop(LATE, 4, 5) == Fraction(5 + 3, 2)


def test_a_plan_of_one_recipient_has_its_thirds() -> None:
    assert compare([boundary_from_table({1: 1}, 1)], [0.5]).late == (0,)


def test_different_plans_are_not_compared() -> None:
    with pytest.raises(ValueError, match=r"\[6, 7\]"):
        compare([EARLY, boundary_from_table({5: 3}, 7)], [0.2])
    with pytest.raises(ValueError, match="no boundary"):
        compare([], [0.2])
