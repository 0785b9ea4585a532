"""Biopsies, enzyme rises, infusion and NK activity at the edges, with what is told of them."""

from datetime import date, timedelta

import pytest

from graftwatch.facts import Biopsy, BiopsyProposal, Chart, ClinicalTime, FactSet
from graftwatch.protocol import Protocol
from graftwatch.rejection.biopsy import graded_biopsies
from rejection_case import TOKYO, Case, june

RISE = "rejection.enzyme_rise"
INFUSED = june(4, 10)


def test_a_biopsy_of_this_moment_counts_and_is_the_criterion() -> None:
    (event,) = Case().biopsy(june(9, 14), 2, 2, 1).rejections(now=june(9, 14))

    assert (event.status, event.criterion) == ("confirmed", "biopsy")


def test_a_biopsy_of_the_moment_of_the_transplant_is_of_the_graft() -> None:
    assert len(Case().biopsy(june(1, 9), 2, 2, 1).rejections()) == 1
    assert Case().biopsy(june(1, 8, 59), 2, 2, 1).rejections() == []


@pytest.mark.parametrize(("day", "is_of_the_graft"), [(date(2026, 5, 31), False), (date(2026, 6, 1), True)])
def test_a_biopsy_without_a_time_is_of_the_graft_from_the_day_of_the_transplant_in_the_hospitals_calendar(
    day: date, *, is_of_the_graft: bool
) -> None:
    """1 June 05:00 in Tokyo is 31 May in UTC."""
    case = Case().says("biopsy/1", Biopsy(ClinicalTime(day), 2, 2, 1), june(2))
    held, _ = graded_biopsies(Chart(FactSet(case.facts).current(), TOKYO), june(1, 5), june(9))

    assert [one.total for one in held] == [5] * is_of_the_graft


def test_a_biopsy_whose_grade_nobody_can_tell_is_said_from_its_moment_on_and_one_with_a_grade_never() -> None:
    unknown = Case().biopsy(june(9, 14), grade="doubtful")

    assert unknown.findings(now=june(9, 13, 59)).refused_decisions == ()
    assert len(unknown.findings(now=june(9, 14)).refused_decisions) == 1
    assert Case().biopsy(june(9, 14), 2, 2, 1).findings(now=june(10)).refused_decisions == ()
    assert Case().biopsy(june(9, 14), 2, 2, 1).findings(now=june(9)).refused_decisions == ()


def test_a_report_on_a_biopsy_of_the_day_of_the_transplant_and_of_this_moment_is_proposed() -> None:
    statement = BiopsyProposal("d1", ClinicalTime.of(june(1, 10), TOKYO), total=5)
    case = Case().says("biopsy_proposal/d1", statement, june(1, 12))

    assert case.signals("rejection.biopsy_proposed", now=june(1, 9, 59)) == []
    assert len(case.signals("rejection.biopsy_proposed", now=june(1, 10))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(june(1, 12), june(20), id="the first on day 0"),
        pytest.param(june(9), june(31), id="the second on day 30"),
    ],
)
def test_two_confirmed_rejections_from_day_0_to_day_30_are_one_event(first: object, second: object) -> None:
    case = Case().biopsy(first, 2, 1, 1).biopsy(second, 2, 2, 1)  # type: ignore[arg-type]

    (event,) = case.rejections()
    assert event.grade == "moderate (RAI 5)"
    assert len([one for one in event.elements if one.startswith("biopsy of")]) == 2


def test_of_two_equal_lowest_values_the_earlier_is_named() -> None:
    case = Case().measures("alt", [(june(5), "60"), (june(6), "60"), (june(7), "150"), (june(8), "180")])

    (signal,) = case.signals(RISE, now=june(9))
    assert "lowest of the hours before 60 U/L on 2026-06-05 06:00" in signal.elements[0]


def test_a_rise_after_one_of_both_enzymes_is_another() -> None:
    case = Case()
    for enzyme in ("alt", "ast"):
        case.rise().measures(enzyme, [(june(6), "60"), (june(7), "150"), (june(8), "180"), (june(10), "60")])
        case.measures(enzyme, [(june(11), "60")])
    case.rise(20)

    assert [one.status for one in case.signals(RISE, now=june(22))] == ["closed", "open"]


def test_the_second_enzyme_does_not_move_since_when_a_rise_is_known() -> None:
    """ALT established it on 8 June 06:00, stated an hour later."""
    case = Case().rise().measures("ast", [(june(7, 12), "60"), (june(8, 12), "150"), (june(9, 12), "160")])

    (signal,) = case.signals(RISE, now=june(10))
    assert signal.since == june(8, 7)
    assert len(signal.elements) == 4


def supports(*rows: tuple[int, str]) -> list[str]:
    """The support of a rise from 10 June by bilirubin of these days."""
    case = Case().rise(10).measures("total_bilirubin", ((june(day), value) for day, value in rows))
    (signal,) = case.signals(RISE, now=june(12))
    return [one for one in signal.elements if one.startswith("support")]


