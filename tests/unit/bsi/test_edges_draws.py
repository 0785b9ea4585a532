"""Which specimens are one draw: the order they share, and the minutes or the day between them."""

from dataclasses import replace

import pytest

from charts import TOKYO, blood_culture, day_of_june, june
from graftwatch.bsi.blood_culture import BloodCulture, blood_cultures
from graftwatch.facts import Chart, ClinicalTime, Fact, MicrobiologyReport

Report = Fact[MicrobiologyReport]
EPIDERMIDIS = "Staphylococcus epidermidis"


def collected(report: Report, at: ClinicalTime | None) -> Report:
    return replace(report, statement=replace(report.statement, collected=at))


def bottles(*times: ClinicalTime | None) -> list[Report]:
    """Bottles of one order, collected at these times."""
    names = zip(times, "abcd", strict=False)
    return [collected(blood_culture(4, EPIDERMIDIS, draw=name, order="A1"), at) for at, name in names]


def draws(reports: list[Report]) -> list[BloodCulture]:
    return blood_cultures(Chart(reports, TOKYO))


def at(hour: int, minute: int = 0, day: int = 4) -> ClinicalTime:
    return ClinicalTime.of(june(day, hour, minute), TOKYO)


def on(day: int) -> ClinicalTime:
    return ClinicalTime(day_of_june(day))


@pytest.mark.parametrize(
    ("times", "reports_by_draw"),
    [
        pytest.param((at(8), at(8, 10)), [2], id="ten minutes apart: filled one after the other"),
        pytest.param((at(8), at(8, 11)), [1, 1], id="eleven minutes apart: two draws"),
        pytest.param((at(8), at(8, 10, day=5)), [1, 1], id="the same minute a day later"),
        pytest.param((at(8), None), [2], id="a bottle that nobody gave a time"),
        pytest.param((None, at(8)), [2], id="the same the other way round"),
        pytest.param((on(4), on(4)), [2], id="the same day without times"),
        pytest.param((on(4), on(5)), [1, 1], id="two days without times"),
        pytest.param((at(8), on(4)), [2], id="a time and a day, of one day"),
        pytest.param((on(4), at(8, day=5)), [1, 1], id="a day and a time of the next"),
    ],
)
def test_bottles_of_one_order(times: tuple[ClinicalTime | None, ...], reports_by_draw: list[int]) -> None:
    assert [len(one.reports) for one in draws(bottles(*times))] == reports_by_draw


def test_bottles_chained_by_their_minutes_are_one_draw() -> None:
    """08:00, 08:10 and 08:20: each was filled ten minutes after the one before."""
    assert [len(one.reports) for one in draws(bottles(at(8), at(8, 10), at(8, 20)))] == [3]


def test_the_newest_report_says_when_the_blood_was_collected() -> None:
    first = collected(blood_culture(4, EPIDERMIDIS, stated=june(5), report="r1"), at(8))
    second = collected(blood_culture(4, EPIDERMIDIS, stated=june(6), report="r2"), at(8, day=3))

    (draw,) = draws([second, first])
    assert draw.on == day_of_june(3)
