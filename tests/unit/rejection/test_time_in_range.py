"""Time in range: linear between consecutive troughs, bounds included, gaps not covered."""

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.facts import ClinicalTime, Dose
from graftwatch.findings import Exposure
from graftwatch.protocol import Protocol
from graftwatch.rejection.time_in_range import Course
from rejection_case import LONG_AFTER, TOKYO, Case, june, recipient


def exposure(case: Case, now: datetime = LONG_AFTER) -> Exposure:
    """The exposure to tacrolimus; target 6 to 10."""
    return next(one for one in case.findings(now).exposure if one.drug == "tacrolimus")


@pytest.mark.parametrize(
    ("troughs", "share", "hours"),
    [
        pytest.param([(3, "7"), (4, "9")], 1.0, 24.0, id="inside"),
        pytest.param([(3, "6"), (4, "10")], 1.0, 24.0, id="on the bounds is inside"),
        pytest.param([(3, "6"), (4, "6")], 1.0, 24.0, id="flat on the lower bound"),
        pytest.param([(3, "10"), (4, "10")], 1.0, 24.0, id="flat on the upper bound"),
        pytest.param([(3, "5.9"), (4, "5.9")], 0.0, 24.0, id="flat below"),
        pytest.param([(3, "4"), (4, "8")], 0.5, 24.0, id="into the range"),
        pytest.param([(3, "8"), (4, "12")], 0.5, 24.0, id="out of the range"),
        pytest.param([(3, "4"), (4, "12")], 0.5, 24.0, id="through the whole range: 4 of 8"),
        pytest.param([(3, "12"), (4, "4")], 0.5, 24.0, id="through it downwards"),
        pytest.param([(3, "4"), (4, "8"), (6, "12")], 0.5, 72.0, id="12 hours and 24 hours of 72"),
        pytest.param([(3, "7"), (7, "7")], 1.0, 96.0, id="a gap of exactly four days is interpolated"),
        pytest.param([(3, "7"), (4, "7"), (10, "3")], 1.0, 24.0, id="a longer gap counts as not covered"),
        pytest.param([(3, "7")], None, 0.0, id="one trough covers nothing"),
        pytest.param([(3, "<4"), (4, "8")], 0.5, 24.0, id="a level below the limit of detection counts as the limit"),
    ],
)
def test_time_in_range(troughs: list[tuple[int, str]], share: float | None, hours: float) -> None:
    found = exposure(Case().troughs(*troughs))

    assert found.time_in_range == share
    assert found.covered_hours == hours


def test_a_gap_a_minute_longer_than_the_limit_is_not_interpolated() -> None:
    case = Case().measures("tacrolimus_trough", [(june(3, 8), "7"), (june(7, 8, 1), "7")])

    assert exposure(case).covered_hours == 0.0


def test_only_the_time_from_the_transplant_counts() -> None:
    case = Case().measures("tacrolimus_trough", [(june(0, 9), "4"), (june(2, 9), "8")])

    found = exposure(case)

    assert found.covered_hours == 24.0  # 1 June 09:00 to 2 June 09:00: from 6 to 8
    assert found.time_in_range == 1.0


def test_only_the_time_to_the_windows_end_counts() -> None:
    """Post-operative day 30 is 1 July: the window ends with that day."""
    case = Case().measures("tacrolimus_trough", [(june(31, 12), "8"), (june(32, 12), "8")])

    assert exposure(case).covered_hours == 12.0


def test_a_trough_after_now_is_not_used() -> None:
    case = Case().troughs((3, "7"), (4, "7"), (6, "3"))

    assert exposure(case, now=june(5)).covered_hours == 24.0


def test_the_newest_trough_is_shown_with_its_time() -> None:
    last = exposure(Case().troughs((3, "7"), (4, "8.5"))).last

    assert last is not None
    assert (last.value, last.at) == (8.5, june(4, 8))


