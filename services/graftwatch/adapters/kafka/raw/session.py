"""One producer, from its start to its first failure.

A record that could not be kept ends the session: nothing that was handed on behind it is sent any more, and a new
producer begins with what is repeated. So the records of one key reach the topic in the order in which they were
handed on, and what a time-out leaves unknown (idempotence of the old producer, half-sent batches) is left behind with
it. A record that is too large harms nobody else and ends nothing.
"""

from collections.abc import Callable, Mapping
from threading import Thread
from typing import Any, Protocol

from kafka import KafkaProducer
from kafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasAfterAppendError,
    NotEnoughReplicasError,
    RecordListTooLargeError,
)
from kafka.partitioner.default import murmur2

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.raw.fitness import Fit, fitness
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.message_log import RefusalReason

# Records gather to batches of this size while earlier ones are under way; beyond it a batch costs memory, not time.
BATCH_BYTES = 512 * 1024
# What a record has besides key, value and headers.
RECORD_OVERHEAD_BYTES = 512
# A client that does not know its topics yet waits so long; it knows them from the start, so only a deleted topic waits.
BLOCK_SECONDS = 1.0
RETRY_BACKOFF_MILLISECONDS = 20
# An attempt is given up and made again so often within the time that a sender waits: a broker may have gone.
ATTEMPTS = 3
CLOSE_SECONDS = 5.0
# Where we may not ask how large a record may be, the cluster says so record by record.
UNKNOWN_LARGEST_BYTES = 64 * 1024 * 1024
# Keys come again and again; whose partition is known is not hashed again, which Python does slowly.
KNOWN_KEYS = 100_000

Place = tuple[str, int]
"""Topic and partition."""

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


class Pending(Protocol):
    """A record that was handed to the producer, as kafka-python tells of it."""

    is_done: bool
    exception: Exception | None


class Session:
    """A producer, and whether it may still be used.

    Args:
        producer: connected.
        fit: what its topics are like.
        on_event: called by the producer's thread when something may have changed: a watched record, or the failure.
    """

    def __init__(self, producer: KafkaProducer, fit: Fit, on_event: Callable[[], None]) -> None:
        self._producer = producer
        self._partitions = dict(fit.partitions)
        self._largest = fit.largest
        self._on_event = on_event
        self._known: dict[tuple[str, bytes], Place] = {}
        self._last: dict[Place, Any] = {}
        self.failure: Exception | None = None

    @property
    def usable(self) -> bool:
        """Whether nothing has failed yet."""
        return self.failure is None

    def send(self, topic: str, key: bytes, value: bytes, headers: Headers, at_ms: int) -> Pending:
        """Hands a record on.

        Raises:
            MessageSizeTooLargeError: the topic does not take one of this size.
            KafkaError: the producer cannot take it; the session has failed.
        """
        if len(value) + RECORD_OVERHEAD_BYTES > self.largest(topic):
            raise MessageSizeTooLargeError(f"{len(value)} bytes")
        place = self._known.get((topic, key)) or self._place(topic, key)
        try:
            future = self._producer.send(topic, value, key, list(headers), place[1], at_ms)
        except TOO_LARGE:
            raise
        except KafkaError as fault:
            self.fail(fault)
            raise
        future.add_errback(self._record_failed)
        self._last[place] = future
        pending: Pending = future
        return pending

    def watch(self) -> list[Pending]:
        """The last record of each partition since this was last asked; its answer is told as an event.

        The records of a partition are answered in order: when its last one is, all are.
        """
        last, self._last = list(self._last.values()), {}
        for future in last:
            future.add_both(self._answered)
        return list[Pending](last)

    def largest(self, topic: str) -> int:
        """The largest record that a topic takes, in bytes."""
        return self._largest.get(topic, 1 << 62)

    def fail(self, fault: Exception) -> None:
        """Ends the session: nothing more is sent, and all that is not answered yet fails."""
        if self.failure is None:
            self.failure = fault
            # The public `close` first waits for all records, and raises when they are not answered at once.
            self._producer._sender.force_close()  # noqa: SLF001 - see above
            self._on_event()

    def look_for_partitions(self) -> None:
        """Takes up partitions that were added; keys that are known stay where they are."""
        for topic in self._partitions:
            found = self._producer.partitions_for(topic)
            if found and len(found) > self._partitions[topic]:
                self._partitions[topic] = len(found)

    def close(self) -> None:
        """Lets go of the connections."""
        ending = Thread(target=self._producer.close, args=(CLOSE_SECONDS,), name="producer's end", daemon=True)
        ending.start()
        ending.join(2 * CLOSE_SECONDS)

    def _place(self, topic: str, key: bytes) -> Place:
        """As Kafka's own clients spread keys, so that other producers of the topic agree."""
        if len(self._known) >= KNOWN_KEYS:
            self._known.clear()
        place = self._known[topic, key] = topic, (murmur2(key) & 0x7FFFFFFF) % self._partitions[topic]
        return place

    def _record_failed(self, fault: Exception) -> None:
        """By the producer's thread, before it sends anything more."""
        if not isinstance(fault, TOO_LARGE):
            self.fail(fault)

    def _answered(self, _: object) -> None:
        self._on_event()


def open_session(settings: KafkaSettings, topics: tuple[str, ...], on_event: Callable[[], None]) -> Session:
    """A session, once the cluster can take messages.

    Raises:
        KafkaFault: it cannot; the words say why.
    """
    fit = fitness(settings, topics)
    try:
        producer = KafkaProducer(**producer_options(settings, fit))
        for topic in topics:
            producer.partitions_for(topic)
    except (KafkaError, OSError) as fault:
        raise in_words(fault) from fault
    return Session(producer, fit, on_event)


def producer_options(settings: KafkaSettings, fit: Fit) -> Mapping[str, object]:
    """The gateway's producer: idempotent, answered by all copies in sync, and no answer later than senders wait."""
    answer_ms = int(settings.answer_seconds * 1000)
    return {
        **client_options(settings),
        "acks": "all",
        "enable_idempotence": True,
        "batch_size": BATCH_BYTES,
        "linger_ms": 0,
        "max_request_size": max(fit.largest.values(), default=UNKNOWN_LARGEST_BYTES) + BATCH_BYTES,
        "delivery_timeout_ms": answer_ms,
        "request_timeout_ms": max(1, answer_ms // ATTEMPTS),
        "max_block_ms": int(BLOCK_SECONDS * 1000),
        "bootstrap_timeout_ms": min(answer_ms, 5000),
        "retry_backoff_ms": RETRY_BACKOFF_MILLISECONDS,
        "reconnect_backoff_ms": RETRY_BACKOFF_MILLISECONDS,
        "reconnect_backoff_max_ms": 500,
        "metadata_max_age_ms": 10_000,
        "allow_auto_create_topics": False,
        "metrics_enabled": False,
    }


def why(fault: Exception, answer_seconds: float) -> tuple[RefusalReason, str]:
    """Why a record is not known to be kept: a label, and words for its sender."""
    if isinstance(fault, KafkaTimeoutError):
        return RefusalReason.TIMEOUT, f"the cluster did not keep it within {answer_seconds:g} s"
    if isinstance(fault, NotEnoughReplicasError | NotEnoughReplicasAfterAppendError):
        return RefusalReason.NOT_IN_SYNC, str(in_words(fault))
    return RefusalReason.OTHER, str(in_words(fault))
