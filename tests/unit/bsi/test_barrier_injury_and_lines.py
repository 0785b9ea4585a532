"""MBI-LCBI grounds and demotion, and central-line association. Expected values from the manual."""

from collections.abc import Sequence
from datetime import date

import pytest

from charts import (
    admission,
    assessed,
    blood_culture,
    central_line,
    condition,
    confirmed,
    day_of_june,
    measurement,
    sign,
    site_infection,
)
from graftwatch.facts import Fact, Statement

COLI = blood_culture(10, "Escherichia coli")


def neutropenia(*days: int, value: str = "0.4") -> list[Fact[Statement]]:
    return [measurement("anc", day, value) for day in days]


def criterion(*facts: Fact[Statement], born: date | None = None) -> str | None:
    return confirmed(assessed(*facts, born=born))[0].criterion


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(neutropenia(8, 12), "MBI-LCBI-1", id="two separate days"),
        pytest.param(neutropenia(7, 13), "MBI-LCBI-1", id="3 days before and 3 after"),
        pytest.param(neutropenia(6, 10), "LCBI-1", id="4 days before does not count"),
        pytest.param(neutropenia(10, 14), "LCBI-1", id="4 days after does not count"),
        pytest.param(neutropenia(10), "LCBI-1", id="one day only"),
        pytest.param(neutropenia(9, 10, value="0.5"), "LCBI-1", id="500 exactly is not below 500"),
        pytest.param(neutropenia(9, 10, value="0.499"), "MBI-LCBI-1", id="499 is below 500"),
        pytest.param(
            [measurement("anc", 9, "0.4"), measurement("wbc", 10, "0.3")], "MBI-LCBI-1", id="ANC and WBC together"
        ),
        pytest.param(
            [measurement("anc", 9, "0.4"), measurement("wbc", 9, "0.3")], "LCBI-1", id="ANC and WBC of one day"
        ),
        pytest.param(
            [measurement("wbc", day, "0.5", comparator="<") for day in (9, 10)],
            "MBI-LCBI-1",
            id="reported as below 0.5",
        ),
    ],
)
def test_neutropenia(facts: Sequence[Fact[Statement]], expected: str) -> None:
    assert criterion(COLI, *facts) == expected


@pytest.mark.parametrize(
    "organism",
    [
        pytest.param("Staphylococcus aureus", id="S. aureus"),
        pytest.param("Pseudomonas aeruginosa", id="Pseudomonas"),
        pytest.param("yeast", id="yeast not otherwise specified"),
    ],
)
def test_organisms_that_are_not_mbi(organism: str) -> None:
    assert criterion(blood_culture(10, organism), *neutropenia(9, 10)) == "LCBI-1"


class TestOnly:
    def test_a_single_commensal_is_ignored(self) -> None:
        mixed = blood_culture(10, "Escherichia coli", "Staphylococcus epidermidis")
        assert criterion(mixed, *neutropenia(9, 10)) == "MBI-LCBI-1"

    def test_a_matching_commensal_pair_is_not(self) -> None:
        mixed = blood_culture(10, "Escherichia coli", "Staphylococcus epidermidis")
        second = blood_culture(11, "Staphylococcus epidermidis")
        assert criterion(mixed, second, sign(10, "chills"), *neutropenia(9, 10)) == "LCBI-1"

    def test_a_non_mbi_organism_in_the_timeframe_demotes(self) -> None:
        assert criterion(COLI, blood_culture(20, "Staphylococcus aureus"), *neutropenia(9, 10)) == "LCBI-1"

    def test_unless_another_site_took_it(self) -> None:
        wound = site_infection("SKIN", "2a", 20, "Staphylococcus aureus")
        facts = [COLI, blood_culture(20, "Staphylococcus aureus"), wound, *neutropenia(9, 10)]
        assert criterion(*facts) == "MBI-LCBI-1"

    def test_an_mbi_organism_in_the_timeframe_does_not(self) -> None:
        assert criterion(COLI, blood_culture(20, "Enterococcus faecium"), *neutropenia(9, 10)) == "MBI-LCBI-1"


@pytest.mark.parametrize(
    ("organism", "what", "born", "expected"),
    [
        pytest.param("Streptococcus mitis", "chills", None, "MBI-LCBI-2", id="viridans streptococci"),
        pytest.param("Rothia mucilaginosa", "chills", None, "MBI-LCBI-2", id="Rothia"),
        pytest.param("Staphylococcus epidermidis", "chills", None, "LCBI-2", id="another commensal"),
        pytest.param("Streptococcus mitis", "apnea", date(2025, 6, 11), "MBI-LCBI-3", id="day before the birthday"),
        pytest.param("Streptococcus mitis", "apnea", date(2025, 6, 10), "LCBI-3", id="on the first birthday"),
    ],
)
def test_mbi_lcbi_2_and_3(organism: str, what: str, born: date | None, expected: str) -> None:
    pair = [blood_culture(10, organism), blood_culture(11, organism)]
    assert criterion(*pair, sign(10, what), *neutropenia(9, 10), born=born) == expected


