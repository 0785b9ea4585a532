"""Reports of one draw seen together: bottles and draws, names and forms, signs by their comparator."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from charts import (
    TOKYO,
    admission,
    assessed,
    blood_culture,
    bsi_events,
    confirmed,
    day_of_june,
    discharge,
    gram_stain,
    isolate,
    june,
    measurement,
    organism_names,
)
from graftwatch.bsi.blood_culture import CultureState, blood_cultures
from graftwatch.bsi.hospital_stay import HospitalStay, hospital_stays
from graftwatch.facts import Chart, Fact, Growth, ReportKind, Statement, Status
from graftwatch.findings import EventStatus

EPIDERMIDIS = "Staphylococcus epidermidis"


def chart(*facts: Fact[Statement]) -> Chart:
    return Chart(sorted(facts, key=lambda one: one.identity), TOKYO)


class TestDraws:
    def test_culture_and_stain_of_one_specimen_are_one_draw(self) -> None:
        (draw,) = blood_cultures(chart(gram_stain(4), blood_culture(4, "Escherichia coli")))
        assert len(draw.reports) == 2

    def test_a_stain_without_a_specimen_type_belongs_to_the_blood_of_its_number(self) -> None:
        stain = blood_culture(4, kind=ReportKind.GRAM_STAIN, growth=Growth.POSITIVE, specimen_type=None)
        (draw,) = blood_cultures(chart(stain, blood_culture(4, "Escherichia coli")))
        assert len(draw.reports) == 2

    @pytest.mark.parametrize(
        ("hours", "draws"),
        [pytest.param((8, 8), 1, id="same order, same hour: bottles"), pytest.param((8, 9), 2, id="an hour apart")],
    )
    def test_specimens_of_one_order(self, hours: tuple[int, int], draws: int) -> None:
        one, other = (
            blood_culture(4, EPIDERMIDIS, hour=hour, draw=bottle, order="A1")
            for hour, bottle in zip(hours, "ab", strict=True)
        )
        assert len(blood_cultures(chart(one, other))) == draws

    def test_a_bottle_without_a_time_belongs_to_the_draw_of_its_order(self) -> None:
        timed = blood_culture(4, EPIDERMIDIS, draw="a", order="A1")
        bottle = blood_culture(4, EPIDERMIDIS, draw="b", order="A1")
        untimed = replace(bottle, statement=replace(bottle.statement, collected=None))
        assert len(blood_cultures(chart(timed, untimed))) == 1

    def test_three_bottles_of_one_order_are_one_draw(self) -> None:
        bottles = [blood_culture(4, EPIDERMIDIS, draw=bottle, order="A1") for bottle in "abc"]
        (draw,) = blood_cultures(chart(*bottles))
        assert len(draw.reports) == 3
        assert len(draw.found) == 1

    def test_another_bottle_still_without_growth_does_not_hide_the_positive_one(self) -> None:
        bottles = [blood_culture(4, EPIDERMIDIS, draw="a", order="A1"), blood_culture(4, draw="b", order="A1")]
        (draw,) = blood_cultures(chart(*bottles))
        assert draw.state is CultureState.POSITIVE


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["Staphylococcus", "Staphylococcus aureus"], ["Staphylococcus aureus"], id="genus beside species"),
        pytest.param(["Gram-negative rod", "Escherichia coli"], ["Escherichia coli"], id="form beside a name"),
        pytest.param(["Gram-negative rod"], ["Gram-negative bacillus"], id="a final form alone"),
        pytest.param(["Candida albicans", "Candida tropicalis"], ["Candida albicans", "Candida tropicalis"], id="two"),
        pytest.param(["Candida", "Escherichia coli"], ["Candida", "Escherichia coli"], id="genus of another"),
    ],
)
def test_names_of_one_draw(names: Sequence[str], expected: Sequence[str]) -> None:
    (event,) = confirmed(assessed(blood_culture(4, *names)))
    assert organism_names(event) == expected


def test_a_final_genus_stands_until_the_species_is_final() -> None:
    genus, species = isolate("Enterococcus"), isolate("Enterococcus faecium", Status.PRELIMINARY)
    (event,) = confirmed(assessed(blood_culture(4, genus, species)))
    assert organism_names(event) == ["Enterococcus"]


def test_a_form_in_a_preliminary_report_is_no_organism() -> None:
    (event,) = bsi_events(assessed(blood_culture(4, isolate("Gram-negative rod"), status=Status.PRELIMINARY)))
    assert (event.status, event.criterion, event.organisms) == (EventStatus.SUSPECTED, None, ())


def test_a_test_that_names_only_a_group_is_no_organism() -> None:
    found = assessed(blood_culture(4, "Coagulase-positive staphylococci", kind=ReportKind.NON_CULTURE_TEST))
    assert confirmed(found) == []


@pytest.mark.parametrize(
    ("facts", "criteria"),
    [
        pytest.param([measurement("temperature", 4, "38.0", comparator=">")], ["LCBI-2"], id="reported as > 38.0"),
        pytest.param([measurement("temperature", 4, "38.0", comparator=">=")], [], id="reported as >= 38.0"),
        pytest.param([measurement("temperature", 4, "39.0", comparator="<")], [], id="reported as < 39.0"),
        pytest.param([measurement("systolic_pressure", 4, "90")], [], id="systolic pressure of exactly 90"),
        pytest.param([measurement("systolic_pressure", 4, "95", comparator=">")], [], id="systolic pressure > 95"),
    ],
)
def test_signs_by_their_comparator(facts: Sequence[Fact[Statement]], criteria: Sequence[str]) -> None:
    found = confirmed(assessed(blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), *facts))
    assert [one.criterion for one in found] == criteria


@pytest.mark.parametrize(
    ("born", "criteria"),
    [
        pytest.param(date(2008, 6, 4), ["LCBI-2"], id="18 years on the day"),
        pytest.param(date(2008, 6, 5), [], id="18 years the day after"),
    ],
)
def test_measured_hypotension_is_for_adults(born: date, criteria: Sequence[str]) -> None:
    pair = [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS)]
    found = confirmed(assessed(*pair, measurement("systolic_pressure", 4, "80"), born=born))
    assert [one.criterion for one in found] == criteria


class TestStays:
    def test_facts_of_one_visit_are_one_stay(self) -> None:
        stays = hospital_stays(chart(admission(0), discharge(8), admission(11, "V2")))
        assert stays.stays == (
            HospitalStay(day_of_june(0), day_of_june(8)),
            HospitalStay(day_of_june(11)),
        )

    def test_a_discharge_of_an_unknown_visit_ends_the_open_stay(self) -> None:
        stays = hospital_stays(chart(admission(0), discharge(8, "V9")))
        assert stays.stays == (HospitalStay(day_of_june(0), day_of_june(8)),)

    def test_of_two_open_stays_it_ends_the_newer(self) -> None:
        stays = hospital_stays(chart(admission(0), admission(5, "V2"), discharge(8, "V9")))
        assert stays.stays == (HospitalStay(day_of_june(0)), HospitalStay(day_of_june(5), day_of_june(8)))

    def test_a_discharge_without_any_admission_ends_a_stay_of_unknown_begin(self) -> None:
        (event,) = confirmed(assessed(discharge(8), blood_culture(4, "Escherichia coli")))
        assert event.onset is None

    def test_the_day_after_a_discharge_belongs_to_it_though_the_next_stay_begins_on_it(self) -> None:
        stays = hospital_stays(chart(admission(0), discharge(8), admission(9, "V2")))
        assert stays.of(day_of_june(9)) == HospitalStay(day_of_june(0), day_of_june(8))
        assert stays.of(day_of_june(10)) == HospitalStay(day_of_june(9))

    def test_the_day_after_a_discharge_belongs_to_it_though_the_next_stay_begins_the_day_after(self) -> None:
        stays = hospital_stays(chart(admission(0), discharge(8), admission(10, "V2")))
        assert stays.of(day_of_june(9)) == HospitalStay(day_of_june(0), day_of_june(8))
        assert stays.of(day_of_june(12)) == HospitalStay(day_of_june(10))


class TestWhatTheExplanationSays:
    def test_a_date_of_event_set_to_the_admission(self) -> None:
        (event,) = confirmed(assessed(admission(5), blood_culture(4, "Escherichia coli")))
        assert any("set to hospital day 1" in one for one in event.explanation)

    def test_nothing_of_an_admission_where_nothing_moved(self) -> None:
        (event,) = confirmed(assessed(admission(0), blood_culture(4, "Escherichia coli")))
        assert not any("hospital day 1" in one or "verdict" in one for one in event.explanation)

    def test_a_commensal_left_out(self) -> None:
        (event,) = confirmed(assessed(blood_culture(4, "Escherichia coli", EPIDERMIDIS)))
        assert any(
            "left out, a single common commensal: Staphylococcus epidermidis" in one for one in event.explanation
        )

    def test_stain_and_bottle_in_the_laboratorys_words(self) -> None:
        (event,) = bsi_events(assessed(gram_stain(4, "GPC in clusters"), now=june(6)))
        assert event.explanation == ("positive blood culture (GPC in clusters), blood collected 2026-06-04 (POD 3)",)
        assert event.elements[0].startswith("gram stain positive: GPC in clusters, blood collected 2026-06-04 (POD 3)")


def test_a_culture_partly_final_in_a_timeframe_joins_the_story() -> None:
    mixed = blood_culture(9, isolate(EPIDERMIDIS), isolate("Klebsiella pneumoniae", Status.PRELIMINARY))
    (event,) = bsi_events(assessed(blood_culture(4, "Escherichia coli"), mixed, now=june(10)))
    assert organism_names(event) == ["Escherichia coli"]
