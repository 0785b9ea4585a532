"""LCBI 1, 2 and 3: criterion, date of event, windows, and what is no infection. Expected values from the manual."""

from collections.abc import Sequence
from datetime import date

import pytest

from charts import (
    assessed,
    blood_culture,
    bsi_events,
    confirmed,
    day_of_june,
    isolate,
    measurement,
    organism_names,
    pcr,
    pending_blood,
    sign,
    temperature,
)
from graftwatch.facts import Fact, Statement, Status
from graftwatch.findings import EventStatus

EPIDERMIDIS = "Staphylococcus epidermidis"
CONS = "Coagulase-negative staphylococci"
FEVER = temperature(4, "38.4")


def test_a_pathogen_in_one_blood_culture_is_lcbi_1_on_the_day_of_collection() -> None:
    (event,) = confirmed(assessed(blood_culture(4, "Staphylococcus aureus")))
    assert event.criterion == "LCBI-1"
    assert event.attribution == "primary"
    assert event.date_of_event == day_of_june(4)
    assert event.infection_window_period == (day_of_june(1), day_of_june(7))
    assert event.repeat_infection_timeframe == (day_of_june(4), day_of_june(17))
    assert organism_names(event) == ["Staphylococcus aureus"]
    assert (event.in_window, event.counts_for_endpoint) == (True, True)
    assert event.organisms[0].snomed == "3092008"


@pytest.mark.parametrize(
    ("words", "status", "criterion"),
    [
        pytest.param("Gram negative rods", EventStatus.CONFIRMED, "LCBI-1", id="a form is a term of the manual's list"),
        pytest.param("Aerobic bacteria", EventStatus.CONFIRMED, "LCBI-1", id="so are aerobic bacteria"),
        pytest.param("Yeast", EventStatus.CONFIRMED, "LCBI-1", id="and yeast"),
        pytest.param("Bacteria", EventStatus.UNRESOLVED, None, id="bacteria alone name nothing"),
        pytest.param("Bacteria X-17", EventStatus.UNRESOLVED, None, id="a strain that nobody knows"),
        pytest.param("Bacterium novum", EventStatus.UNRESOLVED, None, id="a name that nobody knows"),
        pytest.param("Yeast foo", EventStatus.UNRESOLVED, None, id="an unknown word beside a term"),
        pytest.param("Staphylococcus zzz", EventStatus.UNRESOLVED, None, id="a species decides, and it is unknown"),
        pytest.param("Candida foo", EventStatus.CONFIRMED, "LCBI-1", id="the genus is known and says enough"),
    ],
)
def test_a_final_culture_counts_by_what_it_names(words: str, status: EventStatus, criterion: str | None) -> None:
    (event,) = bsi_events(assessed(blood_culture(4, words)))
    assert (event.status, event.criterion) == (status, criterion)


