"""The referee's own sanity, by hand from the rule texts, and some hundred random histories beside the service."""

from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.referee import organisms as o
from tests.referee.__main__ import BATCH, ZONES, batch_differences
from tests.referee.comparison import Difference
from tests.referee.history import Blood, Condition, Count, History, Line, Report, Sign, Site, Stay, Temperature
from tests.referee.referee import judge
from tests.referee.verdict import Verdict

SEED, BATCHES = 2026, 18
ADMITTED = Stay(datetime(2026, 6, 1, 7))


def blood(number: str, on: int, *found: o.Organism, method: str = "culture", hour: int = 9) -> Blood:
    collected = datetime(2026, 6, on, hour)
    report = Report(collected + timedelta(days=3), "F", tuple((one, 0) for one in found))
    return Blood(number, collected, (report,), method)


def only(**parts: object) -> Verdict:
    """The one infection of a history with these parts."""
    (one,) = infections(**parts)
    return one


def infections(**parts: object) -> list[Verdict]:
    history = History(datetime(2026, 6, 1, 9), stays=(ADMITTED,), **parts)  # type: ignore[arg-type]
    return sorted(judge(history).infections, key=lambda one: (one.date_of_event, one.criterion or ""))


def fever(on: int, value: str = "38.1", unit: str = "Cel") -> Temperature:
    return Temperature(datetime(2026, 6, on, 3), Decimal(value), unit)


def pair(second: int = 8) -> tuple[Blood, Blood]:
    return blood("A", 8, o.EPIDERMIDIS), blood("B", second, o.EPIDERMIDIS, hour=11)


def test_a_pathogen_in_one_culture_is_lcbi_1_of_its_day() -> None:
    found = only(bloods=(blood("A", 5, o.AUREUS),))
    assert (found.criterion, found.date_of_event, found.onset) == ("LCBI-1", date(2026, 6, 5), "HAI")
    assert found.timeframe == (date(2026, 6, 5), date(2026, 6, 18))


@pytest.mark.parametrize(
    ("temperature", "criteria"),
    [
        pytest.param(fever(8, "38.0"), [], id="38.0 is no fever"),
        pytest.param(fever(8, "100.4", "[degF]"), [], id="100.4 °F is 38.0"),
        pytest.param(fever(8, "100.5", "[degF]"), ["LCBI-2"], id="100.5 °F is a fever"),
        pytest.param(fever(5), ["LCBI-2"], id="three days before"),
        pytest.param(fever(4), [], id="four days before"),
        pytest.param(fever(11), ["LCBI-2"], id="three days after"),
        pytest.param(fever(12), [], id="four days after"),
    ],
)
def test_a_pair_needs_a_sign_in_its_window(temperature: Temperature, criteria: list[str]) -> None:
    assert [one.criterion for one in infections(bloods=pair(), temperatures=(temperature,))] == criteria


@pytest.mark.parametrize(("second", "criteria"), [(8, ["LCBI-2"]), (9, ["LCBI-2"]), (10, [])])
def test_a_pair_is_of_the_same_or_the_next_day(second: int, criteria: list[str]) -> None:
    assert [one.criterion for one in infections(bloods=pair(second), temperatures=(fever(8),))] == criteria


def test_the_date_of_event_is_the_sign_that_came_first() -> None:
    assert only(bloods=pair(), temperatures=(fever(6),)).date_of_event == date(2026, 6, 6)


@pytest.mark.parametrize(("later", "count"), [(18, 1), (19, 2)])
def test_day_14_adds_and_day_15_begins_anew(later: int, count: int) -> None:
    assert len(infections(bloods=(blood("A", 5, o.AUREUS), blood("B", later, o.COLI)))) == count


@pytest.mark.parametrize(
    ("culture", "criteria"), [(3, ["LCBI-1"]), (4, []), (5, []), (6, []), (7, []), (8, ["LCBI-1"])]
)
def test_a_culture_from_two_days_before_to_one_after_overrules_a_pcr(culture: int, criteria: list[str]) -> None:
    found = infections(bloods=(blood("A", 6, o.AUREUS, method="nct"), blood("B", culture)))
    assert [one.criterion for one in found] == (criteria if culture != 7 else [])


@pytest.mark.parametrize(("first", "associated"), [(3, True), (4, False)])
def test_a_central_line_counts_from_its_third_day(first: int, *, associated: bool) -> None:
    line = Line(datetime(2026, 6, first, 8))
    assert only(bloods=(blood("A", 5, o.AUREUS),), lines=(line,)).line_associated is associated


@pytest.mark.parametrize(("cells", "criterion"), [(499, "MBI-LCBI-1"), (500, "LCBI-1")])
def test_neutropenia_is_below_500_on_two_days(cells: int, criterion: str) -> None:
    days = (datetime(2026, 6, 5, 7), datetime(2026, 6, 7, 7))
    counts = tuple(Count(one, "anc", Decimal(cells), "/uL") for one in days)
    assert only(bloods=(blood("A", 8, o.COLI),), counts=counts).criterion == criterion


def test_an_infant_may_have_lcbi_3() -> None:
    apnoea = (Sign("apnea", date(2026, 6, 8)),)
    assert only(bloods=pair(), signs=apnoea, born=date(2025, 6, 8)).criterion == "LCBI-3"
    assert infections(bloods=pair(), signs=apnoea, born=date(2025, 6, 7)) == []


def test_a_site_takes_the_blood_that_matches_and_leaves_what_it_excludes() -> None:
    site = Site("UTI", "SUTI 1a", date(2026, 6, 5), date(2026, 6, 5), (o.COLI,))
    secondary, primary = sorted(
        infections(bloods=(blood("A", 6, o.COLI, o.ALBICANS),), sites=(site,)), key=lambda one: one.criterion or ""
    )
    assert (secondary.secondary_to, secondary.organisms) == ("UTI", frozenset({"Escherichia coli"}))
    assert (primary.criterion, primary.organisms) == ("LCBI-1", frozenset({"Candida albicans"}))


def test_a_single_commensal_is_a_contaminant() -> None:
    judged = judge(History(datetime(2026, 6, 1, 9), bloods=(blood("A", 5, o.EPIDERMIDIS),)))
    assert judged.infections == frozenset()
    assert judged.leftovers == {("contaminant", date(2026, 6, 5), "Staphylococcus epidermidis")}


def test_a_heart_assist_device_takes_the_line_away() -> None:
    line, device = Line(datetime(2026, 6, 2, 8)), Condition("ecmo", date(2026, 6, 3))
    found = only(bloods=(blood("A", 5, o.AUREUS),), lines=(line,), conditions=(device,))
    assert found.line_associated is False


@pytest.fixture(scope="module")
def batches(beside: ProcessPoolExecutor) -> list[Future[list[tuple[int, Difference]]]]:
    numbers = [range(batch * BATCH, (batch + 1) * BATCH) for batch in range(BATCHES)]
    return [beside.submit(batch_differences, SEED, one) for one in numbers]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_service_and_referee_agree_on_random_histories(
    batch: int, batches: list[Future[list[tuple[int, Difference]]]]
) -> None:
    assert batches[batch].result() == []


def test_the_installed_command_says_the_same() -> None:
    assert batch_differences(SEED, range(BATCHES * BATCH, (BATCHES + 1) * BATCH), in_a_process=True) == []


def test_every_time_zone_is_among_them() -> None:
    assert len(ZONES) <= BATCHES
