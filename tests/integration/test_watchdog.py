"""When detection stops, somebody is paged although the outbox is in the part that stopped, and told when it is over."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from receivers import http_receiver
from running_service import RunningService, until


def told(pages: Path) -> list[tuple[str, str]]:
    lines = pages.read_text().splitlines() if pages.exists() else []
    documents = [json.loads(line)["page"] for line in lines]
    return [(one["kind"], one["reason"]) for one in documents]


def test_a_detector_that_stands_still_is_paged_and_its_return_is_told(tmp_path: Path) -> None:
    quick = {"GRAFTWATCH_LIMITS__LAG_SECONDS": "1", "GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
    pages = tmp_path / "data" / "pages.jsonl"
    with RunningService(tmp_path / "data", environment=quick) as service:
        service.ready()
        child = service.child()
        os.kill(child, signal.SIGSTOP)
        until(lambda: ("health.heartbeat_missing", "first") in told(pages))
        ready = service.http.get("/health/ready")
        assert (ready.status_code, ready.json()["because"]) == (503, ["the detector does not answer"])
        live = service.http.get("/health/live")
        assert live.status_code == 503
        os.kill(child, signal.SIGCONT)
        until(lambda: ("health.heartbeat_missing", "resolved") in told(pages))
        until(lambda: service.http.get("/health/live").status_code == 200)
        # What it answered too late is no answer to what it is asked now: each scrape has its figures.
        for _ in range(3):
            assert "graftwatch_detector_entries_total" in service.metrics()
        assert service.stop() == 0


@pytest.mark.slow
def test_a_gateway_that_hangs_is_paged_by_the_detector_and_its_return_is_told(tmp_path: Path) -> None:
    quick = {"GRAFTWATCH_LIMITS__LAG_SECONDS": "1", "GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
    pages = tmp_path / "data" / "pages.jsonl"
    with RunningService(tmp_path / "data", environment=quick) as service:
        service.ready()
        os.kill(service.process.pid, signal.SIGSTOP)
        until(lambda: ("health.heartbeat_missing", "first") in told(pages))
        [line] = pages.read_text().splitlines()
        assert "the gateway's process hangs" in json.loads(line)["page"]["summary"]
        os.kill(service.process.pid, signal.SIGCONT)
        until(lambda: ("health.heartbeat_missing", "resolved") in told(pages))
        assert service.stop() == 0


SETTINGS = """
protocol = "{protocol}"
[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "invented for this test only"
"""


def test_a_page_about_the_detector_is_acknowledged_by_its_link_although_the_detector_stands_still(
    tmp_path: Path,
) -> None:
    quick = {"GRAFTWATCH_LIMITS__LAG_SECONDS": "1", "GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
    protocol, settings = tmp_path / "protocol.toml", tmp_path / "settings.toml"
    protocol.write_text("[paging]\nrepeat_after_minutes = 0.03\nrepeats_at_most = 1000\n")
    with http_receiver() as receiver:
        settings.write_text(SETTINGS.format(protocol=protocol, url=receiver.url))

        def received(reason: str) -> list[dict[str, Any]]:
            everything = [json.loads(one) for one in receiver.received()]
            about = [one for one in everything if one["page"]["kind"] == "health.heartbeat_missing"]
            return [one for one in about if one["page"]["reason"] == reason]

        with RunningService(tmp_path / "data", "--config", str(settings), environment=quick) as service:
            service.ready()
            child = service.child()
            os.kill(child, signal.SIGSTOP)
            until(lambda: bool(received("repeated")), 40)
            link = received("first")[0]["acknowledge_link"].removeprefix("http://127.0.0.1:8080")
            assert "<form" in service.http.get(link).text
            assert service.http.post(link, data={"by": "integration team"}, timeout=30).status_code == 200
            assert service.http.post(link, data={"by": "somebody else"}, timeout=30).status_code == 409
            os.kill(child, signal.SIGCONT)
            until(lambda: bool(received("resolved")), 30)
            assert "This has ended; it was acknowledged by integration team" in service.http.get(link).text
