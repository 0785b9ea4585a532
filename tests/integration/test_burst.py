"""A burst of 10,000 bad messages makes one alert and stops nothing; one more says when it is over.

Through the real service: half of them broken frames that the gateway refuses, half a recipient's messages that cannot
be read, a good message of a recipient after every thousand. Time runs by the messages' MSH-7, so that the quarter of
an hour without a bad message, which ends the alert, passes at once.
"""

import json
import socket
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from embedded import blood_culture, temperature, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.hl7.mllp import encode
from graftwatch.paging import HealthKind, Page, PageReason
from running_service import RunningService, until

BAD_MESSAGES = 10_000
ROSTER = "subject,identifier,authority,transplanted_at\n" + "".join(
    f"S{number:02},47{number:02},HOSP,2026-06-01T10:00\n" for number in range(11)
)
GENEROUS = "[paging]\npages_an_hour = 100\n"


def unreadable(number: int) -> bytes:
    return temperature(f"U{number}", tokyo(5, 8), "36.8", number="4700") + b"\rNTE|1||%d \xff\xfe" % number


def growth(recipient: int) -> bytes:
    return blood_culture(
        f"C{recipient}", tokyo(5, 8), collected_at=tokyo(5, 2), said="Escherichia coli", number=f"47{recipient:02}"
    )


def burst() -> tuple[bytes, int]:
    """The stream, and how many frames it has."""
    frames = []
    for number in range(BAD_MESSAGES):
        frames.append(encode(b"garbage %d" % number if number % 2 else unreadable(number)))
        if number % 1000 == 999:
            frames.append(encode(growth(number // 1000 + 1)))
    return b"".join(frames), len(frames)


def send_all(port: int, stream: bytes, frames: int) -> dict[str, int]:
    """Sends the stream in one go, reading answers meanwhile; how many answers of each code came."""
    answers = b""
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.settimeout(0.0)
        connection.setblocking(False)
        end = monotonic() + 120
        while answers.count(b"\x1c\r") < frames:
            assert monotonic() < end, answers.count(b"\x1c\r")
            if stream:
                with suppress(BlockingIOError):
                    stream = stream[connection.send(stream[:65536]) :]
            with suppress(BlockingIOError):
                answers += connection.recv(1024 * 1024)
    return {code: answers.count(b"\rMSA|%b|" % code.encode()) for code in ("AA", "AR", "AE")}


def told(data: Path) -> list[Page]:
    pages = data / "pages.jsonl"
    written = pages.read_text() if pages.exists() else ""
    lines = written[: written.rfind("\n") + 1].splitlines()  # the last line may be half written
    return [Page.model_validate(json.loads(line)["page"]) for line in lines]


def about_the_feed(data: Path) -> list[Page]:
    return [one for one in told(data) if one.kind is HealthKind.MESSAGES_UNREADABLE]


@pytest.mark.timeout(600)
def test_a_burst_of_ten_thousand_bad_messages_makes_one_alert_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "protocol.toml").write_text(GENEROUS)
    data = tmp_path / "data"
    arguments = ("--roster", str(tmp_path / "roster.csv"))
    environment = {"GRAFTWATCH_CLOCK": "replay", "GRAFTWATCH_PROTOCOL": str(tmp_path / "protocol.toml")}
    with RunningService(data, *arguments, environment=environment) as service:
        service.ready()

        def send(*messages: bytes) -> None:
            with MllpClient("127.0.0.1", service.port) as client:
                assert {answer.code for answer in client.send(messages)} == {"AA"}

        send(temperature("T0", tokyo(5, 7), "36.8", number="4700"))
        stream, frames = burst()
        began = monotonic()
        assert send_all(service.port, stream, frames) == {
            "AA": BAD_MESSAGES // 2 + 10,
            "AR": BAD_MESSAGES // 2,
            "AE": 0,
        }
        service.settled()
        assert monotonic() - began < 120
        confirmed = {one.subject for one in told(data) if one.kind == "bsi.confirmed"}
        assert confirmed == {f"S{number:02}" for number in range(1, 11)}
        (alert,) = about_the_feed(data)
        assert (alert.kind, alert.reason) == ("health.messages_unreadable", PageReason.FIRST)
        assert "default: " in alert.summary
        assert "graftwatch quarantine list --feed default" in alert.summary

        send(temperature("T1", tokyo(5, 8, 1), "36.8", number="4700"))
        send(temperature("T2", tokyo(5, 9), "36.8", number="4700"))
        until(lambda: len(about_the_feed(data)) == 2)
        over = about_the_feed(data)[1]
        assert over.reason is PageReason.RESOLVED
        assert "10,000 bad messages" in over.summary
        assert "character_set_bytes 5,000, not_hl7 5,000" in over.summary
        metrics = service.metrics()
        assert 'graftwatch_quarantined_frames{feed="default",reason="not_hl7"} 5000.0' in metrics
        assert service.stop() == 0
