"""A data folder of an embedded service in the middle of its work, and a cluster to carry it over to."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from kafka import KafkaConsumer, TopicPartition

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.replica import Replica
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.pipeline.outbox import Delivered
from running_service import until
from shared_kafka import SharedKafka

NUMBERS = {"S01": "ZQ-4711", "S02": "ZQ-4712", "S03": "ZQ-4713"}
STRANGERS = 40

SETTINGS = """
engine = "kafka"

[kafka]
bootstrap = {bootstrap}
prefix = "{prefix}"

[kafka.topics]
replication = 1
min_insync = 1
raw_partitions = 3
page_partitions = 2
raw_days = 36500
"""
TOPICS = {"replication": 1, "min_insync": 1, "raw_partitions": 3, "page_partitions": 2, "raw_days": 36500}


@dataclass(frozen=True)
class Site:
    """A folder to be carried over, the settings of where to, and what is there then."""

    folder: Path
    config: Path
    kafka: KafkaSettings

    @classmethod
    def made(cls, tmp_path: Path, shared: SharedKafka) -> "Site":
        config = tmp_path / "kafka.toml"
        config.write_text(SETTINGS.format(bootstrap=json.dumps(shared.bootstrap.split(",")), prefix=shared.prefix))
        settings = KafkaSettings.model_validate(
            {"bootstrap": shared.bootstrap.split(","), "prefix": shared.prefix, "topics": TOPICS}
        )
        report = initialise(settings)
        assert report.created
        return cls(tmp_path / "data", config, settings)

    def command(self, *words: str) -> list[str]:
        given = ("--data", str(self.folder), "--config", str(self.config))
        return [sys.executable, "-m", "graftwatch.entrypoints", "migrate", *given, *words]

    def migrate(self, *words: str) -> Result:
        return CliRunner().invoke(graftwatch, self.command(*words)[3:])

    def migrated(self, *words: str) -> Result:
        """Carried over, without a fault."""
        done = self.migrate(*words)
        assert done.exit_code == 0, done.stderr
        return done

    def killed_when(self, condition: Any) -> int:  # noqa: ANN401 - asked again and again
        """Starts the command and kills it once the condition holds; its exit status: -9, or 0 where it was faster."""
        process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: condition() or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        return process.wait()

    def records(self, topic: Topic) -> list[Any]:
        """What counts in a topic, by partition and offset."""
        name = Names(self.kafka.prefix).topic(topic)
        with closing(
            KafkaConsumer(
                bootstrap_servers=list(self.kafka.bootstrap),
                isolation_level="read_committed",
                group_id=None,
                enable_auto_commit=False,
            )
        ) as consumer:
            places = [TopicPartition(name, one) for one in sorted(consumer.partitions_for_topic(name))]
            consumer.assign(places)
            consumer.seek_to_beginning(*places)
            ends = consumer.end_offsets(places)
            found: list[Any] = []

            def read() -> bool:
                found.extend(one for some in consumer.poll(100).values() for one in some)
                return all(consumer.position(place) >= end for place, end in ends.items())

            until(read)
        return sorted(found, key=lambda one: (one.partition, one.offset))

    @contextmanager
    def copy(self, tmp_path: Path, topic: Topic = Topic.STATE, partition: int = 0) -> Iterator[sqlite3.Connection]:
        """The store as a follower of the cluster has it."""
        path = tmp_path / f"{topic.value}-{partition}.db"
        replica = Replica(
            self.kafka,
            topic,
            partition,
            path,
            opener=lambda at, ask: open_state(at, before_commit=ask),
            now=SystemClock().now,
        )
        with closing(replica):
            replica.open()
            replica.follow(0.1)
            yield replica.connection


def embedded_at_work(folder: Path) -> Embedded:
    """Three recipients: a page acknowledged, one unheard, one that waits to be delivered; two entries not handled."""
    one = Embedded(folder)
    one.enrol(*(enrolment(subject, number) for subject, number in NUMBERS.items()))
    for index in range(STRANGERS):
        one.receive(
            temperature(f"T{index}", tokyo(4, 0, index % 60), "37.0", number=f"X-{index}"), tokyo(4, 0, index % 60)
        )
    for day, subject in enumerate(("S01", "S02"), start=5):
        one.receive(growth(f"C-{subject}", day, subject), tokyo(day, 8))
    first, *_ = one.run()
    told(one)
    one.decide(tokyo(6, 9), type="acknowledge", subject=first.subject, page=first.id)
    one.receive(growth("C-S03", 7, "S03"), tokyo(7, 8))
    one.run()
    one.receive(growth("C-S01-2", 8, "S01", order="O2"), tokyo(8, 8))
    one.receive(temperature("T-S02", tokyo(8, 9), "39.4", number=NUMBERS["S02"]), tokyo(8, 9))
    return one


def growth(control_id: str, day: int, subject: str, order: str = "O1") -> bytes:
    drawn = tokyo(day, 2)
    return blood_culture(
        control_id, tokyo(day, 8), collected_at=drawn, said="Escherichia coli", order=order, number=NUMBERS[subject]
    )


def told(one: Embedded) -> None:
    """Everything that waits is delivered."""
    outbox = one.detection.outbox
    for channel in outbox.backlog():
        for delivery in outbox.due(channel.channel, one.clock + timedelta(days=400), 100):
            outbox.record(delivery.id, Delivered(), one.clock)
