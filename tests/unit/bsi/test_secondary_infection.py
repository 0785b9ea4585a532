"""Secondary bloodstream infection by both scenarios, and what finds no site. Expected values from the manual."""

from collections.abc import Sequence
from datetime import date

import pytest

from charts import (
    admission,
    assessed,
    blood_culture,
    confirmed,
    day_of_june,
    discharge,
    organism_names,
    site_infection,
    temperature,
)
from graftwatch.facts import Fact, Statement
from graftwatch.findings import Event
from graftwatch.protocol import Protocol

UTI = site_infection("UTI", "SUTI 1a", 4, "Escherichia coli", specimen_type="urine")


def told(events: Sequence[Event]) -> list[tuple[str | None, str | None, list[str]]]:
    return [(one.attribution, one.secondary_to, organism_names(one)) for one in events]


def test_a_matching_organism_in_the_attribution_period_is_secondary() -> None:
    (event,) = confirmed(assessed(blood_culture(6, "Escherichia coli"), UTI))
    assert (event.attribution, event.secondary_to, event.criterion) == ("secondary", "UTI", None)
    assert event.date_of_event == day_of_june(4)
    assert event.repeat_infection_timeframe is None
    assert event.specimens == ("2026-06-06T08:00+09:00",)


@pytest.mark.parametrize(
    ("day", "attribution"),
    [
        pytest.param(0, "primary", id="4 days before the urine"),
        pytest.param(1, "secondary", id="first day of the site's window"),
        pytest.param(17, "secondary", id="day 14 of the site's timeframe"),
        pytest.param(18, "primary", id="day 15 of the site's timeframe"),
    ],
)
def test_attribution_period(day: int, attribution: str) -> None:
    (event,) = confirmed(assessed(blood_culture(day, "Escherichia coli"), UTI))
    assert event.attribution == attribution


@pytest.mark.parametrize(
    ("day", "attribution"),
    [
        pytest.param(9, "primary", id="4 days before the date of event"),
        pytest.param(10, "secondary", id="3 days before"),
        pytest.param(26, "secondary", id="13 days after"),
        pytest.param(27, "primary", id="14 days after"),
    ],
)
def test_attribution_period_after_an_operation(day: int, attribution: str) -> None:
    wound = site_infection("SSI", "DI", 13, "Escherichia coli")
    (event,) = confirmed(assessed(blood_culture(day, "Escherichia coli"), wound))
    assert event.attribution == attribution


@pytest.mark.parametrize(
    ("in_blood", "of_site", "attribution"),
    [
        pytest.param("Klebsiella pneumoniae", "Klebsiella", "secondary", id="species and its genus"),
        pytest.param("Klebsiella pneumoniae", "Klebsiella oxytoca", "primary", id="two species"),
        pytest.param("Enterococcus faecalis", "Enterococcus faecium", "primary", id="two enterococci"),
        pytest.param("Escherichia coli", "Gram-negative rod", "primary", id="a form matches nothing"),
        pytest.param("Candida albicans", "yeast", "secondary", id="yeast matches any yeast"),
    ],
)
def test_organism_matching(in_blood: str, of_site: str, attribution: str) -> None:
    (event,) = confirmed(assessed(blood_culture(6, in_blood), site_infection("IAB", "1", 5, of_site)))
    assert event.attribution == attribution


def test_all_organisms_of_a_matching_specimen_go_together() -> None:
    facts = [blood_culture(6, "Escherichia coli", "Staphylococcus aureus"), UTI]
    assert told(confirmed(assessed(*facts))) == [("secondary", "UTI", ["Escherichia coli", "Staphylococcus aureus"])]


def test_an_organism_that_the_site_excludes_is_a_primary_infection_alone() -> None:
    facts = [blood_culture(6, "Escherichia coli", "Candida albicans"), UTI]
    found = confirmed(assessed(*facts))
    assert told(found) == [("secondary", "UTI", ["Escherichia coli"]), ("primary", None, ["Candida albicans"])]
    assert len({one.id for one in found}) == 2


def test_a_later_specimen_without_a_match_is_judged_anew() -> None:
    facts = [blood_culture(6, "Escherichia coli"), blood_culture(8, "Staphylococcus aureus"), UTI]
    assert told(confirmed(assessed(*facts))) == [
        ("secondary", "UTI", ["Escherichia coli"]),
        ("primary", None, ["Staphylococcus aureus"]),
    ]


def test_several_specimens_of_one_site_are_one_event() -> None:
    facts = [blood_culture(6, "Escherichia coli"), blood_culture(9, "Escherichia coli", "Proteus mirabilis"), UTI]
    (event,) = confirmed(assessed(*facts))
    assert organism_names(event) == ["Escherichia coli", "Proteus mirabilis"]
    assert len(event.specimens) == 2


