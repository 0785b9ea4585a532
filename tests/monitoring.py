"""The real Prometheus and Alertmanager as tests start them, from `make monitoring`, on free ports, ended by their id.

A test copy of deploy/ differs in nothing but addresses and durations: promtool's tests hold the real durations.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from running_service import until

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
_UNPACKED = ROOT / ".venv" / "monitoring" / "usr" / "bin"
START_SECONDS = 60.0
SHORT = "1s"
SCRAPE = "2s"
"""The service says within half a second that a process of its own does not answer."""


def tool(name: str) -> str:
    """Path of promtool, prometheus, amtool or prometheus-alertmanager; skips the test where there is none."""
    found = shutil.which(name, path=str(_UNPACKED)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here: `make monitoring` unpacks Debian's packages, where apt-get can fetch them")
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, ready: str) -> Iterator[httpx.Client]:
    """A process until the block ends; `ready` is the URL that answers 200 once it is."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=Path(command[0]).parents[2])
    try:
        with httpx.Client() as client:
            until(lambda: _answers(client, ready, process, log), START_SECONDS)
            yield client
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _answers(client: httpx.Client, url: str, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        return client.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def rules() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every rule of deploy/prometheus with its file."""
    for path in sorted((DEPLOY / "prometheus" / "rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]:
            for rule in group["rules"]:
                yield path, rule


def prometheus_copy(folder: Path, service: str, alertmanager: str) -> Path:
    """deploy/prometheus with other addresses, looking every two seconds; what must last a minute lasts ten seconds."""
    shutil.copytree(DEPLOY / "prometheus", folder)
    path = folder / "prometheus.yml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["global"].update(scrape_interval=SCRAPE, evaluation_interval=SHORT)
    [scrape] = document["scrape_configs"]
    scrape.update(scrape_timeout=SCRAPE, static_configs=[{"targets": [service]}])
    [receiver] = document["alerting"]["alertmanagers"]
    receiver["static_configs"] = [{"targets": [alertmanager]}]
    path.write_text(yaml.safe_dump(document))
    for file in (folder / "rules").glob("*.yml"):
        file.write_text(file.read_text("utf-8").replace("for: 1m\n", "for: 10s\n"))
    return path


def alertmanager_copy(file: Path, receivers: Mapping[str, str]) -> Path:
    """deploy/alertmanager with other receivers, which waits for nothing."""
    document = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text("utf-8"))
    for route in (document["route"], *document["route"]["routes"]):
        route.update({name: SHORT for name in ("group_wait", "group_interval") if name in route})
    [switch] = (route for route in document["route"]["routes"] if route["receiver"] == "dead-mans-switch")
    switch["repeat_interval"] = SHORT
    for one in document["receivers"]:
        [webhook] = one["webhook_configs"]
        webhook["url"] = receivers[one["name"]]
    file.write_text(yaml.safe_dump(document))
    return file
