"""`graftwatch assess`: what is read, what is refused, and how that is said."""

from pathlib import Path

import pytest

from assess_desk import (
    AUREUS,
    ROSTER,
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


def test_an_organism_nobody_knows_is_unresolved(desk: Desk) -> None:
    report = desk.assess(
        blood_culture("C1", collected="202606040830", reported="202606061200", found=["X17^Novibacter mirabilis^L"])
    )
    (event,) = events(report)
    assert event["status"] == "unresolved"
    assert ("bsi.unresolved", "page") in open_signals(report)


def test_any_order_and_repetition_end_in_the_same_report(desk: Desk) -> None:
    messages = [*pair("202606090700"), fever("38.4", "Cel"), admission("A1", "20260530101500")]
    local = observation("L1", "202606100800", "TAC^Tacrolimus^L", "7.0", "ng/mL")
    once = desk.assess(*messages, local)
    again = desk.assess(local, *reversed(messages), local, *messages)
    assert again == once
    assert {"feed": "file", "field": "OBX-3", "code": "TAC", "count": 1} in once["unmapped"]


def test_the_sites_own_codes_are_understood(desk: Desk) -> None:
    codes = desk.write("codes.csv", "code,system,concept,specimen,unit\nTAC,L,tacrolimus_trough,blood,ng/mL\n")
    report = desk.assess(observation("L1", "202606100800", "TAC^Tacrolimus^L", "7.0", ""), options=("--codes", codes))
    assert report["unmapped"] == []
    assert report["recipients"][0]["exposure"][0]["last"]["value"] == 7.0


def test_what_cannot_be_read_is_listed_and_the_rest_is_read(desk: Desk) -> None:
    good = blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS])
    no_id = good.replace(b"|C1|", b"||")
    broken = message("B1", "20260606", "ORU^R01", f"PID|1||{PATIENT}||\xe9").replace("\xe9".encode(), b"\xe9")
    report = desk.assess(good, b"\x00\xffno message at all", no_id, broken, b"")
    assert len(confirmed(report)) == 1
    unread = {Path(one["file"]).name: one["reason"] for one in report["unread"]}
    assert set(unread) == {"001.hl7", "002.hl7", "003.hl7", "004.hl7"}
    assert "MSH-10" in unread["002.hl7"]
    assert f"byte {broken.index(bytes([0xE9]))}" in unread["003.hl7"]


def test_a_message_about_two_recipients_is_nobodys(desk: Desk) -> None:
    desk.write("roster.csv", f"{ROSTER}S02,2002,HOSP,2026-06-02T09:00\n")
    both = blood_culture(
        "C1", collected="202606040830", reported="202606061200", found=[AUREUS], patient="1001^^^HOSP~2002^^^HOSP"
    )
    report = desk.assess(both)
    assert [one["events"] for one in report["recipients"]] == [[], []]
    (unread,) = report["unread"]
    assert "S01, S02" in unread["reason"]


def test_two_owners_of_one_identifier_are_refused_with_their_line(desk: Desk) -> None:
    desk.write("roster.csv", f"{ROSTER}S02,1001,HOSP,2026-06-02T09:00\n")
    done = desk.run()
    assert done.exit_code == 1
    assert "roster.csv, line 3" in done.stderr
    assert "1001" not in done.stderr
    assert done.stdout == ""


def test_the_same_number_of_another_authority_is_another_patient(desk: Desk) -> None:
    other = blood_culture(
        "C1", collected="202606040830", reported="202606061200", found=[AUREUS], patient="1001^^^CITY^MR"
    )
    assert events(desk.assess(other)) == []


def test_the_time_of_the_assessment_can_be_given(desk: Desk) -> None:
    blood = blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS])
    report = desk.assess(blood, options=("--now", "2026-06-08T00:00"))
    assert report["as_of"] == "2026-06-08T00:00:00+09:00"
    assert report["recipients"][0]["post_operative_day"] == 7


def test_without_a_message_it_is_the_end_of_the_window(desk: Desk) -> None:
    report = desk.assess()
    assert report["as_of"] == "2026-07-02T00:00:00+09:00"
    assert report["recipients"][0]["events"] == []


@pytest.mark.parametrize(
    ("name", "text", "option", "expected"),
    [
        pytest.param("p.toml", "[window]\nlast_dya = 30\n", "--protocol", "last_day", id="a typo in the protocol"),
        pytest.param("d.jsonl", '{"type": "sing"}\n', "--decisions", "line 1", id="a decision nobody knows"),
        pytest.param("c.csv", "code,system,concept\nX,L,nothing\n", "--codes", "c.csv:2", id="a concept nobody knows"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(desk: Desk, name: str, text: str, option: str, expected: str) -> None:
    done = desk.run(options=(option, desk.write(name, text)))
    assert done.exit_code == 1
    assert expected in done.stderr