def test_one_organism_can_belong_to_two_sites() -> None:
    abdomen = site_infection("IAB", "1", 5, "Escherichia coli")
    found = confirmed(assessed(blood_culture(6, "Escherichia coli"), UTI, abdomen))
    assert [one.secondary_to for one in found] == ["UTI", "IAB"]


def test_a_secondary_infection_sets_no_timeframe() -> None:
    facts = [blood_culture(6, "Escherichia coli"), blood_culture(12, "Staphylococcus aureus"), UTI]
    assert confirmed(assessed(*facts))[-1].date_of_event == day_of_june(12)


def test_a_single_commensal_cannot_be_secondary() -> None:
    joint = site_infection("JNT", "1", 5, "Staphylococcus epidermidis")
    assert confirmed(assessed(blood_culture(6, "Staphylococcus epidermidis"), joint)) == []


def test_a_commensal_pair_with_a_sign_can_be_secondary() -> None:
    joint = site_infection("JNT", "1", 5, "Staphylococcus epidermidis")
    pair = [blood_culture(6, "Staphylococcus epidermidis"), blood_culture(7, "Staphylococcus epidermidis")]
    (event,) = confirmed(assessed(*pair, joint, temperature(6, "38.5")))
    assert (event.attribution, event.secondary_to, len(event.specimens)) == ("secondary", "JNT", 2)


def test_an_organism_excluded_as_primary_can_be_secondary() -> None:
    gut = site_infection("GE", "2a", 5, "Salmonella enterica")
    (event,) = confirmed(assessed(blood_culture(6, "Salmonella enterica"), gut))
    assert (event.attribution, event.secondary_to) == ("secondary", "GE")


class TestScenario2:
    def test_blood_as_an_element_needs_no_match(self) -> None:
        abdomen = site_infection("IAB", "3b", 6, anchor=6, blood_is_element=True)
        (event,) = confirmed(assessed(blood_culture(6, "Escherichia coli"), abdomen))
        assert (event.attribution, event.secondary_to) == ("secondary", "IAB")

    def test_blood_outside_the_sites_window_is_primary(self) -> None:
        abdomen = site_infection("IAB", "3b", 6, anchor=6, blood_is_element=True)
        (event,) = confirmed(assessed(blood_culture(10, "Escherichia coli"), abdomen))
        assert event.attribution == "primary"

    def test_its_organisms_stand_for_the_sites_afterwards(self) -> None:
        abdomen = site_infection("IAB", "3b", 6, anchor=6, blood_is_element=True)
        facts = [blood_culture(6, "Escherichia coli"), blood_culture(12, "Escherichia coli"), abdomen]
        (event,) = confirmed(assessed(*facts))
        assert len(event.specimens) == 2

    def test_the_abdomen_takes_blood_only_with_an_mbi_organism(self) -> None:
        abdomen = site_infection("IAB", "2b", 6, blood_is_element=True)
        (event,) = confirmed(assessed(blood_culture(6, "Staphylococcus aureus"), abdomen))
        assert event.attribution == "primary"

    def test_the_criterion_must_have_blood_as_an_element(self) -> None:
        assessment = assessed(blood_culture(6, "Escherichia coli"), site_infection("IAB", "3b", 6, "Escherichia coli"))
        assert confirmed(assessment)[0].attribution == "primary"
        assert "only where the blood culture is one of its elements" in assessment.refused_decisions[0]


@pytest.mark.parametrize(
    ("site", "criterion"),
    [
        pytest.param("PNEU", "PNU1", id="PNU1"),
        pytest.param("PNEU", "1", id="PNEU 1"),
        pytest.param("VASC", "1", id="VASC"),
        pytest.param("VAE", "IVAC", id="IVAC"),
        pytest.param("UTI", "SUTI 3", id="a criterion that does not exist"),
        pytest.param("IAB", "2a", id="IAB 2a"),
        pytest.param("SKIN", "1", id="SKIN 1"),
    ],
)
def test_a_criterion_that_takes_no_bsi_is_refused(site: str, criterion: str) -> None:
    assessment = assessed(blood_culture(6, "Escherichia coli"), site_infection(site, criterion, 5, "Escherichia coli"))
    assert [one.attribution for one in confirmed(assessment)] == ["primary"]
    (refused,) = assessment.refused_decisions
    assert refused.startswith(f"site_infection {site} {criterion} of 2026-06-05: ")


