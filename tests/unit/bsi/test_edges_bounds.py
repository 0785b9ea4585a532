"""Bounds of signs, barrier injury, lines, stays and periods: the last value inside and the first one outside."""

from datetime import date
from decimal import Decimal

import pytest

from charts import (
    TOKYO,
    admission,
    assessed,
    blood_culture,
    central_line,
    condition,
    confirmed,
    day_of_june,
    discharge,
    measurement,
    organism_names,
    said,
    sign,
    site_infection,
    temperature,
)
from charts import june as moment
from graftwatch.bsi.hospital_stay import HospitalStay, hospital_stays
from graftwatch.bsi.signs import above, below, value_in_words
from graftwatch.facts import Chart, ClinicalTime, Condition, Fact, Measurement, Statement
from graftwatch.findings import Event

AUREUS, COLI, EPIDERMIDIS = "Staphylococcus aureus", "Escherichia coli", "Staphylococcus epidermidis"
MITIS = "Streptococcus mitis"
NEUTROPENIA = [measurement("anc", 9, "0.4"), measurement("wbc", 10, "0.3")]
HSCT = condition("allogeneic_hsct", date(2026, 1, 10))


def celsius(value: str, comparator: str = "") -> Measurement:
    return Measurement("temperature", Decimal(value), "Cel", ClinicalTime(day_of_june(4)), comparator)


def only_event(*facts: Fact[Statement], born: date | None = None) -> Event:
    (event,) = confirmed(assessed(*facts, born=born))
    return event


def line_about(event: Event, beginning: str) -> str:
    (line,) = [one for one in event.explanation if one.startswith(beginning)]
    return line


@pytest.mark.parametrize(
    ("comparator", "value", "is_above", "is_below"),
    [
        pytest.param("", "38.1", True, False, id="above"),
        pytest.param("", "38.0", False, False, id="the limit is neither"),
        pytest.param("", "37.9", False, True, id="below"),
        pytest.param(">", "38.0", True, False, id="more than the limit"),
        pytest.param("<", "38.0", False, True, id="less than the limit"),
        pytest.param(">=", "38.0", False, False, id="the limit or more"),
        pytest.param("<=", "38.0", False, False, id="the limit or less"),
        pytest.param("<", "40", False, False, id="less than 40 may be anything"),
        pytest.param("<=", "40", False, False, id="40 or less may be anything"),
        pytest.param(">", "35", False, False, id="more than 35 may be anything"),
        pytest.param(">=", "35", False, False, id="35 or more may be anything"),
    ],
)
def test_a_value_with_a_comparator_counts_only_where_it_is_sure(
    comparator: str, value: str, *, is_above: bool, is_below: bool
) -> None:
    one, limit = celsius(value, comparator), Decimal("38.0")
    assert (above(one, limit), below(one, limit)) == (is_above, is_below)


@pytest.mark.parametrize(("value", "words"), [("38.116666", "38.12"), ("38.111111", "38.11"), ("40", "40")])
def test_a_converted_value_is_told_with_two_decimals(value: str, words: str) -> None:
    assert value_in_words(celsius(value)) == words


@pytest.mark.parametrize(
    ("seen", "born", "element"),
    [
        pytest.param(temperature(10, "35.9"), date(2026, 1, 1), "hypothermia 35.9 °C 2026-06-10", id="infant"),
        pytest.param(
            measurement("systolic_pressure", 10, "89"), None, "hypotension 89 mm[Hg] 2026-06-10", id="an adult"
        ),
    ],
)
def test_a_measured_sign_is_told_with_its_unit(seen: Fact[Statement], born: date | None, element: str) -> None:
    event = only_event(blood_culture(10, EPIDERMIDIS), blood_culture(11, EPIDERMIDIS), seen, born=born)
    assert any(one.startswith(element) for one in event.elements)


