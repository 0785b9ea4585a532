"""The heartbeat of the real service goes through every stage to a monitor outside, and stops when a stage does."""

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.state import open_state
from receivers import HttpReceiver, http_receiver
from running_service import RunningService, until

CHECK = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278"
QUICK = {"GRAFTWATCH_LIMITS__LAG_SECONDS": "8", "GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
SETTINGS = """
[[channels]]
kind = "healthchecks"
name = "outside"
url = "{monitor}/{check}"
heartbeat_every_seconds = 0.2

[[channels]]
kind = "webhook"
name = "pager"
url = "{pager}"
secret = "invented for this test only"
retry_after_seconds = [0.1]

[[channels]]
kind = "file"
name = "file"
path = "{folder}/told.jsonl"
"""


@pytest.fixture
def monitor() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def pager() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def service(tmp_path: Path, monitor: HttpReceiver, pager: HttpReceiver) -> Iterator[RunningService]:
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS.format(monitor=monitor.url, pager=pager.url, check=CHECK, folder=tmp_path))
    with RunningService(tmp_path / "data", "--config", str(settings), environment=QUICK) as one:
        yield one.ready()


def pings(monitor: HttpReceiver) -> list[str]:
    return [one.path.removeprefix(f"/{CHECK}") or "success" for one in monitor.requests]


def value(service: RunningService, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", service.metrics(), re.MULTILINE)
    assert found, series
    return float(found.group(1))


def test_it_comes_to_the_monitor_to_the_file_and_to_the_metrics_and_leaves_nothing_behind(
    service: RunningService, monitor: HttpReceiver, pager: HttpReceiver, tmp_path: Path
) -> None:
    until(lambda: pings(monitor).count("success") >= 10)
    assert pings(monitor)[:2] == ["/start", "success"]
    assert set(pings(monitor)) == {"/start", "success"}
    kept = json.loads((service.folder / "heartbeat.json").read_text())
    assert kept["wrong"] == []
    delivered = 'graftwatch_heartbeat_delivered_timestamp_seconds{channel="outside"}'
    before = value(service, delivered)
    until(lambda: value(service, delivered) > before)
    assert value(service, "graftwatch_heartbeat_timestamp_seconds") >= before
    for stage in ("journal", "detector"):
        assert value(service, f'graftwatch_heartbeat_stage_timestamp_seconds{{stage="{stage}"}}') >= before
    assert pager.requests == []
    assert not (tmp_path / "told.jsonl").exists()
    with closing(open_state(service.folder / "state.db", read_only=True)) as state:
        counts = {
            table: state.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of this test
            for table in ("page", "delivery", "audit", "frame", "heartbeat")
        }
    assert counts == {"page": 0, "delivery": 0, "audit": 0, "frame": 0, "heartbeat": 2}
    everything = service.log() + service.metrics() + service.http.get("/health/ready").text
    assert CHECK not in everything
    assert service.stop() == 0
    assert CHECK not in service.log()


def test_a_detector_that_stands_still_stops_the_pings_and_its_return_brings_them_back(
    service: RunningService, monitor: HttpReceiver
) -> None:
    until(lambda: "success" in pings(monitor))
    child = service.child()
    os.kill(child, signal.SIGSTOP)
    until(lambda: service.http.get("/health/live").status_code == 503)
    stopped_at = len(monitor.requests)
    assert service.http.get("/health/live").status_code == 503
    assert len(monitor.requests) <= stopped_at + 1, "one ping may have been on its way"
    os.kill(child, signal.SIGCONT)
    until(lambda: "success" in pings(monitor)[stopped_at + 1 :])
    assert service.stop() == 0


@pytest.mark.timeout(200)
def test_a_trouble_that_nobody_has_acknowledged_is_told_outside(
    service: RunningService, monitor: HttpReceiver, pager: HttpReceiver
) -> None:
    until(lambda: "success" in pings(monitor))
    child = service.child()
    # A page that cannot go out: the watchdog's, about the detector, through the webhook that answers 500.
    pager.answers.extend([(500, {})] * 100_000)
    os.kill(child, signal.SIGSTOP)
    until(lambda: len(pager.answers) < 100_000)
    os.kill(child, signal.SIGCONT)
    # The gateway's process knows of the trouble until its next look; the monitor is told by the heartbeats meanwhile.
    until(lambda: "/fail" in pings(monitor))
    [text, *_] = [one.body.decode() for one in monitor.requests if one.path.endswith("/fail")]
    assert text.startswith("health.")
    until(lambda: pings(monitor)[-1] == "success")
    assert service.stop() == 0
