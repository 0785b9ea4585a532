"""The gateway while brokers die, hang and come back: nothing acknowledged is lost, and each answer is what it says."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from gateway_harness import Peer, frame
from graftwatch.adapters.kafka.settings import Topics
from graftwatch.pipeline.message_log import RefusalReason
from kafka_cluster import KafkaCluster
from kafka_door import (
    FRAME_BYTES,
    PARTITIONS,
    ask_until,
    door,
    header,
    in_order,
    make_topics,
    of_patient,
    records,
    until,
)
from kafka_door import settings as settings_of

ANSWER_SECONDS = 4.0
# Our own time beside the producer's: the tick, and a machine with more to do than two cores can.
SLACK_SECONDS = 6.0
PATIENTS = 8
TOPICS = Topics(replication=3, min_insync=2, raw_partitions=PARTITIONS, frame_bytes=FRAME_BYTES)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    with KafkaCluster(tmp_path_factory.mktemp("three") / "cluster", brokers=3) as cluster:
        yield cluster


class Ward:
    """Senders that send one patient's messages each, one after the other, and repeat what was not taken."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.failed = 0
        self.stopping = False

    async def send(self, peer: Peer, patient: int) -> None:
        number = 0
        while not self.stopping:
            control_id = f"p{patient}-{number}"
            answer = await peer.ask(of_patient(f"p{patient}", control_id))
            assert answer.code in {"AA", "AE"}, answer
            if answer.code == "AA":
                self.accepted.append(control_id)
                number += 1
            else:
                assert answer.text
                self.failed += 1

    async def goes_on(self) -> None:
        """Waits until each of them was accepted again a few times."""
        enough = len(self.accepted) + 10 * PATIENTS
        async with asyncio.timeout(90):
            while len(self.accepted) < enough:  # noqa: ASYNC110 -- the senders have no event for it
                await asyncio.sleep(0.01)


@pytest.mark.soak
async def test_a_killed_a_hanging_and_two_dead_brokers(three: KafkaCluster) -> None:
    make_topics(three)
    settings = settings_of(three.bootstrap, topics=TOPICS, answer_seconds=ANSWER_SECONDS)
    ward = Ward()
    async with door(settings) as gateway:
        await gateway.open()
        senders = [asyncio.create_task(ward.send(await gateway.peer(), one)) for one in range(PATIENTS)]
        await ward.goes_on()

        killed = await asyncio.to_thread(three.leader, "hl7.raw", 0)
        killed.kill()
        await ward.goes_on()
        killed.start()
        await asyncio.to_thread(three.ready)
        await asyncio.to_thread(three.whole)

        hanging = await asyncio.to_thread(three.leader, "hl7.raw", 1)
        hanging.pause()
        await ward.goes_on()
        hanging.resume()
        await asyncio.to_thread(three.whole)

        dead = [one for one in three.brokers if one is not await asyncio.to_thread(three.controller)]
        for one in dead:
            one.kill()
        peer = await gateway.peer()
        answer = await ask_until(peer, of_patient("p99", "p99-0"), lambda said: said.code == "AE")
        assert "send it again later" in answer.text
        for one in dead:
            one.start()
        await asyncio.to_thread(three.ready)
        await ward.goes_on()
        assert (await ask_until(peer, of_patient("p99", "p99-0"), lambda said: said.code == "AA")).code == "AA"
        ward.stopping = True
        await asyncio.gather(*senders)
    await asyncio.to_thread(three.whole)
    found = records(three.bootstrap, "hl7.raw")
    assert {*ward.accepted, "p99-0"} <= {header(one, "control-id") for one in found}
    in_order(found)


async def test_a_broker_that_hangs_means_failure_in_bounded_time_and_a_bounded_buffer(tmp_path: Path) -> None:
    with KafkaCluster(tmp_path / "one") as cluster:
        make_topics(cluster)
        settings = settings_of(cluster.bootstrap, answer_seconds=ANSWER_SECONDS, buffer_bytes=50_000)
        async with door(settings) as gateway:
            await gateway.open()
            peers = [await gateway.peer() for _ in range(3)]
            assert (await peers[0].ask(of_patient("p0", "p0-0"))).code == "AA"
            cluster.brokers[0].pause()
            began = monotonic()
            for at, peer in enumerate(peers):  # the first two fit into 50,000 bytes
                await peer.send(frame(of_patient(f"p{at}", f"p{at}-1", b"9" * 24_000)))
                await until(lambda at=at: gateway.log.levels().buffered_bytes > 24_000 * (at + 1))
            answers = [await peer.answer() for peer in peers]
            took = monotonic() - began
            assert [one.code for one in answers] == ["AE", "AE", "AE"]
            assert took < ANSWER_SECONDS + SLACK_SECONDS
            levels = gateway.log.levels()
            assert levels.refusals[RefusalReason.BUFFER_FULL] == 1
            assert levels.refusals[RefusalReason.TIMEOUT] == 2
            assert levels.buffered_bytes == 0
            cluster.brokers[0].resume()
            for at, peer in enumerate(peers):
                await ask_until(peer, of_patient(f"p{at}", f"p{at}-1"), lambda said: said.code == "AA")
        found = records(cluster.bootstrap, "hl7.raw")
        assert {"p0-0", "p0-1", "p1-1", "p2-1"} <= {header(one, "control-id") for one in found}
        in_order(found)
