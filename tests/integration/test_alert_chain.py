"""The real chain: service → Prometheus → Alertmanager → a receiver; what fails is told there, and that it is over."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from monitoring import alertmanager_copy, free_port, prometheus_copy, running, tool
from receivers import HttpReceiver, Verdict, http_receiver
from running_service import RunningService, until

QUICK = {"GRAFTWATCH_HEARTBEAT_SECONDS": "0.5"}
ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"
SETTINGS = """
[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "invented for this test only"
"""
# The machine's own disk may be as full as it likes.
OTHERS = {"GraftwatchDiskLow", "GraftwatchDiskAlmostFull"}


@dataclass
class Chain:
    """Both receivers behind a running Prometheus and Alertmanager that watch an address."""

    health: HttpReceiver
    switch: HttpReceiver
    prometheus: str

    def alerts(self) -> list[tuple[str, str, str]]:
        """Name, status and link of all that the health receiver was told, in order."""
        told = [one for text in self.health.received() for one in json.loads(text)["alerts"]]
        return [(one["labels"]["alertname"], one["status"], one["annotations"]["runbook_url"]) for one in told]

    def asked(self, query: str) -> list[float]:
        """What Prometheus answers to a query."""
        answer = httpx.get(f"{self.prometheus}/api/v1/query", params={"query": query}).json()
        return [float(one["value"][1]) for one in answer["data"]["result"]]

    def faulty_rules(self) -> list[str]:
        """Rules that Prometheus could not evaluate over what the service says."""
        groups = httpx.get(f"{self.prometheus}/api/v1/rules").json()["data"]["groups"]
        return [rule["name"] for group in groups for rule in group["rules"] if rule["health"] != "ok"]

    def was_told(self, name: str, status: str) -> bool:
        link = f"https://runbooks.example/graftwatch/{name}.md"
        return (name, status, link) in self.alerts()


@contextmanager
def chain_behind(service: str, tmp_path: Path) -> Iterator[Chain]:
    prometheus, alertmanager = tool("prometheus"), tool("prometheus-alertmanager")
    at = {name: f"127.0.0.1:{free_port()}" for name in ("prometheus", "alertmanager")}
    with ExitStack() as stack:
        health, switch = (stack.enter_context(http_receiver()) for _ in range(2))
        configured = alertmanager_copy(tmp_path / "am.yml", {"health": health.url, "dead-mans-switch": switch.url})
        stack.enter_context(
            running(
                [
                    *(alertmanager, f"--config.file={configured}", f"--storage.path={tmp_path / 'am'}"),
                    *(f"--web.listen-address={at['alertmanager']}", "--cluster.listen-address="),
                ],
                tmp_path / "alertmanager.log",
                f"http://{at['alertmanager']}/-/ready",
            )
        )
        configured = prometheus_copy(tmp_path / "prometheus", service, at["alertmanager"])
        stack.enter_context(
            running(
                [
                    *(prometheus, f"--config.file={configured}", f"--storage.tsdb.path={tmp_path / 'tsdb'}"),
                    *(f"--web.listen-address={at['prometheus']}", "--rules.alert.resend-delay=1s"),
                ],
                tmp_path / "prometheus.log",
                f"http://{at['prometheus']}/-/ready",
            )
        )
        yield Chain(health, switch, f"http://{at['prometheus']}")


@pytest.mark.timeout(240)
def test_a_service_that_stops_is_told_with_its_runbook_and_its_return_too(tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as stack:
        service = stack.enter_context(started(tmp_path, port))
        chain = stack.enter_context(chain_behind(f"127.0.0.1:{port}", tmp_path))
        until(lambda: len(chain.switch.requests) > 1)
        [watchdog] = json.loads(chain.switch.received()[-1])["alerts"]
        assert (watchdog["labels"]["alertname"], watchdog["status"]) == ("Watchdog", "firing")

        until(lambda: chain.faulty_rules() == [])
        [age] = chain.asked("graftwatch:heartbeat_age_seconds")
        assert 0 <= age < 30, "the heartbeat comes through"
        assert [share for share in chain.asked("graftwatch:disk_free:ratio") if not 0 < share < 1] == []

        os.kill(service.child(), signal.SIGSTOP)
        until(lambda: chain.was_told("GraftwatchDetectorDown", "firing"))
        os.kill(service.child(), signal.SIGCONT)
        until(lambda: chain.was_told("GraftwatchDetectorDown", "resolved"))
        # What is missing because of it may be told before it, and nothing else is told of a service that is well.
        assert {name for name, *_ in chain.alerts()} - OTHERS <= {
            "GraftwatchDetectorDown",
            "GraftwatchHeartbeatMissing",
        }

        assert service.stop() == 0
        until(lambda: chain.was_told("GraftwatchDown", "firing"))
        beats = len(chain.switch.requests)
        service = stack.enter_context(started(tmp_path, port))
        until(lambda: chain.was_told("GraftwatchDown", "resolved"))
        assert len(chain.switch.requests) > beats, "the watchdog goes on whatever the service does"
        assert service.stop() == 0


@pytest.mark.timeout(240)
def test_a_page_that_its_receiver_refuses_is_told_past_the_channels(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "roster.csv").write_text(ROSTER)
    with ExitStack() as stack:
        pager = stack.enter_context(http_receiver(lambda _: Verdict(400)))
        (tmp_path / "settings.toml").write_text(SETTINGS.format(url=pager.url))
        given = ("--roster", str(tmp_path / "roster.csv"), "--config", str(tmp_path / "settings.toml"))
        service = stack.enter_context(started(tmp_path, port, *given))
        chain = stack.enter_context(chain_behind(f"127.0.0.1:{port}", tmp_path))
        until(lambda: chain.asked('graftwatch_page_deliveries_total{outcome="failed"}') == [0])
        with MllpClient("127.0.0.1", service.port) as client:
            assert [answer.code for answer in client.send([a_positive_culture()])] == ["AA"]
        until(lambda: chain.was_told("GraftwatchDeliveryFailed", "firing"))
        until(lambda: chain.was_told("GraftwatchPagesLost", "firing"))
        assert chain.asked('graftwatch_unacknowledged_pages{severity="page"} > 0') != []
        assert not [text for text in chain.health.received() if "S01" in text or "ZQ-4711" in text]
        assert service.stop() == 0


def started(tmp_path: Path, port: int, *arguments: str) -> RunningService:
    return RunningService(tmp_path / "data", "--http-port", str(port), *arguments, environment=QUICK).ready()


def a_positive_culture() -> bytes:
    drawn = tokyo(5, 8)
    return blood_culture("C1", tokyo(6, 2), collected_at=drawn, said="Escherichia coli", number="ZQ-4711")