@pytest.mark.parametrize(
    ("facts", "criterion", "day"),
    [
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(4, "38.1")],
            "LCBI-2",
            4,
            id="pair on consecutive days with fever",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS, draw="left"), blood_culture(4, EPIDERMIDIS, draw="right"), FEVER],
            "LCBI-2",
            4,
            id="two draws of the same day and hour, each with its own order",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(1, "38.1")],
            "LCBI-2",
            1,
            id="fever 3 days before the first of the pair: the date of event is the fever's",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(7, "38.1")],
            "LCBI-2",
            4,
            id="fever 3 days after the first of the pair",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, CONS), FEVER],
            "LCBI-2",
            4,
            id="species and the group that describes it are the same",
        ),
        pytest.param(
            [blood_culture(4, "Streptococcus mitis"), blood_culture(5, "Viridans streptococci"), FEVER],
            "LCBI-2",
            4,
            id="viridans species and viridans streptococci are the same",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), sign(4, "chills")],
            "LCBI-2",
            4,
            id="chills seen by a person",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), measurement("systolic_pressure", 4, "80")],
            "LCBI-2",
            4,
            id="hypotension by a measured systolic pressure",
        ),
        pytest.param(
            [blood_culture(4, "Staphylococcus lugdunensis"), blood_culture(5, "S. lugdunensis"), FEVER],
            "LCBI-2",
            4,
            id="S. lugdunensis is a common commensal",
        ),
        pytest.param(
            [pcr(4, "Staphylococcus aureus")],
            "LCBI-1",
            4,
            id="pathogen by a non-culture test without any culture",
        ),
        pytest.param(
            [pcr(4, "Staphylococcus aureus"), pending_blood(1)],
            "LCBI-1",
            4,
            id="non-culture test, culture collected 3 days before: the test counts",
        ),
        pytest.param(
            [pcr(4, "Staphylococcus aureus"), pending_blood(6)],
            "LCBI-1",
            4,
            id="non-culture test, culture collected 2 days after: the test counts",
        ),
        pytest.param([blood_culture(4, "Enterococcus faecalis")], "LCBI-1", 4, id="enterococci are pathogens"),
        pytest.param([blood_culture(4, "Staphylococcus")], "LCBI-1", 4, id="Staphylococcus sp. is no common commensal"),
        pytest.param([blood_culture(4, "yeast")], "LCBI-1", 4, id="yeast not otherwise specified"),
        pytest.param(
            [blood_culture(4, "Salmonella enterica", "Staphylococcus aureus")],
            "LCBI-1",
            4,
            id="an organism excluded as primary beside a pathogen",
        ),
        pytest.param(
            [blood_culture(4, "Escherichia coli", status=Status.CORRECTED)],
            "LCBI-1",
            4,
            id="corrected results are final",
        ),
    ],
)
def test_meets_a_criterion(facts: Sequence[Fact[Statement]], criterion: str, day: int) -> None:
    (event,) = confirmed(assessed(*facts))
    assert (event.criterion, event.date_of_event) == (criterion, day_of_june(day))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(4, "38.0")],
            id="fever of exactly 38.0 is no fever",
        ),
        pytest.param([blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS)], id="pair without any sign"),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(8, "39.0")],
            id="fever 4 days after the first of the pair",
        ),
        pytest.param(
            [blood_culture(5, EPIDERMIDIS), blood_culture(6, EPIDERMIDIS), temperature(1, "39.0")],
            id="fever 4 days before the first of the pair",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), temperature(4, "35.2")],
            id="hypothermia is no sign of LCBI 2",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(6, EPIDERMIDIS), FEVER], id="pair two days apart is no pair"
        ),
        pytest.param([blood_culture(4, EPIDERMIDIS), FEVER], id="single commensal"),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), blood_culture(5, "Staphylococcus hominis"), FEVER],
            id="two species are two organisms",
        ),
        pytest.param(
            [
                blood_culture(4, EPIDERMIDIS, draw="aerobic", order="A1"),
                blood_culture(4, EPIDERMIDIS, draw="anaerobic", order="A1"),
                FEVER,
            ],
            id="two bottles of one draw are no pair",
        ),
        pytest.param(
            [blood_culture(4, EPIDERMIDIS), pcr(5, EPIDERMIDIS), FEVER], id="a commensal by non-culture test only"
        ),
        pytest.param(
            [pcr(4, "Staphylococcus aureus"), blood_culture(2)], id="culture 2 days before a test decides: no growth"
        ),
        pytest.param(
            [pcr(4, "Staphylococcus aureus"), blood_culture(5)], id="culture the day after a test decides: no growth"
        ),
        pytest.param([blood_culture(4, "Staphylococcus aureus", specimen_type="catheter tip")], id="catheter tip"),
        pytest.param([blood_culture(4, "Escherichia coli", specimen_type="urine")], id="urine"),
        pytest.param([blood_culture(4, "Histoplasma capsulatum")], id="excluded everywhere"),
        pytest.param([blood_culture(4, "Cryptococcus neoformans")], id="Cryptococcus is excluded everywhere"),
        pytest.param([blood_culture(4, "Salmonella enterica")], id="excluded as the sole primary pathogen"),
        pytest.param([blood_culture(4, "Listeria monocytogenes")], id="Listeria is excluded as the sole pathogen"),
        pytest.param([blood_culture(4)], id="no growth"),
        pytest.param(
            [blood_culture(4, "Staphylococcus aureus", status=Status.PRELIMINARY)],
            id="pathogen by a preliminary result",
        ),
    ],
)
def test_confirms_nothing(facts: Sequence[Fact[Statement]]) -> None:
    assert confirmed(assessed(*facts)) == []


def test_the_more_precise_name_of_a_pair_is_reported() -> None:
    (event,) = confirmed(assessed(blood_culture(4, CONS), blood_culture(5, EPIDERMIDIS), FEVER))
    assert organism_names(event) == [EPIDERMIDIS]


