"""Kafka transactions of whoever leads a replicated database.

kafka-python would wait for ever for a commit, and would commit a transaction one of whose records ran out of time. So
every record is known to be kept before the commit is asked for, both within the patience of the settings; and after any
fault the producer is used no more. What became of a commit that was not answered, the next leader's producer finds
out: its beginning ends whatever the one before left open, and from then on the topic says what holds.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, Final, NamedTuple

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.replica.faults import RecordTooLarge, in_words
from graftwatch.adapters.kafka.replica.limits import MESSAGE_BYTES, ROW_BYTES, TRANSACTION_BYTES
from graftwatch.adapters.kafka.settings import KafkaSettings

# With kafka-python's own 100 ms each transaction waits for as long: it asks again when the cluster, still ending the
# transaction before, cannot begin the next.
_RETRY_MILLISECONDS: Final = 2
_BATCH_BYTES: Final = 256 * 1024


class Sent(NamedTuple):
    """A record on its way to a topic by its name on the cluster."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int | None


class Writing:
    """A transactional producer, which fences every earlier one of its id.

    Args:
        settings: of the cluster.
        transactional_id: its id.
        topic: the name of the topic that errors speak of.

    Raises:
        KafkaFault: it cannot begin now.
    """

    def __init__(self, settings: KafkaSettings, transactional_id: str, topic: str) -> None:
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
                max_request_size=MESSAGE_BYTES,
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
            RecordTooLarge: nothing was sent.
            KafkaFault: it is not known what became of it, or nothing did; this producer is of no more use.
        """
        self._check_sizes(records)
        until = monotonic() + self._patience
        try:
            self._producer.begin_transaction()
            kept = [
                self._producer.send(one.topic, one.value, one.key, list(one.headers), one.partition) for one in records
            ]
            offsets = [self._kept(one, until) for one in kept]
            self._bounded(self._producer.commit_transaction, until)
        except (KafkaError, RuntimeError, ValueError, OSError) as fault:
            self.close()
            raise in_words(fault, self._topic) from fault
        own = [offset for one, offset in zip(records, offsets, strict=True) if one.topic == self._topic]
        return max(own, default=-1) + 1

    def close(self) -> None:
        """Uses the producer no more; what it holds is dropped."""
        with suppress(KafkaError):
            self._producer.close(timeout=0)

    def _kept(self, future: Any, until: float) -> int:  # noqa: ANN401 - an untyped library's future
        return int(future.get(timeout=max(until - monotonic(), 0.001)).offset)

    def _bounded(self, call: Callable[[], None], until: float) -> None:
        """Calls what would wait for ever; its thread stays behind where it does."""
        ended: list[BaseException | None] = []

        def run() -> None:
            try:
                call()
                ended.append(None)
            except (KafkaError, RuntimeError, OSError) as fault:
                ended.append(fault)

        thread = Thread(target=run, name="commit", daemon=True)
        thread.start()
        thread.join(max(until - monotonic(), 0.001))
        if not ended:
            raise KafkaTimeoutError("the commit was not answered")
        if ended[0] is not None:
            raise ended[0]

    def _check_sizes(self, records: Sequence[Sent]) -> None:
        sizes = [len(one.key or b"") + len(one.value or b"") for one in records]
        for one, size in zip(records, sizes, strict=True):
            if size > ROW_BYTES:
                raise RecordTooLarge(f"a record for {one.topic} has {size} bytes; the limit is {ROW_BYTES}")
        if sum(sizes) > TRANSACTION_BYTES:
            raise RecordTooLarge(
                f"a transaction for {self._topic} has {sum(sizes)} bytes; the limit is {TRANSACTION_BYTES}"
            )
