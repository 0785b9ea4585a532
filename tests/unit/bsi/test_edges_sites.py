"""Blood near a site's infection that does not take it: the explanation says what stands against it, and which side.

Windows by hand: a site dated and tested on 10 June has its infection window from 7 to 13 June, its repeat infection
timeframe to 23 June, and so an attribution period from 7 to 23 June.
"""

from datetime import date

import pytest

from charts import admission, assessed, blood_culture, confirmed, discharge, site_infection, temperature
from graftwatch.facts import Fact, Statement

COLI = "Escherichia coli"
UTI = site_infection("UTI", "SUTI 1a", 10, COLI, specimen_type="urine")
INFANT = date(2026, 1, 1)


def why_not(*facts: Fact[Statement], born: date | None = None) -> list[str]:
    """The explanation of the first confirmed event, as far as it speaks of a site that does not take the blood."""
    event = confirmed(assessed(*facts, born=born))[0]
    assert event.attribution == "primary"
    return [
        one.removeprefix("not secondary to ")
        for one in (*event.explanation, *event.missing)
        if one.startswith("not secondary to ")
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(6, "is 1 day before its attribution period, 2026-06-07 to 2026-06-23", id="the day before"),
        pytest.param(5, "is 2 days before its attribution period", id="two days before"),
        pytest.param(24, "is 1 day after its attribution period", id="the day after"),
        pytest.param(26, "is 3 days after its attribution period", id="three days after"),
    ],
)
def test_blood_outside_the_attribution_period_says_how_far_and_on_which_side(day: int, words: str) -> None:
    (line,) = why_not(blood_culture(day, COLI), UTI)

    assert line.startswith("UTI SUTI 1a of 2026-06-10")
    assert words in line


@pytest.mark.parametrize("day", [7, 23])
def test_blood_on_the_first_and_the_last_day_is_secondary(day: int) -> None:
    (event,) = confirmed(assessed(blood_culture(day, COLI), UTI))

    assert event.attribution == "secondary"


def test_blood_14_days_outside_is_near_and_15_days_outside_is_not() -> None:
    assert len(why_not(blood_culture(37, COLI), UTI)) == 1
    assert why_not(blood_culture(38, COLI), UTI) == []


def test_another_organism() -> None:
    (line,) = why_not(blood_culture(10, "Klebsiella pneumoniae"), UTI)

    assert "Klebsiella pneumoniae matches none of the site's specimen (urine of 2026-06-10), Escherichia coli" in line


def test_a_decision_without_an_organism() -> None:
    (line,) = why_not(blood_culture(10, COLI), site_infection("UTI", "SUTI 1a", 10))

    assert line.endswith("the decision names no organism of the site's specimen")


def test_an_organism_that_the_site_excludes() -> None:
    urine = site_infection("UTI", "SUTI 1a", 10, "Candida albicans", specimen_type="urine")
    (line,) = why_not(blood_culture(10, "Candida albicans"), urine)

    assert line.endswith("the site excludes Candida albicans")


def test_a_criterion_that_takes_yeast_only() -> None:
    """GIT 2b is eligible for yeast alone."""
    gut = site_infection("GIT", "2b", 10, COLI, specimen_type="tissue")
    (line,) = why_not(blood_culture(10, COLI), gut)

    assert line.endswith("the criterion takes nothing but yeast, not Escherichia coli")


def test_a_criterion_by_blood_that_asks_for_an_mbi_organism() -> None:
    """IAB 3b by blood: at least one MBI organism; Pseudomonas aeruginosa is none."""
    abdomen = site_infection("IAB", "3b", 10, blood_is_element=True)
    (line,) = why_not(blood_culture(10, "Pseudomonas aeruginosa"), abdomen)

    assert line.endswith("the criterion asks for blood with an MBI organism")
    assert confirmed(assessed(blood_culture(10, COLI), abdomen))[0].attribution == "secondary"


def test_blood_as_an_element_outside_the_window_is_judged_by_the_window() -> None:
    """DISC 3a takes blood as an element, in its infection window period from 7 to 13 June."""
    disc = site_infection("DISC", "3a", 10, blood_is_element=True)
    (line,) = why_not(blood_culture(14, COLI), disc)

    assert "1 day after the infection window period" in line


class TestNecrotisingEnterocolitis:
    """By a pathogen or by the same commensal from two separate draws, in the attribution period; up to 1 year."""

    GUT = site_infection("GIT", "NEC", 10)

    def attribution(self, *days: int) -> str | None:
        draws = [blood_culture(day, "Staphylococcus epidermidis", draw=f"d{day}") for day in days]
        fever = [temperature(day, "38.6") for day in days[:1]]
        (event,) = confirmed(assessed(*draws, *fever, self.GUT, born=INFANT))
        return event.attribution

    def test_two_draws_in_the_period(self) -> None:
        assert self.attribution(10, 11) == "secondary"

    def test_the_first_draw_is_a_day_before_the_period(self) -> None:
        assert self.attribution(6, 7) == "primary"

    def test_the_second_draw_is_a_day_after_the_period(self) -> None:
        assert self.attribution(23, 24) == "primary"

    def test_an_older_recipient_is_told_why_not(self) -> None:
        (line,) = why_not(blood_culture(10, COLI), self.GUT, born=date(2020, 1, 1))

        assert line.endswith("necrotising enterocolitis is a criterion of infants up to 1 year")


@pytest.mark.parametrize(
    ("specimen", "attribution"),
    [
        pytest.param("lung tissue", "secondary", id="the lung itself"),
        pytest.param("pleural fluid", "secondary", id="pleural fluid"),
        pytest.param("sputum", "primary", id="sputum"),
        pytest.param("bronchoalveolar lavage of the lung", "primary", id="lavage, though of the lung"),
        pytest.param(None, "primary", id="nobody said"),
    ],
)
def test_enterococci_of_a_pneumonia_count_from_lung_tissue_or_pleural_fluid_only(
    specimen: str | None, attribution: str
) -> None:
    lung = site_infection("PNEU", "2", 10, "Enterococcus faecalis", specimen_type=specimen)
    (event,) = confirmed(assessed(blood_culture(10, "Enterococcus faecalis"), lung))

    assert event.attribution == attribution


def test_two_commensals_without_a_pathogen_are_not_eligible_for_skin_2a() -> None:
    draws = [
        blood_culture(day, "Staphylococcus epidermidis", "Staphylococcus hominis", draw=f"d{day}") for day in (10, 11)
    ]
    skin = site_infection("SKIN", "2a", 10, "Staphylococcus epidermidis", "Staphylococcus hominis", specimen_type="pus")
    one = site_infection("SKIN", "2a", 10, "Staphylococcus aureus", specimen_type="pus")

    assert {event.attribution for event in confirmed(assessed(*draws, temperature(10, "38.6"), skin))} == {"primary"}
    assert confirmed(assessed(blood_culture(10, "Staphylococcus aureus"), one))[0].attribution == "secondary"


def test_a_line_condition_or_a_site_of_another_stay_does_not_reach_into_this_one() -> None:
    stays = [admission(-5, "V1"), discharge(2, "V1"), admission(12, "V2")]
    (event,) = confirmed(assessed(*stays, blood_culture(20, COLI), site_infection("UTI", "SUTI 1a", 2, COLI)))

    assert event.attribution == "primary"
