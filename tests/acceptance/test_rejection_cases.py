"""Rejection signals, biopsies, drug exposure and the infusion by hand, with what a laboratory and a ward would send.

The recipient was transplanted on 1 June 2026 (day 0), so post-operative day 5 is 6 June; the infusion of cells was on
4 June at 10:00. Times in range are worked out by hand from straight lines between troughs.
"""

from pathlib import Path

import pytest

from hl7_by_hand import ROSTER, Wanted, assess, events, open_signals, report_of, said, temperature, value

ALT = "1742-6^Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma^LN"
AST = "1920-8^Aspartate aminotransferase^LN"
TROUGH = "77348-1^Tacrolimus [Mass/volume] in Blood --trough^LN"
LEVEL = "11253-2^Tacrolimus [Mass/volume] in Blood^LN"
SERUM = "32721-3^Tacrolimus [Mass/volume] in Serum or Plasma^LN"


def alt(when: str, number: str, code: str = ALT, limits: str = "0-40") -> str:
    return value(when, code, number, "U/L", limits)


def trough(when: str, number: str, code: str = TROUGH, unit: str = "ng/mL", kind: str = "NM") -> str:
    return value(when, code, number, unit, kind=kind)


RISE = (alt("0607 0600", "50"), alt("0608 0600", "100"), alt("0608 1800", "120"))
RISES = [
    pytest.param(RISE, True, id="high and risen on two results"),
    pytest.param([one.replace(ALT, AST) for one in RISE], True, id="AST likewise"),
    pytest.param(RISE[:2], False, id="one result only"),
    pytest.param((*RISE[:2], alt("0608 1759", "120")), False, id="not quite twelve hours apart"),
    pytest.param((alt("0607 0600", "70"), alt("0608 0600", "100"), alt("0608 1800", "104")), False, id="risen by less"),
    pytest.param((alt("0607 0600", "60"), alt("0608 0600", "90"), alt("0608 1800", "90")), True, id="by half exactly"),
    pytest.param((alt("0607 0600", "30"), alt("0608 0600", "80"), alt("0608 1800", "80")), False, id="twice exactly"),
    pytest.param((alt("0607 0600", "30"), alt("0608 0600", "81"), alt("0608 1800", "81")), True, id="just above twice"),
    pytest.param((alt("0604 0600", "50"), alt("0605 0600", "100"), alt("0605 1800", "120")), False, id="before day 5"),
    pytest.param((alt("0605 0600", "50"), alt("0606 0000", "100"), alt("0606 1200", "120")), True, id="from day 5"),
    pytest.param((alt("0607 0600", "50"), alt("0610 0601", "100"), alt("0610 1801", "120")), False, id="too old"),
    pytest.param((alt("0607 0600", "300"), alt("0608 0600", "250"), alt("0608 1800", "200")), False, id="falling"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "rise"), RISES)
def test_enzyme_rise(tmp_path: Path, messages: list[str], *, rise: bool) -> None:
    report = report_of(assess(tmp_path, messages, now="2026-06-10T20:00:00+09:00"))
    assert ("rejection.enzyme_rise" in open_signals(report)) == rise


def eosinophils(when: str, number: str, unit: str = "10*9/L") -> str:
    return value(when, "711-2^Eosinophils [#/volume] in Blood by Automated count^LN", number, unit)


LOW = (trough("0606 0800", "4.9"), trough("0607 0800", "4.5"))
STEROIDS = said("condition", condition="steroids", **{"from": "2026-06-01", "to": "2026-06-14"})
SUSPICIONS = [
    pytest.param([*RISE, *LOW], [], True, id="rise with low exposure"),
    pytest.param([*RISE, eosinophils("0608 0600", "0.5")], [], True, id="rise with eosinophils, 0.5 exactly"),
    pytest.param([*RISE, eosinophils("0608 0600", "500", "/uL")], [], True, id="eosinophils in a microlitre"),
    pytest.param([*RISE, eosinophils("0608 0600", "0.49")], [], False, id="too few eosinophils"),
    pytest.param([*RISE, eosinophils("0608 0600", "0.9")], [STEROIDS], False, id="eosinophils under steroids"),
    pytest.param([*LOW, eosinophils("0608 0600", "0.9")], [], False, id="no rise"),
]


