"""How far the boundary is, and where a path crossed it."""

import pytest

from graftwatch.protocol.monitoring import Boundary as PlannedBoundary
from graftwatch.safety.boundary import boundary_from_table
from graftwatch.safety.look_ahead import Crossing, EventsAhead, first_crossing, look_ahead
from graftwatch.safety.planned import planned_boundary

TABLE = boundary_from_table({3: 3, 4: 3, 5: 4, 6: 4}, maximum_recipients=6)


def test_the_soonest_stop_is_all_events_from_now_on() -> None:
    found = look_ahead(TABLE, events=1, evaluable=2)
    assert not found.crossed
    assert not found.next_event_stops
    assert found.soonest == EventsAhead(evaluable=4, events_to_stop=3, more_events=2)
    assert [one.evaluable for one in found.ahead] == [4, 5, 6]


def test_the_next_recipient_with_the_event_stops_the_trial() -> None:
    assert look_ahead(TABLE, events=2, evaluable=3).next_event_stops
    assert not look_ahead(TABLE, events=2, evaluable=4).next_event_stops


def test_looks_that_can_no_longer_be_met_are_left_out() -> None:
    assert look_ahead(TABLE, events=0, evaluable=3).ahead == ()
    assert look_ahead(TABLE, events=0, evaluable=3).soonest is None


def test_crossed_and_complete() -> None:
    assert look_ahead(TABLE, events=4, evaluable=6).crossed
    assert look_ahead(TABLE, events=4, evaluable=6).ahead == ()


@pytest.mark.parametrize(
    ("path", "crossing"),
    [
        pytest.param([], None, id="nobody yet"),
        pytest.param([True, True, False], None, id="two of three go on"),
        pytest.param([True, True, False, True, True], Crossing(4, 3), id="the first crossing, not the last"),
        pytest.param([False] * 6, None, id="no event"),
    ],
)
def test_first_crossing(path: list[bool], crossing: Crossing | None) -> None:
    assert first_crossing(TABLE, path) == crossing


def test_the_protocol_s_plan_is_solved_by_its_rule() -> None:
    plan = PlannedBoundary(endpoint="bsi", rule="pocock", p0=0.2, alpha=0.1, n=30, prior=(1.0, 1.0))
    assert planned_boundary(plan).stop_at[17] == 8
    assert planned_boundary(plan.model_copy(update={"rule": "beta-binomial"})).rule == "beta-binomial"
    assert planned_boundary(plan.model_copy(update={"rule": "sprt", "p1": 0.4})).rule == "sprt"
    own = plan.model_copy(update={"rule": "table", "table": {10: 4}})
    assert planned_boundary(own).stop_at == {10: 4}
