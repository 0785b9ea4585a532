"""The truth against the messages, by a reading of its own; and the timing of cultures, blood values and biopsies."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest

from feed_reading import BloodOrder, blood_orders, positive_days, time_of
from graftwatch.simulator import RecipientTruth, Simulation, simulate
from graftwatch.simulator.menu import GRAFTS, INFECTIONS

Orders = dict[tuple[str | None, str], BloodOrder]
_KINDS = {
    "1920-8": "AST",
    "3B035000002327201": "AST",
    "8328-7": "temperature",
    "8310-5": "temperature",
    "8331-1": "temperature",
    "9P100000000000001": "temperature",
}


class Result(NamedTuple):
    """One number that the tests below look at."""

    kind: str
    on: date
    value: float
    fahrenheit: bool


@pytest.fixture(scope="module")
def feed() -> Simulation:
    """Enough recipients for every scenario, each at least twice."""
    return simulate(21, recipients=2 * len(INFECTIONS), days=70, background=0)


@pytest.fixture(scope="module")
def orders(feed: Simulation) -> Orders:
    return blood_orders(feed.recipient_messages)


@pytest.fixture(scope="module")
def results(feed: Simulation) -> dict[str, list[Result]]:
    """Temperatures and AST of each recipient."""
    found: dict[str, list[Result]] = {}
    for one in feed.recipient_messages:
        found.setdefault(one.subject or "", []).extend(_results(one.content))
    return found


def _results(content: bytes) -> Iterator[Result]:
    on = date.min
    for segment in content.split(b"\r"):
        fields = segment.split(b"|")
        if fields[0] == b"OBR":
            on = time_of(fields[7].decode()).date()
        elif fields[0] == b"OBX" and fields[2] in {b"NM", b"SN", b"ST"}:
            code = fields[3].split(b"^")
            loinc = code[3] if len(code) > 3 else code[0]
            kind = _KINDS.get(loinc.decode())
            if kind is not None:
                yield Result(kind, on, float(fields[5].lstrip(b"^")), fields[6] == b"[degF]")


def _fever_days(results: list[Result]) -> set[date]:
    fevers = (one for one in results if one.kind == "temperature" and one.value > (100.4 if one.fahrenheit else 38.0))
    return {one.on for one in fevers}


def _ast(results: list[Result]) -> dict[date, float]:
    return {one.on: one.value for one in results if one.kind == "AST"}


def _told(feed: Simulation, scenario: str) -> list[RecipientTruth]:
    found = [one for one in feed.truth.recipients if one.scenarios[0].startswith(scenario)]
    assert found, f"nobody has the scenario {scenario!r}"
    return found


def test_every_scenario_is_dealt(feed: Simulation) -> None:
    assert len({one.scenarios[0] for one in feed.truth.recipients}) >= len(INFECTIONS)
    assert len({one.scenarios[1] for one in feed.truth.recipients}) >= len(GRAFTS)


def test_each_confirmed_pathogen_was_grown_on_its_date_of_event(feed: Simulation, orders: Orders) -> None:
    for truth in feed.truth.recipients:
        for event in truth.bsi:
            if event.criterion == "LCBI-1":
                assert event.date_of_event in positive_days(orders, truth.subject), (truth.subject, truth.scenarios)


def test_nothing_grows_where_nothing_is_to_be_found(feed: Simulation, orders: Orders) -> None:
    for truth in feed.truth.recipients:
        if not truth.bsi and not truth.contaminants:
            assert positive_days(orders, truth.subject) == set(), (truth.subject, truth.scenarios)


def test_a_retracted_organism_was_final_once_and_is_gone_at_the_end(feed: Simulation, orders: Orders) -> None:
    for truth in _told(feed, "retracted"):
        (day,) = truth.retracted_on
        reports = [
            report
            for (subject, _), order in orders.items()
            for report in order.reports
            if subject == truth.subject and report.collected.date() == day
        ]
        assert any(report.grows and report.status == "F" for report in reports)
        assert day not in positive_days(orders, truth.subject)


def test_contaminants_are_grown_on_their_day_and_are_no_event(feed: Simulation, orders: Orders) -> None:
    for truth in _told(feed, "contaminant"):
        assert truth.bsi == ()
        assert {one.collected_on for one in truth.contaminants} == positive_days(orders, truth.subject)


def test_two_draws_with_the_same_commensal_have_a_fever_on_or_before_the_first_day(
    feed: Simulation, orders: Orders, results: dict[str, list[Result]]
) -> None:
    for truth in _told(feed, "same commensal in two draws, with fever"):
        (event,) = truth.bsi
        first = min(positive_days(orders, truth.subject))
        assert event.criterion == "LCBI-2"
        assert timedelta() <= first - event.date_of_event <= timedelta(days=1)
        assert event.date_of_event in _fever_days(results[truth.subject])


def test_two_draws_without_a_fever_in_the_window_period_are_none(
    feed: Simulation, orders: Orders, results: dict[str, list[Result]]
) -> None:
    for truth in _told(feed, "same commensal in two draws, no fever"):
        (day,) = positive_days(orders, truth.subject)
        near = [on for on in _fever_days(results[truth.subject]) if abs((on - day).days) <= 3]
        assert near == []
        assert truth.bsi == ()


def test_the_calendar_day_decides_at_the_edge_of_the_window(feed: Simulation) -> None:
    for truth in _told(feed, "at the edge"):
        (event,) = truth.bsi
        assert event.in_window is (event.date_of_event == truth.window[1])


def test_infections_outside_the_window_are_no_endpoint(feed: Simulation) -> None:
    for truth in (*_told(feed, "infection before"), *_told(feed, "infection after")):
        assert not truth.has_bsi_endpoint
        assert [event.status for event in truth.bsi] == ["confirmed"]


def test_a_second_organism_in_the_timeframe_is_in_the_same_event(feed: Simulation, orders: Orders) -> None:
    for truth in _told(feed, "again within"):
        (event,) = truth.bsi
        days = positive_days(orders, truth.subject)
        assert len(event.organisms) == 2
        assert (max(days) - event.date_of_event).days <= 13


def test_a_positive_culture_after_the_timeframe_is_another_event(feed: Simulation) -> None:
    for truth in _told(feed, "infection + another"):
        first, second = (event.date_of_event for event in truth.bsi)
        assert (second - first).days >= 14


def test_a_blood_culture_takes_its_time(orders: Orders) -> None:
    for order in orders.values():
        collected, received = order.reports[0].collected, order.reports[0].received
        assert timedelta(minutes=30) <= received - collected <= timedelta(hours=3)
        named = [one.stated for one in order.reports if one.grows]
        if named:
            assert min(named) - received >= timedelta(hours=24), "a bottle is flagged, stained, and named a day later"
        else:
            finals = [one.stated for one in order.reports if one.status == "F"]
            assert all(timedelta(days=5) <= stated - received <= timedelta(days=5, hours=1) for stated in finals)


def test_two_sets_are_two_orders_drawn_apart(feed: Simulation, orders: Orders) -> None:
    drawn = Counter((subject, order.newest.collected) for (subject, _), order in orders.items())
    assert set(drawn.values()) == {1}
    assert len({subject for subject, _ in orders}) > len(feed.plans) / 2


def test_biopsies_are_entered_after_they_are_taken_and_graded_by_their_index(feed: Simulation) -> None:
    truth = {one.subject: one.rejection for one in feed.truth.recipients}
    for decision in feed.decisions:
        said = json.loads(decision.line)
        index = said["portal"] + said["duct"] + said["venous"]
        found = truth[said["subject"]]
        assert found is not None
        assert found.confirmed is (index >= 3)
        assert found.date == datetime.fromisoformat(said["at"]).date()
        assert datetime.fromisoformat(said["at"]) < decision.entered_at


def test_before_a_rejection_the_enzymes_are_low_and_in_it_they_rise(
    feed: Simulation, results: dict[str, list[Result]]
) -> None:
    for truth in feed.truth.recipients:
        if truth.has_rejection_endpoint and truth.rejection is not None:
            values = _ast(results[truth.subject])
            taken = truth.rejection.date
            assert min(values[taken - timedelta(days=back)] for back in (3, 4)) < 60
            assert values[taken] > 300
