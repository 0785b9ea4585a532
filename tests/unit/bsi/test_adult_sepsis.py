"""CDC's Adult Sepsis Event by hand: days, organs and edges as the toolkit of 2018 words them."""

from datetime import date, timedelta

import pytest

from adult_sepsis_case import BLOOD, CULTURE, ON, PRESSOR, given, norepinephrine, notices, value
from charts import (
    adjudication,
    admission,
    assessed,
    blood_culture,
    condition,
    day_of_june,
    june,
    pending_blood,
    said,
)
from graftwatch.facts import ClinicalTime, Death, Fact, Statement, Treatment
from graftwatch.findings import Severity, SignalKind, SignalStatus
from graftwatch.protocol import Protocol


def test_blood_four_days_and_a_vasopressor_make_an_event() -> None:
    (signal,) = notices(CULTURE, *given("meropenem", 10, 11, 12, 13), *PRESSOR)
    assert (signal.severity, signal.status, signal.event) == (Severity.NOTIFY, SignalStatus.OPEN, None)
    assert "4 qualifying antimicrobial days 2026-06-10 to 2026-06-13" in signal.reason
    assert "vasopressor (norepinephrine) began 2026-06-10 (POD 9)" in signal.reason
    assert signal.evidence == (CULTURE.identity,)


def test_it_is_an_option_that_is_off() -> None:
    assert notices(CULTURE, *given("meropenem", 10, 11, 12, 13), *PRESSOR, protocol=Protocol()) == []


def test_its_severity_is_the_protocols() -> None:
    loud = ON.model_copy(update={"severity": {**ON.severity, "bsi.adult_sepsis": "page"}})
    (signal,) = notices(CULTURE, *given("meropenem", 10, 11, 12, 13), *PRESSOR, protocol=loud)
    assert signal.severity is Severity.PAGE


def test_what_grows_does_not_matter() -> None:
    days = given("meropenem", 10, 11, 12, 13)
    for culture in (pending_blood(BLOOD), blood_culture(BLOOD, "Escherichia coli")):
        assert len(notices(culture, *days, *PRESSOR)) == 1


