"""Orders, pathology documents and administrations through the real command: what they change, and what they do not."""

from pathlib import Path

from hl7_by_hand import (
    BLOOD_CULTURE,
    assess,
    culture,
    events,
    message,
    open_signals,
    report_of,
    said,
    temperature,
    value,
)

ORDER = ("ORC|NW|OA1^HIS", f"OBR|1|OA1^HIS||{BLOOD_CULTURE}|||202606040800")
PLACED = message(*ORDER, kind="OML^O21^OML_O21", sent="0604 0810")
CANCELLED = message("ORC|CA|OA1^HIS", ORDER[1], kind="OML^O21^OML_O21", sent="0604 0900")
FEVER = temperature("0604 0900", "38.9")
NOON = "2026-06-04T12:00:00+09:00"


def test_fever_beside_a_culture_that_was_only_ordered_is_a_notice(tmp_path: Path) -> None:
    assert "bsi.fever_with_culture" in open_signals(report_of(assess(tmp_path, [PLACED, FEVER], now=NOON)))


def test_a_cancelled_order_is_no_pending_culture(tmp_path: Path) -> None:
    assert open_signals(report_of(assess(tmp_path, [PLACED, FEVER, CANCELLED], now=NOON))) == set()


def test_the_laboratorys_report_ends_the_waiting(tmp_path: Path) -> None:
    answer = culture("0604 0800", specimen="A1", order="OA1", reported="0609 0800")
    report = report_of(assess(tmp_path, [PLACED, FEVER, answer], now="2026-06-09T12:00:00+09:00"))
    assert (open_signals(report), events(report)) == (set(), [])


DOCUMENT = message(
    "EVN|T02|202606101200",
    "TXA|1|SP^Surgical pathology^L|TX|202606091000||||||||DOC1|||||AU||AV",
    "OBX|1|TX|22637-3^Diagnosis^LN||Liver allograft, biopsy: moderate acute cellular rejection, RAI 5/9||||||F",
    kind="MDM^T02^MDM_T02",
    sent="0610 1200",
)


def test_a_pathology_document_asks_a_person_and_counts_for_nothing(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [DOCUMENT], now="2026-06-11T12:00:00+09:00"))
    assert open_signals(report) == {"rejection.biopsy_proposed"}
    assert events(report, "rejection") == []


def test_the_biopsy_that_a_person_enters_counts_and_closes_it(tmp_path: Path) -> None:
    entered = said("biopsy", at="2026-06-09T10:00:00+09:00", portal=2, duct=2, venous=1)
    report = report_of(assess(tmp_path, [DOCUMENT], decisions=[entered], now="2026-06-11T12:00:00+09:00"))
    assert open_signals(report) == {"rejection.confirmed"}
    assert [(one["status"], one["grade"]) for one in events(report, "rejection")] == [("confirmed", "moderate (RAI 5)")]


LEVEL = value("0605 1000", "11253-2^Tacrolimus^LN", "14.0", "ng/mL")


def dose(completion: str) -> str:
    rxa = f"RXA|0|1|202606050800||62^プログラフカプセル１ｍｇ^HOT9|1|CAP|||||||||||||{completion}"
    return message("ORC|NW|D1", rxa, kind="RAS^O17^RAS_O17", sent="0605 0805")


def levels(tmp_path: Path, *messages: str) -> list[object]:
    return [one["last"] for one in report_of(assess(tmp_path, messages))["recipients"][0]["exposure"]]


def test_a_level_two_hours_after_a_dose_is_no_trough(tmp_path: Path) -> None:
    """The drug was given, so its exposure is told (a trough of it may be overdue); the level is none of its troughs."""
    assert levels(tmp_path, LEVEL, dose("CP")) == [None]


def test_a_refused_dose_changes_nothing(tmp_path: Path) -> None:
    assert levels(tmp_path, LEVEL, dose("RE")) == [{"at": "2026-06-05T10:00:00+09:00", "value": 14.0}]
