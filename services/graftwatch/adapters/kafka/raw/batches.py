"""Record batches made in one go: many records of a partition cost the producer as much as one of its own.

`KafkaProducer.send` checks, measures and encodes record by record and makes a future for each: two thirds of what a
message costs the gateway. Here the records of a group are encoded together and put into the producer's own queue as
its own batches, behind what it has; sending, retries, sequence numbers, time-outs and order stay the producer's. This
reaches behind the library's public face, in this one file, and is held to it by tests against real brokers, of both
what the records hold and what happens when brokers fail.

Source: the record batch of message format 2, https://kafka.apache.org/documentation/#recordbatch: a record is length,
attributes, time and offset as differences to the batch's first, key, value, headers; numbers are zigzag varints.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kafka import KafkaProducer, TopicPartition
from kafka.producer.producer_batch import ProducerBatch
from kafka.record.default_records import DefaultRecordBatchBuilder
from kafka.record.memory_records import MemoryRecordsBuilder

from graftwatch.adapters.kafka.outgoing import Headers

_MAGIC, _UNCOMPRESSED = 2, 0
_SMALL = 0x80


def _varint(number: int) -> bytes:
    """A number as a zigzag varint.

    >>> [_varint(one).hex() for one in (0, -1, 1, 63, 64, 300, -300)]
    ['00', '01', '02', '7e', '8001', 'd804', 'd704']
    """
    left = (number << 1) ^ (number >> 63)
    encoded = bytearray()
    while left >= _SMALL:
        encoded.append(left & 0x7F | _SMALL)
        left >>= 7
    encoded.append(left)
    return bytes(encoded)


# Lengths and offsets are small: nearly all are looked up.
_VARINTS = tuple(_varint(one) for one in range(4096))
_VARINTS_KNOWN = len(_VARINTS)
_LARGEST_VARINT_BYTES = 5


def varint(number: int) -> bytes:
    """A number as a zigzag varint."""
    return _VARINTS[number] if 0 <= number < _VARINTS_KNOWN else _varint(number)


def encoded_headers(headers: Headers) -> bytes:
    """Headers as they stand at the end of a record."""
    return varint(len(headers)) + b"".join([header(name, value) for name, value in headers])


def header(name: str, value: bytes) -> bytes:
    """One header."""
    return name_of_header(name) + varint(len(value)) + value


def name_of_header(name: str) -> bytes:
    """A header's name with its length."""
    encoded = name.encode()
    return varint(len(encoded)) + encoded


class Encoded(NamedTuple):
    """A record but for its place in a batch: from the key on, and its time in milliseconds since 1970."""

    at_ms: int
    key: bytes
    value: bytes
    tail: bytes


class Batch:
    """A batch that takes records until the producer sends it."""

    def __init__(self, place: TopicPartition, limit: int, on_done: Callable[["Batch"], None]) -> None:
        self._records = MemoryRecordsBuilder(_MAGIC, _UNCOMPRESSED, limit)
        self._builder: DefaultRecordBatchBuilder = self._records._builder  # noqa: SLF001 -- see the head
        self._limit = limit
        self._faults: Callable[[int], Exception] | None = None
        self._on_done = on_done
        self.of_producer = ProducerBatch(place, self._records)
        self.done = False
        self.of_producer.produce_future.add_both(self._answered)

    def fault_of(self, index: int) -> Exception | None:
        """Why a record of it was not kept; None: it was."""
        return self._faults(index) if self._faults is not None else None

    def append(self, records: Sequence[Encoded], start: int) -> int:
        """Takes records from `start` on while there is room; gives how many. Under the lock of its partition."""
        if self._records._closed:  # noqa: SLF001 -- it is being sent
            return 0
        builder, taken = self._builder, 0
        buffer: bytearray = builder._buffer  # noqa: SLF001
        offset: int = builder._num_records  # noqa: SLF001
        first: int = records[start].at_ms if builder._first_timestamp is None else builder._first_timestamp  # noqa: SLF001
        newest = builder._max_timestamp or first  # noqa: SLF001
        for at_ms, key, value, tail in records[start:]:
            since = at_ms - first
            head = b"\0%b%b%b%b%b" % (varint(since), varint(offset), varint(len(key)), key, varint(len(value)))
            size = len(head) + len(value) + len(tail)
            if offset and len(buffer) + size + _LARGEST_VARINT_BYTES > self._limit:
                break
            buffer += varint(size)
            buffer += head
            buffer += value
            buffer += tail
            if at_ms > newest:  # noqa: PLR1730 -- half the time of max, for every message
                newest = at_ms
            offset += 1
            taken += 1
        builder._first_timestamp, builder._max_timestamp = first, newest  # noqa: SLF001
        builder._num_records, builder._last_offset = offset, offset - 1  # noqa: SLF001
        self._records._next_offset = offset  # noqa: SLF001
        return taken

    def _answered(self, result: Any) -> None:  # noqa: ANN401 -- the library has no types
        """By the producer's thread; kafka-python tells failures as a result, too."""
        self._faults = (lambda _: result) if isinstance(result, Exception) else result[2]
        self.done = True
        self._on_done(self)


class Batcher:
    """Puts records into the queues of one producer.

    Args:
        producer: it knows the topics already.
        on_done: told of each batch by the producer's thread, before it sends anything more.
    """

    def __init__(self, producer: KafkaProducer, on_done: Callable[[Batch], None]) -> None:
        self._queues = producer._accumulator  # noqa: SLF001 -- see the head
        self._sender = producer._sender  # noqa: SLF001
        self._on_done = on_done
        self._last: dict[TopicPartition, Batch] = {}

    def put(self, place: TopicPartition, records: Sequence[Encoded], limit: int) -> list[tuple[Batch, int]]:
        """Queues records of a partition in order, in batches of so many bytes.

        Gives the batch and the index of each; fewer where the producer was closed meanwhile: those are not queued.
        """
        given: list[tuple[Batch, int]] = []
        queues, is_new = self._queues, False
        queues._appends_in_progress.increment()  # noqa: SLF001 -- as `append` does: a close at the same time waits
        try:
            with queues._tp_lock(place):  # noqa: SLF001
                while len(given) < len(records) and not queues._closed:  # noqa: SLF001
                    batch = self._last.get(place)
                    start = batch.of_producer.record_count if batch else 0
                    taken = batch.append(records, len(given)) if batch else 0
                    if batch is None or not taken:
                        is_new, start = True, 0
                        batch = self._last[place] = Batch(place, limit, self._on_done)
                        taken = batch.append(records, len(given))
                        queues._batches[place].append(batch.of_producer)  # noqa: SLF001
                        queues._incomplete.add(batch.of_producer)  # noqa: SLF001
                    given += [(batch, start + one) for one in range(taken)]
        finally:
            queues._appends_in_progress.decrement()  # noqa: SLF001
        if is_new:
            self._sender.wakeup()
        return given
