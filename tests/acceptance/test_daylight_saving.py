"""The days on which the clock changes, through `assess`: calendar days stay calendar days, hours are elapsed hours.

Berlin: 29 March 2026, 02:00 → 03:00 (a day of 23 hours), 25 October 2026, 03:00 → 02:00 (25 hours). New York: 8 March
and 1 November 2026, at 02:00. A local time that is twice is its first occurrence, one that does not exist is as far
behind the change as it says; an offset that is stated is obeyed.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from hl7_by_hand import ROSTER, Report, assess, culture, events, open_signals, report_of, temperature, value

EPIDERMIDIS, COLI, AUREUS = "Staphylococcus epidermidis", "Escherichia coli", "Staphylococcus aureus"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
CHANGES = [
    pytest.param(BERLIN, date(2026, 3, 29), id="Berlin in spring"),
    pytest.param(BERLIN, date(2026, 10, 25), id="Berlin in autumn"),
    pytest.param(NEW_YORK, date(2026, 3, 8), id="New York in spring"),
    pytest.param(NEW_YORK, date(2026, 11, 1), id="New York in autumn"),
]


def run(folder: Path, zone: str, *messages: str, now: str = "2026-12-20T00:00:00+01:00") -> Report:
    roster = ROSTER.replace("2026-06-01", "2026-03-01").replace("2026-06-04T10:00", "")
    return report_of(assess(folder, messages, roster=roster, protocol=f'time_zone = "{zone}"\n', now=now))


def at(day: date, days: int, hour: str) -> str:
    return f"{day + timedelta(days):%m%d} {hour}"


WINDOW = [
    pytest.param(-4, "2359", None, id="23:59, four days before"),
    pytest.param(-3, "0000", "LCBI-2", id="midnight begins the third day before"),
    pytest.param(3, "2359", "LCBI-2", id="23:59 on the third day after"),
    pytest.param(4, "0000", None, id="midnight begins the fourth day after"),
    pytest.param(3, "2400", None, id="24:00 is the end of the third day, the first moment of the fourth"),
]


@pytest.mark.parametrize(("zone", "change"), CHANGES)
@pytest.mark.parametrize(("days", "hour", "criterion"), WINDOW)
@pytest.mark.parametrize("drawn", [-1, 0, 1], ids=["the day before", "the day of the change", "the day after"])
def test_the_window_of_three_days_over_the_change(
    tmp_path: Path, zone: str, change: date, drawn: int, *, days: int, hour: str, criterion: str | None
) -> None:
    pair = [culture(at(change, drawn, one), EPIDERMIDIS, specimen=one) for one in ("0800", "0900")]
    (found,) = events(run(tmp_path, zone, *pair, temperature(at(change, drawn + days, hour), "38.4")))
    assert found["criterion"] == criterion


@pytest.mark.parametrize(("zone", "change"), CHANGES)
@pytest.mark.parametrize(("days", "hour", "count"), [(13, "2359", 1), (14, "0000", 2)], ids=["day 14", "day 15"])
def test_the_timeframe_of_14_days_over_the_change(
    tmp_path: Path, zone: str, change: date, *, days: int, hour: str, count: int
) -> None:
    first = culture(at(change, -6, "2359"), COLI)
    found = events(run(tmp_path, zone, first, culture(at(change, days - 6, hour), AUREUS, specimen="B1")))
    assert len(found) == count


TWENTY_FOUR_HOURS = [
    pytest.param("0329 0100", "0328 0059", False, id="spring: 24 h 01"),
    pytest.param("0329 1200", "0328 1100", True, id="spring: 25 hours on the wall are 24"),
    pytest.param("0329 1200", "0328 1059", False, id="spring: 24 h 01 elapsed"),
    pytest.param("1025 1200", "1024 1300", True, id="autumn: 23 hours on the wall are 24"),
    pytest.param("1025 1200", "1024 1259", False, id="autumn: 24 hours on the wall, less a little, are 24 h 01"),
]


@pytest.mark.parametrize(("drawn", "fever", "notice"), TWENTY_FOUR_HOURS)
def test_fever_within_24_hours_of_the_culture_are_elapsed_hours(
    tmp_path: Path, drawn: str, fever: str, *, notice: bool
) -> None:
    pending = culture(drawn, "No growth to date", status="P", reported=f"{drawn[:4]} 2300")
    now = f"2026-{drawn[:2]}-{drawn[2:4]}T23:30:00+01:00"
    found = open_signals(run(tmp_path, BERLIN, pending, temperature(fever, "38.6"), now=now))
    assert found == ({"bsi.fever_with_culture"} if notice else set())


WRITTEN = [
    pytest.param("202610250230", "2026-10-25T02:30+02:00", id="02:30 twice: the first"),
    pytest.param("202610250230+0200", "2026-10-25T02:30+02:00", id="the first, stated"),
    pytest.param("202610250230+0100", "2026-10-25T02:30+01:00", id="the second, stated"),
    pytest.param("202603290230", "2026-03-29T03:30+02:00", id="02:30 that does not exist: half an hour behind"),
    pytest.param("202603282330+0000", "2026-03-29T00:30+01:00", id="another zone: the hospital's day"),
    pytest.param("202610251830-0500", "2026-10-26T00:30+01:00", id="New York's evening is Berlin's next day"),
    pytest.param("202603282400", "2026-03-29T00:00+01:00", id="24:00"),
    pytest.param("20260329", "2026-03-29", id="a day stays a day"),
]


@pytest.mark.parametrize(("written", "specimen"), WRITTEN)
def test_a_collection_time_as_it_is_written(tmp_path: Path, written: str, specimen: str) -> None:
    message = culture("0301 1111", COLI, reported="1101 0800").replace("202603011111", written)
    (found,) = events(run(tmp_path, BERLIN, message))
    assert found["specimens"] == [specimen]
    assert found["date_of_event"] == specimen[:10]


WHOLE_DAY = [
    pytest.param("20260329", "202603280000", True, id="24 hours before the day's first moment"),
    pytest.param("20260329", "202603272359", False, id="a minute more"),
    pytest.param("20260329", "202603310000", False, id="24 hours after the day's last moment are over"),
    pytest.param("20260329", "202603302359", True, id="a minute less"),
    pytest.param("20261025", "202610262359", True, id="autumn: the day of 25 hours ends at midnight in Berlin"),
    pytest.param("20261025", "202610270000", False, id="autumn: a minute more"),
]


@pytest.mark.parametrize(("drawn", "fever", "notice"), WHOLE_DAY)
def test_a_culture_with_a_day_only_lasts_the_hospitals_whole_day(
    tmp_path: Path, drawn: str, fever: str, *, notice: bool
) -> None:
    """In UTC the day would begin and end one or two hours later."""
    pending = culture("0301 1111", "No growth to date", status="P", reported="0301 1112")
    taken = temperature(fever[4:8] + fever[8:], "38.6")
    now = "2026-03-31T00:01:00+02:00" if drawn == "20260329" else "2026-10-27T00:01:00+01:00"
    found = open_signals(run(tmp_path, BERLIN, pending.replace("202603011111", drawn), taken, now=now))
    assert found == ({"bsi.fever_with_culture"} if notice else set())


@pytest.mark.parametrize(
    ("drawn", "notice"),
    [
        pytest.param("1026 2330", True, id="24 hours before lie in the last half hour of the day of 25 hours"),
        pytest.param("1026 2359", True, id="in its last minute"),
        pytest.param("1027 0000", False, id="in no minute of it"),
    ],
)
def test_a_fever_with_a_day_only_lasts_the_whole_day_of_25_hours(tmp_path: Path, drawn: str, *, notice: bool) -> None:
    pending = culture(drawn, "No growth to date", status="P", reported="1027 0600")
    fever = temperature("1025 1111", "38.6").replace("202610251111", "20261025")
    found = open_signals(run(tmp_path, BERLIN, pending, fever, now="2026-10-27T08:00:00+01:00"))
    assert found == ({"bsi.fever_with_culture"} if notice else set())


REACTIONS = [
    pytest.param("03-28T12:00", "0329 1300", True, id="spring: 25 hours on the wall are 24"),
    pytest.param("03-28T12:00", "0329 1301", False, id="spring: a minute more"),
    pytest.param("10-24T12:00", "1025 1100", True, id="autumn: 23 hours on the wall are 24"),
    pytest.param("10-24T12:00", "1025 1101", False, id="autumn: a minute more"),
]


@pytest.mark.parametrize(("infused", "pulse", "reaction"), REACTIONS)
def test_an_infusion_reaction_within_24_hours_are_elapsed_hours(
    tmp_path: Path, infused: str, pulse: str, *, reaction: bool
) -> None:
    transplanted = f"2026-{infused[:2]}-20T09:30"
    roster = ROSTER.replace("2026-06-01T09:30", transplanted).replace("2026-06-04T10:00", f"2026-{infused}")
    fast = value(pulse, "8867-4^Heart rate^LN", "131", "/min")
    said = assess(tmp_path, [fast], roster=roster, protocol=f'time_zone = "{BERLIN}"\n', now="2026-12-20T00:00:00Z")
    assert len(events(report_of(said), "infusion_reaction")) == reaction


@pytest.mark.parametrize(
    ("second", "rise"),
    [
        pytest.param("0329 0900", False, id="spring: 12 hours on the wall are 11"),
        pytest.param("0329 1000", True, id="spring: 13 on the wall are 12"),
        pytest.param("1025 0800", True, id="autumn: 11 on the wall are 12"),
        pytest.param("1025 0759", False, id="autumn: a minute less"),
    ],
)
def test_two_enzyme_results_12_hours_apart_are_elapsed_hours(tmp_path: Path, second: str, *, rise: bool) -> None:
    month, eve = second[:2], f"{int(second[:4]) - 1:04}"
    roster = ROSTER.replace("2026-06-01", f"2026-{month}-15").replace("2026-06-04T10:00", "")
    results = [(f"{eve} 0600", "50"), (f"{eve} 2100", "100"), (second, "120")]
    messages = [value(at_, "1742-6^ALT^LN", number, "U/L", "0-40") for at_, number in results]
    now = f"2026-{month}-{second[2:4]}T20:00:00+01:00"
    said = assess(tmp_path, messages, roster=roster, protocol=f'time_zone = "{BERLIN}"\n', now=now)
    assert ("rejection.enzyme_rise" in open_signals(report_of(said))) is rise
