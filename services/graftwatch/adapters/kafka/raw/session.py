"""One producer, from its start to its first failure.

A record that could not be kept ends the session: nothing that was handed on behind it is sent any more, and a new
producer begins with what is repeated. So the records of one key reach the topic in the order in which they were
handed on, and what a time-out leaves unknown (idempotence of the old producer, half-sent batches) is left behind with
it. A record that is too large harms nobody else and ends nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Thread

from kafka import KafkaProducer, TopicPartition
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
from graftwatch.adapters.kafka.raw.batches import Batch, Batcher, Encoded
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

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


class Session:
    """A producer, and whether it may still be used.

    Args:
        producer: connected.
        fit: what its topics are like.
        on_event: called by the producer's thread when something may have changed: a batch was answered, or it failed.
    """

    def __init__(self, producer: KafkaProducer, fit: Fit, on_event: Callable[[], None]) -> None:
        self._producer = producer
        self._partitions = dict(fit.partitions)
        self._largest = fit.largest
        self._on_event = on_event
        self._batcher = Batcher(producer, self._batch_done)
        self._places: dict[tuple[str, bytes], TopicPartition] = {}
        self.failure: Exception | None = None

    def largest(self, topic: str) -> int:
        """The largest record that a topic takes, in bytes."""
        return self._largest.get(topic, UNKNOWN_LARGEST_BYTES)

    def place(self, topic: str, key: bytes) -> TopicPartition:
        """Where records of a key go: as Kafka's own clients spread keys, so that other producers agree."""
        place = self._places.get((topic, key))
        if place is None:
            if len(self._places) >= KNOWN_KEYS:
                self._places.clear()
            partition = (murmur2(key) & 0x7FFFFFFF) % self._partitions[topic]
            place = self._places[topic, key] = TopicPartition(topic, partition)
        return place

    def put(self, place: TopicPartition, records: Sequence[Encoded]) -> list[tuple[Batch, int]]:
        """Hands records on; gives the batch and the index of each, fewer where the session has failed."""
        return self._batcher.put(place, records, min(BATCH_BYTES, self.largest(place.topic)))

    def fail(self, fault: Exception) -> None:
        """Ends the session: nothing more is sent, and all that is not answered yet fails."""
        if self.failure is None:
            self.failure = fault
            # The public `close` first waits for all records, and raises when they are not answered at once.
            self._producer._sender.force_close()  # noqa: SLF001 -- see above
            self._on_event()

    def look_for_partitions(self) -> None:
        """Takes up partitions that were added; keys that are known stay where they are."""
        for topic in self._partitions:
            found = self._producer.partitions_for(topic)
            if found and len(found) > self._partitions[topic]:
                self._partitions[topic] = len(found)

    def close(self) -> None:
        """Lets go of the connections."""
        ending = Thread(target=self._end, name="producer's end", daemon=True)
        ending.start()
        ending.join(2 * CLOSE_SECONDS)

    def _end(self) -> None:
        """The client's own close ends nothing where records are not answered in time."""
        try:
            self._producer.close(CLOSE_SECONDS)
        except KafkaError:
            self._producer._sender.force_close()  # noqa: SLF001 -- as in `fail`

    def _batch_done(self, batch: Batch) -> None:
        """By the producer's thread, before it sends anything more."""
        fault = batch.fault_of(0)
        if fault is not None and not isinstance(fault, TOO_LARGE):
            self.fail(fault)
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
