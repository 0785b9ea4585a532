"""Intake on Kafka, with a real broker and real workers: what goes through, and what is only counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graftwatch.pipeline.journal import EntryKind
from intake_desk import RETRY_TOPICS, TOPICS, IntakeDesk
from running_service import until
from shared_kafka import SharedKafka

PARTITIONS = 2


@pytest.fixture
def desk(kafka: SharedKafka, tmp_path: Path) -> Iterator[IntakeDesk]:
    kafka.topic("hl7.raw", PARTITIONS)
    for topic in (*TOPICS, *RETRY_TOPICS):
        kafka.topic(topic)
    one = IntakeDesk(kafka.bootstrap, kafka.prefix, tmp_path)
    yield one
    one.close()


def test_only_what_concerns_a_recipient_goes_on_and_the_rest_is_heard(desk: IntakeDesk) -> None:
    desk.enrolls("S01", "4711")
    wanted = [desk.send("4711") if one % 10 == 0 else desk.send(f"9{one}") for one in range(100)][::10]
    desk.flush()
    desk.worker().ready()
    until(lambda: desk.heard() == 90)
    frames = desk.frames()
    assert [one.control_id for one in frames] == wanted
    assert all(one.feed == "lab" and b"4711" in one.content for one in frames)
    assert {one.source for one in frames} <= {"hl7.raw-0", "hl7.raw-1"}
    assert [one.offset for one in frames] == sorted(one.offset for one in frames)


def test_decisions_go_on_in_their_order(desk: IntakeDesk) -> None:
    said = [f"decision {one}".encode() for one in range(20)]
    for one in said:
        desk.decides(one)
    desk.worker().ready()
    until(lambda: [one.content for one in desk.entries(EntryKind.DECISION)] == said)
    assert [one.offset for one in desk.entries()] == list(range(20))
