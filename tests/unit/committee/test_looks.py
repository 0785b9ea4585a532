"""What each look would have shown: the path of the evaluable recipients held against a boundary, n by n."""

from datetime import date, timedelta

import pytest

from graftwatch.committee.looks import Look, crossing_look, looks
from graftwatch.safety.boundary import BoundaryRule, boundary_from_table
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.evaluable import Evaluation, Reason, Standing

FIRST = date(2026, 6, 1)
POCOCK = calibrated_boundary(BoundaryDesign(BoundaryRule.POCOCK, 0.10, 0.10, 37))
WITH, WITHOUT = Standing.WITH_EVENT, Standing.WITHOUT_EVENT


def standing(number: int, stands: Standing, day: int | None) -> Evaluation:
    on = None if day is None else FIRST + timedelta(days=day)
    return Evaluation(f"S{number:02}", stands, Reason.WINDOW_COMPLETE, on, FIRST)


def path(outcomes: str) -> list[Evaluation]:
    """One recipient a day, `x` with the event and `.` without."""
    return [standing(day, WITH if outcome == "x" else WITHOUT, day) for day, outcome in enumerate(outcomes, start=1)]


def shown(outcomes: str) -> tuple[Look, ...]:
    return looks(path(outcomes), POCOCK, 0.10)


def test_six_of_nineteen_are_the_golden_figures_at_the_last_look() -> None:
    last = looks(path("x.x.x.x.x.x........"), POCOCK, 0.20)[-1]
    assert (last.n, last.events) == (19, 6)
    assert (round(last.interval.lower, 4), round(last.interval.upper, 4)) == (0.1258, 0.5655)
    assert round(last.above_tolerated, 4) == 0.9133


def test_the_order_is_that_of_becoming_evaluable_and_who_does_not_count_is_left_out() -> None:
    evaluations = [standing(1, WITHOUT, 31), standing(2, Standing.NOT_YET_EVALUABLE, None), standing(3, WITH, 4)]
    assert [(one.n, one.subject, one.events) for one in looks(evaluations, POCOCK, 0.1)] == [
        (1, "S03", 1),
        (2, "S01", 1),
    ]


def test_events_still_needed_fall_with_each_event_and_are_none_once_crossed() -> None:
    """Pocock-type for p0 = 10 %, 37 recipients, α = 10 %: nothing stops at 1, 2 events stop at 2–3, 3 at 4–7."""
    assert [one.more_events for one in shown("..xx.x")] == [None, 2, 1, 1, 1, 0]
    assert [one.stop_at for one in shown("..xx.x")] == [None, 2, 2, 3, 3, 3]


def test_what_was_crossed_stays_crossed_though_later_looks_would_need_more_events() -> None:
    seen = shown(".xx.....")
    assert [one.crossed for one in seen] == [False, False, True, True, True, True, True, True]
    assert (seen[-1].events, seen[-1].stop_at, seen[-1].predictive) == (2, 4, 1.0)
    crossed = crossing_look(seen)
    assert crossed is not None
    assert (crossed.n, crossed.subject) == (3, "S03")


def test_without_a_crossing_there_is_no_look_at_which_it_was() -> None:
    assert crossing_look(shown("....")) is None


def test_each_event_makes_crossing_more_probable_and_each_recipient_without_less() -> None:
    foretold = [one.predictive for one in shown("..x..")]
    assert foretold[0] > foretold[1] < foretold[2] > foretold[3] > foretold[4]


def test_looks_end_with_the_plan() -> None:
    assert len(looks(path("....."), boundary_from_table({2: 2}, maximum_recipients=3), 0.1)) == 3


def test_a_rate_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="within 0–1"):
        looks(path("x"), POCOCK, 1.5)
