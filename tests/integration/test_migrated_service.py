"""An embedded service is carried over in the middle of its work: nobody is told anything twice, and nothing is lost."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.settings import load_settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import EntryKind, NewEntry
from receivers import HttpReceiver, Request, Verdict, http_receiver
from running_service import RunningService, until
from shared_kafka import SharedKafka

LONG = 180.0
CHANNEL = """
heartbeat_seconds = 1.0

[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "invented for this test only"
"""
CLUSTER = """
[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
session_seconds = 2.0
topics = {{ replication = 1, min_insync = 1, raw_partitions = 2, page_partitions = 2 }}
"""
SUBJECTS = {"S01": "ZQ-1", "S02": "ZQ-2", "S03": "ZQ-3", "S04": "ZQ-4"}


@dataclass
class Ward:
    """Who is told: takes pages, or refuses them for now."""

    refuses: bool = False
    told: list[str] = field(default_factory=list)

    def judge(self, request: Request) -> Verdict:
        del request
        return Verdict(503 if self.refuses else 202)


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def receiver(ward: Ward) -> Iterator[HttpReceiver]:
    with http_receiver(ward.judge) as one:
        yield one


def pages(receiver: HttpReceiver) -> list[tuple[str, str]]:
    """Subject and id of each clinical page that arrived, in order."""
    said = [json.loads(one)["page"] for one in receiver.received() if "page" in json.loads(one)]
    return [(one["subject"], one["id"]) for one in said if one["subject"] in SUBJECTS]


def growth(subject: str, now: datetime) -> bytes:
    drawn = now - timedelta(days=1)
    return blood_culture(
        f"C-{subject}", now, collected_at=drawn, said="Escherichia coli", order=subject, number=SUBJECTS[subject]
    )


def send(service: RunningService, subject: str) -> None:
    with MllpClient("127.0.0.1", service.port) as client:
        assert [one.code for one in client.send([growth(subject, SystemClock().now())])] == ["AA"]


def works_embedded(folder: Path, config: Path, roster: Path, ward: Ward, receiver: HttpReceiver) -> int:
    """A page told and acknowledged, one that waits, an entry nobody has handled; gives that entry's number."""
    with RunningService(folder, "--config", str(config), "--roster", str(roster)).ready() as service:
        send(service, "S01")
        until(lambda: len(pages(receiver)) == 1, LONG)
        ((_, first),) = pages(receiver)
        words = ["pages", "ack", first, "--by", "ward", "--data", str(folder), "--config", str(config)]
        done = CliRunner().invoke(graftwatch, words)
        assert done.exit_code == 0, done.output
        ward.refuses = True
        send(service, "S02")
        with closing(open_state(folder / "state.db", read_only=True)) as connection:
            until(lambda: "pager" in SqliteOutbox(connection).trying(), LONG)
        assert service.stop() == 0
    now = SystemClock().now()
    with closing(DataFolder(folder).writer(load_settings(config, data=folder))) as journal:
        return journal.append([NewEntry(now, EntryKind.FRAME, "default", "C-S03", growth("S03", now))])


@pytest.mark.timeout(600)
def test_what_was_told_is_not_told_again_what_waits_goes_out_and_the_next_page_comes(
    tmp_path: Path, kafka: SharedKafka, ward: Ward, receiver: HttpReceiver
) -> None:
    since = (SystemClock().now() - timedelta(days=8)).isoformat()
    lines = "".join(f"{subject},{number},HOSP,{since}\n" for subject, number in SUBJECTS.items())
    roster = tmp_path / "roster.csv"
    roster.write_text(f"subject,identifier,authority,transplanted_at\n{lines}")
    embedded, clustered = tmp_path / "embedded.toml", tmp_path / "kafka.toml"
    embedded.write_text(CHANNEL.format(url=receiver.url))
    cluster = CLUSTER.format(bootstrap=kafka.bootstrap, prefix=kafka.prefix)
    clustered.write_text(f'engine = "kafka"\n{CHANNEL.format(url=receiver.url)}{cluster}')
    initialise(load_settings(clustered).kafka)

    old = tmp_path / "old"
    waiting_entry = works_embedded(old, embedded, roster, ward, receiver)
    ward.refuses = False
    receiver.requests.clear()
    with closing(open_state(old / "state.db", read_only=True)) as connection:
        known = {one.id: one for one in SqliteState(connection).pages() if one.subject in SUBJECTS}
    done = CliRunner().invoke(graftwatch, ["migrate", "--data", str(old), "--config", str(clustered)])
    assert done.exit_code == 0, done.output

    with RunningService(tmp_path / "new", "--engine", "kafka", "--config", str(clustered)).ready() as service:
        until(lambda: {subject for subject, _ in pages(receiver)} == {"S02", "S03"}, LONG)
        send(service, "S04")
        until(lambda: {subject for subject, _ in pages(receiver)} == {"S02", "S03", "S04"}, LONG)
        with closing(open_state(tmp_path / "new" / "detector" / "state.db", read_only=True)) as connection:
            state = SqliteState(connection)
            held = {one.id: one for one in state.pages() if one.subject in SUBJECTS}
            assert {one: held[one] for one in known} == known, "what was decided is as it was"
            ids = dict(pages(receiver))
            assert ids["S02"] in known
            assert state.entry_of_page(ids["S03"]) == waiting_entry, "entries keep their numbers"
            assert (state.entry_of_page(ids["S04"]) or 0) > waiting_entry
        assert len(pages(receiver)) == len(set(pages(receiver))), "nobody is told anything twice"
        assert service.stop() == 0