class TestAfterStemCells:
    HSCT = condition("allogeneic_hsct", date(2026, 1, 10))

    @pytest.mark.parametrize(
        ("since", "millilitres", "expected"),
        [
            pytest.param(3, 1000, "MBI-LCBI-1", id="1 L a day, begun 7 days before"),
            pytest.param(2, 1000, "LCBI-1", id="begun 8 days before"),
            pytest.param(10, 1000, "MBI-LCBI-1", id="begun on the day of the blood"),
            pytest.param(11, 1500, "LCBI-1", id="begun after the blood"),
            pytest.param(8, 999, "LCBI-1", id="less than 1 L"),
        ],
    )
    def test_diarrhoea(self, since: int, millilitres: int, expected: str) -> None:
        diarrhoea = condition("diarrhoea", day_of_june(since), millilitres=millilitres)
        assert criterion(COLI, self.HSCT, diarrhoea) == expected

    @pytest.mark.parametrize(
        ("grade", "expected"),
        [pytest.param(3, "MBI-LCBI-1", id="grade III"), pytest.param(2, "LCBI-1", id="grade II")],
    )
    def test_gvhd(self, grade: int, expected: str) -> None:
        assert criterion(COLI, self.HSCT, condition("gi_gvhd", day_of_june(1), grade=grade)) == expected

    def test_gvhd_without_a_transplant(self) -> None:
        assert criterion(COLI, condition("gi_gvhd", day_of_june(1), grade=4)) == "LCBI-1"

    def test_a_transplant_more_than_a_year_ago(self) -> None:
        old = condition("allogeneic_hsct", date(2025, 6, 9))
        assert criterion(COLI, old, condition("gi_gvhd", day_of_june(1), grade=4)) == "LCBI-1"

    def test_gvhd_of_an_earlier_stay(self) -> None:
        earlier = condition("gi_gvhd", date(2026, 2, 1), date(2026, 2, 20), grade=4)
        assert criterion(admission(0), COLI, self.HSCT, earlier) == "LCBI-1"


@pytest.mark.parametrize(
    ("lines", "associated"),
    [
        pytest.param([], None, id="no line known"),
        pytest.param([central_line(9)], False, id="line day 2 on the date of event"),
        pytest.param([central_line(8)], True, id="line day 3 on the date of event"),
        pytest.param([central_line(7, removed=9)], True, id="removed the day before, on its day 3"),
        pytest.param([central_line(8, removed=9)], False, id="removed the day before, on its day 2"),
        pytest.param([central_line(1, removed=8)], False, id="removed two days before"),
        pytest.param([central_line(1, accessed=9)], False, id="first accessed the day before"),
        pytest.param([central_line(11)], False, id="placed afterwards"),
        pytest.param([central_line(1, removed=8), central_line(9)], True, id="replaced without a line-free day"),
        pytest.param([central_line(1, removed=7), central_line(9)], False, id="a full line-free day begins anew"),
        pytest.param([central_line(8), condition("ecmo", day_of_june(8))], False, id="ECMO day 3"),
        pytest.param([central_line(8), condition("ecmo", day_of_june(9))], True, id="ECMO day 2"),
        pytest.param(
            [central_line(8), condition("epidermolysis_bullosa", date(2000, 1, 1))], False, id="epidermolysis bullosa"
        ),
    ],
)
def test_central_line_association(lines: Sequence[Fact[Statement]], associated: bool | None) -> None:  # noqa: FBT001
    (event,) = confirmed(assessed(COLI, *lines))
    assert event.central_line_associated is associated


def test_an_infection_present_on_admission_is_not_line_associated() -> None:
    (event,) = confirmed(assessed(admission(9), central_line(-20), COLI))
    assert (event.onset, event.central_line_associated) == ("POA", False)


def test_line_days_count_from_the_admission() -> None:
    (event,) = confirmed(assessed(admission(8), central_line(-20), COLI))
    assert (event.onset, event.central_line_associated) == ("HAI", True)


def test_organisms_added_later_do_not_change_the_line_association() -> None:
    facts = [COLI, blood_culture(15, "Klebsiella pneumoniae"), central_line(12)]
    (event,) = confirmed(assessed(*facts))
    assert event.central_line_associated is False
