"""LCBI 1, 2 and 3: criterion, date of event, windows, and what is no infection. Expected values from the manual."""

from collections.abc import Sequence
from datetime import date

import pytest

from charts import (
    admission,
    assessed,
    blood_culture,
    bsi_events,
    confirmed,
    day_of_june,
    discharge,
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
    facts = [blood_culture(4, EPIDERMIDIS, "Staphylococcus aureus"), blood_culture(5, EPIDERMIDIS), FEVER]
    (event,) = confirmed(assessed(*facts))
    assert event.criterion == "LCBI-1"
    assert organism_names(event) == ["Staphylococcus aureus", EPIDERMIDIS]


def test_a_single_commensal_beside_a_pathogen_is_left_out() -> None:
    (event,) = confirmed(assessed(blood_culture(4, EPIDERMIDIS, "Staphylococcus aureus"), FEVER))
    assert organism_names(event) == ["Staphylococcus aureus"]
    assert not any("epidermidis" in one for one in event.elements)


def test_a_pathogen_in_the_window_of_lcbi_2_makes_it_lcbi_1_and_keeps_its_date() -> None:
    facts = [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS), FEVER, blood_culture(6, "Escherichia coli")]
    (event,) = confirmed(assessed(*facts))
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


class TestRepeatInfectionTimeframe:
    def test_an_organism_of_day_14_is_added_and_nothing_moves(self) -> None:
        (event,) = confirmed(assessed(blood_culture(4, "Staphylococcus aureus"), blood_culture(17, "Escherichia coli")))
        assert organism_names(event) == ["Staphylococcus aureus", "Escherichia coli"]
        assert (event.date_of_event, event.repeat_infection_timeframe) == (
            day_of_june(4),
            (day_of_june(4), day_of_june(17)),
        )

    def test_an_organism_of_day_15_is_a_new_event(self) -> None:
        found = confirmed(
            assessed(blood_culture(4, "Staphylococcus aureus"), blood_culture(18, "Staphylococcus aureus"))
        )
        assert [one.date_of_event for one in found] == [day_of_june(4), day_of_june(18)]

    def test_the_added_organism_does_not_extend_it(self) -> None:
        days = [blood_culture(day, "Escherichia coli") for day in (4, 16, 20)]
        assert [one.date_of_event for one in confirmed(assessed(*days))] == [day_of_june(4), day_of_june(20)]

    def test_a_single_commensal_in_it_is_a_contaminant(self) -> None:
        found = bsi_events(assessed(blood_culture(4, "Escherichia coli"), blood_culture(9, EPIDERMIDIS)))
        assert [(one.status, organism_names(one)) for one in found] == [
            (EventStatus.CONFIRMED, ["Escherichia coli"]),
            (EventStatus.CONTAMINANT, [EPIDERMIDIS]),
        ]

    def test_a_commensal_pair_in_it_is_added(self) -> None:
        pair = [blood_culture(9, EPIDERMIDIS), blood_culture(10, EPIDERMIDIS)]
        (event,) = bsi_events(assessed(blood_culture(4, "Escherichia coli"), *pair))
        assert organism_names(event) == ["Escherichia coli", EPIDERMIDIS]

    def test_it_does_not_reach_into_another_stay(self) -> None:
        stays = [admission(0), discharge(8), admission(11, "V2")]
        cultures = [blood_culture(4, "Escherichia coli"), blood_culture(13, "Escherichia coli")]
        found = confirmed(assessed(*stays, *cultures))
        assert [(one.date_of_event, one.onset) for one in found] == [(day_of_june(4), "HAI"), (day_of_june(13), "HAI")]

    @pytest.mark.parametrize("day", [pytest.param(8, id="day of discharge"), pytest.param(9, id="day after discharge")])
    def test_discharge_and_the_day_after_belong_to_the_stay(self, day: int) -> None:
        cultures = [blood_culture(4, "Escherichia coli"), blood_culture(day, "Klebsiella pneumoniae", hour=20)]
        (event,) = confirmed(assessed(admission(0), discharge(8), *cultures))
        assert organism_names(event) == ["Escherichia coli", "Klebsiella pneumoniae"]

    def test_a_bsi_before_the_transplant_sets_one_and_is_no_endpoint(self) -> None:
        (event,) = confirmed(assessed(blood_culture(-3, "Escherichia coli"), blood_culture(5, "Escherichia coli")))
        assert (event.date_of_event, event.in_window, event.counts_for_endpoint) == (day_of_june(-3), False, False)


@pytest.mark.parametrize(
    ("collected", "date_of_event", "onset"),
    [
        pytest.param(7, 7, None, id="day -3: before the stay"),
        pytest.param(8, 10, "POA", id="day -2 is set to hospital day 1"),
        pytest.param(9, 10, "POA", id="day -1 is set to hospital day 1"),
        pytest.param(10, 10, "POA", id="hospital day 1"),
        pytest.param(11, 11, "POA", id="hospital day 2"),
        pytest.param(12, 12, "HAI", id="hospital day 3"),
    ],
)
def test_onset_by_hospital_day(collected: int, date_of_event: int, onset: str | None) -> None:
    (event,) = confirmed(assessed(admission(10), blood_culture(collected, "Escherichia coli")))
    assert (event.date_of_event, event.onset) == (day_of_june(date_of_event), onset)


def test_onset_after_a_readmission_counts_from_the_new_admission() -> None:
    stays = [admission(-10), discharge(5), admission(20, "V2")]
    (event,) = confirmed(assessed(*stays, blood_culture(21, "Escherichia coli")))
    assert event.onset == "POA"


def test_onset_is_unknown_without_an_admission() -> None:
    (event,) = confirmed(assessed(blood_culture(4, "Escherichia coli")))
    assert event.onset is None


@pytest.mark.parametrize(
    ("day", "in_window"),
    [
        pytest.param(0, False, id="day before the transplant"),
        pytest.param(1, True, id="day of the transplant"),
        pytest.param(31, True, id="POD 30"),
        pytest.param(32, False, id="POD 31"),
    ],
)
def test_the_window_is_the_protocols(day: int, in_window: bool) -> None:  # noqa: FBT001 - a case's answer
    (event,) = confirmed(assessed(blood_culture(day, "Escherichia coli")))
    assert (event.in_window, event.counts_for_endpoint) == (in_window, in_window)


@pytest.mark.parametrize(
    ("first", "fourteenth"),
    [
        pytest.param(date(2028, 2, 16), date(2028, 2, 29), id="leap day is day 14"),
        pytest.param(date(2027, 2, 16), date(2027, 3, 1), id="no leap day"),
        pytest.param(date(2026, 12, 25), date(2027, 1, 7), id="turn of the year"),
    ],
)
def test_the_timeframe_over_month_ends(first: date, fourteenth: date) -> None:
    start = (first - day_of_june(0)).days
    found = confirmed(assessed(*(blood_culture(start + later, "Escherichia coli") for later in (0, 13, 14))))
    assert found[0].repeat_infection_timeframe == (first, fourteenth)
    assert [len(one.specimens) for one in found] == [2, 1]
