"""The pager's role over the session's broker: topics, settings, copies in processes of their own, pages by hand."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from kafka import KafkaConsumer, KafkaProducer

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.kafka.page_records import pages_out
from graftwatch.adapters.kafka.records.paging import DeliveryRecord
from graftwatch.entrypoints.settings import load_settings
from graftwatch.paging import Page, PageReason
from graftwatch.pipeline.outbox import Delivery
from paging_builders import page
from running_service import RunningService
from shared_kafka import SharedKafka

PARTITIONS = 3
CHANNEL = "pager"
SETTINGS = """
engine = "kafka"
heartbeat_seconds = {heartbeat}
limits.lag_seconds = {lag}

[kafka]
bootstrap = ["{bootstrap}"]
prefix = "{prefix}"
session_seconds = 2.0
topics = {{ replication = 1, min_insync = 1, page_partitions = {partitions} }}

[acknowledge]
key_file = "{key}"

[[channels]]
kind = "pagerduty"
name = "pager"
routing_key = "0123456789abcdef0123456789abcdef"
endpoint = "{url}"
at_once = {at_once}
retry_after_seconds = [0.05]
"""


class KafkaPagers:
    """Topics of one test, and copies of the pager over them."""

    def __init__(
        self,
        folder: Path,
        kafka: SharedKafka,
        url: str,
        *,
        at_once: int = 2,
        heartbeat: float = 1000.0,
        lag: float = 1000.0,
    ) -> None:
        self.folder, self.kafka = folder, kafka
        self.pages, self.deliveries = f"{kafka.prefix}pages", f"{kafka.prefix}deliveries"
        key = folder / "acknowledge.key"
        key.write_bytes(os.urandom(32))
        self.settings = folder / "settings.toml"
        said = {
            "heartbeat": heartbeat,
            "lag": lag,
            "at_once": at_once,
            "url": url,
            "key": key,
            "partitions": PARTITIONS,
        }
        self.settings.write_text(SETTINGS.format(bootstrap=kafka.bootstrap, prefix=kafka.prefix, **said), "utf-8")
        initialise(load_settings(self.settings).kafka)
        self.now = SystemClock().now()

    def copy(self, name: str) -> RunningService:
        """One copy, started."""
        return RunningService(
            self.folder / name, "--engine", "kafka", "--role", "pager", "--config", str(self.settings)
        )

    def stories(self, count: int) -> list[Page]:
        """First pages of so many recipients."""
        return [self.story(f"S{one:03}") for one in range(count)]

    def story(self, subject: str, sequence: int = 1, **fields: object) -> Page:
        return page(
            subject=subject,
            sequence=sequence,
            id=f"{int.from_bytes(subject.encode()) % 2**40:010x}{sequence:06x}",
            dedup_key=f"graftwatch-{subject}-{sequence}",
            decided_at=self.now + timedelta(seconds=sequence),
            **{"reason": PageReason.FIRST, **fields},
        )

    def told(self, pages: Sequence[Page], *, again: bool = False) -> None:
        """Puts pages into the topic, each through the one channel; durable on return."""
        now = SystemClock().now()
        with self._producer() as producer:
            for one in pages:
                for out in pages_out([Delivery(one, CHANNEL, now, now)], again=again):
                    producer.send(self.pages, out.value, key=out.key, headers=list(out.headers))

    def strange(self, value: bytes, schema: str) -> None:
        """Puts a record into the topic that no leader of this version writes."""
        with self._producer() as producer:
            producer.send(self.pages, value, key=b"", headers=[("schema", schema.encode())])

    def outcomes(self) -> dict[str, list[DeliveryRecord]]:
        """What `deliveries` says so far of each page, in order."""
        consumer = KafkaConsumer(
            self.deliveries,
            bootstrap_servers=self.kafka.bootstrap,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            consumer_timeout_ms=1500,
        )
        said: dict[str, list[DeliveryRecord]] = {}
        for record in consumer:
            one = DeliveryRecord.read(record.value, record.headers)
            said.setdefault(one.page, []).append(one)
        consumer.close()
        return said

    @contextmanager
    def _producer(self) -> Iterator[KafkaProducer]:
        producer = KafkaProducer(bootstrap_servers=self.kafka.bootstrap, acks="all", linger_ms=5)
        try:
            yield producer
            producer.flush()
        finally:
            producer.close()


def readiness(service: RunningService) -> dict[str, object]:
    """What a role says of itself."""
    said: dict[str, object] = json.loads(service.http.get("/health/ready").text)
    return said


def held(service: RunningService) -> int:
    """How many partitions a copy has."""
    [line] = [one for one in service.metrics().splitlines() if one.startswith("graftwatch_pager_partitions_held ")]
    return int(float(line.split()[1]))
