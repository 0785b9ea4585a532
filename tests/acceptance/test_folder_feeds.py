"""Feeds that come as files, through the running service: from a file to the page, through kills, and in /metrics."""

import json
import os
from pathlib import Path

import pytest

from embedded import blood_culture, tokyo
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from running_service import RunningService, until

ROSTER = "subject,identifier,authority,transplanted_at\nS01,4711,HOSP,2026-06-01T10:00\n"
SETTINGS = """
[[feeds]]
name = "laboratory"
port = 0
[[feeds]]
kind = "folder"
name = "reports"
path = "{inbox}"
settle_seconds = 0.2
look_seconds = 0.05
"""


def started(tmp_path: Path) -> RunningService:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "settings.toml").write_text(SETTINGS.format(inbox=tmp_path / "in"))
    arguments = ("--config", str(tmp_path / "settings.toml"), "--roster", str(tmp_path / "roster.csv"))
    return RunningService(tmp_path / "data", *arguments)


def culture(number: int, patient: str = "4711") -> bytes:
    said = "Escherichia coli"
    return blood_culture(f"C{number}", tokyo(6, 2), collected_at=tokyo(5, 8), said=said, number=patient) + b"\r"


def told(data: Path) -> str:
    pages = data / "pages.jsonl"
    return pages.read_text() if pages.exists() else ""


def reasons(data: Path) -> set[str]:
    """Why each page was told."""
    return {json.loads(line)["page"]["reason"] for line in told(data).splitlines()}


def entries(data: Path) -> int:
    """How many entries of any kind the journal has: cheap enough to ask again and again."""
    reader = SqliteJournalReader(data / "journal")
    count = reader.last_seq()
    reader.close()
    return count


def kept(data: Path) -> list[str]:
    reader = SqliteJournalReader(data / "journal")
    found = [entry.control_id for entry in reader.read_after(0, 10**6) if entry.feed == "reports"]
    reader.close()
    return found


def test_from_a_dropped_file_to_the_page(tmp_path: Path) -> None:
    with started(tmp_path) as service:
        service.ready()
        (tmp_path / "in" / "4711-report.hl7").write_bytes(culture(1))
        until((tmp_path / "in" / "done" / "4711-report.hl7.outcome.json").exists, 20)
        until(lambda: '"kind":"bsi.confirmed"' in told(tmp_path / "data"), 20)
        metrics = service.metrics()
        assert 'graftwatch_frames_received_total{feed="reports",outcome="accepted"} 1.0' in metrics
        assert 'graftwatch_files_total{feed="reports",outcome="done"} 1.0' in metrics
        assert metrics.count("# TYPE graftwatch_frames_received_total counter") == 1
        assert "graftwatch_files_up 1" in metrics
        assert service.http.get("/health/ready").json()["ready"] is True
        assert service.stop() == 0
        assert "4711" not in service.log() + metrics


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_any_moment_every_message_of_a_large_file_is_kept_once(tmp_path: Path) -> None:
    messages = 5000
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "large.hl7").write_bytes(b"".join(culture(number, "8150") for number in range(messages)))
    with started(tmp_path) as service:
        service.ready()
        for share in (0.05, 0.3, 0.6):  # the process alone
            until(lambda share=share: entries(tmp_path / "data") > messages * share, 60)
            os.kill(service.child("files_process"), 9)
            until(lambda: "graftwatch_files_up 0" not in service.metrics(), 60)
        service.kill()  # and everything
    with started(tmp_path) as service:
        service.ready()
        outcome = tmp_path / "in" / "done" / "large.hl7.outcome.json"
        until(outcome.exists, 120)
        assert sum(json.loads(outcome.read_text())["counts"].values()) == messages
        assert kept(tmp_path / "data") == [f"C{number}" for number in range(messages)]
        assert service.stop() == 0


STORAGE = """
[[feeds]]
name = "laboratory"
port = 0
[[feeds]]
kind = "ssmix2"
name = "reports"
path = "{storage}"
since_days = 3650
settle_seconds = 0.1
look_seconds = 0.05
authority = "HOSP"
"""


def test_from_a_file_of_a_storage_to_the_page_and_from_its_deletion_to_the_retraction(tmp_path: Path) -> None:
    storage = tmp_path / "storage"
    folder = storage / "004/711/004711/20260605/OML-11"
    folder.mkdir(parents=True)
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "settings.toml").write_text(STORAGE.format(storage=storage))
    arguments = ("--config", str(tmp_path / "settings.toml"), "--roster", str(tmp_path / "roster.csv"))
    with RunningService(tmp_path / "data", *arguments) as service:
        service.ready()
        service.shows('graftwatch_ssmix2_scanning{feed="reports"} 0.0')
        file = folder / "004711_20260605_OML-11_000000000000042_20260606093000123_01_1"
        file.write_bytes(culture(1))
        until(lambda: kept(tmp_path / "data") == ["C1"], 20)
        until(lambda: '"kind":"bsi.confirmed"' in told(tmp_path / "data"), 20)
        file.rename(file.with_name(file.name[:-1] + "0"))
        until(lambda: reasons(tmp_path / "data") & {"retracted", "resolved"} != set(), 20)
        metrics = service.metrics()
        assert 'graftwatch_ssmix2_withdrawn_files{feed="reports"} 1.0' in metrics
        assert 'graftwatch_files_total{feed="reports",outcome="done"} 1.0' in metrics
        assert service.stop() == 0
        assert "4711" not in service.log() + metrics


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_any_moment_of_the_first_scan_every_file_of_a_storage_is_kept_once(tmp_path: Path) -> None:
    files = 1500
    for number in range(files):
        folder = tmp_path / f"storage/004/7{number % 100:02}/0047{number % 100:02}/20260605/OML-11"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"0047{number % 100:02}_20260605_OML-11_{number:015}_20260606093000123_01_1"
        (folder / name).write_bytes(culture(number, "8150"))
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "settings.toml").write_text(STORAGE.format(storage=tmp_path / "storage"))
    arguments = ("--config", str(tmp_path / "settings.toml"), "--roster", str(tmp_path / "roster.csv"))
    with RunningService(tmp_path / "data", *arguments) as service:
        service.ready()
        for share in (0.1, 0.5):
            until(lambda share=share: entries(tmp_path / "data") > files * share, 60)
            os.kill(service.child("files_process"), 9)
            until(lambda: "graftwatch_files_up 0" not in service.metrics(), 60)
        service.kill()
    with RunningService(tmp_path / "data", *arguments) as service:
        service.ready()
        until(lambda: 'graftwatch_ssmix2_index_entries{feed="reports"} 1500.0' in service.metrics(), 120)
        assert sorted(kept(tmp_path / "data")) == sorted(f"C{number}" for number in range(files))
        assert service.stop() == 0
