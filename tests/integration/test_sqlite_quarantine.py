"""The quarantine on SQLite: one record for the same bytes, room and what happens at its end, several processes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.pipeline.quarantine import Chosen, NewQuarantined, Quarantined

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def new(content: bytes = b"hello", feed: str = "lab", reason: str = "not_hl7", at: datetime = NOON) -> NewQuarantined:
    return NewQuarantined(feed, reason, "it does not begin with MSH", content, len(content), 42, at)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quarantine.db"


@pytest.fixture
def quarantine(file: Path) -> Iterator[SqliteQuarantine]:
    quarantine = SqliteQuarantine(file)
    yield quarantine
    quarantine.close()


def only(quarantine: SqliteQuarantine) -> Quarantined:
    (listed,) = quarantine.list_records()
    shown = quarantine.show(listed.id)
    assert shown is not None
    return shown


def test_a_record_has_its_bytes_reason_and_place(quarantine: SqliteQuarantine) -> None:
    quarantine.add([new()])
    kept = only(quarantine)
    assert (kept.feed, kept.reason, kept.text) == ("lab", "not_hl7", "it does not begin with MSH")
    assert (kept.content, kept.size, kept.position) == (b"hello", 5, 42)
    assert (kept.first_tried_at, kept.last_tried_at, kept.tries, kept.released_at) == (NOON, NOON, 1, None)


def test_a_list_does_not_carry_the_bytes(quarantine: SqliteQuarantine) -> None:
    quarantine.add([new()])
    assert [record.content for record in quarantine.list_records()] == [b""]


def test_the_same_bytes_again_are_one_record_with_a_count(quarantine: SqliteQuarantine) -> None:
    quarantine.add([new(), new()])
    quarantine.add([new(at=NOON + timedelta(hours=1))])
    kept = only(quarantine)
    assert (kept.tries, kept.first_tried_at, kept.last_tried_at) == (3, NOON, NOON + timedelta(hours=1))


def test_another_feed_or_reason_is_another_record(quarantine: SqliteQuarantine) -> None:
    quarantine.add([new(), new(feed="icu"), new(reason="empty"), new(reason="empty")])
    assert quarantine.counts() == {("lab", "not_hl7"): 1, ("icu", "not_hl7"): 1, ("lab", "empty"): 1}


def test_a_released_record_is_listed_only_if_asked_and_opens_again_when_repeated(
    quarantine: SqliteQuarantine,
) -> None:
    quarantine.add([new()])
    record = only(quarantine)
    quarantine.mark_released([record.id], NOON)
    assert quarantine.list_records() == []
    assert [kept.released_at for kept in quarantine.list_records(Chosen(released=True))] == [NOON]
    quarantine.add([new()])
    assert only(quarantine).tries == 2


def test_another_process_sees_what_was_added(file: Path, quarantine: SqliteQuarantine) -> None:
    other = SqliteQuarantine(file)
    quarantine.add([new()])
    assert len(other.list_records()) == 1
    other.mark_released([only(quarantine).id], NOON)
    other.close()
    assert quarantine.counts() == {}


def test_what_is_added_is_there_after_a_restart(file: Path, quarantine: SqliteQuarantine) -> None:
    quarantine.add([new()])
    quarantine.close()
    again = SqliteQuarantine(file)
    assert len(again.list_records()) == 1
    again.close()


@pytest.mark.parametrize(("size", "kept"), [(100, 100), (101, 0)])
def test_at_the_limit_of_bytes_a_record_is_kept_without_them(file: Path, size: int, kept: int) -> None:
    quarantine = SqliteQuarantine(file, limit_bytes=200)
    quarantine.add([new(b"a" * 100), new(b"b" * size)])
    record = quarantine.show(quarantine.list_records()[1].id)
    assert record is not None
    assert (len(record.content), record.size) == (kept, size)
    quarantine.close()


def test_at_the_limit_the_oldest_released_goes_first(file: Path) -> None:
    quarantine = SqliteQuarantine(file, limit_bytes=250)
    quarantine.add([new(b"a" * 100), new(b"b" * 100)])
    for hours, record in enumerate(quarantine.list_records()):
        quarantine.mark_released([record.id], NOON + timedelta(hours=hours))
    quarantine.add([new(b"c" * 100)])
    sizes = [quarantine.show(record.id) for record in quarantine.list_records(Chosen(released=True))]
    assert [record.content[:1] for record in sizes if record is not None] == [b"b", b"c"]
    quarantine.close()


def test_at_the_limit_of_records_a_further_one_is_counted(file: Path) -> None:
    quarantine = SqliteQuarantine(file, limit_rows=2)
    quarantine.add([new(b"a"), new(b"b"), new(b"c"), new(b"d")])
    assert len(quarantine.list_records()) == 2
    assert quarantine.room().not_kept == 2
    quarantine.add([new(b"a")])
    assert [record.tries for record in quarantine.list_records()] == [2, 1]
    quarantine.close()
