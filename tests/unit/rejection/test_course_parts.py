"""Parts of a drug's course: shares below the range, times between two troughs, and the edges of exposure in time."""

import pytest

from graftwatch.protocol import Protocol
from graftwatch.rejection.time_in_range import Course, share_below
from rejection_case import Case, june

LOW, HIGH = "exposure.low", "exposure.high"


def course(*troughs: tuple[int, float]) -> Course:
    """Troughs by hour of 3 June, target 6 to 10."""
    rows = [(june(3, hour), level) for hour, level in troughs]
    return Course(rows, [(june(1), (6.0, 10.0))], max_gap=june(5) - june(1))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(4.0, 8.0, 0.5, id="half below"),
        pytest.param(8.0, 4.0, 0.5, id="half below, downwards"),
        pytest.param(4.0, 14.0, 0.2, id="2 of 10"),
        pytest.param(2.0, 4.0, 1.0, id="all below"),
        pytest.param(7.0, 9.0, 0.0, id="nothing below"),
        pytest.param(5.0, 5.0, 1.0, id="flat below"),
        pytest.param(6.0, 6.0, 0.0, id="flat on the bound is not below"),
    ],
)
def test_share_below_the_bound(first: float, last: float, expected: float) -> None:
    assert share_below(first, last, 6.0) == expected


def test_a_part_of_a_line_is_measured_by_its_own_levels() -> None:
    """From 4 at 00:00 to 12 at 08:00 the level rises by 1 an hour: 6 is reached at 02:00, 10 at 06:00."""
    held = course((0, 4.0), (8, 12.0))

    parts = [held.between(june(3, start), june(3, end)) for start, end in ((0, 2), (2, 6), (6, 8), (1, 3), (5, 7))]

    assert [(one.in_range / 3600, one.below / 3600, one.covered / 3600) for one in parts] == [
        (0.0, 2.0, 2.0),
        (4.0, 0.0, 4.0),
        (0.0, 0.0, 2.0),
        (1.0, 1.0, 2.0),
        (1.0, 0.0, 2.0),
    ]


def test_no_time_is_no_coverage() -> None:
    held = course((0, 4.0), (8, 12.0))

    assert held.between(june(3, 4), june(3, 4)).time_in_range is None
    assert held.between(june(3, 6), june(3, 4)).covered == 0


def test_low_exposure_ends_with_troughs_of_the_lower_bound_exactly() -> None:
    at_bound = Case().troughs((3, "4"), (4, "4"), (5, "6.0"), (6, "6.0"))
    below = Case().troughs((3, "4"), (4, "4"), (5, "5.9"), (6, "5.9"))

    assert [one.status for one in at_bound.signals(LOW, now=june(10))] == ["closed"]
    assert [one.status for one in below.signals(LOW, now=june(10))] == ["open"]


def test_five_days_that_begin_with_the_transplant_are_enough() -> None:
    """Transplant on 1 June 09:00: troughs from that very moment on, never in range."""
    rows = [(june(day, 9), "5.5") for day in range(1, 7)]

    assert len(Case().measures("tacrolimus_trough", rows).signals(LOW, now=june(7))) == 1
    assert Case().measures("tacrolimus_trough", rows[:-1]).signals(LOW, now=june(7)) == []


def test_a_target_above_the_high_step_is_not_high() -> None:
    drug = {"unit": "ng/mL", "target": [6, 12], "low_below": 5, "high_above": 10}
    protocol = Protocol.model_validate({"exposure": {"drugs": {"tacrolimus": drug}}})

    assert Case(protocol=protocol).troughs((4, "12")).signals(HIGH, now=june(5)) == []
    assert len(Case(protocol=protocol).troughs((4, "12.1")).signals(HIGH, now=june(5))) == 1


def test_less_than_five_is_below_five() -> None:
    assert len(Case().troughs((3, "<5"), (4, "<5")).signals(LOW, now=june(5))) == 1
    assert Case().troughs((3, "<=5"), (4, "<=5")).signals(LOW, now=june(5)) == []


def test_a_partner_that_began_before_the_transplant_counts_from_it_and_ends_with_its_day() -> None:
    case = Case().condition("basiliximab", june(-3), june(3)).troughs((3, "5"), (5, "7"))

    assert case.findings(now=june(4)).exposure[0].target == (4.0, 7.0)
    assert case.findings(now=june(6)).exposure[0].target == (6.0, 10.0)
