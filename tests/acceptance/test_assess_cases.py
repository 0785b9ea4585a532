"""`graftwatch assess` on hand-written messages: the answers are the manual's, counted by hand on a calendar.

S01 was transplanted on Monday 2026-06-01 in Japan, so the window runs to 2026-07-01 (post-operative day 30).
"""

from pathlib import Path

import pytest

from assess_desk import (
    AST,
    AUREUS,
    COLI,
    TROUGH,
    Desk,
    confirmed,
    events,
    fever,
    open_signals,
    pair,
)
from written_messages import PATIENT, admission, blood_culture, message, observation


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_one_pathogen_is_an_infection_on_its_collection_date(desk: Desk) -> None:
    report = desk.assess(
        admission("A1", "20260530101500"),
        blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS]),
    )
    (event,) = events(report)
    assert event["status"] == "confirmed"
    assert event["criterion"] == "LCBI-1"
    assert (event["attribution"], event["secondary_to"]) == ("primary", None)
    assert event["date_of_event"] == "2026-06-04"
    assert event["onset"] == "HAI"  # hospital day 6, counted from the admission on 30 May
    assert event["infection_window_period"] == ["2026-06-01", "2026-06-07"]
    assert event["repeat_infection_timeframe"] == ["2026-06-04", "2026-06-17"]
    assert event["in_window"] is True
    organism = {"name": "Staphylococcus aureus", "snomed": "3092008", "common_commensal": False, "mbi": False}
    assert event["organisms"] == [organism]
    assert event["sources"] == ["MSH-10 C1"]
    assert report["as_of"] == "2026-06-06T12:00:00+09:00"
    assert report["rules"] == "nhsn-2026.01"
    recipient = report["recipients"][0]
    assert (recipient["subject"], recipient["post_operative_day"]) == ("S01", 5)
    assert recipient["window"] == {"from": "2026-06-01", "to": "2026-07-01"}
    assert ("bsi.confirmed", "page") in open_signals(report)


def test_a_commensal_pair_with_fever_is_an_infection_from_the_first_element(desk: Desk) -> None:
    (event,) = confirmed(desk.assess(*pair("202606090700"), fever("38.4", "Cel^degree Celsius^UCUM")))
    assert event["criterion"] == "LCBI-2"
    assert event["date_of_event"] == "2026-06-07"  # the fever, one day before the pair's first culture
    assert event["infection_window_period"] == ["2026-06-05", "2026-06-11"]
    assert [one["name"] for one in event["organisms"]] == ["Staphylococcus epidermidis"]
    assert event["organisms"][0]["common_commensal"] is True


@pytest.mark.parametrize(
    ("second", "measured"),
    [
        pytest.param("202606100700", ("38.4", "Cel"), id="two days apart: no pair"),
        pytest.param("202606090700", ("38.0", "Cel"), id="exactly 38.0 is no fever"),
        pytest.param("202606090700", ("100.4", "[degF]"), id="100.4 Fahrenheit is 38.0 exactly"),
    ],
)
def test_commensals_that_are_no_infection(desk: Desk, second: str, measured: tuple[str, str]) -> None:
    assert confirmed(desk.assess(*pair(second), fever(*measured))) == []


def test_a_fever_in_fahrenheit_counts(desk: Desk) -> None:
    (event,) = confirmed(desk.assess(*pair("202606090700"), fever("100.6", "[degF]^^UCUM")))
    assert event["criterion"] == "LCBI-2"


def test_chills_that_a_person_saw_count_as_a_sign(desk: Desk) -> None:
    seen = {"type": "sign", "sign": "chills", "at": "2026-06-09T10:00:00+09:00", "by": "ward"}
    (event,) = confirmed(desk.assess(*pair("202606090700"), options=desk.decided(seen)))
    assert (event["criterion"], event["date_of_event"]) == ("LCBI-2", "2026-06-08")


def test_a_single_commensal_is_a_contaminant(desk: Desk) -> None:
    report = desk.assess(pair("202606090700")[0], fever("38.9", "Cel"))
    assert {one["status"] for one in events(report)} == {"contaminant"}
    assert not {kind for kind, severity in open_signals(report) if severity == "page"}


@pytest.mark.parametrize(
    ("found", "status"),
    [
        pytest.param("264868006^No growth^SCT", "C", id="coded no growth, corrected"),
        pytest.param("^No growth after 5 days", "C", id="no growth in words, corrected"),
    ],
)
def test_a_correction_takes_the_infection_away(desk: Desk, found: str, status: str) -> None:
    final = blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS])
    corrected = blood_culture("C2", collected="202606040830", reported="202606081200", found=[found], status=status)
    report = desk.assess(corrected, final)
    assert confirmed(report) == []
    assert not {kind for kind, _ in open_signals(report) if kind.startswith("bsi.")}


def test_no_growth_says_nothing_is_wrong(desk: Desk) -> None:
    report = desk.assess(
        blood_culture("C1", collected="202606040830", reported="202606091200", found=["^No growth after 5 days"])
    )
    assert events(report) == []
    assert open_signals(report) == set()
    assert report["unmapped"] == []


def test_a_preliminary_organism_is_suspected_with_the_criterion_it_would_meet(desk: Desk) -> None:
    report = desk.assess(
        blood_culture("C1", collected="202606040830", reported="202606051200", found=[AUREUS], status="P")
    )
    (event,) = events(report)
    assert (event["status"], event["criterion"]) == ("suspected", "LCBI-1")
    assert ("bsi.suspected", "page") in open_signals(report)


def test_present_on_admission(desk: Desk) -> None:
    report = desk.assess(
        admission("A1", "20260601060000"),
        blood_culture("C1", collected="202606020600", reported="202606041200", found=[COLI]),
    )
    (event,) = confirmed(report)
    assert event["onset"] == "POA"  # hospital day 2
    assert event["in_window"] is True


