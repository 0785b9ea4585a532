"""All roles of the Kafka engine from one command: a message over MLLP becomes a page, and a link in it stops it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from console_site import start_link
from dashboards import asked_of_kafka
from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.options import ROLES
from graftwatch.entrypoints.settings import load_settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.journal import EntryKind
from local_pagerduty import LocalPagerDuty, local_pagerduty
from running_service import RunningService, until
from shared_kafka import SharedKafka

SETTINGS = """
engine = "kafka"
heartbeat_seconds = 1.0

[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
session_seconds = 2.0
topics = {{ replication = 1, min_insync = 1, raw_partitions = 2, page_partitions = 2 }}

[[feeds]]
kind = "mllp"
name = "default"
codes = "{folder}/codes.csv"

[[channels]]
kind = "pagerduty"
name = "pager"
routing_key = "0123456789abcdef0123456789abcdef"
endpoint = "{url}"
"""
LONG = 120.0
"""Seven processes start at once, and other tests run beside them."""


class Site:
    """Settings, topics, a roster, and the service."""

    def __init__(self, folder: Path, kafka: SharedKafka, url: str) -> None:
        self.folder, self.data, self.now = folder, folder / "data", SystemClock().now()
        self.settings = folder / "settings.toml"
        self.maps("LEUKO", "wbc")
        places = {"folder": folder, "bootstrap": kafka.bootstrap, "prefix": kafka.prefix, "url": url}
        self.settings.write_text(SETTINGS.format_map(places), "utf-8")
        initialise(load_settings(self.settings).kafka)
        transplanted = (self.now - timedelta(days=8)).isoformat()
        (folder / "roster.csv").write_text(
            f"subject,identifier,authority,transplanted_at\nS01,4710,HOSP,{transplanted}\n", "utf-8"
        )

    def maps(self, code: str, concept: str) -> None:
        """Writes the feed's codes file."""
        (self.folder / "codes.csv").write_text(f"code,system,concept,specimen,unit\n{code},L,{concept},,\n", "utf-8")

    def codes_entered(self) -> list[list[str]]:
        """The codes of each change of them, as the console's copy of the entries has it."""
        entries = SqliteJournalReader(DataFolder(self.data / "console").journal).read_after(0, 1000)
        changes = [CodesChange.model_validate_json(one.content) for one in entries if one.kind is EntryKind.CODES]
        return [[code for code, _ in one.site_codes().rows] for one in changes]

    def service(self) -> RunningService:
        return RunningService(
            self.data,
            *("--engine", "kafka", "--config", str(self.settings), "--roster", str(self.folder / "roster.csv")),
        )

    def grows(self, service: RunningService) -> None:
        content = blood_culture(
            "C1", SystemClock().now(), collected_at=self.now - timedelta(days=1), said="Escherichia coli", number="4710"
        )
        with MllpClient("127.0.0.1", service.port) as client:
            (answer,) = client.send([content])
            assert answer.accepted, answer.text

    def said(self, *words: str) -> Any:  # noqa: ANN401 - a JSON document
        command = [sys.executable, "-m", "graftwatch.entrypoints", *words, "--json", "--config", str(self.settings)]
        done = subprocess.run([*command, "--data", str(self.data)], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def pagerduty() -> Iterator[LocalPagerDuty]:
    with local_pagerduty() as one:
        yield one
        assert one.faults == []


def test_a_message_becomes_a_page_and_its_link_acknowledges_it(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    site = Site(tmp_path, kafka, pagerduty.url)
    with site.service().ready() as service:
        until(lambda: len(site.said("enroll", "list")) == 1, LONG)
        site.grows(service)
        until(lambda: bool(pagerduty.triggered()), LONG)
        until(lambda: site.codes_entered() == [["LEUKO"]], LONG)  # else the first state of the file is never seen
        site.maps("NEUTRO", "anc")
        [page] = site.said("pages", "list")
        with MllpClient("127.0.0.1", service.port) as client:
            (refused,) = client.send([b"MSH|nothing that can be read"])
        assert not refused.accepted
        until(lambda: len(site.said("quarantine", "list")) == 1, LONG)
        assert page["subject"] == "S01"
        link = urlsplit(pagerduty.arrived[0].event["links"][1]["href"]).path
        answers = [service.http.post(link, data={"by": "doctor on duty"}).status_code for _ in range(2)]
        assert answers == [200, 409]  # the second: heard already
        until(lambda: [one.action for one in pagerduty.arrived] == ["trigger", "acknowledge"], LONG)
        until(lambda: "heard" in json.dumps(site.said("pages", "show", page["id"])), LONG)
        safety = httpx.get(f"{service.said['roles']['safety']['http']}/metrics").text
        assert 'graftwatch_trial_events{endpoint="bsi",status="confirmed"} 1.0' in safety
        shown = urlsplit(site.said("safety", "link", "--for", "blinded")["url"]).path
        for role in ("console", "safety"):
            trial = httpx.get(service.said["roles"][role]["http"] + shown, timeout=LONG)
            assert (trial.status_code, "1 of 1 evaluable recipient had the event" in trial.text) == (200, True)
        assert set(service.said["roles"]) == set(ROLES)
        assert "/start/" in service.said["console"]
        service.http.get(start_link(site.data / "console", Role.INFECTION_CONTROL))
        assert "S01" in service.http.get("/signals").text
        # Every figure of the dashboard's row for this engine; these have their reasons.
        without = dict.fromkeys(("graftwatch_spool_bytes", "graftwatch_spool_limit_bytes"), "no kafka.spool is set")
        without |= {"graftwatch_intake_retries_total": "no record failed"}
        until(lambda: asked_of_kafka() - served(service) == without.keys(), LONG)
        for role in service.said["roles"].values():
            assert httpx.get(f"{role['http']}/health/live").status_code == 200
        assert pagerduty.triggered() == [page["dedup_key"]]
        os.kill(process_of("pager", service), signal.SIGKILL)
        site.said("pages", "resend", page["id"], "--all")
        until(lambda: pagerduty.triggered() == [page["dedup_key"]] * 2, LONG)
        pager = service.said["roles"]["pager"]["http"]
        until(lambda: httpx.get(f"{pager}/health/live").status_code == 200, LONG)
        until(lambda: site.codes_entered()[1:] != [], LONG)
        assert site.codes_entered() == [["LEUKO"], ["NEUTRO"]], "each change once, however many roles have the file"
        assert service.stop() == 0
    for line in Path(tmp_path / "data.log").read_text().splitlines():
        assert "event" in json.loads(line), line


def served(service: RunningService) -> set[str]:
    """Every metric of which some role gives a series."""
    texts = [httpx.get(f"{role['http']}/metrics").text for role in service.said["roles"].values()]
    return {name for text in texts for name in re.findall(r"^(graftwatch_\w+)[{ ]", text, re.MULTILINE)}


def process_of(role: str, service: RunningService) -> int:
    """The process of a role among the service's children."""
    parent = service.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    [found] = [one for one in children if f'"role":"{role}"' in Path(f"/proc/{one}/cmdline").read_text()]
    return int(found)
