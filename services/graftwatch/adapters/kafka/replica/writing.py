"""Kafka transactions of whoever leads a replicated database.

kafka-python would wait for ever for a commit, and would commit a transaction one of whose records ran out of time. So
every record is known to be kept before the commit is asked for, both within the patience of the settings; and after any
fault the producer is used no more. What became of a commit that was not answered, the next leader's producer finds
out: its beginning ends whatever the one before left open, and from then on the topic says what holds.
"""

from collections.abc import Sequence
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, Final, NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.faults import RecordTooLarge
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.replica.limits import MESSAGE_SLACK_BYTES, TRANSACTION_BYTES
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words

# With kafka-python's own 100 ms each transaction waits for as long: it asks again when the cluster, still ending the
# transaction before, cannot begin the next.
_RETRY_MILLISECONDS: Final = 2
_BATCH_BYTES: Final = 256 * 1024
_PUT_AWAY: Final = 3
"""A producer that is put away is in the middle of a request for so many times the patience at most."""


class Sent(NamedTuple):
    """A record on its way to a topic by its name on the cluster, which takes messages of so many bytes at most."""

    topic: str
    at_most: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int | None

    @property
    def size(self) -> int:
        """Bytes of the record, before it is compressed."""
        return len(self.key or b"") + len(self.value or b"") + sum(len(name) + len(one) for name, one in self.headers)


class Writing:
    """A transactional producer, which fences every earlier one of its id.

    Args:
        settings: of the cluster.
        transactional_id: its id.
        topic: the name of the database's own topic, which errors speak of.
        largest: bytes of the largest message of any topic.

    Raises:
        KafkaFault: it cannot begin now.
    """

    def __init__(self, settings: KafkaSettings, transactional_id: str, topic: str, largest: int) -> None:
        self._topic = topic
        self._patience = settings.session_seconds
        milliseconds = int(self._patience * 1000)
        try:
            self._producer = KafkaProducer(
                **client_options(settings),
                transactional_id=transactional_id,
                transaction_timeout_ms=2 * milliseconds,
                retry_backoff_ms=_RETRY_MILLISECONDS,
                max_block_ms=milliseconds,
                bootstrap_timeout_ms=milliseconds,
                request_timeout_ms=milliseconds,
                delivery_timeout_ms=milliseconds,
                max_request_size=largest,
                batch_size=_BATCH_BYTES,
                compression_type="gzip",
                allow_auto_create_topics=False,
            )
        except (KafkaError, OSError) as fault:
            raise in_words(fault, topic) from fault
        try:
            self._producer.init_transactions()
        except KafkaError as fault:
            self.close()
            raise in_words(fault, topic) from fault

    def commit(self, records: Sequence[Sent]) -> int:
        """Sends records in one transaction; gives the offset behind the last one in this database's own topic.

        Raises:
            KafkaFault: it is not known what became of it, or nothing did; this producer is of no more use.
        """
        until = monotonic() + self._patience
        try:
            self._producer.begin_transaction()
            kept = [
                self._producer.send(one.topic, one.value, one.key, list(one.headers), one.partition) for one in records
            ]
            offsets = [self._kept(one, until) for one in kept]
            self._end(until)
        except (KafkaError, RuntimeError, ValueError, OSError) as fault:
            self.close()
            raise in_words(fault, self._topic) from fault
        own = [offset for one, offset in zip(records, offsets, strict=True) if one.topic == self._topic]
        return max(own, default=-1) + 1

    def close(self) -> None:
        """Uses the producer no more; what it holds is dropped, and its thread ends in its own time."""
        # Its own `close` waits for what it holds, which may be for ever, and ends nothing where it gives that up.
        self._producer._sender.force_close()  # noqa: SLF001
        Thread(target=self._put_away, name="producer-put-away", daemon=True).start()

    def _put_away(self) -> None:
        self._producer._sender.join(_PUT_AWAY * self._patience)  # noqa: SLF001
        with suppress(KafkaError):
            self._producer.close(timeout=0)

    def _kept(self, future: Any, until: float) -> int:  # noqa: ANN401 - an untyped library's future
        return int(future.get(timeout=max(until - monotonic(), 0.001)).offset)

    def _end(self, until: float) -> None:
        """Commits as `commit_transaction` does, which has no deadline."""
        result = self._producer._transaction_manager.begin_commit()  # noqa: SLF001
        self._producer._sender.wakeup()  # noqa: SLF001
        if not result.wait(timeout_ms=max(until - monotonic(), 0.001) * 1000):
            raise KafkaTimeoutError("the commit was not answered")


def check_sizes(records: Sequence[Sent]) -> None:
    """Refuses what cannot be sent before any of it is.

    Raises:
        RecordTooLarge: a record, or all of them together.
    """
    for one in records:
        if one.size > one.at_most - MESSAGE_SLACK_BYTES:
            raise RecordTooLarge(
                f"a record for {one.topic} has {one.size} bytes; the limit is {one.at_most - MESSAGE_SLACK_BYTES}"
                " (kafka.topics.frame_bytes)"
            )
    size = sum(one.size for one in records)
    if size > TRANSACTION_BYTES:
        raise RecordTooLarge(f"a transaction has {size} bytes; the limit is {TRANSACTION_BYTES}")
