"""The running service as its users meet it: a feed over MLLP, pages at a real HTTP server, decisions beside it."""

import json
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue

from embedded import blood_culture, temperature, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.entrypoints.demo.pager import Pager
from graftwatch.paging import Page
from running_service import RunningService

SECRET = "invented for this test only"  # noqa: S105 - it is what it says
ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"
SETTINGS = """
[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "{secret}"
"""


def graftwatch(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_from_a_message_to_the_page_to_the_acknowledgement_to_the_retraction(tmp_path: Path) -> None:
    pages: SimpleQueue[Page] = SimpleQueue()
    (tmp_path / "roster.csv").write_text(ROSTER)
    data = str(tmp_path / "data")
    with Pager(SECRET, pages.put) as pager:
        (tmp_path / "settings.toml").write_text(SETTINGS.format(url=pager.url, secret=SECRET))
        started = ("--roster", str(tmp_path / "roster.csv"), "--config", str(tmp_path / "settings.toml"))
        with RunningService(tmp_path / "data", *started) as service:
            service.ready()

            def send(message: bytes) -> None:
                with MllpClient("127.0.0.1", service.port) as client:
                    assert [answer.code for answer in client.send([message])] == ["AA"]

            def culture(control_id: str, hour: int, said: str, status: str) -> bytes:
                return blood_culture(
                    control_id, tokyo(6, hour), collected_at=tokyo(5, 8), said=said, status=status, number="ZQ-4711"
                )

            send(temperature("T1", tokyo(5, 6), "38.9", number="ZQ-4711"))
            send(culture("C1", 2, "Escherichia coli", "F"))
            first = pages.get(timeout=60)
            assert (first.subject, first.kind, first.reason) == ("S01", "bsi.confirmed", "first")

            assert 'graftwatch_unacknowledged_pages{severity="page"} 1.0' in service.metrics()
            heard = graftwatch("pages", "ack", first.id, "--by", "on call", "--data", data)
            assert heard.returncode == 0, heard.stderr
            service.shows("graftwatch_page_acknowledge_seconds_count 1.0")

            assert 'graftwatch_unacknowledged_pages{severity="page"} 0.0' in service.metrics()
            send(culture("C2", 9, "No growth after 5 days", "C"))
            last = pages.get(timeout=60)
            assert last.reason in {"retracted", "resolved"}
            assert first.dedup_key in last.resolves

            explained = graftwatch("explain", "S01", "--data", data, "--json")
            assert explained.returncode == 0, explained.stderr
            assert 'graftwatch_open_signals{kind="bsi.confirmed"} 1.0' not in service.metrics()
            everything = [first.model_dump_json(), last.model_dump_json(), service.metrics(), service.log()]
            assert not [text for text in everything if "ZQ-4711" in text]
            assert service.stop() == 0
    assert json.loads(explained.stdout)


def test_a_wrong_setting_ends_the_start_with_its_name_and_the_mend(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[limits]\nmax_frame_byte = 5000\n[http]\nport = 70000\n")
    ended = graftwatch("serve", "--data", str(tmp_path / "data"), "--config", str(tmp_path / "settings.toml"))
    assert ended.returncode == 1
    assert "`limits.max_frame_byte`" in ended.stderr
    assert "did you mean `max_frame_bytes`?" in ended.stderr
    assert "`http.port`" in ended.stderr


def test_a_protocol_with_a_typo_ends_the_start_with_the_key_and_the_mend(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text("[window]\nlast_dy = 28\n")
    (tmp_path / "settings.toml").write_text(f'protocol = "{tmp_path / "protocol.toml"}"\n')
    ended = graftwatch("serve", "--data", str(tmp_path / "data"), "--config", str(tmp_path / "settings.toml"))
    assert (ended.returncode, ended.stderr.strip()) == (
        1,
        "protocol.toml: `window.last_dy`: there is no such key; did you mean `last_day`?",
    )


def test_a_roster_with_two_owners_of_one_identifier_is_refused_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER + "S02,ZQ-4711,HOSP,2026-06-02T10:00\n")
    ended = graftwatch("serve", "--data", str(tmp_path / "data"), "--roster", str(tmp_path / "roster.csv"))
    assert ended.returncode == 1
    assert "line 3: the identifier of S02 already belongs to S01" in ended.stderr
    assert "4711" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_taken_port_is_said_with_its_setting(tmp_path: Path) -> None:
    with RunningService(tmp_path / "one") as service:
        service.ready()
        taken = ("--mllp-port", str(service.port), "--http-port", "0")
        ended = graftwatch("serve", "--data", str(tmp_path / "two"), *taken)
        assert ended.returncode == 1
        assert str(service.port) in ended.stderr
        assert service.stop() == 0
