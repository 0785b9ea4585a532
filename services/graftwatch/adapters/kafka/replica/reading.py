"""Reading the topic of a replicated database, in whole transactions only.

A consumer gives records, not transactions. But the end that a cluster names to a reader of committed records (the last
stable offset) lies between transactions: one leads at a time, so they do not overlap, and none that is open or half
written lies before it. So a reading asks for the end first and then takes everything before it as one step; what the
cluster gives beyond it waits for the next. No record has to mark a transaction's end, so compaction, which takes old
rows out but moves none, can take no such mark away. What compaction could do is to take out a row for a newer one
behind the end; see `limits.COMPACTION_LAG` why that cannot happen while a reading lasts less than that.
"""

from collections import deque
from collections.abc import Iterator
from time import monotonic
from typing import Any, Final

from kafka import TopicPartition
from kafka.errors import KafkaError, OffsetOutOfRangeError

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault
from graftwatch.adapters.kafka.replica.limits import COMPACTION_LAG
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words, in_words_of

_FETCH_BYTES: Final = 8 * 1024 * 1024
_RECORDS_AT_ONCE: Final = 2000
_WAIT_MILLISECONDS: Final = 200


class Reading:
    """A reader of one partition.

    Args:
        settings: of the cluster.
        topic: the topic's name on the cluster.
        partition: its partition.

    Raises:
        ClusterUnavailable: it cannot be reached, or has no such topic.
        ClusterUnfit: we may not read it.
    """

    def __init__(self, settings: KafkaSettings, topic: str, partition: int) -> None:
        self._at = TopicPartition(topic, partition)
        self._patience = settings.session_seconds
        self._waiting: deque[Any] = deque()
        self._consumer, self._cluster = reader(
            settings,
            topic,
            auto_offset_reset="none",
            bootstrap_timeout_ms=self._milliseconds(),
            request_timeout_ms=self._milliseconds() // 2,
            max_partition_fetch_bytes=_FETCH_BYTES,
            max_poll_records=_RECORDS_AT_ONCE,
        )
        try:
            self.topic_id = self._identity()
            self._consumer.assign([self._at])
        except KafkaFault:
            self.close()
            raise

    def begin(self, offset: int) -> None:
        """Goes to an offset.

        Raises:
            ClusterUnavailable: the cluster has not ended the transaction before it yet.
            ClusterUnfit: the topic has lost records from there on, or those before it.
        """
        first = self._offsets(self._consumer.beginning_offsets)
        if first > offset:
            raise ClusterUnfit(
                f"{self._at.topic} has lost its records before {first}, and this copy has those up to {offset}:"
                " its cleanup.policy must be compact alone; see `graftwatch kafka check`"
            )
        self._waiting.clear()
        self._consumer.seek(self._at, offset)
        # A commit is answered before readers may see it. What the topic does not have at all, a fetch refuses.
        until = monotonic() + self._patience
        while self.end() < offset:
            self._poll(_WAIT_MILLISECONDS)
            if monotonic() > until:
                raise ClusterUnavailable(f"{self._at.topic}: the cluster has not ended the transaction before {offset}")

    def end(self) -> int:
        """The offset behind the last whole transaction.

        Raises:
            ClusterUnavailable: the cluster does not say, or the topic is another one by now: to be begun anew.
        """
        end = self._offsets(self._consumer.end_offsets)
        if str(self._cluster.topic_id(self._at.topic)) not in {"None", self.topic_id}:
            raise ClusterUnavailable(f"{self._at.topic} is not the topic that it was: it is looked at anew")
        return end

    def news(self, seconds: float) -> bool:
        """Waits up to so long for a record."""
        return bool(self._waiting) or self._poll(int(seconds * 1000))

    def up_to(self, end: int) -> Iterator[Any]:
        """The records before an offset, from where the last reading ended.

        Raises:
            ClusterUnavailable: they do not come.
        """
        began = last = monotonic()
        while True:
            while self._waiting and self._waiting[0].offset < end:
                yield self._waiting.popleft()
            if self._waiting or self._position() >= end:
                return
            if self._poll(_WAIT_MILLISECONDS):
                last = monotonic()
            elif monotonic() - last > self._patience:
                raise ClusterUnavailable(f"{self._at.topic} does not give its records up to {end}")
            if monotonic() - began > COMPACTION_LAG.total_seconds():
                raise ClusterUnfit(f"{self._at.topic} cannot be read to its end within {COMPACTION_LAG}")

    def close(self) -> None:
        """Ends the connection."""
        self._consumer.close()

    def _poll(self, milliseconds: int) -> bool:
        try:
            found = self._consumer.poll(milliseconds).get(self._at, [])
        except OffsetOutOfRangeError as fault:
            raise ClusterUnfit(
                f"{self._at.topic} does not have the offset that this copy goes on from: the cluster has lost records,"
                " or the topic was made anew; to go on with what is there, put the copy aside"
            ) from fault
        except KafkaError as fault:
            raise in_words(fault, self._at.topic) from fault
        self._waiting.extend(found)
        return bool(found)

    def _position(self) -> int:
        try:
            return int(self._consumer.position(self._at, timeout_ms=self._milliseconds()))
        except KafkaError as fault:
            raise in_words(fault, self._at.topic) from fault

    def _offsets(self, asked: Any) -> int:  # noqa: ANN401 - a method of an untyped library
        try:
            return int(asked([self._at], timeout_ms=self._milliseconds())[self._at])
        except KafkaError as fault:
            raise in_words(fault, self._at.topic) from fault

    def _identity(self) -> str:
        """The cluster's own id of the topic, another one each time it is made."""
        try:
            partitions = self._consumer.partitions_for_topic(self._at.topic)
        except KafkaError as fault:
            raise in_words(fault, self._at.topic) from fault
        if self._at.partition not in partitions:
            raise in_words_of("UnknownTopicOrPartitionError", f"{self._at.topic}, partition {self._at.partition}")
        return str(self._cluster.topic_id(self._at.topic))

    def _milliseconds(self) -> int:
        return int(self._patience * 1000)
