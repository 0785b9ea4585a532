"""A full disk: senders hear AE, nothing that got AA is lost, and the service goes on by itself when there is room.

The service's own log lies on the same disk, as it does in the field.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import blood_culture, temperature, tokyo
from graftwatch.adapters.mllp.client import Answer, MllpClient
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from running_service import RunningService, until
from small_disk import DISK_BYTES, small_disk_at

ROSTER = "subject,identifier,authority,transplanted_at\nS01,4711,HOSP,2026-06-01T10:00\n"
PADDING = "\rNTE|1||" + "x" * 4000

READY = {"ready": True, "because": [], "behind": 0, "warnings": []}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk_at(tmp_path / "disk") as place:
        yield place


def send(service: RunningService, messages: list[bytes]) -> list[Answer]:
    with MllpClient("127.0.0.1", service.port, window=20) as client:
        return list(client.send(messages))


def test_a_full_disk_is_said_loses_nothing_and_heals(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    filler, data = small_disk / "filler", small_disk / "data"
    small_log = {"GRAFTWATCH_LIMITS__WRITE_AHEAD_LOG_BYTES": str(4 * 1024 * 1024)}
    with RunningService(data, "--roster", str(tmp_path / "roster.csv"), environment=small_log) as service:
        service.ready()
        service.settled()
        used = sum(file.stat().st_blocks * 512 for file in small_disk.rglob("*") if file.is_file())
        filler.write_bytes(b"\0" * (DISK_BYTES - used - 2 * 1024 * 1024))
        messages = [
            temperature(f"T{number}", tokyo(5, 0, number), "36.8").replace(b"\rOBX", PADDING.encode() + b"\rOBX")
            for number in range(1000)
        ]
        answers = send(service, messages)
        codes = {answer.code for answer in answers}
        assert codes == {"AA", "AE"}
        assert all(answer.text for answer in answers if answer.code == "AE")
        filler.unlink()
        until(lambda: send(service, [temperature("ROOM", tokyo(6, 1), "36.9")])[0].accepted)
        again = [one for one, answer in zip(messages, answers, strict=True) if answer.code == "AE"]
        culture = blood_culture("C", tokyo(6, 2), collected_at=tokyo(5, 8), said="Escherichia coli")
        assert all(answer.accepted for answer in send(service, [*again, culture]))
        until(lambda: service.http.get("/health/ready").json() == READY, 60)
        service.settled()
        assert '"kind":"bsi.confirmed"' in (data / "pages.jsonl").read_text()
        reader = SqliteJournalReader(data / "journal")
        kept = {entry.content for entry in reader.read_after(0, 10**6)}
        reader.close()
        assert set(messages) <= kept
        assert service.stop() == 0
