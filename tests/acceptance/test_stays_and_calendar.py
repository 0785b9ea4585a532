"""Hospital stays, the calendar and the endpoint's window, by hand from chapters 2 and 4.

The first day inside and the first outside: admission and readmission, discharge, leap day, month ends, the change of
the clock, another zone; people's verdicts and what is drawn after them.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    ROSTER,
    Wanted,
    admitted,
    assert_events,
    assess,
    culture,
    event,
    events,
    message,
    report_of,
    said,
    temperature,
)

AUREUS, EPIDERMIDIS, COLI = "Staphylococcus aureus", "Staphylococcus epidermidis", "Escherichia coli"
CONS, KLEBSIELLA = "Coagulase-negative staphylococci", "Klebsiella pneumoniae"
NCT = "BNCT^Blood pathogen panel^L"
CODES = "code,system,concept,specimen,unit\nBNCT,L,blood_nct,blood,\n"
FEVER = temperature("0604 1000", "38.4")


def two(first: str, second: str, *, of: str = EPIDERMIDIS, and_of: str = "") -> list[str]:
    """Two draws, each with an order and a specimen number of its own."""
    return [culture(first, of, specimen="A1"), culture(second, and_of or of, specimen="A2")]


STAYS = [
    pytest.param([culture("0607 2359", COLI)], [("2026-06-07", None)], id="day -3: before the stay"),
    pytest.param([culture("0608 0001", COLI)], [("2026-06-10", "POA")], id="day -2: set to hospital day 1"),
    pytest.param([culture("0611 2359", COLI)], [("2026-06-11", "POA")], id="hospital day 2"),
    pytest.param([culture("0612 0001", COLI)], [("2026-06-12", "HAI")], id="hospital day 3"),
    pytest.param(
        [culture("0608 0800", COLI), culture("0609 0800", KLEBSIELLA, specimen="B1")],
        [("2026-06-10", "POA")],
        id="both days before are hospital day 1: one infection",
    ),
    pytest.param(
        [culture("0608 0800", COLI), culture("0623 0800", KLEBSIELLA, specimen="B1")],
        [("2026-06-10", "POA")],
        id="the timeframe of day -2 counts from hospital day 1: 23 June is day 14",
    ),
    pytest.param(
        [culture("0608 0800", COLI), culture("0624 0800", KLEBSIELLA, specimen="B1")],
        [("2026-06-10", "POA"), ("2026-06-24", "HAI")],
        id="24 June is day 15",
    ),
    pytest.param(
        [culture("0607 0800", COLI), culture("0611 0800", COLI, specimen="B1")],
        [("2026-06-07", None), ("2026-06-11", "POA")],
        id="an infection of day -3 has no timeframe in the stay",
    ),
    pytest.param(
        [temperature("0607 2000", "38.4"), *two("0610 0800", "0610 0900")],
        [("2026-06-07", None)],
        id="a sign on day -3 is the first element in the window",
    ),
    pytest.param(
        [temperature("0608 2000", "38.4"), *two("0610 0800", "0610 0900")],
        [("2026-06-10", "POA")],
        id="a sign on day -2: hospital day 1",
    ),
]


@pytest.mark.parametrize(("messages", "wanted"), STAYS)
def test_before_and_after_an_admission_on_10_june(
    tmp_path: Path, messages: list[str], wanted: list[tuple[str, str | None]]
) -> None:
    report = report_of(assess(tmp_path, [admitted("0610 2350"), *messages]))
    assert sorted((one["date_of_event"], one["onset"]) for one in events(report)) == wanted


READMISSION = [admitted("0601 0700"), admitted("0601 0700", discharged="0608 1000"), admitted("0612 0900")]
OVER_A_READMISSION = [
    pytest.param("0608 2300", [("2026-06-05", "HAI", 2)], id="the day of discharge"),
    pytest.param("0609 2359", [("2026-06-05", "HAI", 2)], id="the day after"),
    pytest.param("0610 0001", [("2026-06-05", "HAI", 1), ("2026-06-12", "POA", 1)], id="two days before the next stay"),
    pytest.param("0613 0800", [("2026-06-05", "HAI", 1), ("2026-06-13", "POA", 1)], id="day 2 of the next stay"),
    pytest.param("0614 0800", [("2026-06-05", "HAI", 1), ("2026-06-14", "HAI", 1)], id="day 3 of the next stay"),
]


@pytest.mark.parametrize(("collected", "wanted"), OVER_A_READMISSION)
def test_the_timeframe_is_not_carried_over_a_readmission(
    tmp_path: Path, collected: str, wanted: list[tuple[str, str, int]]
) -> None:
    cultures = [culture("0605 0800", COLI), culture(collected, KLEBSIELLA, specimen="B1")]
    report = report_of(assess(tmp_path, [*READMISSION, *cultures]))
    found = sorted((one["date_of_event"], one["onset"], len(one["organisms"])) for one in events(report))
    assert found == wanted


NEXT_DAY = [admitted("0601 0700"), admitted("0601 0700", discharged="0608 1000"), admitted("0609 0900")]
READMITTED_THE_NEXT_DAY = [
    pytest.param("0609 2000", [("2026-06-05", "HAI", 2)], id="the day after the discharge is of the stay that ended"),
    pytest.param("0610 0001", [("2026-06-05", "HAI", 1), ("2026-06-10", "POA", 1)], id="day 2 of the new stay"),
]


@pytest.mark.parametrize(("collected", "wanted"), READMITTED_THE_NEXT_DAY)
def test_a_recipient_who_is_readmitted_the_day_after_the_discharge(
    tmp_path: Path, collected: str, wanted: list[tuple[str, str, int]]
) -> None:
    cultures = [culture("0605 0800", COLI), culture(collected, KLEBSIELLA, specimen="B1")]
    report = report_of(assess(tmp_path, [*NEXT_DAY, *cultures]))
    assert sorted((one["date_of_event"], one["onset"], len(one["organisms"])) for one in events(report)) == wanted


@pytest.mark.parametrize("by_feed", [True, False], ids=["the feed knows the end", "the person knows the end"])
def test_the_end_of_a_stay_told_twice_is_the_known_one(tmp_path: Path, *, by_feed: bool) -> None:
    feed = [admitted("0601 0700"), *([admitted("0601 0700", discharged="0604 1000")] if by_feed else [])]
    end = {} if by_feed else {"discharged_at": "2026-06-04"}
    by_person = said("admission", admitted_at="2026-06-01", **end)
    messages = [*feed, culture("0603 0800", COLI), culture("0608 0800", COLI, specimen="B1")]
    found = events(report_of(assess(tmp_path, messages, decisions=[by_person])))
    assert [(one["date_of_event"], one["onset"]) for one in found] == [("2026-06-03", "HAI"), ("2026-06-08", None)]


def test_a_stay_whose_end_nobody_told_lasts_until_the_next_admission(tmp_path: Path) -> None:
    cultures = [culture("0605 0800", COLI), culture("0611 0800", KLEBSIELLA, specimen="B1")]
    report = report_of(assess(tmp_path, [admitted("0601 0700"), admitted("0610 0900"), *cultures]))
    found = [(one["date_of_event"], one["onset"]) for one in events(report)]
    assert found == [("2026-06-05", "HAI"), ("2026-06-11", "POA")]


def test_a_move_to_another_ward_begins_no_stay(tmp_path: Path) -> None:
    moved = message(
        "EVN|A02|202606100900|||U|202606100900",
        "PV1|1|I|ICU^1^1" + "|" * 16 + "V0601" + "|" * 25 + "202606010700",
        kind="ADT^A02^ADT_A02",
        sent="0610 0900",
    )
    messages = [admitted("0601 0700"), moved, culture("0605 0800", COLI), culture("0611 0800", AUREUS, specimen="B1")]
    assert_events(report_of(assess(tmp_path, messages)), [event("LCBI-1", "06-05", COLI, AUREUS, onset="HAI")])


def test_one_admission_told_by_the_feed_and_by_a_person_is_one_stay(tmp_path: Path) -> None:
    by_person = said("admission", admitted_at="2026-06-01")
    feed = [admitted("0601 0700"), admitted("0601 0700", discharged="0604 1000"), admitted("0607 0900")]
    messages = [*feed, culture("0603 0800", COLI), culture("0608 0800", COLI, specimen="B1")]
    found = events(report_of(assess(tmp_path, messages, decisions=[by_person])))
    assert [(one["date_of_event"], one["onset"]) for one in found] == [("2026-06-03", "HAI"), ("2026-06-08", "POA")]


LEAP_YEAR = ROSTER.replace("2026-06-01T09:30", "2028-02-20T09:30").replace("2026-06-04T10:00", "")
CALENDAR = [
    pytest.param(two("20280228 0800", "20280229 0800"), "20280226 0800", ["LCBI-2"], "2028-02-26", id="leap day"),
    pytest.param(
        two("20280228 0800", "20280301 0800"), "20280228 0800", [None, None], "2028-02-28", id="a day between"
    ),
    pytest.param(two("20280229 0800", "20280301 0800"), "20280226 0800", ["LCBI-2"], "2028-02-26", id="month end"),
    pytest.param(two("20280229 0800", "20280301 0800"), "20280304 0800", [None], "2028-02-29", id="four days after"),
    pytest.param(
        two("20280229 0800", "20280301 0800"), "20280303 2359", ["LCBI-2"], "2028-02-29", id="three days after"
    ),
]


@pytest.mark.parametrize(("pair", "fever", "criteria", "first"), CALENDAR)
def test_month_ends_in_a_leap_year(
    tmp_path: Path, pair: list[str], fever: str, criteria: list[str | None], first: str
) -> None:
    messages = [*pair, temperature(fever, "38.4")]
    found = events(report_of(assess(tmp_path, messages, roster=LEAP_YEAR, now="2028-05-01T00:00:00+09:00")))
    assert [one["criterion"] for one in found] == criteria
    assert found[0]["date_of_event"] == first


@pytest.mark.parametrize(
    ("second", "events_seen"),
    [
        pytest.param("20280229 0800", 1, id="29 February: day 14"),
        pytest.param("20280301 0800", 2, id="1 March: day 15"),
    ],
)
def test_the_timeframe_of_16_february_in_a_leap_year(tmp_path: Path, second: str, events_seen: int) -> None:
    messages = [culture("20280216 0800", COLI), culture(second, AUREUS, specimen="B1")]
    report = report_of(assess(tmp_path, messages, roster=LEAP_YEAR, now="2028-05-01T00:00:00+09:00"))
    assert len(events(report)) == events_seen
    assert events(report)[0]["repeat_infection_timeframe"] == ["2028-02-16", "2028-02-29"]


BERLIN = 'time_zone = "Europe/Berlin"\n'
CLOCK = [
    pytest.param("0328", two("0328 0001", "0329 2359"), True, id="the day of 23 hours is one calendar day"),
    pytest.param("0328", two("0328 2359", "0330 0001"), False, id="the whole day of 23 hours lies between"),
    pytest.param("1024", two("1024 2359", "1025 2359"), True, id="25 hours apart on the day of 25"),
    pytest.param("1024", two("1024 2359", "1026 0001"), False, id="the whole day of 25 hours lies between"),
]


@pytest.mark.parametrize(("fever", "pair", "is_pair"), CLOCK)
def test_the_change_of_the_clock_moves_no_calendar_day(
    tmp_path: Path, fever: str, pair: list[str], *, is_pair: bool
) -> None:
    messages = [*pair, temperature(f"{fever} 1200", "38.4")]
    roster = ROSTER.replace("2026-06-01", "2026-03-20").replace("2026-06-04T10:00", "")
    report = report_of(assess(tmp_path, messages, roster=roster, protocol=BERLIN, now="2026-12-01T00:00:00+01:00"))
    assert ("LCBI-2" in {one["criterion"] for one in events(report)}) is is_pair


def test_calendar_days_are_the_hospitals_wherever_the_clock_of_the_message_stands(tmp_path: Path) -> None:
    one = culture("0603 1530", EPIDERMIDIS).replace("202606031530", "202606031530+0000")  # 4 June, 00:30 in Tokyo
    other = culture("0605 2300", EPIDERMIDIS, specimen="A2")
    report = report_of(assess(tmp_path, [one, other, FEVER]))
    assert_events(report, [event("LCBI-2", "06-04", EPIDERMIDIS)])


def adjudicated(tmp_path: Path, messages: list[str], verdict: str, at: str) -> list[Wanted]:
    first = events(report_of(assess(tmp_path / "before", messages[:1])))[0]["id"]
    decision = said("adjudicate", at=at, event=first, verdict=verdict)
    found = events(report_of(assess(tmp_path / "after", messages, decisions=[decision])))
    return [{key: one[key] for key in ("status", "criterion", "date_of_event", "counts_for_endpoint")} for one in found]


def test_a_refuted_event_has_no_timeframe_for_blood_drawn_after_the_verdict(tmp_path: Path) -> None:
    messages = [culture("0604 0800", AUREUS), culture("0610 0800", COLI, specimen="B1")]
    refuted = {"status": "refuted", "criterion": "LCBI-1", "date_of_event": "2026-06-04", "counts_for_endpoint": False}
    new = {"status": "confirmed", "criterion": "LCBI-1", "date_of_event": "2026-06-10", "counts_for_endpoint": True}
    assert adjudicated(tmp_path, messages, "refuted", "2026-06-07T09:00:00+09:00") == [refuted, new]


@pytest.mark.parametrize(("stated", "refuted_too"), [("0607 0900", True), ("0607 0901", False)])
def test_blood_of_the_day_of_the_verdict_goes_with_it_if_its_growth_was_known(
    tmp_path: Path, stated: str, *, refuted_too: bool
) -> None:
    messages = [culture("0604 0800", AUREUS), culture("0607 0001", COLI, specimen="B1", reported=stated)]
    refuted = {"status": "refuted", "criterion": "LCBI-1", "date_of_event": "2026-06-04", "counts_for_endpoint": False}
    new = {"status": "confirmed", "criterion": "LCBI-1", "date_of_event": "2026-06-07", "counts_for_endpoint": True}
    wanted = [refuted] if refuted_too else [refuted, new]
    assert adjudicated(tmp_path, messages, "refuted", "2026-06-07T09:00:00+09:00") == wanted


def test_an_event_before_the_transplant_counts_for_no_endpoint_and_its_timeframe_applies(tmp_path: Path) -> None:
    messages = [admitted("0520 0900"), culture("0531 2359", COLI), culture("0613 0800", AUREUS, specimen="B1")]
    wanted = event("LCBI-1", "05-31", COLI, AUREUS, onset="HAI", in_window=False, counts_for_endpoint=False)
    assert_events(report_of(assess(tmp_path, messages)), [wanted])


def test_the_first_day_after_its_timeframe_is_an_endpoint(tmp_path: Path) -> None:
    messages = [admitted("0520 0900"), culture("0531 2359", COLI), culture("0614 0001", AUREUS, specimen="B1")]
    wanted = [
        event("LCBI-1", "05-31", COLI, counts_for_endpoint=False),
        event("LCBI-1", "06-14", AUREUS, counts_for_endpoint=True),
    ]
    assert_events(report_of(assess(tmp_path, messages)), wanted)


SHARED_AFTER_THE_STAY = [
    pytest.param(
        "0610 0700",
        [event("LCBI-2", "06-10", EPIDERMIDIS, onset="HAI")],
        id="fever on the day of discharge dates both pairs: one infection",
    ),
    pytest.param(
        "0612 2000",
        [event("LCBI-2", "06-11", EPIDERMIDIS, onset="HAI"), event("LCBI-2", "06-12", EPIDERMIDIS, onset=None)],
        id="fever after the stay: the second pair has its date outside of it",
    ),
]


@pytest.mark.parametrize(("fever", "wanted"), SHARED_AFTER_THE_STAY)
def test_one_specimen_makes_no_two_infections_of_one_date(tmp_path: Path, fever: str, wanted: list[Wanted]) -> None:
    """Discharged on 10 June, blood on the day after it and on the next two: the pairs share the second specimen."""
    stay = said("admission", admitted_at="2026-05-25", discharged_at="2026-06-10")
    drawn = [culture(f"06{day} 0900", EPIDERMIDIS, specimen=f"A{day}") for day in (11, 12, 13)]
    report = report_of(assess(tmp_path, [*drawn, temperature(fever, "38.4")], decisions=[stay]))
    assert_events(report, wanted)
