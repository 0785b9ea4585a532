"""A whole running service in which a little of everything has happened, and the roles of the Kafka engine beside it.

The real Prometheus, with deploy/'s own rules, looks from before the first message: what counts has grown under its
eyes. The service listens, takes a folder, has a channel that works, one that is refused and one that is put off, and an
escalation with a duty that nobody has. The Kafka roles' metrics are those of the real collectors, as after some work,
served as four processes serve them.
"""

import json
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml
from prometheus_client import start_http_server

from embedded import blood_culture, temperature, tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.findings import Severity
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind, NewEntry
from kafka_metrics import kafka_registries
from monitoring import DEPLOY, free_port, running, tool
from receivers import HttpReceiver, Request, Verdict, http_receiver
from running_service import RunningService, until

SCRAPE = "1s"
KAFKA_JOB = "graftwatch-kafka"
QUICK = {"GRAFTWATCH_HEARTBEAT_SECONDS": "0.5"}
ROSTER = """\
subject,identifier,authority,transplanted_at
S01,ZQ-1,HOSP,2026-06-01T10:00
S02,ZQ-2,HOSP,2026-06-01T10:00
"""
PROTOCOL = """\
[paging]
repeats_at_most = 0
[[paging.escalation]]
to = ["night", "works", "refused", "put-off"]
wait_minutes = 600
"""
ON_CALL = """\
time_zone = "Asia/Tokyo"
[people.doctor-a]
through = { works = "https://hook.hospital.example/doctor-a" }
[[duties.night.layers]]
people = ["doctor-a"]
handover = "daily 08:00"
starts = 2099-01-01
"""
SETTINGS = """\
protocol = "{root}/protocol.toml"
on_call = "{root}/on-call.toml"
[[feeds]]
name = "laboratory"
port = 0
silence_minutes = 60
codes = "{root}/codes.csv"
[[feeds]]
name = "guarded"
port = 0
allow = ["192.0.2.0/24"]
[[feeds]]
kind = "folder"
name = "reports"
path = "{root}/in"
settle_seconds = 0.1
look_seconds = 0.05
"""
CHANNEL = """\
[[channels]]
kind = "webhook"
name = "{name}"
url = "{url}"
secret = "invented for this test only"
heartbeat_every_seconds = {every}
"""