@pytest.mark.parametrize(
    ("site", "criterion"),
    [
        pytest.param("SSI", "VASC 1", id="VASC as SSI"),
        pytest.param("SSI", "OS-IAB", id="organ/space SSI"),
        pytest.param("UTI", "1a", id="UTI 1a is SUTI 1a"),
        pytest.param("UTI", "ABUTI", id="ABUTI"),
        pytest.param("IAB", "IAB 1", id="criterion with its site's name"),
        pytest.param("PNEU", "PNU2", id="PNU2"),
        pytest.param("SKIN", "2a", id="SKIN 2a"),
        pytest.param("UR", "3a", id="UR 3a"),
    ],
)
def test_a_criterion_that_takes_a_bsi_by_match(site: str, criterion: str) -> None:
    assessment = assessed(blood_culture(6, "Escherichia coli"), site_infection(site, criterion, 5, "Escherichia coli"))
    assert [one.attribution for one in confirmed(assessment)] == ["secondary"]
    assert assessment.refused_decisions == ()


def test_skin_with_two_commensals_and_no_pathogen_is_refused() -> None:
    skin = site_infection("SKIN", "2a", 5, "Staphylococcus epidermidis", "Corynebacterium striatum")
    assert "SKIN 2a" in assessed(skin).refused_decisions[0]


@pytest.mark.parametrize(
    ("criterion", "organism", "specimen_type", "attribution"),
    [
        pytest.param("PNU2", "Enterococcus faecalis", "lavage", "primary", id="enterococcus from lavage"),
        pytest.param("PNU2", "Enterococcus faecalis", "pleural fluid", "secondary", id="enterococcus from the pleura"),
        pytest.param("PNU2", "Candida albicans", "sputum", "primary", id="Candida of PNU2"),
        pytest.param("PNU3", "Candida albicans", "sputum", "secondary", id="Candida of PNU3 in sputum and blood"),
        pytest.param("PNU2", "Klebsiella pneumoniae", "lavage", "secondary", id="an organism nobody excludes"),
    ],
)
def test_pneumonia_excludes_organisms(criterion: str, organism: str, specimen_type: str, attribution: str) -> None:
    lung = site_infection("PNEU", criterion, 5, organism, specimen_type=specimen_type)
    (event,) = confirmed(assessed(blood_culture(6, organism), lung))
    assert event.attribution == attribution


def test_candida_of_pnu3_needs_one_match_among_the_sites_organisms() -> None:
    lung = site_infection("PNEU", "PNU3", 5, "Klebsiella pneumoniae", "Candida albicans", specimen_type="sputum")
    (event,) = confirmed(assessed(blood_culture(6, "Candida albicans"), lung))
    assert event.attribution == "secondary"


class TestEndocarditis:
    def test_its_attribution_lasts_for_the_stay_and_takes_only_what_matches(self) -> None:
        heart = site_infection("ENDO", "1", 5, "Enterococcus faecalis")
        late = blood_culture(40, "Enterococcus faecalis", "Escherichia coli")
        found = confirmed(assessed(admission(-2), blood_culture(5, "Enterococcus faecalis"), late, heart))
        assert told(found) == [
            ("secondary", "ENDO", ["Enterococcus faecalis"]),
            ("primary", None, ["Escherichia coli"]),
        ]

    def test_it_ends_with_the_stay(self) -> None:
        heart = site_infection("ENDO", "1", 5, "Enterococcus faecalis")
        stays = [admission(-2), discharge(20), admission(30, "V2")]
        (event,) = confirmed(assessed(*stays, blood_culture(40, "Enterococcus faecalis"), heart))
        assert event.attribution == "primary"


@pytest.mark.parametrize(
    ("born", "attribution"),
    [pytest.param(date(2026, 1, 1), "secondary", id="infant"), pytest.param(date(2020, 1, 1), "primary", id="older")],
)
def test_necrotising_enterocolitis_needs_no_match(born: date, attribution: str) -> None:
    facts: list[Fact[Statement]] = [blood_culture(6, "Escherichia coli"), site_infection("GIT", "NEC", 5)]
    (event,) = confirmed(assessed(*facts, born=born))
    assert event.attribution == attribution


def test_the_endpoint_may_count_primary_infections_only() -> None:
    facts = [blood_culture(6, "Escherichia coli"), UTI]
    (counted,) = confirmed(assessed(*facts))
    (left_out,) = confirmed(assessed(*facts, protocol=Protocol.model_validate({"endpoint": {"bsi": "primary"}})))
    assert (counted.counts_for_endpoint, left_out.counts_for_endpoint) == (True, False)


def test_the_window_of_a_secondary_infection_is_judged_by_its_first_blood() -> None:
    before = site_infection("UTI", "SUTI 1a", 0, "Escherichia coli")
    (event,) = confirmed(assessed(blood_culture(2, "Escherichia coli"), before))
    assert (event.date_of_event, event.in_window) == (day_of_june(0), True)
