"""The command line on the Kafka engine: what it changes goes to `decisions`, and `doctor` looks at the cluster."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kafka import KafkaConsumer

from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.kafka.records.entry import DecisionRecord
from graftwatch.entrypoints.settings import load_settings
from graftwatch.pipeline.journal import EntryKind
from shared_kafka import SharedKafka

SETTINGS = """
engine = "kafka"

[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
answer_seconds = 2.0
topics = {{ replication = 1, min_insync = 1 }}
"""
ROSTER = """subject,identifier,authority,transplanted_at
S01,1001,HOSP,2026-06-01T09:30:00+09:00
S02,1002,HOSP,2026-06-02T09:30:00+09:00
"""


class Site:
    """A folder with settings; the topics are made unless the cluster is not there."""

    def __init__(self, folder: Path, bootstrap: str, prefix: str = "", *, made: bool = True) -> None:
        self.folder = folder
        self.settings = folder / "settings.toml"
        self.settings.write_text(SETTINGS.format(bootstrap=bootstrap, prefix=prefix), "utf-8")
        if made:
            initialise(load_settings(self.settings).kafka)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graftwatch.entrypoints", *words, "--config", str(self.settings)]
        data = ("--data", str(self.folder / "data"))
        return subprocess.run([*command, *data], check=False, capture_output=True, text=True)


def entered(kafka: SharedKafka, count: int) -> Sequence[DecisionRecord]:
    """The first so many records of `decisions`."""
    consumer = KafkaConsumer(
        f"{kafka.prefix}decisions",
        bootstrap_servers=kafka.bootstrap,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    records: list[DecisionRecord] = []
    while len(records) < count:
        for polled in consumer.poll(timeout_ms=1000).values():
            records += [DecisionRecord.read(one.value, one.headers) for one in polled]
    consumer.close()
    return records


def test_the_first_roster_is_entered_before_anything_runs(tmp_path: Path, kafka: SharedKafka) -> None:
    site = Site(tmp_path, kafka.bootstrap, kafka.prefix)
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    done = site.run("enroll", "import", str(tmp_path / "roster.csv"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"subjects": ["S01", "S02"], "changes": 2, "unchanged": 0}
    records = entered(kafka, 2)
    assert [one.kind for one in records] == [EntryKind.ROSTER, EntryKind.ROSTER]
    assert [json.loads(one.content)["subject"] for one in records] == ["S01", "S02"]
    assert not (tmp_path / "data").exists()


def test_files_are_not_taken_past_the_gateways(tmp_path: Path, kafka: SharedKafka) -> None:
    site = Site(tmp_path, kafka.bootstrap, kafka.prefix, made=False)
    (tmp_path / "data" / "journal").mkdir(parents=True)
    (tmp_path / "message.hl7").write_bytes(b"MSH|")
    done = site.run("take", str(tmp_path / "message.hl7"), "--feed", "default")
    assert done.returncode == 1
    assert "`graftwatch send`" in done.stderr


def test_a_command_without_a_cluster_says_so_and_changes_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, "127.0.0.1:1", made=False)
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    done = site.run("enroll", "import", str(tmp_path / "roster.csv"))
    assert done.returncode == 1
    assert "broker" in done.stderr


def test_doctor_looks_at_the_cluster_its_topics_and_its_stages(tmp_path: Path, kafka: SharedKafka) -> None:
    site = Site(tmp_path, kafka.bootstrap, kafka.prefix)
    checks = {one["what"]: one for one in json.loads(site.run("doctor", "--json").stdout)}
    assert checks["cluster"] == {"what": "cluster", "verdict": "ok", "text": "1 brokers"}
    assert checks["stage the pager"]["verdict"] == "warning"
    assert "0 copies work" in checks["stage the pager"]["text"]
    assert checks["links' secret"]["verdict"] == "warning"


def test_doctor_says_that_the_cluster_cannot_be_reached_and_what_is_missing_in_it(
    tmp_path: Path, kafka: SharedKafka
) -> None:
    (tmp_path / "away").mkdir()
    away = Site(tmp_path / "away", "127.0.0.1:1", made=False).run("doctor")
    assert away.returncode == 1
    assert "cluster: " in away.stderr
    empty = Site(tmp_path, kafka.bootstrap, kafka.prefix, made=False).run("doctor")
    assert empty.returncode == 1
    assert f"topic {kafka.prefix}pages: is not there; run `graftwatch kafka init`" in empty.stderr
