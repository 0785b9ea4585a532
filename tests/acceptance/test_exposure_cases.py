"""Doses, stays and targets by hand: what is no trough, which target holds, what is overdue, and the committee's grades.

The recipient was transplanted on 1 June 2026 (day 0). Doses come as wards tell them (RAS^O17), stays as ADT.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graftwatch.entrypoints.cli import graftwatch
from hl7_by_hand import Report, admitted, assess, message, open_signals, report_of, said, stamp, temperature, value

ALT = "1742-6^Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma^LN"
BILIRUBIN = "1975-2^Bilirubin.total [Mass/volume] in Serum or Plasma^LN"
EOSINOPHILS = "711-2^Eosinophils [#/volume] in Blood by Automated count^LN"
TROUGH = "77348-1^Tacrolimus [Mass/volume] in Blood --trough^LN"
LEVEL = "11253-2^Tacrolimus [Mass/volume] in Blood^LN"
EVEROLIMUS = "77349-9^Everolimus [Mass/volume] in Blood --trough^LN"
CYCLOSPORINE = "53828-0^Cyclosporine [Mass/volume] in Blood --trough^LN"
TACROLIMUS = "TAC1^プログラフカプセル1mg^L"
STEROID = "PSL^Prednisolone 5 mg tablet^L"
PULSE = "MPS^Methylprednisolone sodium succinate 500 mg^L"
BASILIXIMAB = "BSX^シムレクト静注用20mg^L"


def dose(when: str, drug: str, until: str = "", completion: str = "CP") -> bytes:
    """One administration."""
    rxa = f"RXA|0|1|{stamp(when)}|{stamp(until) if until else ''}|{drug}|1|mg|||||||||||||{completion}|A"
    text = message("ORC|RE|RX1", rxa, kind="RAS^O17^RAS_O17", sent=when)
    return text.replace("|P|2.5.1", "|P|2.5.1||||||UNICODE UTF-8").encode()


def level(when: str, number: str, code: str = TROUGH, unit: str = "ng/mL") -> bytes:
    """A drug level."""
    return value(when, code, number, unit).encode()


def alt(when: str, number: str) -> bytes:
    """ALT in U/L."""
    return value(when, ALT, number, "U/L").encode()


def exposure(report: Report, drug: str = "tacrolimus") -> dict[str, Any]:
    """What is said of one drug."""
    return next(one for one in report["recipients"][0]["exposure"] if one["drug"] == drug)


HIGH = "18"
AFTER_DOSES = [
    pytest.param(level("0606 0859", HIGH, LEVEL), True, id="59 minutes after"),
    pytest.param(level("0606 0900", HIGH, LEVEL), False, id="an hour after"),
    pytest.param(level("0606 1200", HIGH), False, id="four hours after, though its code says trough"),
    pytest.param(level("0606 1201", HIGH, LEVEL), True, id="more than four hours after"),
    pytest.param(level("0606 0755", HIGH, LEVEL), True, id="before the dose"),
]


@pytest.mark.parametrize(("drawn", "counts"), AFTER_DOSES)
def test_a_level_after_a_dose_is_no_trough(tmp_path: Path, drawn: bytes, *, counts: bool) -> None:
    report = report_of(assess(tmp_path, [dose("0606 0800", TACROLIMUS), drawn], now="2026-06-06T18:00:00+09:00"))
    assert ("exposure.high" in open_signals(report)) == counts


def test_a_dose_that_was_refused_leaves_the_trough_a_trough(tmp_path: Path) -> None:
    messages = [dose("0606 0800", TACROLIMUS, completion="RE"), level("0606 1000", HIGH, LEVEL)]
    report = report_of(assess(tmp_path, messages, now="2026-06-06T18:00:00+09:00"))
    assert "exposure.high" in open_signals(report)


TARGETS = [
    pytest.param([level("0606 0800", "5")], [], "tacrolimus", [6, 10], id="tacrolimus alone"),
    pytest.param([level("0606 0800", "5"), dose("0601 1800", BASILIXIMAB, "0601 1830")], [], "tacrolimus", [4, 7],
                 id="tacrolimus after a dose of basiliximab"),
    pytest.param([level("0606 0800", "5")], [said("condition", condition="basiliximab", **{"from": "2026-06-01"})],
                 "tacrolimus", [4, 7], id="tacrolimus with basiliximab that a person entered"),
    pytest.param([level("0606 0800", "5", EVEROLIMUS)], [], "everolimus", [3, 8], id="everolimus alone"),
    pytest.param([level("0606 0800", "5", EVEROLIMUS), level("0605 0800", "7")], [], "everolimus", [3, 5],
                 id="everolimus with a level of tacrolimus"),
    pytest.param([level("0606 0800", "5", EVEROLIMUS), dose("0605 0800", TACROLIMUS)], [], "everolimus", [3, 5],
                 id="everolimus with a dose of tacrolimus"),
    pytest.param([level("0606 0800", "220", CYCLOSPORINE)], [], "cyclosporine", [200, 250], id="cyclosporine"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "decisions", "drug", "target"), TARGETS)
def test_the_target_by_drug_and_partner(
    tmp_path: Path, messages: list[bytes], decisions: list[dict[str, object]], drug: str, target: list[float]
) -> None:
    report = report_of(assess(tmp_path, messages, decisions=decisions, now="2026-06-06T18:00:00+09:00"))
    assert exposure(report, drug)["target"] == target


def test_a_level_of_cyclosporine_whose_note_says_c2_is_held_against_that_target(tmp_path: Path) -> None:
    plain = value("0606 1000", "3520-4^Cyclosporine [Mass/volume] in Blood^LN", "900", "ng/mL")
    report = report_of(assess(tmp_path, [f"{plain}NTE|1||C2 level\r"], now="2026-06-06T18:00:00+09:00"))
    assert exposure(report, "cyclosporine_c2")["target"] == [800, 1200]


def test_a_protocol_names_later_targets(tmp_path: Path) -> None:
    protocol = (
        '[exposure.drugs.tacrolimus]\nunit = "ng/mL"\ntarget = [6, 10]\n'
        "[[exposure.drugs.tacrolimus.later]]\nfrom_day = 14\ntarget = [5, 8]\n"
    )
    before = assess(tmp_path / "before", [level("0614 0800", "7")], protocol=protocol)
    after = assess(tmp_path / "after", [level("0615 0800", "7")], protocol=protocol)
    assert [exposure(report_of(one))["target"] for one in (before, after)] == [[6, 10], [5, 8]]


RISE = [alt("0607 0600", "50"), alt("0608 0600", "100"), alt("0608 1800", "120")]
RAISED = value("0608 0600", EOSINOPHILS, "0.9", "10*9/L").encode()
STEROIDS = [
    pytest.param([], True, id="no steroid"),
    pytest.param([dose("0608 0800", STEROID)], False, id="a dose that day"),
    pytest.param([dose("0607 0800", STEROID)], False, id="a dose the day before"),
    pytest.param([dose("0606 0800", STEROID)], True, id="a dose two days before"),
    pytest.param([dose("0607 0900", PULSE, "0607 1100")], False, id="a pulse given over two hours the day before"),
]


@pytest.mark.parametrize(("messages", "suspected"), STEROIDS)
def test_eosinophils_under_steroids_support_nothing(tmp_path: Path, messages: list[bytes], *, suspected: bool) -> None:
    report = report_of(assess(tmp_path, [*RISE, RAISED, *messages], now="2026-06-08T20:00:00+09:00"))
    assert ("rejection.suspected" in open_signals(report)) == suspected
    assert ("rejection.enzyme_rise" in open_signals(report)) != suspected


STAY = admitted("0531 0900").encode()
OVERDUE = [
    pytest.param([STAY, level("0605 0600", "7")], "2026-06-08T11:59:00+09:00", False, id="a minute early"),
    pytest.param([STAY, level("0605 0600", "7")], "2026-06-08T12:00:00+09:00", True, id="78 hours"),
    pytest.param([STAY, level("0605 0600", "7"), level("0608 0600", "7")], "2026-06-08T12:00:00+09:00", False,
                 id="the next came in time"),
    pytest.param([level("0605 0600", "7")], "2026-06-12T12:00:00+09:00", False, id="no stay is known"),
    pytest.param([admitted("0531 0900", discharged="0607 1300").encode(), level("0605 0600", "7")],
                 "2026-06-12T12:00:00+09:00", False, id="discharged"),
    pytest.param([STAY, dose("0602 0800", TACROLIMUS)], "2026-06-05T14:00:00+09:00", True, id="doses and no trough"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "now", "overdue"), OVERDUE)
def test_a_trough_is_overdue(tmp_path: Path, messages: list[bytes], now: str, *, overdue: bool) -> None:
    report = report_of(assess(tmp_path, messages, now=now))
    assert ("exposure.overdue" in open_signals(report)) == overdue
    assert exposure(report)["overdue"] == overdue


def test_the_assessment_looks_again_when_the_next_trough_is_due(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [STAY, level("0605 0600", "7")], now="2026-06-06T00:00:00+09:00"))
    assert exposure(report)["next_due"] == "2026-06-08T12:00:00+09:00"
    look = datetime.fromisoformat(report["recipients"][0]["next_look"])
    assert look == datetime.fromisoformat("2026-06-08T12:00:00+09:00")


def test_the_committee_reads_grades(tmp_path: Path) -> None:
    """ALT 900 is more than 20 times 40: grade 4; 130 more than 3 times: 2. Bilirubin 1.3 is above 1.2: 1."""
    messages = [
        alt("0602 0600", "900"),
        alt("0608 0600", "130"),
        value("0608 0600", BILIRUBIN, "1.3", "mg/dL").encode(),
        temperature("0609 0600", "39.1").encode(),
    ]
    rows = report_of(assess(tmp_path, messages))["recipients"][0]["adverse_event_grades"]
    told = [(one["term"], one["worst"]["grade"], one["worst_later"]["grade"], one["newest"]["grade"]) for one in rows]
    assert told == [
        ("Alanine aminotransferase increased", 4, 2, 2),
        ("Blood bilirubin increased", 1, 1, 1),
        ("Fever", 2, 2, 2),
    ]


def test_people_read_grades_and_what_is_overdue_without_json(tmp_path: Path) -> None:
    messages = [STAY, level("0605 0600", "7"), alt("0602 0600", "900")]
    now = "2026-06-08T12:00:00+09:00"
    assert assess(tmp_path, messages, now=now).exit_code == 0
    printed = CliRunner().invoke(
        graftwatch, ["assess", "--now", now, "--roster", str(tmp_path / "roster.csv"), str(tmp_path / "messages")]
    )
    assert "OVERDUE since 2026-06-08 12:00 JST" in " ".join(printed.output.split())
    assert "4 (900 U/L on 2026-06-02)" in " ".join(printed.output.split())
