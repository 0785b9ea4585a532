"""What happened to message X: found by whatever is known of it, what became of it then and now, what it led to."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli_site import HEADER, Site
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.quarantine import NewQuarantined
from written_messages import admission, blood_culture, observation

AUREUS = "3092008^Staphylococcus aureus^SCT"
NOBODY = "9009^^^HOSP^MR"
CAME = datetime(2026, 6, 6, 3, 0, tzinfo=UTC)
TEMPERATURE = "8310-5^Body temperature^LN"


def culture(control_id: str, patient: str = "1001^^^HOSP^MR") -> bytes:
    return blood_culture(control_id, collected="202606040830", reported="202606061200", found=[AUREUS], patient=patient)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A culture of S01, an admission, a temperature with a code nobody knows, a message of nobody, a refused frame."""
    one = Site(tmp_path).enrolled_at(CAME - timedelta(days=1))
    one.receives(admission("A1", "202606010800"), "A1", CAME)
    one.receives(culture("C1"), "C1", CAME + timedelta(hours=1))
    one.receives(observation("O1", "202606060900", "99X^Odd^L", "1", ""), "O1", CAME + timedelta(hours=2))
    one.receives(culture("N1", NOBODY), "N1", CAME + timedelta(hours=3), feed="ward")
    broken = culture("R1").replace(b"|2.5.1|", b"|9.9|")
    refused = NewQuarantined("default", "unsupported_version", "no such version", broken, len(broken), 0, CAME)
    with closing(one.place.open_quarantine(one.settings)) as quarantine:
        quarantine.add([refused])
    one.detects()
    return one


def found(site: Site, *words: object) -> list[str]:
    return [one["control_id"] for one in site.said("journal", "find", *words)]


@pytest.mark.parametrize(
    ("words", "control_ids"),
    [
        pytest.param(("C1",), ["C1"], id="control id"),
        pytest.param(("R1",), ["R1"], id="control id of what was refused"),
        pytest.param(("--feed", "ward"), ["N1"], id="feed"),
        pytest.param(("--type", "ADT"), ["A1"], id="message code"),
        pytest.param(("--type", "ORU^R01", "--feed", "default"), ["O1", "C1", "R1"], id="message type and feed"),
        pytest.param(("--from", "2026-06-06T13:00", "--to", "2026-06-06T14:00"), ["C1"], id="time in the trial's zone"),
        pytest.param(("--outcome", "understood"), ["C1", "A1"], id="understood"),
        pytest.param(("--outcome", "nothing_understood"), ["O1"], id="nothing understood"),
        pytest.param(("--outcome", "nobody"), ["N1"], id="about nobody"),
        pytest.param(("--outcome", "refused"), ["R1"], id="refused"),
        pytest.param(("--subject", "S01", "--type", "ORU"), ["O1", "C1"], id="recipient and type"),
        pytest.param(("--subject", "S01", "--limit", "1"), ["O1"], id="the newest first, so many"),
    ],
)
def test_a_message_is_found_by(site: Site, words: tuple[str, ...], control_ids: list[str]) -> None:
    assert found(site, *words) == control_ids


def test_what_waits_what_failed_and_what_could_not_be_read_is_found_by_that(site: Site) -> None:
    bytes_at_fault = culture("U1").replace(b"|UNICODE UTF-8", b"").replace(b"PID|1|", b"NTE|1||f\xfcr\rPID|1|")
    site.receives(bytes_at_fault, "U1", CAME + timedelta(hours=4))
    sign = {"type": "sign", "subject": "S09", "sign": "chills", "at": "2026-06-05T10:00:00+09:00", "by": "ward"}
    with closing(site.place.writer(site.settings)) as journal:
        at = CAME + timedelta(hours=5)
        journal.append([NewEntry(at, EntryKind.DECISION, "decision", "", json.dumps(sign).encode())])
    site.detects()
    site.receives(culture("W1"), "W1", CAME + timedelta(hours=6))
    assert found(site, "--outcome", "waiting") == ["W1"]
    assert found(site, "--outcome", "unreadable") == ["U1"]
    (failed,) = site.said("journal", "find", "--outcome", "dead_letter")
    assert failed["became"] == ["failed in processing: decision: LookupError"]


def test_the_next_page_goes_on_where_the_first_ended(site: Site) -> None:
    first = site.run("journal", "find", "--type", "ORU", "--feed", "default", "--outcome", "understood", "--limit", "1")
    assert "C1" in first.stdout
    first = site.run("journal", "find", "--subject", "S01", "--limit", "2")
    number = first.stderr.split("--before ")[1].strip()
    assert found(site, "--subject", "S01", "--before", number) == ["A1"]


def test_what_is_not_there_is_said_with_where_else_to_look(site: Site) -> None:
    missing = site.run("journal", "find", "C9")
    assert missing.exit_code == 1
    assert "no message with control id 'C9'" in missing.stderr
    assert "35 days of messages about nobody enrolled" in missing.stderr
    unknown = site.run("journal", "find", "--feed", "icu")
    assert "there is no feed 'icu'; the settings have default" in unknown.stderr


def test_a_patient_is_found_by_an_identifier_that_stands_nowhere_but_in_the_file(site: Site) -> None:
    number = site.file("number.txt", "9009,HOSP\n")
    done = site.run("journal", "find", "--identifier-file", number)
    assert "N1" in done.stdout
    assert "C1" not in done.stdout
    by_input = site.run("journal", "find", "--identifier-file", "-", "--json", given="9009\n")
    assert [one["control_id"] for one in json.loads(by_input.stdout)] == ["N1"]
    asked = site.run("journal", "find", "--identifier", given="9009\n")
    assert "N1" in asked.stdout
    assert "9009" not in asked.output
    other = site.run("journal", "find", "--identifier-file", site.file("other.txt", "9009,CITY"))
    assert other.exit_code == 1
    lines = [json.loads(line) for line in (site.data / "audit.jsonl").read_text().splitlines()]
    assert [(one["what"], one["found"]) for one in lines] == [("journal find by identifier", n) for n in (1, 1, 1, 0)]
    assert "9009" not in (site.data / "audit.jsonl").read_text()
    assert (site.data / "audit.jsonl").stat().st_mode & 0o077 == 0


