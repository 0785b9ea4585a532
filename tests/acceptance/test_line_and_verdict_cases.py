"""Central lines beside an infection, and people's verdicts on events, by hand."""

import json
from pathlib import Path

import pytest

from hl7_by_hand import ROSTER, assess, culture, events, open_signals, report_of, said, sign, temperature

AUREUS, EPIDERMIDIS = "Staphylococcus aureus", "Staphylococcus epidermidis"


def line(placed: str, removed: str = "", accessed: str = "") -> dict[str, object]:
    dates = {"placed_at": f"2026-{placed}", "accessed_at": f"2026-{accessed or placed}"}
    return said("central_line", **dates, **({"removed_at": f"2026-{removed}"} if removed else {}))


ECMO = said("condition", condition="ecmo", **{"from": "2026-06-02"})
LINES = [
    pytest.param("0604", [], None, id="nothing said about a line"),
    pytest.param("0604", [line("06-03")], False, id="line day 2"),
    pytest.param("0604", [line("06-02")], True, id="line day 3"),
    pytest.param("0604", [line("05-20", accessed="06-03")], False, id="the count starts at the first access"),
    pytest.param("0611", [line("06-01", "06-10")], True, id="the day after the removal"),
    pytest.param("0612", [line("06-01", "06-10")], False, id="two days after the removal"),
    pytest.param("0608", [line("06-01", "06-05"), line("06-07")], False, id="a line-free day starts the count anew"),
    pytest.param("0607", [line("06-01", "06-05"), line("06-06")], True, id="replaced the next day: the count goes on"),
    pytest.param("0604", [line("06-01"), ECMO], False, id="third day of ECMO"),
    pytest.param(
        "0604",
        [line("06-01"), said("condition", condition="ecmo", **{"from": "2026-06-03"})],
        True,
        id="second day of ECMO",
    ),
]


@pytest.mark.parametrize(("day", "decisions", "associated"), LINES)
def test_line_days(tmp_path: Path, day: str, decisions: list[dict[str, object]], associated: bool | None) -> None:  # noqa: FBT001 a column of the table
    stay = said("admission", admitted_at="2026-05-15")
    report = report_of(assess(tmp_path, [culture(f"{day} 0800", AUREUS)], decisions=[stay, *decisions]))
    assert [one["central_line_associated"] for one in events(report)] == [associated]


def test_an_infection_present_on_admission_is_not_the_lines(tmp_path: Path) -> None:
    stay = said("admission", admitted_at="2026-06-04")
    report = report_of(assess(tmp_path, [culture("0604 0800", AUREUS)], decisions=[stay, line("05-01")]))
    assert [one["onset"] for one in events(report)] == ["POA"]
    assert not events(report)[0]["central_line_associated"]


@pytest.mark.parametrize(
    ("verdict", "status"), [("confirmed", "confirmed"), ("refuted", "refuted"), ("contaminant", "contaminant")]
)
def test_a_verdict_is_the_events_status(tmp_path: Path, verdict: str, status: str) -> None:
    messages = [culture("0604 0800", AUREUS)]
    found = events(report_of(assess(tmp_path / "before", messages)))[0]
    decision = said("adjudicate", event=found["id"], verdict=verdict)
    report = report_of(assess(tmp_path / "after", messages, decisions=[decision]))
    assert [(one["id"], one["status"]) for one in events(report)] == [(found["id"], status)]
    assert ("bsi.confirmed" in open_signals(report)) == (
        status == "confirmed" and "bsi.confirmed" in open_signals(report)
    )


def test_a_suspicion_is_confirmed_by_a_person(tmp_path: Path) -> None:
    messages = [culture("0604 0800", EPIDERMIDIS), culture("0604 0900", EPIDERMIDIS, specimen="A2")]
    found = events(report_of(assess(tmp_path / "before", messages)))[0]
    decision = said("adjudicate", event=found["id"], verdict="confirmed", note="rigors in the notes of ward 5")
    report = report_of(assess(tmp_path / "after", messages, decisions=[decision]))
    assert [one["status"] for one in events(report)] == ["confirmed"]


def test_a_verdict_of_secondary(tmp_path: Path) -> None:
    messages = [culture("0604 0800", AUREUS)]
    found = events(report_of(assess(tmp_path / "before", messages)))[0]
    decision = said("adjudicate", event=found["id"], verdict="secondary", note="liver abscess")
    report = report_of(assess(tmp_path / "after", messages, decisions=[decision]))
    assert [one["attribution"] for one in events(report)] == ["secondary"]


NO_DECISION = [
    pytest.param('{"type": "sign", "subject": "S01"', "JSON", id="no JSON"),
    pytest.param('["sign", "S01"]', "JSON object", id="no object"),
    pytest.param('{"type": "sgin", "subject": "S01", "at": "2026-06-04T10:00:00+09:00"}', "type", id="unknown type"),
    pytest.param('{"subject": "S01", "at": "2026-06-04T10:00:00+09:00"}', "type", id="no type"),
]
GOOD = '{"type": "sign", "subject": "S01", "at": "2026-06-04T10:00:00+09:00", "sign": "chills"}\n'


