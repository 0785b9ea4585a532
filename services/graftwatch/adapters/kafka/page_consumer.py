"""Takes pages, partition by partition: the copies of the pager share the partitions of `pages` as one consumer group.

The position of each partition is kept with what was made of its records, not by the group; the group is told of it only
so that its lag can be seen. A partition is given back at once when the group takes it away, and when its store cannot
be written: then it is taken over again, as soon as the cluster allows, where the group still says that it is ours.
Where another copy has fenced us, that is not before the group has had time to notice that we were away.

Everything runs in one thread, but that the group's own thread may take partitions away at any moment.
"""

import threading
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, NamedTuple, Protocol

import structlog
from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import KafkaError
from kafka.partitioner.default import murmur2

from graftwatch.adapters.kafka.clients import made
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault, LeadershipLost, RecordTooNew
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words

POLL_SECONDS = 0.2
"""A page comes out of the wait at once; this is how soon the thread sees that it is to stop or to take over."""
RECORDS_AT_A_TIME = 100
LOOK_SECONDS = 5.0
"""How often the ends of the partitions are asked for: how far behind we are, and whether the cluster answers."""
ANSWER_SECONDS = 3.0


class Taken(NamedTuple):
    """One record of a partition as it came."""

    offset: int
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    place: str = ""


class Parts(Protocol):
    """What is made of the records; every method but `let_go` is called by the consumer's thread alone."""

    def take_over(self, partition: int) -> int:
        """Takes over a partition; gives the offset to go on with.

        Raises:
            KafkaFault: it cannot be taken over now.
        """
        ...

    def let_go(self, partition: int) -> None:
        """A partition is another copy's from now on, or cannot be written; any thread, also for one not held."""
        ...

    def take(self, partition: int, records: Sequence[Taken]) -> int:
        """Keeps records; gives the offset to go on with.

        Raises:
            KafkaFault: nothing of them was kept, or it is not known.
        """
        ...