class TestQualifyingDays:
    @pytest.mark.parametrize(
        ("facts", "events"),
        [
            pytest.param(given("meropenem", 10, 11, 12), 0, id="three days are too few"),
            pytest.param(given("meropenem", 8, 9, 10, 11), 1, id="first day two days before the blood"),
            pytest.param(given("meropenem", 7, 8, 9, 10, 11, 12), 0, id="begun three days before the blood"),
            pytest.param(given("meropenem", 12, 13, 14, 15), 1, id="first day two days after the blood"),
            pytest.param(given("meropenem", 13, 14, 15, 16), 0, id="first day three days after the blood"),
            pytest.param(given("meropenem", 10, 12, 13), 1, id="a gap of one day of the same drug counts"),
            pytest.param(given("vancomycin", 10, 13), 0, id="a gap of two days ends the course"),
            pytest.param(
                [*given("meropenem", 10, 11), *given("vancomycin", 12, 13)], 1, id="different drugs on days in a row"
            ),
            pytest.param(
                [*given("meropenem", 10), *given("vancomycin", 12, 13, 14)],
                0,
                id="a gap between different drugs does not",
            ),
            pytest.param(
                [*given("cefazolin", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), *given("vancomycin", 10)],
                0,
                id="a drug that was given before makes no qualifying days",
            ),
            pytest.param(
                [*given("meropenem", 6, 7), *given("meropenem", 10, 11, 12, 13)],
                1,
                id="new again after two days without",
            ),
            pytest.param(
                [*given("meropenem", 6, 7, 8), *given("meropenem", 10, 11, 12, 13)],
                0,
                id="not new after one day without",
            ),
            pytest.param(given("linezolid", 10, 11, 12, 13, parenteral=False), 0, id="none into a vein"),
            pytest.param(
                [*given("meropenem", 10), *given("linezolid", 11, 12, 13, parenteral=False)], 1, id="then by mouth"
            ),
            pytest.param(given("meropenem", 10, 11, 12, 13, parenteral=None), 1, id="a route that nobody stated"),
            pytest.param(
                [*given("vancomycin", 10), *given("vancomycin", 12, 13, parenteral=False), *given("vancomycin", 14)],
                0,
                id="vancomycin by mouth is another drug: no gap is bridged",
            ),
        ],
    )
    def test_days(self, facts: list[Fact[Statement]], events: int) -> None:
        assert len(notices(CULTURE, *facts, *PRESSOR)) == events

    @pytest.mark.parametrize(
        ("last_dose", "died", "events"),
        [
            pytest.param(11, 12, 1, id="treated to the day before the death"),
            pytest.param(12, 12, 1, id="treated to the day of the death"),
            pytest.param(11, 13, 0, id="two days without before the death"),
            pytest.param(11, 14, 0, id="dead on the fifth day: four days had been possible"),
        ],
    )
    def test_death_before_the_fourth_day(self, last_dose: int, died: int, events: int) -> None:
        death = said("death", Death(ClinicalTime(day_of_june(died))), june(died))
        days = given("meropenem", *range(10, last_dose + 1))
        assert len(notices(CULTURE, *days, *PRESSOR, death)) == events

    def test_comfort_care_and_another_acute_hospital_end_the_days_likewise_and_a_discharge_home_does_not(self) -> None:
        days = given("meropenem", 10, 11)
        for ending in ("comfort_care", "transfer_to_acute_care"):
            (signal,) = notices(CULTURE, *days, *PRESSOR, condition(ending, day_of_june(12)))
            assert f"2 qualifying antimicrobial days 2026-06-10 to 2026-06-11 until {ending.replace('_', ' ')}" in (
                signal.reason
            )
        assert notices(CULTURE, *days, *PRESSOR) == []

    def test_a_course_that_lasts_grows_by_the_day_and_the_service_looks_at_midnight(self) -> None:
        course = said("course", Treatment("antimicrobial", "meropenem", day_of_june(10), None, True), june(10, 9))
        facts = (CULTURE, course, *PRESSOR)
        before = assessed(*facts, protocol=ON, now=june(12, 23, 59))
        assert (before.next_look, [one.kind for one in before.signals]) == (june(13, 0), [])
        after = assessed(*facts, protocol=ON, now=june(13, 0))
        assert [one.kind for one in after.signals] == [SignalKind.BSI_ADULT_SEPSIS]


