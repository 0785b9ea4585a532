"""Appends to `entries` outside any transaction: what the leader itself enters, such as a tick."""

from collections.abc import Sequence

from kafka import KafkaProducer
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.assess.reading import in_milliseconds
from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.envelope import trace_of
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.journal import NewEntry

# What is given at once goes in one batch, which the cluster keeps as a whole.
_LINGER_MILLISECONDS = 5
_BATCH_BYTES = 4 * 1024 * 1024


class EntryAppender:
    """Appends entries; made at the first."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._topic = Names(settings.prefix).topic(Topic.ENTRIES)
        self._producer: KafkaProducer | None = None

    def append(self, entries: Sequence[NewEntry]) -> None:
        """Appends in order; durable on return.

        Raises:
            ClusterUnavailable: some or all may be missing.
        """
        try:
            producer = self._made()
            sent = [self._send(producer, one) for one in entries]
            producer.flush(timeout=self._settings.session_seconds)
            for one in sent:
                one.get(timeout=0)
        except (KafkaError, OSError) as fault:
            self.close()
            words = in_words(fault, self._topic)
            raise words if isinstance(words, ClusterUnavailable) else ClusterUnavailable(str(words)) from fault

    def close(self) -> None:
        """Appends no more."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=0)

    def _made(self) -> KafkaProducer:
        if self._producer is None:
            patience = in_milliseconds(self._settings.session_seconds)
            self._producer = KafkaProducer(
                **client_options(self._settings),
                linger_ms=_LINGER_MILLISECONDS,
                batch_size=_BATCH_BYTES,
                max_block_ms=patience,
                bootstrap_timeout_ms=patience,
                request_timeout_ms=patience,
                delivery_timeout_ms=patience + _LINGER_MILLISECONDS,
                allow_auto_create_topics=False,
            )
        return self._producer

    def _send(self, producer: KafkaProducer, one: NewEntry):  # type: ignore[no-untyped-def] # noqa: ANN202 - untyped
        trace = trace_of(one.feed, one.control_id, one.received_at)
        record = EntryRecord(
            received_at=one.received_at,
            kind=one.kind,
            feed=one.feed,
            control_id=one.control_id,
            content=one.content,
            first_received_at=one.first_received_at,
            trace=trace.id,
        )
        return producer.send(self._topic, record.value(), None, list(record.headers(trace)), partition=0)
