"""The spool bridges the cluster's absence: AA from the disk, in order into the topic, whoever is killed meanwhile."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway_harness import DEADLINE_SECONDS, Peer, frame
from graftwatch.pipeline.message_log import RefusalReason
from kafka_broker import free_port
from kafka_cluster import KafkaCluster
from kafka_door import ask_until, door, header, in_order, make_topics, of_patient, records, settings, until
from running_service import RunningService
from running_service import until as until_so

PATIENTS = 5
MANY = 1500
CONFIG = """
engine = "kafka"
heartbeat_seconds = 3600
[kafka]
bootstrap = ["{bootstrap}"]
answer_seconds = 4
spool = true
[kafka.topics]
replication = 1
min_insync = 1
[[feeds]]
name = "lab"
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[KafkaCluster]:
    """A broker that the test may stop."""
    with KafkaCluster(tmp_path / "one") as cluster:
        make_topics(cluster)
        yield cluster


class Numbers:
    """Messages of a few patients, each with the patient's own count as its control id."""

    def __init__(self) -> None:
        self.control_ids: list[str] = []

    def wire(self, count: int) -> bytes:
        """The next ones."""
        frames = []
        for _ in range(count):
            at = len(self.control_ids)
            patient = f"p{at % PATIENTS}"
            self.control_ids.append(f"{patient}-{at}")
            frames.append(frame(of_patient(patient, f"{patient}-{at}")))
        return b"".join(frames)

    def are_in(self, found: list[Any]) -> None:
        """Holds all of them to be in the topic, in each patient's order."""
        assert {header(one, "control-id") for one in found} >= set(self.control_ids)
        in_order(found)


async def all_accepted(peer: Peer, count: int) -> None:
    assert {one.code for one in await peer.answers(count)} == {"AA"}


async def test_an_outage_is_bridged_and_the_order_of_a_patient_holds(cluster: KafkaCluster, tmp_path: Path) -> None:
    numbers = Numbers()
    (broker,) = cluster.brokers
    given = settings(cluster.bootstrap, spool=True, answer_seconds=2.0)
    async with door(given, tmp_path / "spool") as gateway:
        await gateway.open()
        peer = await gateway.peer()
        await peer.send(numbers.wire(200))
        await all_accepted(peer, 200)
        broker.pause()  # what is under way now must go into the spool first, then what comes later
        await peer.send(numbers.wire(100))
        await until(lambda: gateway.log.levels().buffered_bytes > 0)
        await peer.send(numbers.wire(300))
        await all_accepted(peer, 400)
        levels = gateway.log.levels()
        assert levels.spool is not None
        assert levels.spool.messages == 400
        broker.resume()
        for _ in range(10):  # while it drains, new ones go behind
            await peer.send(numbers.wire(50))
            await all_accepted(peer, 50)
        await gateway.until_spool_is(0)
        await peer.send(numbers.wire(50))
        await all_accepted(peer, 50)
        levels = gateway.log.levels()
        assert levels.spool is not None
        assert levels.spool.drained >= 400
    numbers.are_in(records(cluster.bootstrap, "hl7.raw"))


async def test_a_full_spool_means_failure_in_words_and_repeated_messages_are_known(tmp_path: Path) -> None:
    given = settings(f"127.0.0.1:{free_port()}", spool=True, spool_bytes=1024)
    async with door(given, tmp_path / "spool") as gateway:
        peer = await gateway.peer()
        size = len(of_patient("p0", "p0-0"))
        for at in range(1024 // size):
            assert (await peer.ask(of_patient("p0", f"p0-{at}"))).code == "AA"
        full = await peer.ask(of_patient("p0", "p0-9"))
        assert full.code == "AE"
        assert "spool of this gateway is full" in full.text
        assert gateway.log.levels().refusals == {RefusalReason.SPOOL_FULL: 1}
        assert (await peer.ask(of_patient("p0", "p0-0"))).code == "AA"
        assert gateway.metrics.outcomes["lab", "duplicate"] == 1


def service(folder: Path, cluster: KafkaCluster) -> RunningService:
    config = folder.parent / "settings.toml"
    config.write_text(CONFIG.format(bootstrap=cluster.bootstrap))
    return RunningService(folder, "--role", "gateway", "--config", str(config)).ready()


def waiting(running: RunningService) -> int:
    return int(running.http.get("/health/ready").json()["behind"])


async def connected(port: int) -> Peer:
    return Peer(*await asyncio.open_connection("127.0.0.1", port))


async def test_killed_during_the_outage_and_while_draining_it_loses_nothing(
    cluster: KafkaCluster, tmp_path: Path
) -> None:
    numbers = Numbers()
    (broker,) = cluster.brokers
    broker.kill()
    folder = tmp_path / "data"
    with service(folder, cluster) as first:
        peer = await connected(first.port)
        await peer.send(numbers.wire(MANY))
        await all_accepted(peer, MANY)
        assert waiting(first) == MANY + 1  # with the service's own message
        first.kill()
        await peer.close()
    with service(folder, cluster) as second:
        assert waiting(second) >= MANY + 1
        peer = await connected(second.port)
        await peer.send(numbers.wire(100))
        await all_accepted(peer, 100)
        broker.start()
        until_so(lambda: waiting(second) < MANY + 100)
        second.kill()
        await peer.close()
    with service(folder, cluster) as third:
        until_so(lambda: waiting(third) == 0, DEADLINE_SECONDS)
        peer = await connected(third.port)
        answer = await ask_until(peer, of_patient("p9", "p9-0"), lambda said: said.code == "AA")
        assert answer.control_id == "p9-0"
        await peer.close()
        assert "graftwatch_spool_messages 0.0" in third.metrics()
        assert json.loads(third.http.get("/health/ready").text)["because"] == []
        assert third.stop() == 0
    numbers.are_in(records(cluster.bootstrap, "hl7.raw"))
