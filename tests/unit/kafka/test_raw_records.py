"""What the gateway writes is what readers of hl7.raw are told: headers and batches, read by the client's own reader."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from kafka import TopicPartition
from kafka.record.memory_records import MemoryRecords

from graftwatch.adapters.kafka.raw.batches import Batch, Encoded, encoded_headers
from graftwatch.adapters.kafka.raw.records import frame_headers
from graftwatch.adapters.kafka.records.raw import RawFrame

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
PLACE = TopicPartition("hl7.raw", 0)


@pytest.mark.parametrize(
    ("feed", "control_id", "at"),
    [
        pytest.param("lab", "a-1", NOW, id="as most are"),
        pytest.param("lab", "", NOW, id="no control id"),
        pytest.param("lab", "識別子", NOW, id="not ASCII"),
        pytest.param("lab", "9" * 199, NOW, id="long"),
        pytest.param("lab", "9" * 5000, NOW, id="longer than any is"),
        pytest.param("lab", "a-1", NOW.replace(microsecond=0), id="a whole second"),
        pytest.param("lab", "a-1", NOW.astimezone(timezone(timedelta(hours=9))), id="another time zone"),
    ],
)
def test_the_headers_of_a_frame_are_those_of_its_model(feed: str, control_id: str, at: datetime) -> None:
    assert frame_headers(feed, control_id, at) == encoded_headers(RawFrame(feed, control_id, at).headers())


def read(batch: Batch) -> list[tuple[int, int, bytes, bytes, list[tuple[str, bytes]]]]:
    batch.of_producer.records.close()
    (found,) = MemoryRecords(bytes(batch.of_producer.records.buffer()))
    assert found.validate_crc()
    return [(one.offset, one.timestamp, one.key, one.value, one.headers) for one in found]


def test_records_are_read_as_they_were_put() -> None:
    batch = Batch(PLACE, 1_000_000, lambda _: None)
    headers = (("feed", b"lab"), ("control-id", b""))
    wanted = [
        (1_700_000_000_000, b"4711", b"a frame"),
        (1_700_000_000_005, b"", b""),
        (1_699_999_000_000, b"k" * 300, b"x" * 100_000),
    ]
    records = [Encoded(at, key, value, encoded_headers(headers)) for at, key, value in wanted]
    assert batch.append(records, 0) == 3
    assert batch.append(records, 1) == 2
    assert read(batch) == [(at, *one, [*headers]) for at, one in enumerate([*wanted, *wanted[1:]])]


def test_a_batch_takes_no_more_than_its_limit_but_always_one() -> None:
    record = Encoded(1_700_000_000_000, b"4711", b"x" * 1000, encoded_headers(()))
    batch = Batch(PLACE, 2500, lambda _: None)
    assert batch.append([record] * 5, 0) == 2
    assert batch.of_producer.records.size_in_bytes() <= 2500
    large = Batch(PLACE, 500, lambda _: None)
    assert large.append([record] * 5, 0) == 1
    assert len(read(large)) == 1
    assert large.append([record], 0) == 0


def test_each_record_of_a_batch_has_its_own_fault() -> None:
    seen: list[Batch] = []
    batch = Batch(PLACE, 2500, seen.append)
    batch.append([Encoded(1, b"k", b"v", b"\0")] * 2, 0)
    batch.of_producer.records.close()
    faults = [ValueError("first"), ValueError("second")]
    batch.of_producer.complete_exceptionally(faults[0], lambda index: faults[index])
    assert seen == [batch]
    assert batch.done
    assert [batch.fault_of(0), batch.fault_of(1)] == faults