@pytest.mark.parametrize(("text", "named"), NO_DECISION)
def test_a_line_that_is_no_decision_is_the_files_fault(tmp_path: Path, text: str, named: str) -> None:
    result = assess(tmp_path, [temperature("0604 0900", "37.0")])
    assert result.exit_code == 0
    result = assess(tmp_path, [], decisions_text=GOOD + text + "\n")
    assert result.exit_code == 1
    assert "decisions.jsonl, line 2" in result.stderr
    assert named in result.stderr


REFUSED_DECISIONS = [
    pytest.param(
        sign("chills", "0604 1000") | {"sign": "sneeze"}, "sign sneeze: `sign`: Input should be", id="no such sign"
    ),
    pytest.param(
        sign("chills", "0604 1000") | {"at": "2026-06-34"}, "`at`: '2026-06-34' is not a time", id="impossible date"
    ),
    pytest.param(
        sign("chills", "0604 1000") | {"whom": "ward 5"}, "`whom`: there is no such field", id="a field's typo"
    ),
    pytest.param(said("sign"), "`sign`: Field required", id="a field is missing"),
    pytest.param(
        said("site_infection", site="UTI", criterion="SUTI 1a", date_of_event="2026-02-30"),
        "site_infection UTI SUTI 1a 2026-02-30: `date_of_event`",
        id="a date of event that is no day",
    ),
    pytest.param(
        said("biopsy", portal=4, duct=1, venous=1), "`portal`: Input should be less than or equal to 3", id="a part"
    ),
]


@pytest.mark.parametrize(("decision", "reason"), REFUSED_DECISIONS)
def test_a_faulty_decision_is_refused_alone(tmp_path: Path, decision: dict[str, object], reason: str) -> None:
    messages = [culture("0604 0800", EPIDERMIDIS), culture("0604 0900", EPIDERMIDIS, specimen="A2")]
    report = report_of(assess(tmp_path, messages, decisions_text=json.dumps(decision) + "\n" + GOOD))
    assert [(one["criterion"], one["status"]) for one in events(report)] == [("LCBI-2", "confirmed")]
    (refused,) = report["refused_decisions"]
    assert refused.startswith("S01: line 1: ")
    assert reason in refused
    assert report["recipients"][0]["refused_decisions"] == [refused.removeprefix("S01: ")]


def test_a_faulty_decision_about_nobody_enrolled_is_told_by_its_line(tmp_path: Path) -> None:
    stranger = said("sign") | {"subject": "S77"}
    report = report_of(assess(tmp_path, [culture("0604 0800", AUREUS)], decisions=[stranger]))
    assert report["refused_decisions"] == ["line 1: sign: `sign`: Field required"]


def test_a_decision_about_nobody_enrolled_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    stranger = sign("chills", "0604 1000") | {"subject": "S77"}
    report = report_of(assess(tmp_path, [culture("0604 0800", AUREUS)], decisions=[stranger]))
    assert len(events(report)) == 1
    assert "S77" in str(report["refused_decisions"])


TWO_OWNERS = ROSTER + "S02,10001,HOSP,2026-06-03T09:30,,nk,,,,\n"
INPUT_FAULTS = [
    pytest.param({"roster": TWO_OWNERS}, ["3"], id="two owners of one identifier"),
    pytest.param(
        {"roster": ROSTER.replace("2026-06-01T09:30", "2026-06-31T09:30")}, ["2", "transplanted_at"], id="date"
    ),
    pytest.param({"roster": ROSTER.replace("identifier,", "", 1)}, ["identifier"], id="a column is missing"),
    pytest.param({"protocol": "[window]\nlast_dya = 28\n"}, ["last_dya"], id="a typo in a key"),
    pytest.param({"protocol": '[window]\nlast_day = "x"\n'}, ["last_day"], id="a wrong value"),
    pytest.param({"protocol": "[window\n"}, ["1"], id="no TOML"),
    pytest.param({"codes": "code,system,concept,specimen,unit\nX,L,temprature,,Cel\n"}, ["temprature"], id="a concept"),
]


@pytest.mark.parametrize(("files", "named"), INPUT_FAULTS)
def test_a_faulty_input_is_named(tmp_path: Path, files: dict[str, str], named: list[str]) -> None:
    result = assess(tmp_path, [culture("0604 0800", AUREUS)], **files)
    assert result.exit_code == 1
    assert all(word in result.stderr for word in named), result.stderr


def test_a_recipient_is_known_by_every_identifier_of_the_roster(tmp_path: Path) -> None:
    roster = ROSTER + "S01,T-0901,OLD,2026-06-01T09:30,,,,,,\n"
    under_the_old = culture("0604 0800", AUREUS).replace("10001^^^HOSP", "T-0901^^^OLD")
    messages = [under_the_old, culture("0605 0800", "Escherichia coli", specimen="B1")]
    found = events(report_of(assess(tmp_path, messages, roster=roster)))
    assert [len(one["organisms"]) for one in found] == [2]


def test_the_same_number_of_two_authorities_is_two_patients(tmp_path: Path) -> None:
    roster = ROSTER + "S02,10001,CLINIC,2026-06-03T09:30,,nk,,,,\n"
    at_the_clinic = culture("0604 0800", "Escherichia coli").replace("10001^^^HOSP", "10001^^^CLINIC")
    report = report_of(assess(tmp_path, [culture("0604 0800", AUREUS), at_the_clinic], roster=roster))
    found = {one["subject"]: one["events"][0]["organisms"][0]["name"] for one in report["recipients"]}
    assert found == {"S01": AUREUS, "S02": "Escherichia coli"}
