"""A real gateway before a real cluster, its senders, and what lies in the topics afterwards."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from gateway_harness import DEADLINE_SECONDS, Answer, Peer
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.raw.log import KafkaMessageLog
from graftwatch.adapters.kafka.settings import KafkaSettings, Topics
from graftwatch.adapters.mllp.gateway import Gateway
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.entrypoints.spool_store import spool_of
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.recent_messages import RecentMessages
from kafka_cluster import KafkaCluster
from silent_metrics import RememberedMetrics

PARTITIONS = 3
FRAME_BYTES = 64 * 1024
LOOK_SECONDS = 0.01


def settings(bootstrap: str, prefix: str = "", **given: object) -> KafkaSettings:
    """Settings of a test: time-outs are short, so that nobody waits for them."""
    topics = Topics(replication=1, min_insync=1, raw_partitions=PARTITIONS, frame_bytes=FRAME_BYTES)
    given = {"answer_seconds": 10.0, "topics": topics, **given}
    return KafkaSettings.model_validate({"bootstrap": tuple(bootstrap.split(",")), "prefix": prefix, **given})


def make_topics(cluster: KafkaCluster, prefix: str = "", frame_bytes: int = 2 * FRAME_BYTES) -> None:
    """The topics that a gateway writes."""
    names, largest = Names(prefix), {"max.message.bytes": str(frame_bytes)}
    cluster.create(names.topic(Topic.RAW), PARTITIONS, largest)
    cluster.create(names.topic(Topic.QUARANTINE), 1, largest)
    cluster.create(names.topic(Topic.DECISIONS), 1, largest)


def records(bootstrap: str, topic: str) -> list[ConsumerRecord]:
    """All records of a topic, each partition's in order."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False)
    try:
        places = [TopicPartition(topic, one) for one in sorted(consumer.partitions_for_topic(topic) or ())]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        found: list[ConsumerRecord] = []
        while any(consumer.position(place) < ends[place] for place in places):
            for some in consumer.poll(500).values():
                found += some
        return found
    finally:
        consumer.close()


def of_patient(number: str, control_id: str, body: bytes = b"34") -> bytes:
    """A message about an invented patient."""
    head = f"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301101502||ORU^R01|{control_id}|P|2.5\rPID|1||{number}^^^HOSP\r"
    return head.encode() + b"OBX|1|NM|1742-6^ALT^LN||" + body + b"|U/L\r"


def header(record: ConsumerRecord, name: str) -> str:
    return dict(record.headers)[name].decode()


def in_order(found: list[ConsumerRecord]) -> None:
    """Holds the first record of each message of feed lab against its number: its control id is `patient-number`."""
    seen: dict[str, list[int]] = {}
    for record in found:
        if header(record, "feed") != "lab":
            continue
        patient, _, number = header(record, "control-id").rpartition("-")
        numbers = seen.setdefault(patient, [])
        if int(number) not in numbers:
            numbers.append(int(number))
    for patient, numbers in seen.items():
        assert all(one < another for one, another in pairwise(numbers)), (patient, numbers)


async def until(condition: Callable[[], bool]) -> None:
    """Waits for a condition, with a deadline."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not condition():  # noqa: ASYNC110 -- what is waited for is in the gateway, which has no event for it
            await asyncio.sleep(LOOK_SECONDS)


async def ask_until(peer: Peer, content: bytes, wanted: Callable[[Answer], bool]) -> Answer:
    """Sends a message again and again, as senders do, until its answer is as wanted."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not wanted(answer := await peer.ask(content)):  # noqa: ASYNC110 -- a sender asks again
            await asyncio.sleep(LOOK_SECONDS)
    return answer


@dataclass(slots=True)
class Door:
    """A gateway, and its senders."""

    gateway: Gateway
    log: KafkaMessageLog
    port: int
    metrics: RememberedMetrics
    peers: list[Peer] = field(default_factory=list)

    async def peer(self) -> Peer:
        peer = Peer(*await asyncio.open_connection("127.0.0.1", self.port))
        self.peers.append(peer)
        return peer

    async def open(self) -> None:
        """Waits until the cluster takes messages."""
        await until(lambda: not self.log.fault)

    async def until_spool_is(self, messages: int) -> None:
        await until(lambda: (spool := self.log.levels().spool) is not None and spool.messages == messages)


@contextlib.asynccontextmanager
async def door(
    given: KafkaSettings, folder: Path | None = None, limits: GatewayLimits | None = None
) -> AsyncIterator[Door]:
    """A gateway that listens for the feed "lab"; with a folder and the setting, it has a spool."""
    spool = spool_of(folder, given) if folder else None
    log = KafkaMessageLog(given, RecentMessages(DuplicateWindow(1000)), spool)
    metrics = RememberedMetrics()
    gateway = Gateway(log, None, SystemClock(), metrics, limits=limits)
    log.start()
    found = Door(gateway, log, await gateway.listen(FeedListener("lab")), metrics)
    try:
        yield found
    finally:
        for peer in found.peers:
            await peer.close()
        await gateway.close()
        await log.close()