@pytest.mark.parametrize(("messages", "decisions", "suspected"), SUSPICIONS)
def test_suspected_rejection(
    tmp_path: Path, messages: list[str], decisions: list[dict[str, object]], *, suspected: bool
) -> None:
    report = report_of(assess(tmp_path, messages, decisions=decisions, now="2026-06-08T20:00:00+09:00"))
    assert ("rejection.suspected" in open_signals(report)) == suspected


BIOPSIES = [
    pytest.param({"portal": 2, "duct": 2, "venous": 1}, "confirmed", "moderate", id="5 is moderate"),
    pytest.param({"portal": 3, "duct": 2, "venous": 2}, "confirmed", "severe", id="7 is severe"),
    pytest.param({"portal": 2, "duct": 2, "venous": 2}, "confirmed", "moderate", id="6 is moderate"),
    pytest.param({"portal": 1, "duct": 1, "venous": 1}, "confirmed", "mild", id="3 is mild"),
    pytest.param({"portal": 1, "duct": 1, "venous": 0}, None, "indeterminate", id="2 is indeterminate"),
    pytest.param({"portal": 0, "duct": 0, "venous": 0}, None, "", id="nothing"),
    pytest.param({"grade": "mild"}, "confirmed", "mild", id="by grade"),
    pytest.param({"grade": "indeterminate"}, None, "indeterminate", id="indeterminate by grade"),
]


@pytest.mark.parametrize(("read", "status", "grade"), BIOPSIES)
def test_biopsy(tmp_path: Path, read: dict[str, object], status: str | None, grade: str) -> None:
    biopsy = said("biopsy", at="2026-06-12T14:00:00+09:00", **read)
    report = report_of(assess(tmp_path, [alt("0605 0600", "30")], decisions=[biopsy], now="2026-06-13T08:00:00+09:00"))
    confirmed = [one for one in events(report, "rejection") if one["status"] == "confirmed"]
    assert [one["date_of_event"] for one in confirmed] == (["2026-06-12"] if status else [])
    assert all(grade in one["grade"] and one["in_window"] for one in confirmed)
    assert ("rejection.confirmed" in open_signals(report)) == bool(status)


@pytest.mark.parametrize(("day", "inside"), [("2026-07-01", True), ("2026-07-02", False)])
def test_a_biopsy_counts_in_the_window(tmp_path: Path, day: str, *, inside: bool) -> None:
    biopsy = said("biopsy", at=f"{day}T14:00:00+09:00", grade="mild")
    report = report_of(assess(tmp_path, [alt("0605 0600", "30")], decisions=[biopsy]))
    assert [one["in_window"] for one in events(report, "rejection")] == [inside]


LOWS = [
    pytest.param(LOW, True, id="two in a row below 5"),
    pytest.param((LOW[0], trough("0607 0800", "5.0")), False, id="5.0 exactly is not below"),
    pytest.param((LOW[0], trough("0607 0800", "7"), trough("0608 0800", "4.5")), False, id="not in a row"),
    pytest.param((trough("0606 0800", "<2.0", kind="ST"), trough("0607 0800", "<2.0", kind="ST")), True, id="below 2"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", unit="ug/L")), True, id="micrograms in a litre are the same"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", "3M810000001905101^タクロリムス^JC10")), True, id="JLAC10"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", LEVEL)), True, id="no timing: a trough by the protocol"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", SERUM)), False, id="serum is another analyte"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", "TACP^Tacrolimus peak^L")), False, id="a peak is no trough"),
    pytest.param((LOW[0], trough("0607 0800", "4.5", "4023-8^Salicylates^LN")), False, id="a salicylate"),
]
CODES = "code,system,concept,specimen,unit\nTACP,L,tacrolimus,blood,ng/mL\nC2H,L,cyclosporine_c2,blood,\n"
C2 = "C2H^Ciclosporin 2 h^L"


