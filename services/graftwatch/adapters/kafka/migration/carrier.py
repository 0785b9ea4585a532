"""Writes what is carried over, in transactions that each say how far they came.

The transactional id is the assess leader's: whoever leads is fenced by it, and fences whoever carries over. Only the
entries are written outside transactions, because a transaction's end takes a place of its own in a topic and the
entries' places are the journal's numbers; what is there already tells where to go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain, count
from time import monotonic
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner.default import murmur2

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit
from graftwatch.adapters.kafka.migration.record import KEY, MigrationRecord
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.envelope import trace_of
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record, planned
from graftwatch.adapters.kafka.words import in_words

ANSWER_SECONDS: Final = 30.0
TRANSACTION_SECONDS: Final = 900.0
"""The most that brokers allow by default; the last transaction carries the whole store."""
_BATCH_BYTES: Final = 512 * 1024
_POLL_MILLISECONDS: Final = 500
_EMPTY_POLLS: Final = 20


class Carried(NamedTuple):
    """A record, and the time from which its topic's retention counts; not in the future, which brokers refuse."""

    outgoing: Outgoing
    at: datetime


class Carrier:
    """The way into a cluster.

    Args:
        settings: of the cluster.

    Raises:
        ClusterUnavailable, ClusterUnfit: it cannot be reached, or lacks the topics.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings, self._names = settings, Names(settings.prefix)
        self._topic = self._names.topic(Topic.MIGRATION)
        self._consumer = self._reader("read_committed")
        # Where a topic ends, whether what lies there counts yet or not: a transaction is over before it is seen.
        self._all = self._reader("read_uncommitted")
        self._producer: KafkaProducer | None = None

    def standing(self) -> MigrationRecord | None:
        """How far it came; None where nothing was begun. Before `lead`, as far as it is seen yet."""
        found: MigrationRecord | None = None
        with self._in_words():
            for record in self._records(self._topic, {}):
                found = MigrationRecord.read(record.value, record.headers)
        return found

    def used(self) -> list[str]:
        """The topics but `migration` that hold, or held, records."""
        with self._in_words():
            names = [one.name for one in planned(self._settings) if one.topic is not Topic.MIGRATION]
            return [name for name in names if any(self._ends(name).values())]

    def written_by_others(self, standing: MigrationRecord) -> list[str]:
        """Topics into which somebody else wrote while a migration is under way."""
        untouched = (Topic.STATE, Topic.OUTBOX, Topic.DECISIONS, Topic.PAGES, Topic.ROSTER)
        with self._in_words():
            names = [self._names.topic(one) for one in untouched]
            found = [name for name in names if any(True for _ in self._records(name, {}))]
            raw = self._names.topic(Topic.RAW)
            newest = sum(1 for _ in self._records(raw, standing.frames_end))
            return [*found, *([raw] if newest != standing.frames_newest else [])]

    def frames_end(self) -> dict[int, int]:
        """Where each partition of hl7.raw ends."""
        with self._in_words():
            return self._ends(self._names.topic(Topic.RAW))

    def page_partition(self, key: bytes) -> int:
        """The partition of a page's key."""
        with self._in_words():
            count = len(self._ends(self._names.topic(Topic.PAGES)))
        return int((murmur2(key) & 0x7FFFFFFF) % count)

    def lead(self) -> None:
        """From here on nobody else may write the store.

        Raises:
            ClusterUnavailable, ClusterUnfit: the cluster does not take it.
        """
        with self._in_words():
            options = self._producer_options()
            self._producer = KafkaProducer(
                **options,
                transactional_id=self._names.transactional_id(Topic.STATE, 0),
                transaction_timeout_ms=int(TRANSACTION_SECONDS * 1000),
            )
            self._producer.init_transactions()

    def keep(
        self, standing: MigrationRecord, carried: Iterable[Carried] = (), intake: Mapping[int, int] | None = None
    ) -> None:
        """Records, how far they came, and where intake begins in hl7.raw, all or none.

        Raises:
            LeadershipLost: somebody else carries over, or a detector runs.
            ClusterUnavailable, ClusterUnfit: the cluster does not take it; nothing of it counts.
        """
        producer = self._leading()
        with self._in_words():
            producer.begin_transaction()
            try:
                self._send_all(producer, chain(carried, [self._standing_out(standing)]))
                if intake is not None:
                    producer.send_offsets_to_transaction(self._offsets(intake), self._names.group(Group.INTAKE))
            except BaseException:
                with suppress(KafkaError):
                    producer.abort_transaction()
                raise
            producer.commit_transaction()
            if intake is not None:
                self._wait_for(intake)

    def _wait_for(self, intake: Mapping[int, int]) -> None:
        """Until the group's places are seen: those of a transaction appear a moment after its end."""
        wanted = self._offsets(intake)
        group = self._names.group(Group.INTAKE)
        consumer, _ = reader(self._settings, group, group_id=group)
        try:
            until = monotonic() + ANSWER_SECONDS
            while any(consumer.committed(at) != place.offset for at, place in wanted.items()):
                if monotonic() > until:
                    raise ClusterUnavailable("where intake begins is not seen yet; run it again")
        finally:
            consumer.close(autocommit=False)

    def entries_kept(self) -> tuple[int, EntryRecord | None]:
        """How many entries are there, and the last of them."""
        last = None
        name = self._names.topic(Topic.ENTRIES)
        with self._in_words():
            kept = self._ends(name).get(0, 0)
            for record in self._records(name, {0: max(kept - 1, 0)}):
                last = EntryRecord.read(record.value, record.headers)
        return kept, last

    def append_entries(self, entries: Iterable[EntryRecord], now: datetime) -> None:
        """Entries, in order.

        Raises:
            ClusterUnavailable, ClusterUnfit: the cluster did not take one; those before it may be there.
        """
        with self._in_words():
            producer = KafkaProducer(**self._producer_options())
            try:
                self._send_all(producer, (Carried(_entry_out(one), min(one.received_at, now)) for one in entries))
            finally:
                producer.close(timeout=ANSWER_SECONDS)

    def close(self) -> None:
        """Lets go of the connections."""
        for one in (self._consumer, self._all):
            with suppress(KafkaError):
                one.close()
        if self._producer is not None:
            with suppress(KafkaError):
                self._producer.close(timeout=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _leading(self) -> KafkaProducer:
        if self._producer is None:
            raise RuntimeError("records are kept after `lead`")
        return self._producer

    def _send_all(self, producer: KafkaProducer, carried: Iterable[Carried]) -> None:
        """Sends records and waits until each is known to be kept.

        Raises:
            KafkaError: one is not.
        """
        failed: list[BaseException] = []
        sent, kept = 0, count()
        for one in carried:
            future = self._send(producer, one)
            future.add_callback(lambda _: next(kept))
            future.add_errback(failed.append)
            sent += 1
            if failed:
                break
        producer.flush(timeout=ANSWER_SECONDS)
        for fault in failed:
            raise fault
        if next(kept) != sent:
            raise KafkaTimeoutError("not all records are known to be kept")

    def _send(self, producer: KafkaProducer, carried: Carried) -> Any:  # noqa: ANN401 - an untyped library's future
        one = carried.outgoing
        milliseconds = int(carried.at.timestamp() * 1000)
        return producer.send(
            self._names.topic(one.topic), one.value, one.key, list(one.headers), one.partition, milliseconds
        )

    def _standing_out(self, standing: MigrationRecord) -> Carried:
        headers = standing.headers(trace_of("migration", standing.folder, standing.at))
        return Carried(Outgoing(Topic.MIGRATION, KEY, standing.value(), headers, 0), standing.at)

    def _offsets(self, ends: Mapping[int, int]) -> dict[TopicPartition, OffsetAndMetadata]:
        name = self._names.topic(Topic.RAW)
        return {TopicPartition(name, partition): OffsetAndMetadata(end, "", -1) for partition, end in ends.items()}

    def _producer_options(self) -> dict[str, object]:
        milliseconds = int(ANSWER_SECONDS * 1000)
        return {
            **client_options(self._settings),
            "max_request_size": largest_record(Topic.STATE, self._settings) + _BATCH_BYTES,
            "batch_size": _BATCH_BYTES,
            "linger_ms": 5,
            "compression_type": "gzip",
            "max_block_ms": milliseconds,
            "bootstrap_timeout_ms": milliseconds,
            "request_timeout_ms": milliseconds // 3,
            "delivery_timeout_ms": milliseconds,
            "retry_backoff_ms": 20,
            "allow_auto_create_topics": False,
        }

    def _reader(self, isolation: str) -> KafkaConsumer:
        consumer, _ = reader(
            self._settings,
            self._topic,
            isolation_level=isolation,
            request_timeout_ms=int(ANSWER_SECONDS * 1000),
            bootstrap_timeout_ms=int(ANSWER_SECONDS * 1000),
        )
        return consumer

    def _ends(self, name: str) -> dict[int, int]:
        # What somebody else has left open hides what is behind it; after `lead` nobody has.
        reader = self._consumer if self._producer is None else self._all
        partitions = reader.partitions_for_topic(name)
        if not partitions:
            raise ClusterUnfit(f"the cluster has no topic {name}: run `graftwatch kafka init` first")
        ends = reader.end_offsets([TopicPartition(name, one) for one in sorted(partitions)])
        return {at.partition: int(end) for at, end in ends.items()}

    def _records(self, name: str, since: Mapping[int, int]) -> Iterator[Any]:
        """The records that count, of every partition from an offset (else its beginning) up to its end."""
        ends = {TopicPartition(name, one): end for one, end in self._ends(name).items()}
        self._consumer.assign([*ends])
        for at in ends:
            self._consumer.seek(at, since.get(at.partition, 0))
        empty = 0
        while any(self._consumer.position(at) < end for at, end in ends.items()):
            found = self._consumer.poll(_POLL_MILLISECONDS)
            yield from (one for records in found.values() for one in records)
            empty = 0 if found else empty + 1
            if empty > _EMPTY_POLLS:
                raise ClusterUnavailable(
                    f"{name} does not give its records up to the end: a transaction is still open there, or a broker "
                    "is away; try again in a minute"
                )

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (KafkaError, OSError) as fault:
            raise in_words(fault, self._topic) from fault


def _entry_out(entry: EntryRecord) -> Outgoing:
    trace = trace_of(entry.feed, entry.control_id, entry.received_at)
    return Outgoing(Topic.ENTRIES, None, entry.value(), entry.headers(trace), 0)
