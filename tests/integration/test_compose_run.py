"""docker-compose.yml brought to life as processes: a culture goes in at the gateway's port, a page comes out."""

import json
import os
from pathlib import Path

import httpx
import pytest

from compose_run import ComposeRun
from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from kafka_broker import libraries
from monitoring import ROOT, alertmanager_copy, tool
from receivers import http_receiver
from running_service import until

ROLES = ("gateway", "detector-1", "detector-2", "pager-1", "pager-2", "console", "safety")
CONFIG = ("--config", "/run/secrets/graftwatch.toml")
ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"


def settings(pager: str) -> str:
    """deploy/docker/graftwatch.toml with another receiver."""
    text = (ROOT / "deploy" / "docker" / "graftwatch.toml").read_text("utf-8")
    assert "https://pager.example/graftwatch" in text
    return text.replace("https://pager.example/graftwatch", pager)


@pytest.mark.timeout(600)
def test_the_compose_file_works_from_a_feed_to_a_page_and_is_watched(tmp_path: Path) -> None:
    libraries(), tool("prometheus"), tool("prometheus-alertmanager")
    with http_receiver() as pager, http_receiver() as health, http_receiver() as switch:
        receivers = {"health": health.url, "dead-mans-switch": switch.url}
        secrets = {
            "graftwatch.toml": settings(pager.url),
            "acknowledge.key": os.urandom(32),
            "alertmanager.yml": alertmanager_copy(tmp_path / "am.yml", receivers).read_text("utf-8"),
        }
        with ComposeRun(tmp_path / "run", secrets) as run:
            run.start(*ROLES).healthy(*ROLES)
            until(lambda: run.tended() and all(is_ready(run, name) for name in ROLES), 240)
            run.start("alertmanager", "prometheus").healthy("alertmanager", "prometheus")

            (tmp_path / "roster.csv").write_text(ROSTER)
            enrolled = run.execute("console", "enroll", "import", str(tmp_path / "roster.csv"), *CONFIG)
            assert enrolled.returncode == 0, enrolled.stderr
            with MllpClient(run.hosts["gateway"], 2575) as client:
                assert [one.code for one in client.send([a_positive_culture()])] == ["AA"]
            until(lambda: run.tended() and any("S01" in one for one in pager.received()), 180)
            told = [json.loads(one) for one in pager.received() if "S01" in one]
            assert len({one["page"]["dedup_key"] for one in told}) == 1, told

            prometheus = f"http://{run.hosts['prometheus']}:9090/api/v1"
            until(lambda: run.tended() and up(prometheus) == {f"{run.hosts[one]}:8080": 1.0 for one in ROLES}, 120)
            until(lambda: rules(prometheus) == {"ok"}, 120)
            until(lambda: len(switch.requests) > 0, 120)
            assert [one for one in pager.received() if "ZQ-4711" in one] == []


def is_ready(run: ComposeRun, name: str) -> bool:
    try:
        return httpx.get(f"http://{run.hosts[name]}:8080/health/ready").status_code == 200
    except httpx.HTTPError:
        return False


def up(prometheus: str) -> dict[str, float]:
    found = httpx.get(f"{prometheus}/query", params={"query": 'up{job="graftwatch-kafka"}'}).json()["data"]["result"]
    return {one["metric"]["instance"]: float(one["value"][1]) for one in found}


def rules(prometheus: str) -> set[str]:
    groups = httpx.get(f"{prometheus}/rules").json()["data"]["groups"]
    return {rule["health"] for group in groups for rule in group["rules"]}


def a_positive_culture() -> bytes:
    drawn = tokyo(5, 8)
    return blood_culture("C1", tokyo(6, 2), collected_at=drawn, said="Escherichia coli", number="ZQ-4711")
