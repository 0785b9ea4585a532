"""Repeat infection timeframe, hospital stays, onset and the endpoint window. Expected values from the manual."""

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
    june,
    organism_names,
    temperature,
)
from graftwatch.facts import Fact, Statement
from graftwatch.findings import EventStatus

EPIDERMIDIS = "Staphylococcus epidermidis"


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

    def test_a_commensal_pair_in_it_is_added_with_its_sign(self) -> None:
        pair: list[Fact[Statement]] = [
            blood_culture(9, EPIDERMIDIS),
            blood_culture(10, EPIDERMIDIS),
            temperature(11, "38.4"),
        ]
        (event,) = bsi_events(assessed(blood_culture(4, "Escherichia coli"), *pair))
        assert organism_names(event) == ["Escherichia coli", EPIDERMIDIS]

    def test_a_commensal_pair_in_it_without_a_sign_meets_no_criterion_and_is_not_added(self) -> None:
        pair = [blood_culture(9, EPIDERMIDIS), blood_culture(10, EPIDERMIDIS)]
        found = bsi_events(assessed(blood_culture(4, "Escherichia coli"), *pair))
        assert [(one.status, organism_names(one)) for one in found] == [
            (EventStatus.CONFIRMED, ["Escherichia coli"]),
            (EventStatus.CONTAMINANT, [EPIDERMIDIS]),
        ]

    def test_a_pair_drawn_after_it_is_added_where_its_sign_lies_in_it(self) -> None:
        pair: list[Fact[Statement]] = [
            blood_culture(18, EPIDERMIDIS),
            blood_culture(19, EPIDERMIDIS),
            temperature(17, "38.4"),
        ]
        (event,) = bsi_events(assessed(blood_culture(4, "Escherichia coli"), *pair))
        assert organism_names(event) == ["Escherichia coli", EPIDERMIDIS]

    def test_a_pair_drawn_after_it_whose_sign_lies_after_it_is_a_new_event(self) -> None:
        pair: list[Fact[Statement]] = [
            blood_culture(18, EPIDERMIDIS),
            blood_culture(19, EPIDERMIDIS),
            temperature(18, "38.4"),
        ]
        found = confirmed(assessed(blood_culture(4, "Escherichia coli"), *pair))
        assert [(one.criterion, one.date_of_event) for one in found] == [
            ("LCBI-1", day_of_june(4)),
            ("LCBI-2", day_of_june(18)),
        ]

    def test_a_pathogen_of_day_15_opens_an_event_though_the_pair_of_its_draw_belongs_to_the_earlier_one(
        self,
    ) -> None:
        last_day = blood_culture(17, EPIDERMIDIS)
        day_after = blood_culture(18, EPIDERMIDIS, "Staphylococcus aureus")
        found = confirmed(assessed(blood_culture(4, "Escherichia coli"), last_day, day_after, temperature(17, "38.4")))
        assert [(one.criterion, one.date_of_event, organism_names(one)) for one in found] == [
            ("LCBI-1", day_of_june(4), ["Escherichia coli", EPIDERMIDIS]),
            ("LCBI-1", day_of_june(18), ["Staphylococcus aureus"]),
        ]

    def test_a_stay_in_between_ends_it_for_blood_drawn_out_of_hospital(self) -> None:
        stay = [admission(7), discharge(9)]
        found = confirmed(assessed(*stay, blood_culture(2, "Escherichia coli"), blood_culture(13, "Escherichia coli")))
        assert [(one.date_of_event, one.onset) for one in found] == [(day_of_june(2), None), (day_of_june(13), None)]

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
    cultures = [blood_culture(start + later, "Escherichia coli") for later in (0, 13, 14)]
    found = confirmed(assessed(*cultures, now=june(start + 60)))
    assert found[0].repeat_infection_timeframe == (first, fourteenth)
    assert [len(one.specimens) for one in found] == [2, 1]
