"""The topic `quarantine`, read from an exact place: what gateways and detectors could not read."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import structlog
from kafka import TopicPartition
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.records.failing import QuarantineRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.quarantine import NewQuarantined

RECORDS_AT_ONCE: Final = 100
_PARTITION: Final = 0

logger = structlog.get_logger(component="quarantine")


class Found(NamedTuple):
    """What was read, and the place to go on from."""

    records: Sequence[NewQuarantined]
    up_to: int


class QuarantineLog:
    """Reads the topic. One thread at a time.

    Args:
        settings: of the cluster.
        begin: the place to go on from.

    Raises:
        KafkaFault: it cannot be read.
    """

    def __init__(self, settings: KafkaSettings, begin: int) -> None:
        self._topic = Names(settings.prefix).topic(Topic.QUARANTINE)
        at, self._next = TopicPartition(self._topic, _PARTITION), begin
        self._consumer, _ = reader(settings, self._topic, max_poll_records=RECORDS_AT_ONCE)
        self._consumer.assign([at])
        self._consumer.seek(at, begin)

    def read(self, seconds: float) -> Found:
        """The next records, waiting for them up to so long; what nobody can read is logged with its place.

        Raises:
            KafkaFault: they cannot be read, or by a newer program only.
        """
        try:
            polled = self._consumer.poll(timeout_ms=int(seconds * 1000))
        except KafkaError as fault:
            raise in_words(fault, self._topic) from fault
        records: list[Any] = [one for of_partition in polled.values() for one in of_partition]
        found = [one for one in map(_read, records) if one is not None]
        self._next = records[-1].offset + 1 if records else self._next
        return Found(found, self._next)

    def close(self) -> None:
        """Reads no more."""
        self._consumer.close(autocommit=False)


def _read(record: Any) -> NewQuarantined | None:  # noqa: ANN401 - an untyped library's record
    place = place_of(record.topic, record.partition, record.offset)
    try:
        one = QuarantineRecord.read(record.value or b"", record.headers, place)
    except RecordTooNew:
        raise
    except RecordRefused as refused:
        logger.warning("a record of the quarantine cannot be read", reason=str(refused))
        return None
    return one.quarantined()
