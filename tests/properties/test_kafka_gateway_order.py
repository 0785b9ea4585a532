"""Over random schedules of a cluster that keeps, loses and forgets to answer: who was told AA is kept, and in order.

The producer is played here, so that each schedule is a seed: batches of a partition are answered in order, one at a
time, and any of them may be kept without an answer, or not kept. Everything above the producer is the real thing. With
real brokers: tests/integration/test_kafka_gateway_outages.py.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from kafka import TopicPartition
from kafka.errors import IllegalStateError, KafkaTimeoutError
from kafka.producer.producer_batch import ProducerBatch
from kafka.record.memory_records import MemoryRecords

from graftwatch.adapters.kafka.raw.fitness import Fit
from graftwatch.adapters.kafka.raw.log import KafkaMessageLog
from graftwatch.adapters.kafka.raw.session import Session
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.entrypoints.spool_store import spool_of
from graftwatch.hl7.header import Header, read_header
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.ingest import Message
from graftwatch.pipeline.message_log import Handed, NotKept, Told
from graftwatch.pipeline.recent_messages import RecentMessages
from kafka_door import of_patient

SEEDS = 20
GROUPS = 60
PATIENTS = 4
TOPICS = ("hl7.raw", "decisions", "quarantine")
PARTITIONS = 2
# A handful of messages: so several batches of a partition are queued.
BATCH_BYTES = 1000
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Counter:
    """Appends that are under way; in one thread there are none."""

    def increment(self) -> None: ...

    def decrement(self) -> None: ...


class PlayedProducer:
    """A producer's queues, and the cluster behind them, which keeps what it likes."""

    def __init__(self, random: Random, kept: list[str]) -> None:
        self._random = random
        self._kept = kept
        self._batches: dict[TopicPartition, deque[ProducerBatch]] = {
            TopicPartition(topic, one): deque() for topic in TOPICS for one in range(PARTITIONS)
        }
        self._incomplete: set[ProducerBatch] = set()
        self._appends_in_progress = Counter()
        self._closed = False
        self._accumulator = self._sender = self

    def _tp_lock(self, _: TopicPartition) -> nullcontext[None]:
        return nullcontext()

    def wakeup(self) -> None: ...

    def force_close(self) -> None:
        """What is queued is not sent any more; the producer's thread sees it a moment later."""
        self._closed = True

    def close(self, _: float) -> None:
        """Nothing: a client that hangs cannot be closed."""

    def partitions_for(self, _: str) -> set[int]:
        return set(range(PARTITIONS))

    def step(self) -> None:
        """One batch is answered, or is not."""
        waiting = [queue for queue in self._batches.values() if queue]
        if not waiting:
            return
        batch = self._random.choice(waiting).popleft()
        batch.records.close()
        if self._closed:
            batch.abort(IllegalStateError("Producer is closed forcefully."))
            return
        outcome = self._random.random()
        if outcome < 0.95:
            self._keep(batch)
        if outcome < 0.9:
            batch.complete(0, -1)
        else:
            fault = KafkaTimeoutError("expired")
            batch.complete_exceptionally(fault, lambda _: fault)

    def _keep(self, batch: ProducerBatch) -> None:
        for found in MemoryRecords(bytes(batch.records.buffer())):
            self._kept += [dict(record.headers)["control-id"].decode() for record in found]


class Played:
    """One run: what was handed over, told and kept."""

    def __init__(self, seed: int, folder: Path | None) -> None:
        self._random = Random(seed)
        self.kept: list[str] = []
        self.handed: list[str] = []
        self.told: list[str] = []
        self.accepted: list[str] = []
        self._producers: list[PlayedProducer] = []
        settings = KafkaSettings(spool=folder is not None)
        spool = spool_of(folder, settings) if folder else None
        recent = RecentMessages(DuplicateWindow(1000))
        self.log = KafkaMessageLog(settings, recent, spool, opener=self._opened)

    def _opened(self, on_event: Callable[[], None]) -> Session:
        self._producers.append(PlayedProducer(self._random, self.kept))
        fit = Fit(dict.fromkeys(TOPICS, PARTITIONS), dict.fromkeys(TOPICS, BATCH_BYTES))
        return Session(self._producers[-1], fit, on_event)

    def _step(self) -> None:
        """Some producer goes on; one that failed may live for a while."""
        if self._producers:
            self._random.choice(self._producers[-2:]).step()

    async def run(self) -> None:
        self.log.start()
        for _ in range(GROUPS):
            self._hand_over(self._random.randint(1, 4))
            for _ in range(self._random.randint(0, 3)):
                self._step()
            for _ in range(self._random.randint(0, 4)):
                await asyncio.sleep(0)
        async with asyncio.timeout(30):
            while len(self.told) < len(self.handed) or self._waiting():
                self._step()
                await asyncio.sleep(0)
        await self.log.close()

    def _waiting(self) -> int:
        spool = self.log.levels().spool
        return spool.messages if spool else 0

    def _hand_over(self, count: int) -> None:
        messages = []
        for _ in range(count):
            at = len(self.handed)
            patient = f"p{self._random.randrange(PATIENTS)}"
            content = of_patient(patient, f"{patient}-{at}")
            header = read_header(content)
            assert isinstance(header, Header)
            self.handed.append(f"{patient}-{at}")
            messages.append(Message("lab", header, content, NOW))

        def tell(told: Told) -> None:
            for message, fate in zip(messages, told.fates, strict=True):
                control_id = message.header.control_id.decode()
                self.told.append(control_id)
                if not isinstance(fate, NotKept):
                    self.accepted.append(control_id)

        self.log.keep(Handed(messages), tell)


def holds(played: Played) -> None:
    assert played.told == played.handed
    assert set(played.accepted) <= set(played.kept)
    first = list(dict.fromkeys(played.kept))
    for patient in range(PATIENTS):
        numbers = [int(one.partition("-")[2]) for one in first if one.startswith(f"p{patient}-")]
        assert all(one < another for one, another in pairwise(numbers)), numbers


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_without_a_spool_who_is_told_aa_is_kept_and_in_order(seed: int) -> None:
    played = Played(seed, None)
    await played.run()
    holds(played)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_with_a_spool_everything_is_told_aa_and_kept_in_order(seed: int, tmp_path: Path) -> None:
    played = Played(seed, tmp_path / "spool")
    await played.run()
    assert played.accepted == played.handed
    holds(played)
