"""Qualifying antimicrobial days by hand: which courses make them, what is said of them, and what ends them early."""

import pytest

from adult_sepsis_case import CULTURE, PRESSOR, given, notices
from charts import condition, day_of_june, june, said
from graftwatch.facts import ClinicalTime, Death, Treatment
from graftwatch.findings import Signal


def courses(signal: Signal) -> list[str]:
    """The courses that a notice names, without their messages."""
    return [one.partition(" [")[0] for one in signal.elements if " new on " in one]


class TestCourses:
    """Which courses make the days, and what is said of them; the row is 06-10 to 06-13 throughout."""

    def test_those_of_its_days_are_named_and_no_other(self) -> None:
        before, after = given("cefepime", 8), given("aztreonam", 15)
        edges = [*given("amikacin", 10), *given("colistin", 13)]
        row = [*given("meropenem", 10, 11), *given("linezolid", 12, 13, parenteral=False)]
        (signal,) = notices(CULTURE, *before, *edges, *row, *after, *PRESSOR)
        assert courses(signal) == [
            "amikacin new on 2026-06-10, to 2026-06-10",
            "meropenem new on 2026-06-10, to 2026-06-11",
            "linezolid new on 2026-06-12, to 2026-06-13, by mouth",
            "colistin new on 2026-06-13, to 2026-06-13",
        ]

    def test_a_drug_that_was_given_before_is_not_named(self) -> None:
        old = given("cefazolin", *range(4, 14))
        (signal,) = notices(CULTURE, *old, *given("meropenem", 10, 11, 12, 13), *PRESSOR)
        assert courses(signal) == ["meropenem new on 2026-06-10, to 2026-06-13"]

    def test_a_route_that_nobody_stated_is_said_to_be_so(self) -> None:
        (signal,) = notices(CULTURE, *given("meropenem", 10, 11, 12, 13, parenteral=None), *PRESSOR)
        assert courses(signal) == ["meropenem new on 2026-06-10, to 2026-06-13, route not stated"]

    def test_the_route_of_a_course_is_that_of_its_first_day(self) -> None:
        doses = [*given("linezolid", 10), *given("linezolid", 11, 12, 13, parenteral=False)]
        (signal,) = notices(CULTURE, *doses, *PRESSOR)
        assert courses(signal) == ["linezolid new on 2026-06-10, to 2026-06-13"]

    def test_any_other_drug_by_mouth_is_the_same_drug(self) -> None:
        """The gap of 06-11 lies in one course of linezolid, by mouth and into a vein; meropenem is into a vein."""
        doses = [*given("linezolid", 10, parenteral=False), *given("linezolid", 12, 13), *given("meropenem", 10)]
        assert len(notices(CULTURE, *doses, *PRESSOR)) == 1

    def test_vancomycin_without_a_route_is_not_by_mouth(self) -> None:
        doses = [*given("vancomycin", 10, parenteral=None), *given("vancomycin", 12, 13)]
        (signal,) = notices(CULTURE, *doses, *PRESSOR)
        assert courses(signal) == ["vancomycin new on 2026-06-10, to 2026-06-13, route not stated"]

    def test_a_course_of_two_weeks_ends_and_begins_anew(self) -> None:
        """06-04 and 06-05, two days without, 06-08 to 06-11: the second is new, two days before the blood."""
        (signal,) = notices(CULTURE, *given("meropenem", 4, 5, 8, 9, 10, 11, 14, 15), *PRESSOR)
        assert courses(signal) == ["meropenem new on 2026-06-08, to 2026-06-11"]

    def test_days_that_are_ordered_and_not_yet_over_do_not_count(self) -> None:
        ordered = said(
            "course", Treatment("antimicrobial", "meropenem", day_of_june(10), day_of_june(20), True), june(10, 9)
        )
        assert notices(CULTURE, ordered, *PRESSOR, now=12) == []
        (signal,) = notices(CULTURE, ordered, *PRESSOR, now=13)
        assert courses(signal) == ["meropenem new on 2026-06-10, to 2026-06-13"]

    def test_the_message_of_a_course_is_that_of_its_first_dose(self) -> None:
        doses = given("meropenem", 10, 11, 12, 13)
        (signal,) = notices(CULTURE, *reversed(doses), *PRESSOR)
        assert [one for one in signal.elements if one.endswith(f"[{doses[0].source}]")]

    @pytest.mark.parametrize(
        ("begins", "events"),
        [
            pytest.param(9, 0, id="comfort care from before the first day"),
            pytest.param(10, 1, id="from the first day"),
            pytest.param(13, 0, id="from the fourth day, two days after the last dose"),
        ],
    )
    def test_what_ends_the_days(self, begins: int, events: int) -> None:
        doses = given("meropenem", 10, 11)
        assert len(notices(CULTURE, *doses, *PRESSOR, condition("comfort_care", day_of_june(begins)))) == events

    def test_another_condition_ends_nothing(self) -> None:
        assert notices(CULTURE, *given("meropenem", 10, 11), *PRESSOR, condition("ecmo", day_of_june(12))) == []

    def test_the_first_of_two_endings_is_named(self) -> None:
        death = said("death", Death(ClinicalTime(day_of_june(12))), june(12))
        care = condition("comfort_care", day_of_june(11))
        (signal,) = notices(CULTURE, *given("meropenem", 10, 11), *PRESSOR, death, care)
        assert "until comfort care on 2026-06-11" in signal.reason

    def test_a_later_new_drug_may_begin_the_row_that_an_earlier_one_broke_off(self) -> None:
        (signal,) = notices(CULTURE, *given("cefepime", 8), *given("meropenem", 12, 13, 14, 15), *PRESSOR)
        assert "4 qualifying antimicrobial days 2026-06-12 to 2026-06-15" in signal.reason