class TestOrganDysfunction:
    DAYS = given("meropenem", 10, 11, 12, 13)

    @pytest.mark.parametrize(
        ("facts", "events"),
        [
            pytest.param([], 0, id="none"),
            pytest.param(norepinephrine(8), 1, id="vasopressor two days before the blood"),
            pytest.param(norepinephrine(7), 0, id="three days before"),
            pytest.param(norepinephrine(12), 1, id="two days after"),
            pytest.param(norepinephrine(13), 0, id="three days after"),
            pytest.param(norepinephrine(7, 8, 9, 10), 0, id="begun before, and never stopped"),
            pytest.param(norepinephrine(7, 9), 1, id="begun again after a day without"),
            pytest.param([condition("vasopressor", day_of_june(10), day_of_june(11))], 1, id="as a person entered it"),
            pytest.param([condition("mechanical_ventilation", day_of_june(11))], 1, id="ventilation began"),
            pytest.param([condition("mechanical_ventilation", day_of_june(2))], 0, id="ventilated since before"),
            pytest.param([value("creatinine", 9, "1.0"), value("creatinine", 11, "2.0")], 1, id="creatinine twice"),
            pytest.param([value("creatinine", 9, "1.0"), value("creatinine", 11, "1.9")], 0, id="not quite twice"),
            pytest.param(
                [
                    value("creatinine", 9, "1.0"),
                    value("creatinine", 11, "2.0"),
                    condition("end_stage_renal_disease", day_of_june(1)),
                ],
                0,
                id="end-stage renal disease",
            ),
            pytest.param([value("total_bilirubin", 9, "1.0"), value("total_bilirubin", 11, "2.0")], 1, id="bilirubin"),
            pytest.param([value("total_bilirubin", 9, "0.8"), value("total_bilirubin", 11, "1.9")], 0, id="below 2.0"),
            pytest.param([value("total_bilirubin", 9, "1.5"), value("total_bilirubin", 11, "2.9")], 0, id="not twice"),
            pytest.param([value("platelets", 9, "180"), value("platelets", 11, "90")], 1, id="platelets fell by half"),
            pytest.param([value("platelets", 9, "200"), value("platelets", 11, "100")], 0, id="100 is not below 100"),
            pytest.param([value("platelets", 9, "99"), value("platelets", 11, "40")], 0, id="baseline below 100"),
            pytest.param([value("platelets", 9, "150"), value("platelets", 11, "76")], 0, id="fell by less than half"),
            pytest.param([value("lactate", 10, "2.0")], 1, id="lactate 2.0"),
            pytest.param([value("lactate", 10, "1.9")], 0, id="lactate 1.9"),
            pytest.param([value("lactate", 10, "2.0", "<")], 0, id="lactate below 2.0"),
        ],
    )
    def test_organs(self, facts: list[Fact[Statement]], events: int) -> None:
        assert len(notices(CULTURE, *self.DAYS, *facts)) == events

    def test_lactate_can_be_left_out(self) -> None:
        without = ON.model_copy(
            update={"suspected_bsi": ON.suspected_bsi.model_copy(update={"adult_sepsis_lactate": False})}
        )
        assert notices(CULTURE, *self.DAYS, value("lactate", 10, "4.0"), protocol=without) == []

    def test_the_baseline_is_of_the_window_in_the_hospital_and_of_the_stay_from_the_community(self) -> None:
        values = [value("creatinine", 10, "2.0"), value("creatinine", 17, "0.9")]
        assert notices(admission(1), CULTURE, *self.DAYS, *values) == []
        assert len(notices(admission(9), CULTURE, *self.DAYS, *values)) == 1

    def test_what_the_transplant_changes_by_itself_is_told_apart(self) -> None:
        values = [value("creatinine", 9, "1.0"), value("creatinine", 11, "2.0")]
        (alone,) = notices(CULTURE, *self.DAYS, *values)
        assert "no organ dysfunction but what the transplant changes, too; apart, confounded" in alone.reason
        (beside,) = notices(CULTURE, *self.DAYS, *values, value("lactate", 10, "3.1"))
        assert (
            "lactate 3.1 mmol/L 2026-06-10 (POD 9), at least 2.0; apart, confounded by the transplant: creatinine"
            in (beside.reason)
        )

    def test_on_the_day_of_the_transplant_a_vasopressor_is_confounded_as_well(self) -> None:
        days = given("meropenem", 1, 2, 3, 4)
        (signal,) = notices(blood_culture(1), *days, *norepinephrine(1), now=8)
        assert "apart, confounded by the transplant: vasopressor (norepinephrine) began" in signal.reason


class TestTime:
    DAYS = given("meropenem", 10, 11, 12, 13)

    def test_the_notice_closes_fourteen_days_after_the_onset(self) -> None:
        facts = (CULTURE, *self.DAYS, *norepinephrine(9))
        at = june(23, 0)
        before = assessed(*facts, protocol=ON, now=at - timedelta(seconds=1))
        assert before.next_look == at
        assert [one.status for one in notices(*facts, now=22)] == [SignalStatus.OPEN]
        assert [one.status for one in notices(*facts, now=23)] == [SignalStatus.CLOSED]

    @pytest.mark.parametrize(("day", "events"), [pytest.param(23, 1, id="day 14"), pytest.param(24, 2, id="day 15")])
    def test_no_other_event_within_fourteen_days(self, day: int, events: int) -> None:
        again = [blood_culture(day), *given("vancomycin", day, day + 1, day + 2, day + 3), *norepinephrine(day)]
        assert len(notices(CULTURE, *self.DAYS, *PRESSOR, *again, now=29)) == events

    def test_a_verdict_closes_it(self) -> None:
        (signal,) = notices(CULTURE, *self.DAYS, *PRESSOR)
        verdict = adjudication(signal.id, "refuted", june(14))
        assessment = assessed(CULTURE, *self.DAYS, *PRESSOR, verdict, protocol=ON, now=june(20))
        assert [one.status for one in assessment.signals if one.id == signal.id] == [SignalStatus.CLOSED]
        assert assessment.refused_decisions == ()

    def test_only_adults(self) -> None:
        facts = (CULTURE, *self.DAYS, *PRESSOR)
        assert notices(*facts, born=date(2008, 6, 11)) == []
        assert len(notices(*facts, born=date(2008, 6, 10))) == 1
