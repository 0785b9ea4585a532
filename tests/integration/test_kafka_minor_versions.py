"""Records of a newer minor version at the real readers: what they add is passed over, wherever it stands."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.assess.entries import EntryLog
from graftwatch.adapters.kafka.faults import RecordTooNew
from graftwatch.adapters.kafka.page_records import pages_out
from graftwatch.adapters.kafka.quarantine_log import QuarantineLog
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.failing import QuarantineRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.outbox import Delivery
from kafka_pagers import CHANNEL, KafkaPagers
from local_pagerduty import LocalPagerDuty, local_pagerduty
from running_service import until
from shared_kafka import SharedKafka

AT = datetime(2026, 6, 4, 0, 30, tzinfo=UTC)


@pytest.fixture
def pagerduty() -> Iterator[LocalPagerDuty]:
    with local_pagerduty() as one:
        yield one


def settings_of(kafka: SharedKafka) -> KafkaSettings:
    return KafkaSettings(bootstrap=(kafka.bootstrap,), prefix=kafka.prefix)


def sent(kafka: SharedKafka, topic: str, value: bytes, schema: str, key: bytes = b"S001") -> None:
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap)
    try:
        producer.send(topic, value, key=key, headers=[("schema", schema.encode())]).get(30)
    finally:
        producer.close()


def with_more(value: bytes) -> bytes:
    """A record as the next minor version may write it: a field more on every level (a map by languages has none)."""

    def more(node: Any) -> Any:  # noqa: ANN401 - a JSON document
        if isinstance(node, dict):
            within = {key: one if key == "also" else more(one) for key, one in node.items()}
            return {**within, "of_the_next_version": {"any": [1, "thing"]}}
        return [more(one) for one in node] if isinstance(node, list) else node

    return json.dumps(more(json.loads(value))).encode()


def test_assess_reads_an_entry_of_the_next_minor_version_and_stops_at_the_next_major_one(kafka: SharedKafka) -> None:
    topic = kafka.topic("entries")
    entry = EntryRecord(received_at=AT, kind=EntryKind.DECISION, feed="ward", content=b"{}")
    sent(kafka, topic, with_more(entry.value()), "entries/1.9")
    sent(kafka, topic, entry.value(), "entries/2.0")
    log = EntryLog(settings_of(kafka), 0)
    try:
        log.begin(0, 0, AT)
        read = []
        with pytest.raises(RecordTooNew, match=r"entries, partition 0, offset 1: .* has version '2\.0'"):
            until(lambda: bool(read.extend(log.read(0.2))))
    finally:
        log.close()


def test_the_quarantine_is_read_over_a_record_of_the_next_minor_version(kafka: SharedKafka) -> None:
    topic = kafka.topic("quarantine")
    record = QuarantineRecord(feed="lab", reason="charset", text="", content=b"MSH|", size=4, position=0, at=AT)
    sent(kafka, topic, with_more(record.value()), "quarantine/1.1")
    log = QuarantineLog(settings_of(kafka), 0)
    try:
        found: list[object] = []
        until(lambda: bool(found.extend(log.read(0.2).records)) or bool(found))
    finally:
        log.close()

    assert [(one.feed, one.content) for one in found] == [("lab", b"MSH|")]  # type: ignore[attr-defined]


def test_a_pager_tells_a_page_of_the_next_minor_version(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers, now = KafkaPagers(tmp_path, kafka, pagerduty.url), SystemClock().now()
    [page] = pagers.stories(1)
    [out] = pages_out([Delivery(page, CHANNEL, now, now)])
    assert out.value is not None

    with pagers.copy("one").ready():
        sent(kafka, pagers.pages, with_more(out.value), "pages/1.1", page.subject.encode())
        until(lambda: bool(pagerduty.triggered()))

    assert list(pagerduty.triggered()) == [page.dedup_key]