class PageConsumer:
    """One copy's membership in the group.

    Args:
        settings: of the engine.
        parts: what is made of the records.

    `fault` says what keeps it from its work, in words; empty while nothing does.
    """

    def __init__(self, settings: KafkaSettings, parts: Parts) -> None:
        self._settings = settings
        self._names = Names(settings.prefix)
        self._topic = self._names.topic(Topic.PAGES)
        self._parts = parts
        self._log = structlog.get_logger(component="pages")
        self._consumer: KafkaConsumer | None = None
        self._lock = threading.Lock()
        self._assigned: set[int] = set()
        self._waiting: dict[int, float] = {}
        self._stopping = threading.Event()
        self._looked_at = 0.0
        self._ends: dict[int, int] = {}
        self._positions: dict[int, int] = {}
        self.partitions = 0
        self.fault = ""
        self._answered_at = self.polled_at = self._caught_up_at = monotonic()

    def join(self) -> None:
        """Joins the group.

        Raises:
            ClusterUnavailable: the cluster cannot be reached.
        """
        session = int(self._settings.session_seconds * 1000)
        consumer, _ = made(
            KafkaConsumer,
            self._settings,
            self._topic,
            group_id=self._names.group(Group.PAGER),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 3,
            request_timeout_ms=session,  # a broker that has frozen is not waited for any longer
            max_poll_records=RECORDS_AT_A_TIME,
            partition_assignment_strategy=(CooperativeStickyAssignor,),
            allow_auto_create_topics=False,
        )
        try:
            partitions = consumer.partitions_for_topic(self._topic)
        except KafkaError as fault:
            consumer.close()
            raise in_words(fault, self._topic) from fault
        if not partitions:
            consumer.close()
            raise ClusterUnavailable(f"there is no topic {self._topic}: `graftwatch kafka init` makes it")
        self.partitions = len(partitions)
        consumer.subscribe([self._topic], listener=_Listener(self._assign, self._revoke))
        self._consumer = consumer
        self._answered_at = self.polled_at = monotonic()

    def run(self) -> None:
        """Takes pages until `stop`.

        Raises:
            ClusterUnfit: a partition's store cannot be led by this program, and somebody must mend that.
            RecordTooNew: a newer pager must go on.
        """
        consumer = self._consumer
        if consumer is None:
            raise RuntimeError("join first")
        try:
            while not self._stopping.is_set():
                self._round(consumer)
        finally:
            self._leave(consumer)

    def stop(self) -> None:
        """Has `run` end and leave the group, so that another copy takes over at once; any thread."""
        self._stopping.set()

    @property
    def joined(self) -> bool:
        """Whether it is a member that has had its share said to it; the share of a copy too many is empty."""
        return bool(self._assigned) or (self._consumer is not None and not self.fault)

    def partition_of(self, key: bytes) -> int:
        """The partition that records with a key are in, as every producer works it out."""
        return (int(murmur2(key)) & 0x7FFFFFFF) % max(self.partitions, 1)

    def behind(self) -> int:
        """Records that are in the partitions held and were not taken."""
        positions = dict(self._positions)
        return sum(max(self._ends.get(one, at) - at, 0) for one, at in positions.items())

    def silent_seconds(self) -> float:
        """How long an answer of the cluster is overdue; it is asked every few seconds."""
        return max(monotonic() - self._answered_at - LOOK_SECONDS, 0.0)

    def caught_up_age(self) -> float:
        """Seconds since nothing waited."""
        return monotonic() - self._caught_up_at

    def _round(self, consumer: KafkaConsumer) -> None:
        try:
            self._take_over(consumer)
            polled = consumer.poll(timeout_ms=int(POLL_SECONDS * 1000))
            self.polled_at = monotonic()
            for where, records in polled.items():
                self._take(consumer, where, [_taken(one) for one in records])
            self._look(consumer)
            if not self.behind():
                self._caught_up_at = monotonic()
        except KafkaError as fault:
            said = in_words(fault, self._topic)
            if isinstance(said, ClusterUnfit):
                raise said from fault
            self._note(str(said))
            self._stopping.wait(POLL_SECONDS)

    def _take_over(self, consumer: KafkaConsumer) -> None:
        with self._lock:
            due = [one for one, at in self._waiting.items() if at <= monotonic()]
        for partition in due:
            where = TopicPartition(self._topic, partition)
            try:
                position = self._parts.take_over(partition)
            except ClusterUnfit:
                raise
            except KafkaFault as fault:
                self._put_off(partition, fault)
                continue
            with self._lock:
                mine = partition in self._assigned
                self._waiting.pop(partition, None)
            if not mine:
                self._parts.let_go(partition)
                continue
            consumer.seek(where, position)
            consumer.resume(where)
            self._positions[partition] = position
            self._log.info("pages of a partition are ours", partition=partition, position=position)
            self._note("")

    def _take(self, consumer: KafkaConsumer, where: TopicPartition, records: Sequence[Taken]) -> None:
        if where.partition not in self._positions:
            return
        try:
            position = self._parts.take(where.partition, records)
        except RecordTooNew:
            raise
        except KafkaFault as fault:
            self._give_back(consumer, where, fault)
            return
        self._positions[where.partition] = position
        consumer.commit_async({where: OffsetAndMetadata(position, "", -1)})

    def _give_back(self, consumer: KafkaConsumer, where: TopicPartition, fault: KafkaFault) -> None:
        consumer.pause(where)
        self._positions.pop(where.partition, None)
        self._parts.let_go(where.partition)
        self._put_off(where.partition, fault)

    def _put_off(self, partition: int, fault: KafkaFault) -> None:
        wait = self._settings.session_seconds if isinstance(fault, LeadershipLost) else POLL_SECONDS
        with self._lock:
            if partition in self._assigned:
                self._waiting[partition] = monotonic() + wait
        self._note(str(fault))

    def lost(self, partition: int, fault: KafkaFault) -> None:
        """The store of a partition could not be written by whoever delivers; any thread."""
        self._positions.pop(partition, None)
        self._parts.let_go(partition)
        self._put_off(partition, fault)

    def _look(self, consumer: KafkaConsumer) -> None:
        """Asks for the ends of the partitions now and then, also where we hold none: whether the cluster answers."""
        if monotonic() - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = monotonic()
        everywhere = [TopicPartition(self._topic, one) for one in range(self.partitions)]
        ends = consumer.end_offsets(everywhere, timeout_ms=int(ANSWER_SECONDS * 1000))
        self._ends = {where.partition: end for where, end in ends.items()}
        self._answered_at = monotonic()
        if not self._waiting:
            self._note("")

    def _note(self, fault: str) -> None:
        if fault and fault != self.fault:
            self._log.warning("pages cannot be taken", fault=fault)
        self.fault = fault

    def _assign(self, partitions: Iterable[TopicPartition]) -> None:
        new = list(partitions)
        if self._consumer is not None:
            self._consumer.pause(*new)
        with self._lock:
            self._assigned |= {one.partition for one in new}
            self._waiting |= {one.partition: 0.0 for one in new if one.partition not in self._positions}

    def _revoke(self, partitions: Iterable[TopicPartition]) -> None:
        for one in partitions:
            with self._lock:
                self._assigned.discard(one.partition)
                self._waiting.pop(one.partition, None)
            self._positions.pop(one.partition, None)
            self._parts.let_go(one.partition)
            self._log.info("pages of a partition are ours no more", partition=one.partition)

    def _leave(self, consumer: KafkaConsumer) -> None:
        try:
            consumer.close(autocommit=False, timeout_ms=int(ANSWER_SECONDS * 1000))
        except KafkaError as fault:
            self._log.warning("left without a word: the cluster does not answer", fault=type(fault).__name__)


def _taken(record: Any) -> Taken:  # noqa: ANN401 - kafka-python has no types
    place = place_of(record.topic, record.partition, record.offset)
    return Taken(record.offset, record.value or b"", tuple(record.headers), place)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc] # kafka-python has no types
    """What the group says."""

    def __init__(self, assigned: "Said", revoked: "Said") -> None:
        self._assigned = assigned
        self._revoked = revoked

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._assigned(assigned)

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._revoked(revoked)


class Said(Protocol):
    """What is done when the group says something of partitions."""

    def __call__(self, partitions: Iterable[TopicPartition], /) -> None:
        """Does it."""
        ...