@dataclass(frozen=True)
class Watched:
    """Prometheus's address, and the name of the service among its targets."""

    url: str
    instance: str
    client: httpx.Client

    def evaluate(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """What Prometheus answers now: labels and value.

        Raises:
            AssertionError: it cannot evaluate the expression.
        """
        answer = self.client.get(f"{self.url}/api/v1/query", params={"query": expression}).json()
        assert answer["status"] == "success", f"{expression}: {answer.get('error')}"
        return [(one["metric"], float(one["value"][1])) for one in answer["data"]["result"]]


@contextmanager
def watched_service(root: Path) -> Iterator[Watched]:
    """Starts all of it, lets things happen, and gives Prometheus once it has seen them."""
    prometheus = tool("prometheus")
    with ExitStack() as stack:
        receivers = [stack.enter_context(http_receiver(judge)) for judge in (_takes, _refuses, _puts_off)]
        service = stack.enter_context(RunningService(root / "data", *_written(root, receivers), environment=QUICK))
        watched = str(service.ready().said["http"]).removeprefix("http://")
        roles = stack.enter_context(_kafka_roles())
        address = f"127.0.0.1:{free_port()}"
        configured = _configured(root / "prometheus", watched, roles)
        command = [
            *(prometheus, f"--config.file={configured}", f"--storage.tsdb.path={root / 'tsdb'}"),
            f"--web.listen-address={address}",
        ]
        client = stack.enter_context(running(command, root / "prometheus.log", f"http://{address}/-/ready"))
        seen = Watched(f"http://{address}", watched, client)
        until(lambda: len(seen.evaluate("up == 1")) == 1 + len(roles))
        _happens(service, root)
        yield seen
        assert service.stop() == 0


def _written(root: Path, receivers: Sequence[HttpReceiver]) -> tuple[str, ...]:
    """The files of the installation; gives the service's arguments."""
    (root / "in").mkdir()
    for name, text in (("protocol.toml", PROTOCOL), ("on-call.toml", ON_CALL), ("roster.csv", ROSTER)):
        (root / name).write_text(text, "utf-8")
    (root / "codes.csv").write_text("code,system,concept,specimen,unit,organism\n", "utf-8")
    channels = zip(("works", "refused", "put-off"), receivers, strict=True)
    told = [CHANNEL.format(name=name, url=one.url, every=1 if name == "works" else 3600) for name, one in channels]
    (root / "settings.toml").write_text("".join([SETTINGS.format(root=root), *told]), "utf-8")
    return "--config", str(root / "settings.toml"), "--roster", str(root / "roster.csv")


def _happens(service: RunningService, root: Path) -> None:
    """A culture that grows and is confirmed, what nobody can read, map or use, a file, an acknowledgement."""
    drawn = tokyo(5, 8)
    with MllpClient("127.0.0.1", service.ports["laboratory"]) as client:

        def send(*messages: bytes) -> list[str]:
            return [answer.code for answer in client.send(messages)]

        unknown = temperature("T1", tokyo(5, 9), "38.5", number="ZQ-1").replace(b"8310-5", b"ZZ-9")
        without_unit = temperature("T2", tokyo(5, 10), "38.5", "", number="ZQ-1")
        of_two = temperature("T3", tokyo(5, 11), "38.5", number="ZQ-1^^^HOSP^MR~ZQ-2")
        ahead = temperature("T4", tokyo(36500, 12), "38.5", number="ZQ-1")
        grows = blood_culture("B1", tokyo(6, 2), collected_at=drawn, said="Positive", status="P", number="ZQ-1")
        assert send(unknown, without_unit, of_two, ahead, grows) == ["AA"] * 5
        assert send(b"MSH|^~\\&|no type|HOSP|GW|HOSP|20260601||||P|2.5\rPID|1\r") != ["AA"]
        until(lambda: bool(_pages(service)))
        said = "Escherichia coli"
        final = blood_culture("B2", tokyo(8, 9), collected_at=drawn, said=said, number="ZQ-1")
        assert send(final) == ["AA"]
    with socket.create_connection(("127.0.0.1", service.ports["guarded"])) as turned_away:
        while turned_away.recv(4096):
            """Until it is closed."""
    (root / "in" / "one.hl7").write_bytes(temperature("F1", tokyo(6, 9), "37.1", number="ZQ-1"))
    until(lambda: (root / "in" / "done").is_dir() and any((root / "in" / "done").iterdir()))
    until(lambda: service.behind() == 0)
    page = _pages(service)[-1]
    now = SystemClock().now()
    told = {"type": "acknowledge", "subject": page.subject, "page": page.id, "at": now.isoformat(), "by": "ward"}
    with closing(SqliteJournal(DataFolder(service.folder).journal)) as journal:
        journal.append([NewEntry(now, EntryKind.DECISION, "decision", "", f"{json.dumps(told)}\n".encode())])


def _pages(service: RunningService) -> list[Page]:
    with closing(open_state(service.folder / "state.db", read_only=True)) as connection:
        return [one for one in SqliteState(connection).pages() if one.severity is Severity.PAGE and one.subject]


def _takes(_: Request) -> Verdict:
    return Verdict(202)


def _refuses(_: Request) -> Verdict:
    return Verdict(400)


def _puts_off(_: Request) -> Verdict:
    return Verdict(503)


@contextmanager
def _kafka_roles() -> Iterator[list[str]]:
    """Each role's metrics at an address of its own."""
    started = [start_http_server(0, "127.0.0.1", registry) for registry in kafka_registries()]
    try:
        yield [f"127.0.0.1:{server.server_port}" for server, _ in started]
    finally:
        for server, thread in started:
            server.shutdown()
            server.server_close()
            thread.join()


def _configured(folder: Path, service: str, roles: Sequence[str]) -> Path:
    """deploy/prometheus with these targets, looking every second, and the rules of both engines."""
    shutil.copytree(DEPLOY / "prometheus", folder)
    path = folder / "prometheus.yml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["global"].update(scrape_interval=SCRAPE, evaluation_interval=SCRAPE)
    document["rule_files"] = [f"rules/{one.name}" for one in sorted((folder / "rules").glob("*.yml"))]
    del document["alerting"]
    [embedded] = document["scrape_configs"]
    embedded.update(scrape_timeout=SCRAPE, static_configs=[{"targets": [service]}])
    document["scrape_configs"].append({"job_name": KAFKA_JOB, "static_configs": [{"targets": list(roles)}]})
    path.write_text(yaml.safe_dump(document))
    return path
