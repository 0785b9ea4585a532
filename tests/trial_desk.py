"""Simulated trials behind one real Prometheus: any expression asked of any seed.

Twenty small trials are played by two processes, their /metrics served over HTTP, and scraped by Prometheus with the
rules of deploy/. Each seed is an instance of its own (`seed-7`); one more, `service`, is a whole running service that
took a seed through its MLLP port. Tests take the fixture `trial_desk`, which plays all of it once a session.

>>> desk.evaluate('graftwatch_trial_evaluable{endpoint="bsi"}', 7)  # doctest: +SKIP
[Sample(labels={'endpoint': 'bsi', ...}, value=5.0)]
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import yaml

from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.findings import Exposure
from graftwatch.pipeline.journal import EntryKind
from monitoring import DEPLOY, free_port, running, tool
from running_service import RunningService, until
from trial_seeds import SEEDS, SeedTrial, entries, seed_trial

SERVICE = "service"
SERVICE_SEED = 3
PROCESSES = 2
SCRAPE = "2s"
DEADLINE = 600.0
"""Seconds; long on purpose, the machine may be busy with other things."""
_SELECTOR = re.compile(r"(?<![\"\w])(graftwatch[_:][\w:]*)(\s*\{)?")


@dataclass(frozen=True)
class Sample:
    """One element of an answer; `labels` without the metric's name, which is empty where there is none."""

    labels: Mapping[str, str]
    value: float
    name: str = ""


