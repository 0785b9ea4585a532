"""When detection stops, somebody is paged although the outbox is in the part that stopped, and told when it is over."""

import json
import os
import signal
from pathlib import Path

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
        until(lambda: ("health.heartbeat_missing", "first") in told(pages), 30)
        ready = service.http.get("/health/ready", timeout=20)
        assert (ready.status_code, ready.json()["because"]) == (503, ["the detector does not answer"])
        live = service.http.get("/health/live", timeout=20)
        assert live.status_code == 503
        os.kill(child, signal.SIGCONT)
        until(lambda: ("health.heartbeat_missing", "resolved") in told(pages), 30)
        until(lambda: service.http.get("/health/live", timeout=20).status_code == 200)
        assert service.stop() == 0
