"""`graftwatch pages`: acknowledging by the command line, the trail of a page, and the audit as lines, JSON and CSV."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cli_site import Site
from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.pipeline.outbox import Delivered, Retry


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two recipients, a page about each."""
    site = Site(tmp_path).enrolled()
    now = SystemClock().now()
    for control_id, number in (("C1", "1001"), ("C2", "2002")):
        drawn = now - timedelta(hours=2)
        message = blood_culture(control_id, now, collected_at=drawn, said="Escherichia coli", status="F", number=number)
        site.receives(message, control_id)
    site.detects()
    return site


def ids(site: Site) -> list[str]:
    return [one["id"] for one in site.said("pages", "list")]


def decisions(site: Site) -> int:
    entries = site.place.reader().read_after(0, 1000)
    return sum(one.kind == "decision" for one in entries)


def test_several_pages_are_acknowledged_at_once_by_their_first_signs(site: Site) -> None:
    one, other = ids(site)
    done = site.said("pages", "ack", one[:6], other, "--by", "infection control, on call")
    assert [(each["page"], each["outcome"]) for each in done] == [(one, "taken"), (other, "taken")]
    site.detects()
    assert site.said("pages", "list", "--unheard") == []


def test_of_several_pages_one_that_is_not_known_leaves_all_as_they_are(site: Site) -> None:
    one, _ = ids(site)
    done = site.run("pages", "ack", one, "feedfeedfeedfeed", "--by", "ward 5")
    assert done.exit_code == 1
    assert "no page has an id that begins with 'feedfeedfeedfeed'" in done.stderr
    assert decisions(site) == 0


def test_what_was_acknowledged_already_says_by_whom_and_is_not_entered_again(site: Site) -> None:
    one, _ = ids(site)
    site.said("pages", "ack", one, "--by", "doctor-a")
    again = site.run("pages", "ack", one, "--by", "doctor-b")  # the service has not even looked yet
    assert (again.exit_code, "acknowledged already by doctor-a" in again.stdout) == (0, True)
    site.detects()
    later = site.said("pages", "ack", one, "--by", "doctor-b")
    assert (later["outcome"], later["by"]) == ("repeated", "doctor-a")
    assert decisions(site) == 1


def test_what_has_ended_says_so(site: Site) -> None:
    page = site.said("pages", "list")[0]
    site.said("decide", "adjudicate", page["subject"], "--event", page["details"]["event"], "--verdict", "refuted")
    site.detects()
    done = site.run("pages", "ack", page["id"], "--by", "doctor-a")
    assert (done.exit_code, "not acknowledged, it has ended" in done.stdout) == (0, True)
    assert site.said("pages", "ack", page["id"], "--by", "doctor-a")["outcome"] == "over"


@pytest.mark.parametrize("by", ["", " ", "x" * 65, "doctor-a@hospital.example", "03-1234-5678"])
def test_who_heard_it_is_a_name_and_never_an_address(site: Site, by: str) -> None:
    done = site.run("pages", "ack", ids(site)[0], "--by", by)
    assert done.exit_code == 1
    assert "`--by`" in done.stderr
    assert decisions(site) == 0


def test_the_trail_of_a_page_says_who_was_told_and_who_heard_it(site: Site) -> None:
    one, _ = ids(site)
    now = SystemClock().now()
    with closing(open_state(site.place.state)) as connection:
        outbox = SqliteOutbox(connection)
        outbox.record(f"{one}-file", Retry(now, "the folder is not there"), now)
        outbox.record(f"{one}-file", Delivered(), now)
    site.said("pages", "ack", one, "--by", "doctor-a")
    site.detects()
    shown = site.said("pages", "show", one)["audit"]
    assert [each["what"] for each in shown] == [
        "decided",
        "delivery_added",
        "delivery_retried",
        "delivered",
        "acknowledged",
    ]
    assert (shown[-1]["by"], shown[-1]["through"]) == ("doctor-a", "cli")
    assert 0 <= shown[-1]["after_seconds"] < 60
    lines = site.run("pages", "show", one).stdout.splitlines()
    assert [line.split("  ", 1)[1] for line in lines[-5:]] == [
        "decided: bsi.confirmed, first, notify",
        "to be told: file",
        "not reached yet: file: the folder is not there",
        "told: file, attempt 2",
        f"heard by doctor-a through cli after {int(shown[-1]['after_seconds'])} seconds",
    ]


def test_the_audit_is_chosen_by_page_subject_and_time(site: Site) -> None:
    one, other = ids(site)
    subject = site.said("pages", "show", one)["subject"]
    by_page, by_subject = (
        site.said("pages", "audit", "--page", one[:6]),
        site.said("pages", "audit", "--subject", subject),
    )
    assert [each["page"] for each in by_page] == [one, one]
    assert by_subject == by_page
    assert {each["page"] for each in site.said("pages", "audit")} == {one, other}
    tomorrow = (SystemClock().now() + timedelta(days=1)).isoformat()
    assert site.said("pages", "audit", "--since", tomorrow) == []
    assert len(site.said("pages", "audit", "--until", tomorrow)) == 4
    assert "decided: bsi.confirmed, first, notify" in site.run("pages", "audit").stdout


def test_the_audit_is_exported_whole_and_no_cell_is_a_formula(site: Site, tmp_path: Path) -> None:
    one, _ = ids(site)
    site.said("pages", "ack", one, "--by", "=SUM(A1), ward 5")
    site.detects()
    file = tmp_path / "audit.csv"
    assert "5 rows written" in site.run("pages", "audit", "--csv", file).stdout
    rows = [*csv.DictReader(file.read_text("utf-8").splitlines())]
    assert [row["seq"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert (rows[-1]["what"], rows[-1]["by"], rows[-1]["through"]) == ("acknowledged", "'=SUM(A1), ward 5", "cli")
    assert [row["hash"] for row in rows] == [each["hash"] for each in site.said("pages", "audit")]


def test_a_row_that_was_changed_by_hand_is_named_by_verify_also_in_a_backup(site: Site, tmp_path: Path) -> None:
    assert site.run_bare("verify", site.data).exit_code == 0
    site.said("backup", tmp_path / "copy")
    for folder in (site.data, tmp_path / "copy"):
        with closing(sqlite3.connect(folder / "state.db")) as connection:
            connection.execute("DROP TRIGGER audit_not_changed")
            connection.execute("""UPDATE audit SET content = '{"channel":"another"}' WHERE seq = 2""")
            connection.commit()
        done = site.run_bare("verify", folder)
        assert done.exit_code == 1
        assert "state.db: audit row 2 is not as it was written" in done.stderr


def test_nothing_of_the_patient_or_of_an_address_is_in_the_audit(site: Site) -> None:
    everything = json.dumps(site.said("pages", "audit"))
    assert [word for word in ("1001", "2002", "Escherichia") if word in everything] == []
