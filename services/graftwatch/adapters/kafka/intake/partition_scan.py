"""A bounded scan of one partition of hl7.raw, from its start up to a place, for patient numbers that were gained."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from kafka import TopicPartition

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import RecordRefused
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.records.raw import is_marker, read_frame_headers
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.pipeline.passed_over import FoundFrame

_POLL_MILLISECONDS: Final = 500
_POLL_RECORDS: Final = 2000
_FETCH_BYTES: Final = 8 * 1024 * 1024


@dataclass(slots=True)
class Scanned:
    """How much was looked at, as it grows."""

    frames: int = 0


def scan(
    settings: KafkaSettings,
    partition: int,
    searches: Sequence[SearchRecord],
    given_up: Callable[[], bool],
    scanned: Scanned,
) -> Iterator[tuple[SearchRecord, FoundFrame]]:
    """Every frame that a search finds, in the order of the partition; searches of one partition are done at once.

    Frames that cannot be told (a header is missing, a newer version) are in the dead letter since they came; each is
    said in the log.

    Args:
        settings: of the cluster.
        partition: of hl7.raw.
        searches: of that partition.
        given_up: asked now and then; ends the scan early.
        scanned: counts what was looked at.

    Raises:
        KafkaError, KafkaFault: the cluster cannot be read.
        ValueError: there is no such partition.
    """
    end = max(one.before for one in searches)
    wanted = _by_number(searches)
    place = TopicPartition(Names(settings.prefix).topic(Topic.RAW), partition)
    consumer, _ = reader(
        settings,
        place.topic,
        isolation_level="read_uncommitted",
        max_poll_records=_POLL_RECORDS,
        max_partition_fetch_bytes=_FETCH_BYTES,
    )
    try:
        if partition not in (consumer.partitions_for_topic(place.topic) or ()):
            raise ValueError(f"{place.topic} has no partition {partition}")
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        while not given_up() and consumer.position(place) < end:
            for record in consumer.poll(_POLL_MILLISECONDS).get(place, ()):
                if record.offset >= end:
                    return
                scanned.frames += 1
                yield from _found(record, wanted)
    finally:
        consumer.close(autocommit=False)


def _by_number(searches: Sequence[SearchRecord]) -> dict[str, list[SearchRecord]]:
    wanted: dict[str, list[SearchRecord]] = {}
    for search in searches:
        for number in search.numbers:
            wanted.setdefault(number, []).append(search)
    return wanted


def _found(
    record: Any,  # noqa: ANN401 - kafka-python is untyped
    wanted: Mapping[str, Sequence[SearchRecord]],
) -> Iterator[tuple[SearchRecord, FoundFrame]]:
    numbers = wanted.keys() & patient_numbers(record.value or b"")
    if not numbers or is_marker(record.headers):
        return
    try:
        frame = read_frame_headers(record.headers, place_of(record.topic, record.partition, record.offset))
    except RecordRefused as fault:
        structlog.get_logger(component="intake").error("a search passes over a message", reason=str(fault))
        return
    found = FoundFrame(
        received_at=frame.received_at, feed=frame.feed, control_id=frame.control_id, content=record.value
    )
    said: list[SearchRecord] = []
    for search in (one for number in sorted(numbers) for one in wanted[number]):
        if record.offset < search.before and search not in said:
            said.append(search)
            yield search, found