@pytest.mark.parametrize(("messages", "low"), LOWS)
def test_low_exposure(tmp_path: Path, messages: list[str], *, low: bool) -> None:
    report = report_of(assess(tmp_path, messages, codes=CODES, now="2026-06-08T10:00:00+09:00"))
    assert ("exposure.low" in open_signals(report)) == low


HIGHS = [
    pytest.param("10.0", [], id="the target's upper bound"),
    pytest.param("10.1", [False], id="high"),
    pytest.param("20.0", [False], id="very high, 20.0 exactly"),
    pytest.param("20.1", [True], id="critical"),
    pytest.param(">30.0", [True], id="above the measuring range"),
]


@pytest.mark.parametrize(("number", "pages"), HIGHS)
def test_high_exposure(tmp_path: Path, number: str, pages: list[bool]) -> None:
    messages = [trough("0606 0800", number, kind="ST")]
    report = report_of(assess(tmp_path, messages, now="2026-06-06T12:00:00+09:00"))
    high = [one for one in report["recipients"][0]["signals"] if one["kind"] == "exposure.high"]
    assert [one["severity"] == "page" for one in high] == pages


TIMES_IN_RANGE = [
    pytest.param([("0606 0800", "4"), ("0607 0800", "8")], 0.5, 24, id="4 to 8: inside from 6 on"),
    pytest.param([("0606 0800", "4"), ("0607 0800", "8"), ("0608 0800", "12")], 0.5, 48, id="up through the range"),
    pytest.param([("0606 0800", "6"), ("0608 0800", "10")], 1.0, 48, id="both bounds are inside"),
    pytest.param([("0606 0800", "4"), ("0608 0800", "8"), ("0610 0800", "8")], 0.75, 96, id="24 + 48 of 96 hours"),
    pytest.param([("0606 0800", "2"), ("0607 0800", "14")], 1 / 3, 24, id="across the whole range"),
    pytest.param([("0606 0800", "8"), ("0607 0800", "5"), ("0611 0800", "8")], (16 + 64) / 120, 120, id="down and up"),
    pytest.param([("0606 0800", "8"), ("0607 0800", "8"), ("0611 0801", "4")], 1.0, 24, id="a gap of over four days"),
    pytest.param([("0531 0800", "2"), ("0602 0800", "8"), ("0603 0800", "8")], 40 / 46.5, 46.5, id="transplant"),
    pytest.param([("0606 0800", "8")], None, 0, id="one trough covers nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("levels", "share", "hours"), TIMES_IN_RANGE)
def test_time_in_range(tmp_path: Path, levels: list[tuple[str, str]], share: float | None, hours: float) -> None:
    report = report_of(assess(tmp_path, [trough(when, number) for when, number in levels]))
    (tacrolimus,) = [one for one in report["recipients"][0]["exposure"] if one["drug"] == "tacrolimus"]
    assert tacrolimus["time_in_range"] == (None if share is None else pytest.approx(share, abs=1e-6))
    assert tacrolimus["covered_hours"] == pytest.approx(hours)
    assert tacrolimus["last"]["value"] == float(levels[-1][1])


def test_cyclosporine_after_two_hours_is_held_against_a_target_of_its_own(tmp_path: Path) -> None:
    """From 600 to 1000 ng/mL within a day: inside 800 to 1200 for the second half."""
    levels = [
        trough("0606 1000", "600", "32997-9^Cyclosporine 2 h post dose^LN"),
        trough("0607 1000", "1.0", C2, "ug/mL"),
    ]
    report = report_of(assess(tmp_path, levels, codes=CODES))
    (measure,) = report["recipients"][0]["exposure"]
    assert (measure["drug"], measure["time_in_range"]) == ("cyclosporine_c2", pytest.approx(0.5))


def test_time_in_range_ends_with_the_window(tmp_path: Path) -> None:
    """From 30 June 08:00 the level falls from 8 to 4 in two days; the window ends with 1 July, after 40 hours.

    It leaves the range at 6, after 24 hours: 24 of 40.
    """
    report = report_of(assess(tmp_path, [trough("0630 0800", "8"), trough("0702 0800", "4")]))
    (tacrolimus,) = report["recipients"][0]["exposure"]
    assert tacrolimus["time_in_range"] == pytest.approx(24 / 40)


def vital(when: str, code: str, number: str, unit: str) -> str:
    return value(when, code, number, unit)


SBP, SPO2, PULSE = "8480-6^Systolic blood pressure^LN", "59408-5^Oxygen saturation^LN", "8867-4^Heart rate^LN"
BEFORE = temperature("0604 0900", "36.8")
PRESSURE = vital("0604 0900", SBP, "130", "mm[Hg]")
REACTIONS = [
    pytest.param([BEFORE, temperature("0604 1200", "38.2")], True, id="risen by 1.4 to 38.2"),
    pytest.param([temperature("0604 0900", "37.1"), temperature("0604 1200", "38.1")], True, id="risen by 1.0 exactly"),
    pytest.param([temperature("0604 0900", "37.2"), temperature("0604 1200", "38.1")], False, id="risen by 0.9"),
    pytest.param([BEFORE, temperature("0604 1200", "38.0")], False, id="risen to 38.0 only"),
    pytest.param([BEFORE, temperature("0605 1000", "38.9")], True, id="24 hours after"),
    pytest.param([BEFORE, temperature("0605 1001", "38.9")], False, id="more than 24 hours after"),
    pytest.param([PRESSURE, vital("0604 1200", SBP, "89", "mm[Hg]")], True, id="pressure 89"),
    pytest.param([PRESSURE, vital("0604 1200", SBP, "91", "mm[Hg]")], True, id="pressure fallen by 30 %"),
    pytest.param([PRESSURE, vital("0604 1200", SBP, "92", "mm[Hg]")], False, id="pressure fallen by less"),
    pytest.param([vital("0604 1200", SPO2, "89", "%")], True, id="saturation 89"),
    pytest.param([vital("0604 1200", SPO2, "90", "%")], False, id="saturation 90"),
    pytest.param([vital("0604 1200", PULSE, "131", "/min")], True, id="pulse 131"),
    pytest.param([vital("0604 1200", PULSE, "130", "/min")], False, id="pulse 130"),
]


@pytest.mark.parametrize(("messages", "reaction"), REACTIONS)
def test_infusion_reaction(tmp_path: Path, messages: list[str], *, reaction: bool) -> None:
    found = events(report_of(assess(tmp_path, messages)), "infusion_reaction")
    assert [one["date_of_event"] for one in found] == (
        ["2026-06-05" if "0605" in messages[-1] else "2026-06-04"] * reaction
    )


def test_without_an_infusion_there_is_no_reaction(tmp_path: Path) -> None:
    roster = ROSTER.replace("2026-06-04T10:00", "")
    report = report_of(assess(tmp_path, [BEFORE, temperature("0604 1200", "39.2")], roster=roster))
    assert events(report, "infusion_reaction") == []


def test_signals_that_people_refute_are_closed(tmp_path: Path) -> None:
    now = "2026-06-08T20:00:00+09:00"
    before = report_of(assess(tmp_path / "before", [*RISE, *LOW], now=now))
    (signal,) = [one for one in before["recipients"][0]["signals"] if one["kind"] == "rejection.suspected"]
    verdict: Wanted = said("adjudicate", at="2026-06-08T19:00:00+09:00", signal=signal["id"], verdict="refuted")
    after = report_of(assess(tmp_path / "after", [*RISE, *LOW], now=now, decisions=[verdict]))
    assert "rejection.suspected" not in open_signals(after)