class TestBarrierInjury:
    def test_an_infant_born_on_the_day_of_the_blood(self) -> None:
        """LCBI 3 is of 1 year and younger, MBI-LCBI 3 of under 1 year: the first day of life is in both."""
        pair = [blood_culture(10, MITIS), blood_culture(11, MITIS)]
        event = only_event(*pair, sign(10, "apnea"), *NEUTROPENIA, born=day_of_june(10))
        assert event.criterion == "MBI-LCBI-3"

    def test_stem_cells_given_on_the_day_of_the_blood(self) -> None:
        today = condition("allogeneic_hsct", day_of_june(10))
        facts = [blood_culture(10, COLI), today, condition("gi_gvhd", day_of_june(10), grade=3)]
        assert only_event(*facts).criterion == "MBI-LCBI-1"

    @pytest.mark.parametrize(
        ("since", "criterion"),
        [
            pytest.param(14, "MBI-LCBI-1", id="documented on the day of discharge"),
            pytest.param(15, "LCBI-1", id="documented on the day after it"),
        ],
    )
    def test_gvhd_at_the_end_of_the_stay(self, since: int, criterion: str) -> None:
        stay = [admission(1), discharge(14)]
        gvhd = condition("gi_gvhd", day_of_june(since), grade=4)
        assert only_event(*stay, blood_culture(10, COLI), HSCT, gvhd).criterion == criterion

    def test_gvhd_that_ended_on_the_day_of_admission(self) -> None:
        gvhd = condition("gi_gvhd", date(2026, 5, 1), day_of_june(3), grade=4)
        assert only_event(admission(3), blood_culture(10, COLI), HSCT, gvhd).criterion == "MBI-LCBI-1"

    def test_neutropenia_is_an_element(self) -> None:
        event = only_event(blood_culture(10, COLI), *NEUTROPENIA)
        assert [one.split(" [")[0] for one in event.elements if "below 500" in one] == [
            "ANC 0.4 ×10⁹/L (below 500 /mm³) 2026-06-09 (POD 8)",
            "WBC 0.3 ×10⁹/L (below 500 /mm³) 2026-06-10 (POD 9)",
        ]

    def test_the_injured_gut_is_an_element_with_grade_or_volume(self) -> None:
        """1,000 mL in 24 h of a child of 48 kg: 20.83 mL/kg, told with one decimal."""
        litres = Condition("diarrhoea", day_of_june(8), None, None, Decimal(1000), Decimal("20.83"))
        diarrhoea = said("condition-diarrhoea", litres, moment(8))
        event = only_event(blood_culture(10, COLI), HSCT, diarrhoea, born=date(2015, 1, 1))
        told = [one.split(" (POD")[0] for one in event.elements if "since" in one]
        assert told == [
            "allogeneic_hsct since 2026-01-10",
            "diarrhoea 1000 mL/24 h 20.8 mL/kg/24 h since 2026-06-08",
        ]

    def test_two_organisms_that_are_none_of_the_barrier(self) -> None:
        event = only_event(blood_culture(10, AUREUS, "Pseudomonas aeruginosa"), *NEUTROPENIA)
        assert "Staphylococcus aureus are not among them" in line_about(event, "nearest criterion missed: MBI-LCBI-1")

    def test_an_infant_of_one_year_lacks_the_age(self) -> None:
        pair = [blood_culture(10, MITIS), blood_culture(11, MITIS)]
        event = only_event(*pair, sign(10, "apnea"), *NEUTROPENIA, born=date(2025, 6, 10))
        missed = "nearest criterion missed: MBI-LCBI-3: an age under 1 year on the day of the blood"
        assert line_about(event, "nearest criterion missed").startswith(missed)

    @pytest.mark.parametrize(
        ("born", "volume"),
        [
            pytest.param(None, "or 1 L of diarrhoea in 24 h", id="an adult"),
            pytest.param(date(2015, 1, 1), "or 1 L or 20 mL/kg of diarrhoea in 24 h", id="a child"),
        ],
    )
    def test_what_the_injured_gut_lacks(self, born: date | None, volume: str) -> None:
        """999 mL are below 1 L: what is known is told beside what is wanted."""
        little = condition("diarrhoea", day_of_june(8), millilitres=999)
        missed = line_about(only_event(blood_culture(10, COLI), HSCT, little, born=born), "nearest criterion missed")
        assert volume in missed
        assert "known: diarrhoea 999 mL/24 h since 2026-06-08" in missed


class TestLines:
    def test_a_line_of_one_day_counts_in_the_row(self) -> None:
        """In place on 06-06 only, the next one from 06-07 on: no full line-free day, 06-08 is line day 3."""
        facts = [admission(1), central_line(6, removed=6), central_line(7), blood_culture(8, AUREUS)]
        assert only_event(*facts).central_line_associated is True

    def test_a_line_removed_before_the_stay_hides_none_of_it(self) -> None:
        facts = [admission(5), central_line(1, removed=3), central_line(6), blood_culture(8, AUREUS)]
        assert only_event(*facts).central_line_associated is True

    def test_what_a_line_lacks(self) -> None:
        event = only_event(admission(1), central_line(7), blood_culture(8, AUREUS))
        assert line_about(event, "not central-line associated").startswith(
            "not central-line associated: line day 3 on the date of event or the day before is needed: "
            "line day 2 on the date of event"
        )

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            pytest.param(20, None, id="found on the day of discharge"),
            pytest.param(-10, 1, id="ended on the day of admission"),
        ],
    )
    def test_a_condition_of_the_stay_excludes_at_both_its_ends(self, since: int, until: int | None) -> None:
        blisters = condition("epidermolysis_bullosa", day_of_june(since), None if until is None else day_of_june(until))
        event = only_event(admission(1), discharge(20), central_line(2), blood_culture(8, AUREUS), blisters)
        assert event.central_line_associated is False
        assert "epidermolysis bullosa since" in line_about(event, "not central-line associated")

    @pytest.mark.parametrize(("organism", "associated"), [("Streptococcus agalactiae", False), (COLI, True)])
    def test_a_newborns_line(self, organism: str, *, associated: bool) -> None:
        """Born and given a line 06-02: 06-05 is line day 4; group B Streptococcus of the first 6 days is not its."""
        facts = [admission(2), central_line(2), blood_culture(5, organism)]
        assert only_event(*facts, born=day_of_june(2)).central_line_associated is associated