def test_the_organisms_own_status_confirms_whatever_the_reports() -> None:
    own = isolate("Staphylococcus aureus", Status.FINAL)
    (event,) = confirmed(assessed(blood_culture(4, own, status=Status.PRELIMINARY)))
    assert event.criterion == "LCBI-1"


def test_a_final_report_does_not_confirm_an_organism_that_is_still_preliminary() -> None:
    own = isolate("Staphylococcus aureus", Status.PRELIMINARY)
    (event,) = bsi_events(assessed(blood_culture(4, own, status=Status.FINAL)))
    assert (event.status, event.criterion) == (EventStatus.SUSPECTED, "LCBI-1")


def test_pathogen_and_commensal_pair_are_lcbi_1_with_the_pathogen_first() -> None:
    blood = [blood_culture(4, EPIDERMIDIS, "Staphylococcus aureus"), blood_culture(5, EPIDERMIDIS)]
    (event,) = confirmed(assessed(*blood, FEVER))
    assert event.criterion == "LCBI-1"
    assert organism_names(event) == ["Staphylococcus aureus", EPIDERMIDIS]


def test_a_single_commensal_beside_a_pathogen_is_left_out() -> None:
    (event,) = confirmed(assessed(blood_culture(4, EPIDERMIDIS, "Staphylococcus aureus"), FEVER))
    assert organism_names(event) == ["Staphylococcus aureus"]
    assert not any("epidermidis" in one for one in event.elements)


def test_a_pathogen_in_the_window_of_lcbi_2_makes_it_lcbi_1_and_keeps_its_date() -> None:
    blood = [*(blood_culture(day, EPIDERMIDIS) for day in (4, 5)), blood_culture(6, "Escherichia coli")]
    (event,) = confirmed(assessed(*blood, FEVER))
    assert (event.criterion, event.date_of_event) == ("LCBI-1", day_of_june(4))
    assert organism_names(event) == ["Escherichia coli", EPIDERMIDIS]


@pytest.mark.parametrize(
    "pathogen", [pytest.param(3, id="the day before the pair"), pytest.param(4, id="on the day of the pair")]
)
def test_a_pathogen_that_is_the_first_positive_opens_lcbi_1_though_a_sign_is_earlier(pathogen: int) -> None:
    pair = [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS)]
    (event,) = confirmed(assessed(*pair, temperature(1, "38.4"), blood_culture(pathogen, "Escherichia coli", draw="x")))
    assert (event.criterion, event.date_of_event) == ("LCBI-1", day_of_june(pathogen))
    assert organism_names(event) == ["Escherichia coli", EPIDERMIDIS]


def test_a_pathogen_that_an_earlier_event_took_does_not_hide_a_pair() -> None:
    earlier = [blood_culture(-9, "Escherichia coli"), blood_culture(4, "Escherichia coli")]
    pair = [blood_culture(5, EPIDERMIDIS), blood_culture(6, EPIDERMIDIS)]
    found = confirmed(assessed(*earlier, *pair, temperature(5, "38.4")))
    assert [(one.criterion, one.date_of_event) for one in found] == [
        ("LCBI-1", day_of_june(-9)),
        ("LCBI-2", day_of_june(5)),
    ]


@pytest.mark.parametrize(
    ("born", "what", "criterion"),
    [
        pytest.param(date(2025, 6, 4), "hypothermia", "LCBI-3", id="hypothermia on the first birthday"),
        pytest.param(date(2025, 6, 3), "hypothermia", None, id="hypothermia the day after the first birthday"),
        pytest.param(date(2025, 12, 1), "apnea", "LCBI-3", id="apnoea of an infant"),
        pytest.param(date(2025, 12, 1), "bradycardia", "LCBI-3", id="bradycardia of an infant"),
        pytest.param(date(1960, 1, 1), "bradycardia", None, id="bradycardia of an adult"),
        pytest.param(None, "apnea", None, id="age unknown"),
        pytest.param(date(2025, 12, 1), "chills", "LCBI-2", id="LCBI 2 holds for any age"),
    ],
)
def test_lcbi_3_is_for_infants(born: date | None, what: str, criterion: str | None) -> None:
    found = confirmed(assessed(blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), sign(4, what), born=born))
    assert [one.criterion for one in found] == ([] if criterion is None else [criterion])