@dataclass(frozen=True)
class TrialDesk:
    """Prometheus with every seed's metrics in it.

    Attributes:
        url: Prometheus's own.
        folder: each seed's text of /metrics, protocol file and data.
        service: the running service's.
        client: asks Prometheus.
    """

    url: str
    folder: Path
    service: str
    client: httpx.Client

    def evaluate(self, expression: str, seed: int | str) -> list[Sample]:
        """What Prometheus answers to an expression over one seed's series alone (or `SERVICE`'s).

        `$instance` and `$job` stand for the seed's; each selector of a metric of ours is held to the seed's instance.

        Raises:
            AssertionError: Prometheus cannot evaluate it.
        """
        answer = self.client.get(
            f"{self.url}/api/v1/query", params={"query": of_instance(expression, instance(seed))}
        ).json()
        assert answer["status"] == "success", f"{expression}: {answer.get('error')}"
        return list(_samples(answer["data"]))

    def value(self, expression: str, seed: int | str) -> float:
        """The one value of an expression."""
        [sample] = self.evaluate(expression, seed)
        return sample.value

    def by(self, label: str, expression: str, seed: int | str) -> dict[str, float]:
        """The values of an expression by one label."""
        return {one.labels[label]: one.value for one in self.evaluate(expression, seed)}

    def text(self, seed: int) -> str:
        """What the seed's /metrics said."""
        return (self.folder / str(seed) / "metrics.txt").read_text("utf-8")

    def rules(self) -> list[dict[str, Any]]:
        """Every rule as Prometheus stands with it: name, query, health, lastError."""
        groups = self.client.get(f"{self.url}/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def exposure(self, seed: int, drug: str) -> list[Exposure]:
        """What is concluded about each recipient's exposure to a drug."""
        with closing(open_state(self.folder / str(seed) / "data" / "state.db", read_only=True)) as connection:
            held = SqliteState(connection).assessments()
        return [exposure for one in held for exposure in one.exposure if exposure.drug == drug]

    def trial(self, seed: int) -> SeedTrial:
        """The trial of a seed with its truth."""
        return _trial(seed, self.folder / str(seed))


def instance(seed: int | str) -> str:
    """The label `instance` of a seed's series."""
    return f"seed-{seed}" if isinstance(seed, int) else seed


def of_instance(expression: str, name: str) -> str:
    """The expression with each selector of our metrics held to one instance.

    >>> of_instance('sum by (kind) (graftwatch_open_signals{kind=~"bsi.*"}) + graftwatch:up', "seed-7")
    'sum by (kind) (graftwatch_open_signals{instance="seed-7",kind=~"bsi.*"}) + graftwatch:up{instance="seed-7"}'
    """
    held = expression.replace("$instance", name).replace("$job", "graftwatch")
    return _SELECTOR.sub(lambda one: f'{one[1]}{{instance="{name}"{"," if one[2] else "}"}', held).replace(",}", "}")


@contextmanager
def trial_desk(folder: Path, seeds: Sequence[int] = SEEDS) -> Iterator[TrialDesk]:
    """Plays the seeds, starts the service and Prometheus, and waits until each was scraped twice."""
    prometheus = tool("prometheus")
    played = folder / "seeds"
    played.mkdir()
    with ExitStack() as stack:
        workers = [stack.enter_context(_player(played, seeds[place::PROCESSES])) for place in range(PROCESSES)]
        service = stack.enter_context(_service(folder))
        assert [one.wait(DEADLINE) for one in workers] == [0] * PROCESSES
        # A detector that is in the middle of a long batch does not answer how far it is.
        until(lambda: service.http.get("/health/ready").json()["behind"] == 0, DEADLINE)
        watched = str(service.said["http"]).removeprefix("http://")
        pages = stack.enter_context(_served(played))
        address = f"127.0.0.1:{free_port()}"
        configured = _configured(folder / "prometheus", seeds, pages, watched)
        command = [
            *(prometheus, f"--config.file={configured}", f"--storage.tsdb.path={folder / 'tsdb'}"),
            f"--web.listen-address={address}",
        ]
        client = stack.enter_context(running(command, folder / "prometheus.log", f"http://{address}/-/ready"))
        desk = TrialDesk(f"http://{address}", played, watched, client)
        until(lambda: _scraped_twice(desk, len(seeds) + 1))
        scraped = desk.value("time()", SERVICE)
        until(lambda: min(map(_evaluated_at, desk.rules())) > scraped)
        yield desk


def _samples(data: Mapping[str, Any]) -> Iterator[Sample]:
    if data["resultType"] == "scalar":
        yield Sample({}, float(data["result"][1]))
        return
    for one in data["result"]:
        labels = {name: value for name, value in one["metric"].items() if name != "__name__"}
        yield Sample(labels, float(one["value"][1]), one["metric"].get("__name__", ""))


@cache
def _trial(seed: int, folder: Path) -> SeedTrial:
    return seed_trial(seed, folder)


@contextmanager
def _player(folder: Path, seeds: Sequence[int]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "trial_seeds", str(folder), *(str(seed) for seed in seeds)]
    process = subprocess.Popen(command, cwd=Path(__file__).parent)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The folder's texts of /metrics over HTTP: /SEED/metrics."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (folder / self.path.split("/")[1] / "metrics.txt").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _configured(folder: Path, seeds: Sequence[int], pages: str, service: str) -> Path:
    """deploy/prometheus with the seeds as targets, and the rules of both engines."""
    shutil.copytree(DEPLOY / "prometheus", folder)
    path = folder / "prometheus.yml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["global"].update(scrape_interval=SCRAPE, evaluation_interval=SCRAPE)
    document["rule_files"] = [f"rules/{one.name}" for one in sorted((folder / "rules").glob("*.yml"))]
    del document["alerting"]
    [scrape] = document["scrape_configs"]
    scrape["scrape_timeout"] = SCRAPE
    scrape["static_configs"] = [
        *({"targets": [pages], "labels": _labels(instance(seed), str(seed), f"/{seed}/metrics")} for seed in seeds),
        {"targets": [service], "labels": _labels(SERVICE, str(SERVICE_SEED), "/metrics")},
    ]
    path.write_text(yaml.safe_dump(document))
    return path


def _labels(name: str, seed: str, path: str) -> dict[str, str]:
    return {"instance": name, "seed": seed, "__metrics_path__": path}


def _scraped_twice(desk: TrialDesk, targets: int) -> bool:
    query = {"query": 'count_over_time(up{job="graftwatch"}[10m]) >= 2 and up == 1'}
    return len(desk.client.get(f"{desk.url}/api/v1/query", params=query).json()["data"]["result"]) == targets


def _evaluated_at(rule: Mapping[str, Any]) -> float:
    """When Prometheus last worked a rule out; it tells nanoseconds."""
    return datetime.fromisoformat(re.sub(r"\.\d+", "", rule["lastEvaluation"])).timestamp()


@contextmanager
def _service(folder: Path) -> Iterator[RunningService]:
    """A running service that has taken a seed's trial through its MLLP port and its journal."""
    own = folder / SERVICE
    own.mkdir()
    trial = seed_trial(SERVICE_SEED, own)
    (own / "roster.csv").write_text(trial.simulation.roster_csv, "utf-8")
    (own / "settings.toml").write_text(f'clock = "replay"\nprotocol = "{own / "protocol.toml"}"\n', "utf-8")
    given = ("--config", str(own / "settings.toml"), "--roster", str(own / "roster.csv"))
    with RunningService(own / "data", *given) as service:
        service.ready()
        told = [*entries(trial)]
        with MllpClient("127.0.0.1", service.port, window=200) as client:
            frames = (one.content for one in told if one.kind is EntryKind.FRAME and one.content)
            assert all(answer.accepted for answer in client.send(frames))
        journal = SqliteJournal(DataFolder(service.folder).journal)
        journal.append([one for one in told if one.kind is EntryKind.DECISION or b'"withdraw"' in one.content])
        journal.append(told[-1:])
        journal.close()
        yield service