def test_a_partner_drug_changes_the_target_from_its_day_on() -> None:
    """Basiliximab on 3 June only: 4 to 7 on that day, 6 to 10 from 4 June 00:00; a trough of 5 throughout."""
    case = Case().troughs((3, "5"), (4, "5")).condition("basiliximab", june(3), june(3))

    found = exposure(case)

    assert found.time_in_range == pytest.approx(16 / 24, abs=1e-9)  # 08:00 to midnight
    assert found.target == (6.0, 10.0)


def test_everolimus_with_tacrolimus_has_the_narrower_target() -> None:
    alone = Case().measured("everolimus_trough", "6", june(4, 8))
    beside = Case().measured("everolimus_trough", "6", june(4, 8)).measured("tacrolimus_trough", "7", june(2, 8))
    long_ago = Case().measured("everolimus_trough", "6", june(14, 8)).measured("tacrolimus_trough", "7", june(2, 8))

    assert [one.target for one in alone.findings().exposure if one.drug == "everolimus"] == [(3.0, 8.0)]
    assert [one.target for one in beside.findings().exposure if one.drug == "everolimus"] == [(3.0, 5.0)]
    assert [one.target for one in long_ago.findings().exposure if one.drug == "everolimus"] == [(3.0, 8.0)]


def test_a_level_below_detection_does_not_show_that_a_partner_is_given() -> None:
    case = Case().measured("everolimus_trough", "6", june(4, 8)).measured("tacrolimus_trough", "<1", june(4, 8))

    assert [one.target for one in case.findings().exposure if one.drug == "everolimus"] == [(3.0, 8.0)]


def test_the_window_of_the_protocol_is_the_window() -> None:
    protocol = Protocol.model_validate({"window": {"last_day": 2}})
    case = Case(protocol=protocol).troughs((2, "7"), (3, "7"), (4, "7"), (5, "7"))

    assert exposure(case).covered_hours == 40.0  # 2 June 08:00 to 4 June 00:00
    assert recipient().day(2, protocol.zone).day == 3


TENTHS = st.integers(min_value=0, max_value=250).map(lambda tenths: tenths / 10)
COURSES = st.lists(st.tuples(st.integers(min_value=1, max_value=120), TENTHS), min_size=2, max_size=12)


def exact(
    troughs: list[tuple[datetime, float]], low: Fraction, high: Fraction, max_gap: timedelta
) -> tuple[Fraction, Fraction]:
    """Seconds in range and covered, in exact arithmetic: each line is cut where it crosses a bound."""
    inside = covered = Fraction(0)
    for (start, first), (end, last) in pairwise(troughs):
        seconds = Fraction(int((end - start).total_seconds()))
        if end - start > max_gap or not seconds:
            continue
        covered += seconds
        one, other = Fraction(str(first)), Fraction(str(last))
        crossings = [(bound - one) / (other - one) for bound in (low, high)] if one != other else []
        cuts = sorted({Fraction(0), *(cut for cut in crossings if 0 < cut < 1), Fraction(1)})
        for cut, following in pairwise(cuts):
            level = one + (other - one) * (cut + following) / 2
            inside += seconds * (following - cut) if low <= level <= high else 0
    return inside, covered


@given(COURSES)
def test_the_share_is_that_of_exact_arithmetic(steps: list[tuple[int, float]]) -> None:
    at, troughs = june(2), []
    for hours, level in steps:
        at += timedelta(hours=hours)
        troughs.append((at, level))
    limit = timedelta(days=4)
    inside, covered = exact(troughs, Fraction(6), Fraction(10), limit)

    found = Course(troughs, [(june(1), (6.0, 10.0))], max_gap=limit).between(troughs[0][0], troughs[-1][0])

    assert found.covered == covered
    assert found.time_in_range == (round(float(inside / covered), 9) if covered else None)