def test_bilirubin_that_had_risen_long_before_is_no_support() -> None:
    assert supports((2, "1.0"), (3, "3.0"), (10, "3.0")) == []
    assert len(supports((9, "1.0"), (10, "3.0"))) == 1


def test_bilirubin_above_its_limit_that_has_not_risen_by_half_is_no_support() -> None:
    assert supports((9, "1.2"), (10, "1.7")) == []
    assert len(supports((9, "1.2"), (10, "1.8"))) == 1


def test_more_than_the_limit_is_above_it() -> None:
    """Twice the upper limit is 80: the laboratory says no more than that it is above."""
    rows = [(june(6), "40"), (june(7), ">80"), (june(8), ">80")]

    assert len(Case().measures("alt", rows).signals(RISE, now=june(9))) == 1
    assert Case().measures("alt", [rows[0], (june(7), "80"), (june(8), "80")]).signals(RISE, now=june(9)) == []


def test_factors_are_rounded_as_people_do() -> None:
    """90 is 2.25 times 40."""
    case = Case().measures("alt", [(june(6), "50"), (june(7), "90"), (june(8), "90")])

    (signal,) = case.signals(RISE, now=june(9))
    assert "2.3 × the upper limit 40" in signal.elements[0]


@pytest.mark.parametrize(("enzyme", "grade"), [("alt", 2), ("ast", 3)])
def test_the_grade_is_by_the_upper_limit_of_the_enzyme_itself(enzyme: str, grade: int) -> None:
    """180 is 4.5 times 40, grade 2 (to 5 times), and 6 times 30, grade 3."""
    protocol = Protocol.model_validate({"rejection": {"enzyme_rise": {"upper_limits": {"alt": 40, "ast": 30}}}})
    case = Case(protocol=protocol).measures(enzyme, [(june(6), "60"), (june(7), "150"), (june(8), "180")])

    (signal,) = case.signals(RISE, now=june(9))
    assert f"CTCAE 5.0 grade {grade}" in signal.reason


def test_the_highest_count_that_was_looked_at_is_named_not_the_newest() -> None:
    case = Case().rise().measures("eosinophils", [(june(6), "0.4"), (june(7), "0.2")])

    (signal,) = case.signals(RISE, now=june(9))
    assert "highest: 0.4 10*9/L on 2026-06-06 06:00" in signal.missing[0]


def test_on_the_first_day_of_steroids_that_a_person_entered_a_count_supports_nothing() -> None:
    case = Case().rise().measured("eosinophils", "0.9", june(8))

    assert len(case.signals("rejection.suspected", now=june(9))) == 1
    assert case.condition("steroids", june(8)).signals("rejection.suspected", now=june(9)) == []


def test_a_value_of_the_moment_of_the_infusion_is_none_after_it() -> None:
    case = Case(infused_at=INFUSED).measured("heart_rate", "131", INFUSED)

    assert case.signals("infusion.reaction", now=june(4, 12)) == []
    assert case.signals("infusion.reaction", now=INFUSED) == []


def test_values_of_one_moment_are_told_by_name() -> None:
    case = Case(infused_at=INFUSED).measured("oxygen_saturation", "89", june(4, 12))
    case.measured("heart_rate", "131", june(4, 12))

    (signal,) = case.signals("infusion.reaction", now=june(4, 13))
    assert [one.split(" on ")[0] for one in signal.elements] == ["heart rate 131 /min", "SpO2 89 %"]


def test_a_heart_rate_of_more_than_130_is_above_it() -> None:
    assert len(Case(infused_at=INFUSED).measured("heart_rate", ">130", june(4, 12)).signals("infusion.reaction")) == 1


def test_a_fall_by_three_results_is_known_since_the_third() -> None:
    protocol = Protocol.model_validate({"nk_activity": {"results": 3}})
    case = Case(protocol=protocol, infused_at=INFUSED)
    case.measures("nk_function", [(june(3), "40"), (june(6), "20"), (june(8), "19"), (june(10), "18")])

    (signal,) = case.signals("nk_activity.fall", now=june(11))
    assert signal.since == june(10) + timedelta(hours=1)


def test_the_committees_later_grades_begin_with_day_5_and_are_told_in_the_hospitals_time() -> None:
    """Transplanted on 1 June: day 5 is 6 June."""
    for day, later in ((5, False), (6, True)):
        (told,) = Case().measured("alt", "900", june(day)).findings(now=june(9)).adverse_event_grades
        assert (told.worst_later is not None) == later
        assert told.worst.at.isoformat() == f"2026-06-0{day}T06:00:00+09:00"


def test_a_verdict_on_something_else_changes_no_rejection() -> None:
    case = Case().rise().biopsy(june(9), 2, 2, 1).adjudicated("bsi-of-somebody", "refuted")

    assert [one.status for one in case.rejections()] == ["confirmed"]
