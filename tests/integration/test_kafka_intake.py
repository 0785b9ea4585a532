"""Intake on Kafka, with a real broker and real workers: what goes through, and what is only counted."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.kafka.decision_writer import DecisionWriter
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.journal import EntryKind, JournalUnavailable, NewEntry
from intake_desk import START, IntakeDesk
from running_service import until
from shared_kafka import SharedKafka


@pytest.fixture
def desk(kafka: SharedKafka, tmp_path: Path) -> Iterator[IntakeDesk]:
    with closing(IntakeDesk(kafka.bootstrap, kafka.prefix, tmp_path)) as one:
        yield one


def entered(content: str) -> NewEntry:
    return NewEntry(START, EntryKind.DECISION, "decide", "", content.encode())


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


def test_what_is_entered_together_goes_on_together_and_from_many_hands_in_one_order(desk: IntakeDesk) -> None:
    with closing(DecisionWriter(desk.settings)) as writer:
        first = writer.append([entered("a")])
        several = writer.append([entered("b"), entered("c"), entered("d")])
        last = writer.append([entered("e")])
    assert first < several < last
    desk.worker().ready()
    until(lambda: [one.content for one in desk.entries(EntryKind.DECISION)] == [b"a", b"b", b"c", b"d", b"e"])


def test_nothing_can_be_entered_without_a_cluster_and_it_is_said_in_words() -> None:
    nowhere = KafkaSettings(bootstrap=("127.0.0.1:1",), answer_seconds=1.0)
    with (
        closing(DecisionWriter(nowhere)) as writer,
        pytest.raises(JournalUnavailable, match="no Kafka broker answers"),
    ):
        writer.append([entered("a")])


def test_a_number_gained_is_searched_before_its_marker_and_let_through_behind_it(desk: IntakeDesk) -> None:
    desk.enrolls("S01", "4711")
    earlier = [desk.send("0815", feed="old") for _ in range(5)]
    desk.send("99")
    desk.flush()
    desk.worker().ready()
    until(lambda: desk.heard() == 6)
    desk.marks("S01", ["0815", "4711"])
    later = [desk.send("0815") for _ in range(5)]
    desk.flush()
    until(lambda: desk.frame_ids() == later and bool(desk.found()))
    [found] = desk.found()
    assert (found.subject, set(found.numbers), found.cause) == ("S01", {"0815", "4711"}, "enrolled")
    assert [(one.control_id, one.feed) for one in found.frames] == [(one, "old") for one in earlier]
    assert found.frames[0].received_at == START + timedelta(seconds=1)