def test_an_infection_before_the_transplant_is_no_endpoint(desk: Desk) -> None:
    (event,) = confirmed(
        desk.assess(blood_culture("C1", collected="202605310800", reported="202606031200", found=[COLI]))
    )
    assert event["date_of_event"] == "2026-05-31"
    assert event["in_window"] is False


def test_a_japanese_laboratory(desk: Desk) -> None:
    """OUL^R22 with JLAC10 and JANIS codes, the patient's name and the organism in ISO 2022."""
    code = "6B010000001774114^培養同定検査^JC10"
    text = "\r".join(
        (
            r"MSH|^~\&|LIS|HOSP|GW|TRIAL|20260606120000||OUL^R22^OUL_R22|J1|P|2.5||||||~ISO IR87||ISO 2022-1994",
            f"PID|1||{PATIENT}||見本^患者",
            "SPM|1|SPJ1||017^血液^JC10|||||||||||||20260604083000",
            "OBR|1|J-ORD|J-FIL|6B010000001774100^培養同定検査^JC10|||20260604083000|||||||||||||||20260606115500||MB|F",
            f"OBX|1|CWE|{code}|1|1301^黄色ブドウ球菌^JANIS||||||F|||20260604083000",
            "",
        )
    )
    (event,) = confirmed(desk.assess(text.encode("iso2022_jp")))
    assert event["organisms"][0]["name"] == "Staphylococcus aureus"
    assert event["criterion"] == "LCBI-1"


def test_troughs_count_and_peaks_do_not(desk: Desk) -> None:
    peak = message(
        "L3",
        "20260606110000",
        "ORU^R01^ORU_R01",
        f"PID|1||{PATIENT}",
        "OBR|1|O3|F3|11253-2^Tacrolimus^LN|||20260606110000|||||||||||||||20260606110000|||F",
        "OBX|1|NM|11253-2^Tacrolimus peak^LN||18.0|ng/mL|||||F|||20260606110000",
        "NTE|1||peak level, drawn 2 h after the dose",
    )
    report = desk.assess(
        observation("L1", "202606050800", TROUGH, "8.0", "ng/mL"),
        observation("L2", "202606060800", TROUGH, "4.0", "ng/mL"),
        peak,
    )
    (exposure,) = [one for one in report["recipients"][0]["exposure"] if one["drug"] == "tacrolimus"]
    assert exposure["target"] == [6, 10]
    assert exposure["last"]["value"] == 4.0
    assert exposure["time_in_range"] == pytest.approx(0.5)  # from 8 to 4 in a line: above 6 for half the time


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param("202606092000", True, id="two results twelve hours apart"),
        pytest.param("202606091800", False, id="ten hours apart"),
    ],
)
def test_an_enzyme_rise(desk: Desk, second: str, *, expected: bool) -> None:
    report = desk.assess(
        observation("E1", "202606080800", AST, "60", "U/L"),
        observation("E2", "202606090800", AST, "120", "U/L"),
        observation("E3", second, AST, "140", "U/L"),
    )
    assert ("rejection.enzyme_rise" in {kind for kind, _ in open_signals(report)}) is expected


@pytest.mark.parametrize(
    ("parts", "status", "grade"),
    [
        pytest.param((2, 1, 1), "confirmed", "mild", id="four is mild"),
        pytest.param((3, 2, 2), "confirmed", "severe", id="seven is severe"),
    ],
)
def test_rejection_by_biopsy(desk: Desk, parts: tuple[int, int, int], status: str, grade: str) -> None:
    index = dict(zip(("portal", "duct", "venous"), parts, strict=True))
    taken = {"type": "biopsy", "at": "2026-06-10T11:00:00+09:00", "by": "pathology", **index}
    report = desk.assess(observation("E1", "202606110800", AST, "60", "U/L"), options=desk.decided(taken))
    (event,) = events(report, "rejection")
    assert (event["status"], event["date_of_event"]) == (status, "2026-06-10")
    assert event["grade"].split()[0] == grade
    assert event["in_window"] is True


def test_an_infection_secondary_to_a_site(desk: Desk) -> None:
    urine = {
        "type": "site_infection", "at": "2026-06-06", "by": "ipc", "site": "UTI", "criterion": "SUTI 1b",
        "date_of_event": "2026-06-05", "anchor": "2026-06-05", "organisms": ["Escherichia coli"],
        "specimen_dates": ["2026-06-05"], "specimen_type": "urine",
    }  # fmt: skip
    blood = blood_culture("C1", collected="202606060830", reported="202606081200", found=[COLI])
    (event,) = confirmed(desk.assess(blood, options=desk.decided(urine)))
    assert (event["attribution"], event["secondary_to"], event["criterion"]) == ("secondary", "UTI", None)
    assert event["date_of_event"] == "2026-06-05"


def test_a_criterion_that_takes_no_blood_is_refused_and_the_infection_stays(desk: Desk) -> None:
    pneumonia = {
        "type": "site_infection", "at": "2026-06-06", "by": "ipc", "site": "PNEU", "criterion": "1",
        "date_of_event": "2026-06-05", "anchor": "2026-06-05", "organisms": ["Escherichia coli"],
        "specimen_dates": ["2026-06-05"], "specimen_type": "sputum",
    }  # fmt: skip
    blood = blood_culture("C1", collected="202606060830", reported="202606081200", found=[COLI])
    report = desk.assess(blood, options=desk.decided(pneumonia))
    (event,) = confirmed(report)
    assert event["attribution"] == "primary"
    assert len(report["refused_decisions"]) == 1
    assert "S01" in report["refused_decisions"][0]