class TestStays:
    @pytest.mark.parametrize(
        ("facts", "stays"),
        [
            pytest.param(
                [admission(5), discharge(9), discharge(20, "V9")],
                [(None, 20), (5, 9)],
                id="an unknown visit's discharge leaves a closed stay alone",
            ),
            pytest.param([admission(5), discharge(5, "V9")], [(5, 5)], id="it closes a stay begun on its day"),
            pytest.param(
                [admission(6), discharge(5, "V9")], [(None, 5), (6, None)], id="it closes none that begins later"
            ),
        ],
    )
    def test_a_discharge_of_an_unknown_visit(
        self, facts: list[Fact[Statement]], stays: list[tuple[int | None, int | None]]
    ) -> None:
        expected = tuple(
            HospitalStay(
                date.min if first is None else day_of_june(first), date.max if last is None else day_of_june(last)
            )
            for first, last in stays
        )
        assert hospital_stays(Chart(facts, TOKYO)).stays == expected


class TestPeriodOfASiteInTwoStays:
    def test_a_site_of_the_day_of_readmission_has_its_whole_period(self) -> None:
        """Discharged 06-08 (06-09 still belongs), admitted anew 06-10: the period of 06-10 lasts 14 days."""
        stays = [admission(1), discharge(8), admission(10, "V2")]
        urine = site_infection("UTI", "SUTI 1b", 10, COLI)
        event = only_event(*stays, urine, blood_culture(23, COLI))
        assert event.secondary_to == "UTI"

    def test_a_site_of_the_stays_last_day_has_none_of_the_next_stay(self) -> None:
        """Date of event 06-09, tested 06-06 (window to 06-09); 06-10 is of the next stay."""
        stays = [admission(1), discharge(8), admission(10, "V2")]
        urine = site_infection("UTI", "SUTI 1b", 9, COLI, anchor=6)
        assert only_event(*stays, urine, blood_culture(10, COLI)).attribution == "primary"
        assert only_event(*stays, urine, blood_culture(9, COLI)).secondary_to == "UTI"


class TestEpisodes:
    def test_a_pair_whose_sign_lies_in_the_timeframe_goes_with_it(self) -> None:
        """S. aureus 06-01, timeframe to 06-14. Fever 06-13, pair 06-16; E. coli 06-14 and Klebsiella 06-15."""
        pair = [blood_culture(16, EPIDERMIDIS, draw="a"), blood_culture(16, EPIDERMIDIS, draw="b", hour=9)]
        others = [blood_culture(14, COLI), blood_culture(15, "Klebsiella pneumoniae")]
        first, second = confirmed(
            assessed(blood_culture(1, AUREUS), *others, *pair, temperature(13, "38.4")),
        )
        assert organism_names(first) == [AUREUS, COLI, EPIDERMIDIS]
        assert (second.date_of_event, organism_names(second)) == (day_of_june(15), ["Klebsiella pneumoniae"])

    def test_a_pathogen_of_the_next_event_is_no_commensal_left_out(self) -> None:
        """Fever 06-14 brings the pair of 06-15 and 06-16 into the timeframe to 06-14; E. coli 06-16 is a new event."""
        pair = [blood_culture(15, EPIDERMIDIS), blood_culture(16, EPIDERMIDIS, COLI)]
        first, second = confirmed(assessed(blood_culture(1, AUREUS), *pair, temperature(14, "38.4")))
        assert (organism_names(first), organism_names(second)) == ([AUREUS, EPIDERMIDIS], [COLI])
        assert not [one for one in first.explanation if one.startswith("left out")]

    def test_a_single_commensal_beside_a_pair_of_another_one(self) -> None:
        hominis = "Staphylococcus hominis"
        pair = [blood_culture(10, EPIDERMIDIS, hour=9), blood_culture(11, EPIDERMIDIS)]
        event = only_event(blood_culture(10, COLI, hominis), *pair, sign(10, "chills"))
        assert line_about(event, "left out").startswith(f"left out, a single common commensal: {hominis}")

    def test_an_infants_pair_beside_a_site_that_took_other_blood(self) -> None:
        """Apnoea is a sign of LCBI 3 only: the age still counts once a site has taken its blood."""
        site = [site_infection("UTI", "SUTI 1b", 10, COLI), blood_culture(10, COLI)]
        pair = [blood_culture(12, EPIDERMIDIS), blood_culture(13, EPIDERMIDIS)]
        found = confirmed(assessed(*site, *pair, sign(12, "apnea"), born=date(2026, 1, 1)))
        assert [(one.attribution, one.criterion) for one in found] == [("secondary", None), ("primary", "LCBI-3")]
