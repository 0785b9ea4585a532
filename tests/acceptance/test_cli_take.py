"""`graftwatch take`: files and standard input into a data folder, with an outcome a message and an exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.entrypoints.wiring import DataFolder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    DataFolder(tmp_path / "data").make()
    return tmp_path / "data"


def message(control_id: str) -> bytes:
    return f"MSH|^~\\&|LAB|H|||20260601||ORU^R01|{control_id}|P|2.5.1\rPID|1||4711\r".encode()


def take(data: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "graftwatch.entrypoints", "take", *arguments, "--data", str(data)]
    return subprocess.run(command, check=False, capture_output=True, input=given)


def kept(data: Path) -> list[str]:
    reader = SqliteJournalReader(data / "journal")
    found = [entry.control_id for entry in reader.read_after(0, 1000)]
    reader.close()
    return found


def test_files_and_folders_are_taken_in_order_and_again_only_once(data: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    (feed / "1.hl7").write_bytes(message("A") + message("B"))
    (feed / "2.hl7").write_bytes(message("C"))
    first = take(data, str(feed), "--feed", "default")
    assert (first.returncode, kept(data)) == (0, ["A", "B", "C"])
    assert first.stdout.decode().splitlines()[-1] == "3 accepted"
    again = take(data, str(feed), "--feed", "default", "--json")
    assert json.loads(again.stdout)["counts"] == {"duplicate": 3}
    assert kept(data) == ["A", "B", "C"]


def test_a_refused_message_is_told_with_its_place_and_makes_the_exit_status_one(data: Path) -> None:
    content = message("A") + message("") + message("B")
    ended = take(data, "-", "--feed", "default", "--json", given=content)
    assert (ended.returncode, kept(data)) == (1, ["A", "B"])
    (file,) = json.loads(ended.stdout)["files"]
    assert file["file"] == "standard input"
    assert [(one["code"], one["reason"], one["offset"]) for one in file["messages"]] == [
        ("AA", "", 0),
        ("AR", "no_control_id", len(message("A"))),
        ("AA", "", len(message("A") + message(""))),
    ]


def test_a_batch_that_lacks_a_message_is_taken_told_and_a_fault(data: Path) -> None:
    ended = take(data, "-", "--feed", "default", given=b"BHS|^~\\&\r" + message("A") + b"BTS|2\r")
    assert (ended.returncode, kept(data)) == (1, ["A"])
    assert b"standard input, byte 66: BTS-1 states 2 messages, 1 were found" in ended.stderr


def test_a_feed_that_no_setting_names_is_refused(data: Path) -> None:
    ended = take(data, "-", "--feed", "lab")
    assert (ended.returncode, ended.stderr.decode().strip()) == (
        1,
        "--feed: the settings have no feed lab; use one of default",
    )