@given(COURSES, st.integers(min_value=0, max_value=1000))
def test_two_parts_of_the_time_add_up_to_the_whole(steps: list[tuple[int, float]], hours: int) -> None:
    at, troughs = june(2), []
    for step, level in steps:
        at += timedelta(hours=step)
        troughs.append((at, level))
    course = Course(troughs, [(june(1), (6.0, 10.0)), (june(4), (4.0, 7.0))], max_gap=timedelta(days=4))
    start, end = troughs[0][0], troughs[-1][0]
    middle = min(start + timedelta(hours=hours), end)

    whole, parts = course.between(start, end), course.between(start, middle).plus(course.between(middle, end))

    assert parts.in_range == pytest.approx(whole.in_range, abs=1e-3)
    assert parts.covered == pytest.approx(whole.covered, abs=1e-3)
    assert 0 <= whole.in_range <= whole.covered + 1e-3


def target_of(case: Case, drug: str, now: datetime = LONG_AFTER) -> tuple[float, float]:
    """The target at the newest trough of a drug."""
    return next(one.target for one in case.findings(now).exposure if one.drug == drug)


def dose(case: Case, drug: str, at: datetime) -> Case:
    """The case with a dose."""
    return case.says(f"dose/{drug}/{at.isoformat()}", Dose(drug, ClinicalTime.of(at, TOKYO)), at)


def test_doses_of_a_partner_show_that_it_is_given_as_its_levels_do() -> None:
    """Four days after a dose it is still taken to be given, as after a level; on the fifth it is not."""
    at_four = dose(Case().measured("everolimus_trough", "6", june(8, 8)), "tacrolimus", june(4, 20))
    at_five = dose(Case().measured("everolimus_trough", "6", june(9, 8)), "tacrolimus", june(4, 20))

    assert target_of(at_four, "everolimus") == (3.0, 5.0)
    assert target_of(at_five, "everolimus") == (3.0, 8.0)


def test_a_dose_of_basiliximab_lowers_the_target_of_tacrolimus_for_the_month() -> None:
    beside = dose(Case().troughs((5, "5"), (28, "5")), "basiliximab", june(1, 12))
    unlike = Case().troughs((5, "5"), (28, "5"))

    assert (target_of(beside, "tacrolimus"), target_of(unlike, "tacrolimus")) == ((4.0, 7.0), (6.0, 10.0))


LATER = {"unit": "ng/mL", "target": [6, 10], "partner_targets": {"basiliximab": [4, 7]}}
LATER_TARGETS = Protocol.model_validate(
    {"exposure": {"drugs": {"tacrolimus": {**LATER, "later": [{"from_day": 14, "target": [5, 8]}]}}}}
)


@pytest.mark.parametrize(
    ("day", "target"),
    [
        pytest.param(14, (6.0, 10.0), id="day 13: the first target"),
        pytest.param(15, (5.0, 8.0), id="day 14: the later one"),
    ],
)
def test_a_protocol_names_targets_by_post_operative_day(day: int, target: tuple[float, float]) -> None:
    assert target_of(Case(protocol=LATER_TARGETS).troughs((day, "7")), "tacrolimus") == target


def test_a_later_target_changes_what_is_in_range_at_its_midnight() -> None:
    """A level of 9 from 14 June 08:00 to 15 June 08:00: in 6 to 10 for 16 hours, above 8 for 8."""
    found = exposure(Case(protocol=LATER_TARGETS).troughs((14, "9"), (15, "9")))

    assert found.time_in_range == pytest.approx(16 / 24, abs=1e-9)


def test_a_later_target_without_partners_holds_beside_them_too() -> None:
    case = Case(protocol=LATER_TARGETS).condition("basiliximab", june(1)).troughs((5, "5"), (20, "5"))

    assert target_of(case, "tacrolimus", now=june(6)) == (4.0, 7.0)
    assert target_of(case, "tacrolimus") == (5.0, 8.0)


def test_later_targets_that_do_not_ascend_are_refused() -> None:
    later = [{"from_day": 14, "target": [5, 8]}, {"from_day": 14, "target": [4, 7]}]

    with pytest.raises(ValueError, match="must ascend"):
        Protocol.model_validate({"exposure": {"drugs": {"tacrolimus": {**LATER, "later": later}}}})
