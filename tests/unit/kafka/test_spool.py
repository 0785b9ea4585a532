"""The spool by itself: order, limits, and what a process that died leaves to the next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.kafka.raw.spool import READ_ENTRIES, Spool, SpoolLimits, SpoolRefuses
from graftwatch.entrypoints.spool_store import SqliteSpoolStore
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.message_log import RefusalReason

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = SpoolLimits(1_000_000, timedelta(hours=1))


def entries(*numbers: int, at: datetime = NOON) -> list[NewEntry]:
    return [NewEntry(at, EntryKind.FRAME, "lab", f"c-{one}", b"%10d" % one) for one in numbers]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Spool]:
    return lambda: Spool(tmp_path / "spool", SqliteSpoolStore, LIMITS)


def drain(spool: Spool) -> list[str]:
    found = []
    while not spool.empty:
        some = spool.next_entries()
        found += [one.control_id for one in some]
        spool.drained(some)
    return found


def test_what_waits_comes_out_in_order_and_the_disk_is_free_again(opened: Callable[[], Spool], tmp_path: Path) -> None:
    spool = opened()
    many = range(READ_ENTRIES + 3)
    for one in many:
        spool.append(entries(one))
    assert (spool.waiting, spool.waiting_bytes, spool.oldest) == (len(many), 10 * len(many), NOON)
    assert drain(spool) == [f"c-{one}" for one in many]
    levels = spool.levels()
    assert (levels.messages, levels.content_bytes, levels.oldest, levels.drained) == (0, 0, None, len(many))
    assert not list((tmp_path / "spool").rglob("*.db"))
    spool.append(entries(7))
    assert drain(spool) == ["c-7"]


def test_what_a_process_left_waits_for_the_next_one(opened: Callable[[], Spool]) -> None:
    first = opened()
    first.append(entries(0, 1, 2, 3))
    first.drained(first.next_entries()[:2])
    second = opened()  # the first one was killed: it never closed
    assert (second.waiting, second.waiting_bytes, second.oldest) == (2, 20, NOON)
    second.append(entries(4))
    assert drain(second) == ["c-2", "c-3", "c-4"]
    third = opened()
    assert third.empty
    third.append(entries(5))
    assert drain(opened()) == ["c-5"]


def test_a_lost_position_repeats_and_passes_nothing_over(opened: Callable[[], Spool], tmp_path: Path) -> None:
    first = opened()
    first.append(entries(0, 1, 2))
    first.drained(first.next_entries()[:1])
    (position,) = (tmp_path / "spool").rglob("drained")
    position.write_bytes(b"")
    assert drain(opened()) == ["c-0", "c-1", "c-2"]


def test_a_generation_that_was_drained_is_gone_although_its_folder_is_still_there(
    opened: Callable[[], Spool], tmp_path: Path
) -> None:
    first = opened()
    first.append(entries(0, 1))
    drain(first)
    (tmp_path / "spool" / "0" / "journal").mkdir(parents=True)  # killed before the folder was deleted
    second = opened()
    assert second.empty
    second.append(entries(2))
    assert drain(opened()) == ["c-2"]
    assert not (tmp_path / "spool" / "0").exists()


def test_the_limit_of_bytes_is_exact(tmp_path: Path) -> None:
    spool = Spool(tmp_path, SqliteSpoolStore, SpoolLimits(30, timedelta(hours=1)))
    spool.append(entries(0, 1))
    with pytest.raises(SpoolRefuses, match="is full") as refused:
        spool.append(entries(2, 3))
    assert refused.value.reason is RefusalReason.SPOOL_FULL
    spool.append(entries(2))
    assert drain(spool) == ["c-0", "c-1", "c-2"]


def test_beyond_the_limit_of_age_nothing_more_is_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path, SqliteSpoolStore, LIMITS)
    spool.append(entries(0))
    spool.append(entries(1, at=NOON + timedelta(hours=1)))
    with pytest.raises(SpoolRefuses, match="waited in this gateway's spool for more than 1 h") as refused:
        spool.append(entries(2, at=NOON + timedelta(hours=1, seconds=1)))
    assert refused.value.reason is RefusalReason.SPOOL_TOO_OLD
    spool.drained(spool.next_entries()[:1])
    spool.append(entries(2, at=NOON + timedelta(hours=1, seconds=1)))