def test_then_and_now_are_told_apart_where_the_roster_changed_later(site: Site) -> None:
    roster = site.file("more.csv", f"{HEADER}S03,9009,HOSP,2026-06-02T10:00\n")
    site.said("enroll", "import", roster)
    site.detects()
    (one,) = site.said("journal", "find", "N1")
    assert (one["outcome"], one["became"]) == ("nobody", ["about nobody enrolled"])
    assert one["now"][0].startswith("S03: culture of blood")
    assert "now: S03: culture of blood" in " ".join(site.run("journal", "find", "N1").stdout.split())


def test_a_message_that_waits_says_so_and_what_it_would_be(site: Site) -> None:
    site.receives(culture("C2"), "C2")
    (one,) = site.said("journal", "find", "C2")
    assert one["outcome"] == "waiting"
    assert one["became"][0] == "waits for the detector"
    assert one["became"][1].startswith("S01: culture of blood")


def test_an_unreadable_message_names_its_record_and_is_understood_once_it_was_released(site: Site) -> None:
    broken = culture("U1").replace(b"|UNICODE UTF-8", b"").replace(b"PID|1|", b"NTE|1||f\xfcr\rPID|1|")
    site.receives(broken, "U1", CAME + timedelta(hours=4))
    site.detects()
    (one,) = site.said("journal", "find", "U1")
    assert one["outcome"] == "unreadable"
    assert "quarantined as record 2: byte 0xfc" in one["became"][0]
    site.configured('[[feeds]]\nname = "default"\ncharset = "8859/1"\n')
    site.said("quarantine", "release", "--all", "--reason", "character_set_bytes", "--yes")
    site.detects()
    released, first = site.said("journal", "find", "U1")
    assert (released["outcome"], first["outcome"]) == ("understood", "unreadable")
    assert released["first_received_at"] == first["received_at"]


def test_the_trail_goes_from_the_message_to_the_page_and_back(site: Site) -> None:
    (one,) = site.said("journal", "find", "C1")
    shown = site.said("journal", "show", one["seq"])
    (event,) = shown["led_to"]["events"]
    assert (event["subject"], event["kind"], event["status"]) == ("S01", "bsi", "confirmed")
    page = shown["led_to"]["pages"][0]
    assert (page["subject"], page["acknowledged"]) == ("S01", None)
    site.said("pages", "ack", page["id"], "--by", "on call")
    site.detects()
    again = site.said("journal", "show", one["seq"])["led_to"]["pages"][0]
    assert again["acknowledged"]["by"] == "on call"
    behind = site.said("pages", "show", page["id"])["messages"]
    assert {"seq": one["seq"], "control_id": "C1", "feed": "default", "decided": True} in behind


def test_show_has_the_bytes_with_their_separators_and_the_fields_by_name(site: Site) -> None:
    (one,) = site.said("journal", "find", "C1")
    shown = site.run("journal", "show", one["seq"]).stdout
    assert "OBX|1|CWE|600-7" in shown
    assert "␍" in shown
    assert "observation value" in shown
    fields = {each["place"]: each for each in site.said("journal", "show", one["seq"])["fields"]}
    assert fields["OBX-5"] == {"place": "OBX-5", "name": "observation value", "value": AUREUS}
    plain = site.run("journal", "show", one["seq"], "--no-bytes").stdout
    assert "1001" not in plain
    assert "led to page" in plain


def test_what_a_recipients_message_was_is_known_after_the_journals_days_are_over(site: Site) -> None:
    (one,) = site.said("journal", "find", "C1")
    for segment in (site.data / "journal").glob("2026-06-06.db*"):
        segment.unlink()
    assert found(site, "C1") == ["C1"]
    assert site.said("journal", "show", one["seq"])["outcome"] == "understood"
    assert site.run("journal", "find", "N1").exit_code == 1


def test_a_withdrawn_message_says_so_and_so_does_what_withdrew_it(site: Site) -> None:
    (culture_entry,) = site.said("journal", "find", "C1")
    with closing(site.place.writer(site.settings)) as journal:
        gone = json.dumps({"seq": culture_entry["seq"], "superseded_by": None}).encode()
        seq = journal.append([NewEntry(CAME + timedelta(hours=5), EntryKind.WITHDRAWN, "default", "", gone)])
    site.detects()
    assert found(site, "--outcome", "withdrawn") == ["C1"]
    (after,) = site.said("journal", "find", "C1")
    assert "counts no longer" in after["became"][-1]
    assert site.said("journal", "show", seq)["became"] == [f"withdraws entry {culture_entry['seq']}"]


def test_refusals_that_the_gateway_counted_are_shown(site: Site) -> None:
    counted = {"counts": {"not_hl7": 3, "version": 1}, "since": CAME.isoformat()}
    with closing(site.place.writer(site.settings)) as journal:
        new = NewEntry(CAME + timedelta(hours=5), EntryKind.REFUSED, "default", "", json.dumps(counted).encode())
        seq = journal.append([new])
    site.detects()
    assert site.said("journal", "show", seq)["became"] == ["refused at the door: 3 not_hl7, 1 version"]
