"""What became of deliveries, as pagers say it: read from exact places, which the state keeps with what follows."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import structlog
from kafka import TopicPartition
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.assess.reading import FETCH_BYTES, assess_reader, in_milliseconds
from graftwatch.adapters.kafka.faults import RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.paging import DeliveryRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words

_RECORDS_AT_ONCE: Final = 500

logger = structlog.get_logger(component="outcomes")


class Outcomes(NamedTuple):
    """What was read: the records, and up to where, by the name that the state knows a partition by."""

    records: Sequence[DeliveryRecord]
    positions: Mapping[str, int]


class OutcomeLog:
    """Reads the topic `deliveries`. One thread at a time.

    Args:
        settings: of the cluster.
        handled: the highest offset that was handled, by source (`deliveries-0`).

    Raises:
        ClusterUnavailable, ClusterUnfit: it cannot be read.
    """

    def __init__(self, settings: KafkaSettings, handled: Mapping[str, int]) -> None:
        self._topic = Names(settings.prefix).topic(Topic.DELIVERIES)
        self._consumer = assess_reader(
            settings,
            self._topic,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=FETCH_BYTES,
            max_poll_records=_RECORDS_AT_ONCE,
        )
        try:
            partitions = self._consumer.partitions_for_topic(self._topic) or set()
            places = [TopicPartition(self._topic, one) for one in sorted(partitions)]
            self._consumer.assign(places)
            first = self._consumer.beginning_offsets(places) if places else {}
            for one in places:
                self._consumer.seek(one, max(handled.get(_source(one.partition), -1) + 1, first[one]))
        except (KafkaError, OSError) as fault:
            self.close()
            raise in_words(fault, self._topic) from fault

    def read(self, seconds: float = 0.0) -> Outcomes:
        """The next records, waiting for them up to so long; what cannot be read is logged and passed over.

        Raises:
            ClusterUnavailable, ClusterUnfit: they cannot be read.
        """
        try:
            polled = self._consumer.poll(timeout_ms=in_milliseconds(seconds))
        except KafkaError as fault:
            raise in_words(fault, self._topic) from fault
        positions = {_source(at.partition): records[-1].offset for at, records in polled.items() if records}
        found = [one for records in polled.values() for one in map(_read, records) if one is not None]
        return Outcomes(found, positions)

    def close(self) -> None:
        """Reads no more."""
        self._consumer.close(autocommit=False)


def _source(partition: int) -> str:
    return f"{Topic.DELIVERIES.value}-{partition}"


def _read(record: Any) -> DeliveryRecord | None:  # noqa: ANN401 - an untyped library's record
    try:
        return DeliveryRecord.read(record.value or b"", record.headers)
    except RecordTooNew:
        raise
    except RecordRefused as refused:
        at = {"partition": record.partition, "offset": record.offset}
        logger.warning("an outcome cannot be read", **at, reason=str(refused))
        return None
