"""Every role of the Kafka engine in several copies over a cluster, for recipients of whom each may grow one culture."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Self

from graftwatch.adapters.clock import SystemClock
from kafka_cluster import KafkaCluster
from kafka_role import RoleProcess
from local_pagerduty import LocalPagerDuty
from running_service import until

SETTINGS = """
engine = "kafka"
protocol = "{folder}/protocol.toml"
heartbeat_seconds = 2

[acknowledge]
key_file = "{folder}/acknowledge.key"

[kafka]
bootstrap = [{bootstrap}]
session_seconds = 6

[kafka.topics]
replication = {brokers}
min_insync = {enough}
raw_partitions = {partitions}
page_partitions = 2

[[channels]]
kind = "pagerduty"
name = "pager"
routing_key = "0123456789abcdef0123456789abcdef"
endpoint = "{url}"
at_once = 4
retry_after_seconds = [0.2]
"""
RAW = "hl7.raw"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it stands in the state."""

    id: str
    subject: str
    reason: str
    kind: str
    dedup_key: str


class KafkaSite:
    """Two gateways, two detectors, two pagers.

    Args:
        folder: an empty one.
        cluster: running.
        pagerduty: where pages go.
        subjects: how many recipients.
        partitions: of hl7.raw at the start.
    """

    def __init__(
        self, folder: Path, cluster: KafkaCluster, pagerduty: LocalPagerDuty, subjects: int, partitions: int = 2
    ) -> None:
        self.folder = folder
        self.cluster = cluster
        self.subjects = [f"S{number:04}" for number in range(1, subjects + 1)]
        self.partitions = partitions
        self._write(pagerduty)
        options = ("--config", str(self.config))
        self.gateways = [RoleProcess("gateway", copy, folder, *options) for copy in (1, 2)]
        self.pagers = [RoleProcess("pager", copy, folder, *options) for copy in (1, 2)]
        roster = ("--roster", str(folder / "roster.csv"))
        self.detectors = [RoleProcess("detector", copy, folder, *options, *roster) for copy in (1, 2)]

    @property
    def config(self) -> Path:
        return self.folder / "settings.toml"

    @property
    def roles(self) -> list[RoleProcess]:
        return [*self.gateways, *self.detectors, *self.pagers]

    @staticmethod
    def number(subject: str) -> str:
        """A recipient's patient number."""
        return f"47{subject[1:]}"

    def _write(self, pagerduty: LocalPagerDuty) -> None:
        brokers = len(self.cluster.brokers)
        text = SETTINGS.format(
            folder=self.folder,
            bootstrap=", ".join(f'"{one}"' for one in self.cluster.bootstrap.split(",")),
            brokers=brokers,
            enough=min(2, brokers),
            partitions=self.partitions,
            url=pagerduty.url,
        )
        self.config.write_text(text)
        (self.folder / "protocol.toml").write_text("[paging]\npages_an_hour = 100000\n")
        (self.folder / "acknowledge.key").write_bytes(token_bytes(32))
        transplanted = (SystemClock().now() - timedelta(days=8)).isoformat()
        rows = (f"{one},{self.number(one)},HOSP,{transplanted}" for one in self.subjects)
        (self.folder / "roster.csv").write_text(
            "\n".join(("subject,identifier,authority,transplanted_at", *rows)) + "\n"
        )

    def start(self) -> Self:
        """Makes the topics and starts every role; returns when each is ready, and one detector knows all recipients."""
        said = subprocess.run(
            [sys.executable, "-m", "graftwatch.entrypoints", "kafka", "init", "--config", str(self.config)],
            check=False,
            capture_output=True,
            text=True,
        )
        assert said.returncode == 0, said.stdout + said.stderr
        for role in self.roles:
            role.start()
        for role in self.roles:
            role.ready()
        until(lambda: self._enrolled() >= len(self.subjects))
        return self

    def leading(self) -> RoleProcess:
        """The detector that leads; waits until one does."""
        found: list[RoleProcess] = []

        def known() -> bool:
            found[:] = [one for one in self.detectors if one.answering and one.metric("graftwatch_leader") == 1]
            return bool(found)

        until(known)
        return found[-1]

    def pages(self) -> list[KeptPage]:
        """All pages that were decided, as the leader's state has them."""
        fields = ", ".join(f"page ->> '$.{one}'" for one in ("reason", "kind", "dedup_key"))
        rows = self._rows(f"SELECT id, coalesce(subject, ''), {fields} FROM page")  # noqa: S608 - words of this file
        return [KeptPage(*map(str, row)) for row in rows]

    def in_effect(self) -> set[str]:
        """The control ids of messages that became facts."""
        return {str(row[0]) for row in self._rows("SELECT DISTINCT control_id FROM fact")}

    def dead_letters(self) -> list[str]:
        """Why what was understood could not be handled."""
        return [str(row[0]) for row in self._rows("SELECT reason FROM dead_letter")]

    def _enrolled(self) -> int:
        rows = self._rows("SELECT count(*) FROM recipient")
        return max((int(str(row[0])) for row in rows), default=0)

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        """What the state says that is furthest: a follower's copy may be behind."""
        best: tuple[int, list[tuple[object, ...]]] = (-1, [])
        for detector in self.detectors:
            path = detector.data / "state.db"
            if not path.exists():
                continue
            try:
                with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as state:
                    [(seq,)] = state.execute("SELECT seq FROM position").fetchall()
                    if seq > best[0]:
                        best = (seq, state.execute(query).fetchall())
            except sqlite3.OperationalError:  # it is being made
                continue
        return best[1]

    def close(self) -> None:
        """`kill -9` of whatever runs."""
        for role in self.roles:
            if role.running:
                role.kill()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def logs(self, words: Iterable[str]) -> list[str]:
        """The lines of all roles' logs that hold one of these words."""
        lines = (line for role in self.roles for line in role.log().splitlines())
        return [line for line in lines if any(word in line for word in words)]
