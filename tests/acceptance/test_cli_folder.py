"""Commands over a data folder: the roster, decisions, pages, what became of a message, backup; without a service.

Where the service would read the journal, the detector does it here, in the same process.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli_site import HEADER, Site
from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.quarantine import NewQuarantined
from written_messages import blood_culture

AUREUS = "3092008^Staphylococcus aureus^SCT"
BLOOD = blood_culture("C1", collected="202606040830", reported="202606061200", found=[AUREUS])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    return Site(tmp_path)


def test_an_import_is_all_or_nothing_with_every_fault(site: Site) -> None:
    faulty = f"{HEADER}S01,1001,HOSP,2026-06-01\nS02,1001,HOSP,2026-06-02\nS03,3,HOSP,yesterday\n"
    done = site.run("enroll", "import", site.file("r.csv", faulty))
    assert done.exit_code == 1
    assert "r.csv, line 3" in done.stderr
    assert "r.csv, line 4" in done.stderr
    assert "1001" not in done.stderr
    assert site.said("enroll", "list") == []


def test_an_import_is_checked_against_who_is_enrolled(site: Site) -> None:
    site.enrolled()
    taken = f"{HEADER}S08,8,HOSP,2026-06-01\nS09,2002,HOSP,2026-06-01\n"
    done = site.run("enroll", "import", site.file("more.csv", taken))
    assert done.exit_code == 1
    assert "S09" in done.stderr
    assert "S02" in done.stderr
    assert [one["subject"] for one in site.said("enroll", "list")] == ["S01", "S02"]


def test_importing_the_same_file_again_changes_nothing(site: Site) -> None:
    site.enrolled()
    again = site.said("enroll", "import", site.root / "roster.csv")
    assert again == {"subjects": [], "changes": 0, "unchanged": 2}


def test_the_list_shows_identifiers_only_when_asked(site: Site) -> None:
    site.enrolled()
    plain = site.run("enroll", "list").stdout
    assert "S01" in plain
    assert "1001" not in plain
    (first, _) = site.said("enroll", "list", "--identifiers")
    assert {"identifier": "77-4", "authority": "CITY", "learnt_from": None} in first["identifiers"]


def test_the_roster_is_one_whether_the_service_has_read_it_or_not(site: Site) -> None:
    site.enrolled().detects()
    site.said("enroll", "withdraw", "S02", "--at", "2026-06-20T12:00")
    site.said("enroll", "alias", "S02", "--identifier", "9", "--authority", "CITY")
    waiting = site.said("enroll", "list", "--identifiers")
    site.detects()
    assert site.said("enroll", "list", "--identifiers") == waiting
    assert waiting[1]["withdrawn_at"] == "2026-06-20T12:00:00+09:00"


def test_a_change_of_somebody_unknown_is_refused(site: Site) -> None:
    site.enrolled()
    done = site.run("enroll", "withdraw", "S07")
    assert done.exit_code == 1
    assert "S07 is not enrolled" in done.stderr


def test_the_first_enrolment_makes_the_heartbeats_recipient_and_never_shows_it(site: Site) -> None:
    site.enrolled()
    first = site.place.reader().read_after(0, 1)
    assert b'"heartbeat"' in first[0].content
    assert "heartbeat" not in site.run("enroll", "list").stdout


def test_an_infection_is_explained_paged_and_heard(site: Site) -> None:
    site.enrolled().receives(BLOOD, "C1")
    site.detects()
    explained = site.run("explain", "S01").stdout
    assert "LCBI-1" in explained
    assert "MSH-10 C1" in explained
    (page,) = site.said("pages", "list", "--unheard")
    assert (page["kind"], page["subject"]) == ("bsi.confirmed", "S01")
    site.said("pages", "ack", page["id"][:6], "--by", "ward 5")
    site.detects()
    assert site.said("pages", "list", "--unheard") == []
    shown = site.said("pages", "show", page["id"])
    assert shown["acknowledged"]["by"] == "ward 5"
    assert [one["channel"] for one in shown["deliveries"]] == ["file"]


def test_an_explanation_as_of_a_time_knows_nothing_later(site: Site) -> None:
    site.enrolled()
    site.detects()
    before = SystemClock().now().isoformat()
    site.receives(BLOOD, "C1")
    site.detects()
    assert site.said("explain", "S01", "--at", before)["events"] == []
    assert len(site.said("explain", "S01")["events"]) == 1


def test_nobody_can_be_explained_before_the_enrolment(site: Site) -> None:
    site.enrolled().detects()
    done = site.run("explain", "S01", "--at", "2026-06-02")
    assert done.exit_code == 1
    assert "not enrolled at that time" in done.stderr


def test_decisions_enter_by_option_and_by_file(site: Site) -> None:
    site.enrolled()
    site.run("decide", "biopsy", "S01", "--portal", 2, "--duct", 1, "--venous", 1, "--at", "2026-06-10T11:00")
    sign = {"type": "sign", "subject": "S02", "sign": "chills", "at": "2026-06-05T10:00:00+09:00"}
    entered = site.said("decide", "--file", site.file("d.jsonl", json.dumps(sign) + "\n"))
    assert entered == {"decisions": 1, "subjects": ["S02"], "refused_decisions": [], "without_effect": []}
    site.detects()
    (event,) = site.said("explain", "S01")["events"]
    assert (event["kind"], event["status"], event["date_of_event"]) == ("rejection", "confirmed", "2026-06-10")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(("biopsy", "S01", "--portal", 2, "--at", "2026-06-10"), 1, "`duct`", id="half a biopsy"),
        pytest.param(("biopsy", "S07", "--grade", "mild", "--at", "2026-06-10"), 1, "S07", id="nobody enrolled"),
        pytest.param(("sign", "S01", "--sign", "chills", "--at", "soon"), 1, "not a time", id="no time"),
        pytest.param(("sign", "S01", "--sign", "chills"), 2, "--at", id="when it was may not be guessed"),
        pytest.param(("sign", "S01", "--sign", "sneeze", "--at", "2026-06-10"), 2, "fever", id="no such sign"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(site: Site, words: tuple[object, ...], status: int, said: str) -> None:
    site.enrolled()
    last = site.place.reader().last_seq()
    done = site.run("decide", *words)
    assert done.exit_code == status
    assert said in done.stderr
    assert site.place.reader().last_seq() == last


UNKNOWN_ORGANISM = {
    "type": "site_infection", "subject": "S01", "at": "2026-06-20", "site": "IAB", "criterion": "1",
    "date_of_event": "2026-06-08", "organisms": ["Foo barensis"],
}  # fmt: skip


def test_of_a_file_of_decisions_the_faulty_ones_are_refused_and_the_others_enter(site: Site) -> None:
    site.enrolled()
    death = {"type": "death", "subject": "S01", "at": "2026-06-20"}
    lines = [UNKNOWN_ORGANISM, death, {**death, "subject": "S07"}]
    entered = site.said("decide", "--file", site.file("d.jsonl", "\n".join(map(json.dumps, lines))))
    assert (entered["decisions"], entered["subjects"]) == (1, ["S01"])
    organism, stranger = entered["refused_decisions"]
    assert organism.startswith("line 1: site_infection IAB 1 2026-06-08: `organisms.0`: 'Foo barensis' is not known")
    assert stranger == "line 3: S07 is not enrolled"
    site.detects()
    assert site.said("explain", "S01")["died_on"] == "2026-06-20"


def test_a_site_infection_that_takes_no_blood_is_said_when_it_is_entered(site: Site) -> None:
    site.enrolled()
    words = ("--criterion", "2a", "--date-of-event", "2026-06-08", "--at", "2026-06-20", "--organisms", "E. coli")
    done = site.run("decide", "site-infection", "S01", "--site", "IAB", *words)
    assert done.exit_code == 0
    assert "entered, and of no effect: site_infection IAB 2a of 2026-06-08: this criterion takes no" in done.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param([{"type": "death", "subject": "S07", "at": "2026-06-20"}], "S07 is not enrolled", id="a stranger"),
        pytest.param([UNKNOWN_ORGANISM], "'Foo barensis' is not known", id="an organism nobody knows"),
        pytest.param([{"type": "death", "subject": "S01", "at": "2026-06-20"}, "{"], "line 2", id="a line is no JSON"),
    ],
)
def test_a_file_of_decisions_that_leaves_none_enters_none(site: Site, lines: list[object], said: str) -> None:
    site.enrolled()
    last = site.place.reader().last_seq()
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    done = site.run("decide", "--file", site.file("d.jsonl", text))
    assert done.exit_code == 1
    assert "d.jsonl, line" in done.stderr
    assert said in done.stderr
    assert site.place.reader().last_seq() == last


def test_what_became_of_a_message(site: Site) -> None:
    site.enrolled().receives(BLOOD, "C1")
    (found,) = site.said("journal", "find", "C1")
    assert found["became"][0] == "waits for the detector"
    site.detects()
    (found,) = site.said("journal", "find", "C1")
    assert "S01: culture of blood" in found["became"][0]
    shown = site.run("journal", "show", found["seq"])
    assert "OBX|1|CWE|600-7" in shown.stdout
    missing = site.run("journal", "find", "C2")
    assert missing.exit_code == 1


def test_a_quarantined_message_is_mended_and_released(site: Site) -> None:
    site.enrolled()
    broken = BLOOD.replace(b"|C1|", b"||")
    record = NewQuarantined(
        "default", "no_control_id", "MSH-10 is missing", broken, len(broken), 0, SystemClock().now()
    )
    with closing(site.place.open_quarantine(site.settings)) as quarantine:
        quarantine.add([record])
    (listed,) = site.said("quarantine", "list")
    refused = site.run("quarantine", "release", listed["id"])
    assert refused.exit_code == 1
    assert "MSH-10" in refused.stderr
    raw = site.run("quarantine", "show", listed["id"], "--raw").stdout_bytes
    assert raw == broken
    mended = site.root / "mended.hl7"
    mended.write_bytes(raw.replace(b"ORU_R01||", b"ORU_R01|C1|"))
    site.said("quarantine", "release", listed["id"], "--with", mended)
    site.detects()
    assert len(site.said("explain", "S01")["events"]) == 1
    assert site.said("quarantine", "list") == []


def test_a_backup_is_whole_and_a_service_can_go_on_from_it(site: Site) -> None:
    site.enrolled().detects()
    site.receives(BLOOD, "C1")
    site.said("backup", site.root / "backup")
    restored = site.root / "restored"
    done = CliRunner().invoke(graftwatch, ["restore", str(site.root / "backup"), "--data", str(restored)])
    assert done.exit_code == 0, done.stderr
    other = Site(site.root)
    other.data, other.place = restored, DataFolder(restored)
    other.detects()
    assert len(other.said("explain", "S01")["events"]) == 1


def test_a_damaged_backup_is_not_restored(site: Site) -> None:
    site.enrolled()
    backup = site.root / "backup"
    site.said("backup", backup)
    (segment,) = (backup / "journal").glob("*.db")
    with closing(sqlite3.connect(segment)) as connection:
        connection.execute("DELETE FROM entry WHERE seq = 2")
        connection.commit()
    checked = CliRunner().invoke(graftwatch, ["verify", str(backup)])
    assert checked.exit_code == 1
    assert segment.name in checked.stderr
    restored = CliRunner().invoke(graftwatch, ["restore", str(backup), "--data", str(site.root / "restored")])
    assert restored.exit_code == 1
    assert not (site.root / "restored").exists()


def test_the_committees_figures(site: Site) -> None:
    site.enrolled().receives(BLOOD, "C1")
    site.detects()
    figures = site.said("safety", "status")
    bsi = figures["endpoints"]["bsi"]
    assert (bsi["events"], bsi["recipients_with_event"]) == ({"confirmed": 1}, 1)
    assert (bsi["evaluable"], bsi["evaluable_with_event"]) == (2, 1)
    assert sum(figures["recipients"].values()) == 2


ARMS = (
    "subject,identifier,authority,transplanted_at,arm\n"
    "S01,1001,HOSP,2026-06-01T09:00,cells\nS02,2002,HOSP,2026-06-02T10:00,none\n"
)


def test_the_committee_sees_the_arms_and_nobody_else(site: Site) -> None:
    site.enrolled(ARMS).receives(BLOOD, "C1")
    site.detects()
    blinded = site.run("safety", "status")
    assert "cells" not in blinded.stdout
    assert "if the next recipient has it, too:" in blinded.stdout
    assert "by_arm" not in site.said("safety", "status")
    by_arm = site.said("safety", "status", "--for", "committee")["by_arm"]
    assert {arm: held["endpoints"]["bsi"]["recipients_with_event"] for arm, held in by_arm.items()} == {
        "cells": 1,
        "none": 0,
    }
    assert "arm cells: 1 recipients" in site.run("safety", "status", "--for", "committee").stdout


def test_the_committees_figures_as_known_then_and_as_they_are_now(site: Site) -> None:
    """The final report came on 6 June at 12:00 in Tokyo; that morning nobody knew of the blood of 4 June."""
    came = datetime(2026, 6, 6, 3, tzinfo=UTC)
    site.enrolled_at(datetime(2026, 6, 1, tzinfo=UTC)).receives(BLOOD, "C1", came)
    site.detects()
    known = site.said("safety", "status", "--as-of", "2026-06-06T09:00")
    assert known["endpoints"]["bsi"]["events"] == {}
    assert known["as_it_is_now"]["endpoints"]["bsi"]["events"] == {"confirmed": 1}
    assert [one["kind"] for one in known["changed_since"]] == ["event_added", "became_evaluable"]
    assert (
        "S01: bloodstream infection of 2026-06-04" in site.run("safety", "status", "--as-of", "2026-06-06T09:00").stdout
    )
    assert site.said("safety", "status", "--as-of", "2026-06-06")["endpoints"]["bsi"]["events"] == {"confirmed": 1}
    late = site.run("safety", "status", "--as-of", "2126-01-01")
    assert (late.exit_code, "lies in the future" in late.stderr) == (1, True)


def test_the_doctor_looks_at_each_part(site: Site) -> None:
    site.enrolled().detects()
    checks = {one["what"]: one["verdict"] for one in site.said("doctor", "--test-page")}
    assert checks["storage"] == "ok"
    assert checks["store"] == "ok"
    assert checks["channel file"] == "ok"
    assert "test page" in site.place.pages.read_text("utf-8")
