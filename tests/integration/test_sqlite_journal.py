"""The journal on SQLite: days, writers, crashes, limits."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.retention import expire, verify
from graftwatch.adapters.sqlite.segment import create_segment
from graftwatch.pipeline.journal import Entry, EntryKind, JournalUnavailable, NewEntry

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
LATE = MIDNIGHT - timedelta(microseconds=1)


def new(control_id: str, at: datetime = LATE, content: bytes = b"MSH|", kind: EntryKind = EntryKind.FRAME) -> NewEntry:
    return NewEntry(at, kind, "lab", control_id, content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(folder)
    yield journal
    journal.close()


@pytest.fixture
def reader(folder: Path) -> Iterator[SqliteJournalReader]:
    reader = SqliteJournalReader(folder)
    yield reader
    reader.close()


def faults(folder: Path) -> list[str]:
    return [fault for report in verify(folder) for fault in report.faults]


def test_when_a_released_message_first_came_is_kept(journal: SqliteJournal, reader: SqliteJournalReader) -> None:
    journal.append([new("a")._replace(first_received_at=LATE - timedelta(hours=3)), new("b")])
    first, second = reader.read_after(0, 10)
    assert (first.came_at, first.received_at) == (LATE - timedelta(hours=3), LATE)
    assert (second.first_received_at, second.came_at) == (None, LATE)


@pytest.mark.parametrize("version", [0, 1])
def test_a_segment_of_a_version_before_is_read_and_written_on(folder: Path, version: int) -> None:
    folder.mkdir()
    old = sqlite3.connect(create_segment(folder, LATE.date(), 1), isolation_level=None)
    for later in ["first_received_at", "source", "source_offset"][version:]:
        old.execute(f"ALTER TABLE entry DROP COLUMN {later}")
    old.execute(f"PRAGMA user_version = {version}")
    columns = "seq, received_at, kind, feed, control_id, content"
    old.execute(f"INSERT INTO entry ({columns}) VALUES (1, 0, 'frame', 'lab', 'a', x'4d')")  # noqa: S608 - constants
    old.close()
    reader, journal = SqliteJournalReader(folder), SqliteJournal(folder)
    assert [one.control_id for one in reader.read_after(0, 10)] == ["a"]
    assert journal.append([new("b")]) == 2
    assert [one.first_received_at for one in reader.read_after(0, 10)] == [None, None]
    reader.close()
    journal.close()


def test_an_empty_journal(reader: SqliteJournalReader) -> None:
    assert (reader.last_seq(), reader.read_after(0, 10), reader.find("1"), reader.entry(1)) == (0, [], [], None)


def test_what_is_appended_is_read_back_in_order(journal: SqliteJournal, reader: SqliteJournalReader) -> None:
    assert journal.append([new("a", content=b"\x00\xff"), new("b", kind=EntryKind.DECISION)]) == 1
    assert journal.append([new("c", kind=EntryKind.ROSTER)]) == 3
    assert reader.read_after(0, 10) == [
        Entry(1, LATE, EntryKind.FRAME, "lab", "a", b"\x00\xff"),
        Entry(2, LATE, EntryKind.DECISION, "lab", "b", b"MSH|"),
        Entry(3, LATE, EntryKind.ROSTER, "lab", "c", b"MSH|"),
    ]
    assert [entry.seq for entry in reader.read_after(1, 1)] == [2]
    assert reader.last_seq() == 3


def test_nothing_cannot_be_appended(journal: SqliteJournal) -> None:
    with pytest.raises(ValueError, match="at least one"):
        journal.append([])


def test_numbers_go_on_over_midnight_and_over_a_restart(folder: Path, reader: SqliteJournalReader) -> None:
    for control_id, at in (("a", LATE), ("b", MIDNIGHT), ("c", MIDNIGHT + timedelta(days=3))):
        journal = SqliteJournal(folder)
        journal.append([new(control_id, at)])
        journal.close()
    assert [(entry.seq, entry.control_id) for entry in reader.read_after(0, 1)] == [(1, "a")]
    assert [entry.seq for entry in reader.read_after(1, 10)] == [2]
    assert [entry.seq for entry in reader.read_after(2, 10)] == [3]
    assert reader.read_after(3, 10) == []
    assert sorted(path.name for path in folder.glob("*.db")) == ["2026-03-01.db", "2026-03-02.db", "2026-03-05.db"]
    assert [entry.seq for entry in reader.find("c")] == [3]
    assert reader.entry(2) is not None
    assert faults(folder) == []


def test_an_entry_of_an_earlier_day_goes_behind_the_newest(journal: SqliteJournal, reader: SqliteJournalReader) -> None:
    journal.append([new("a", MIDNIGHT)])
    assert journal.append([new("b", LATE)]) == 2
    assert [entry.received_at for entry in reader.read_after(0, 10)] == [MIDNIGHT, LATE]


def test_the_second_writer_follows_when_the_first_has_rolled_over(
    folder: Path, journal: SqliteJournal, reader: SqliteJournalReader
) -> None:
    second = SqliteJournal(folder)
    journal.append([new("a")])
    second.append([new("b")])
    journal.append([new("c", MIDNIGHT)])
    assert second.append([new("d")]) == 4
    assert second.append([new("e", MIDNIGHT)]) == 5
    second.close()
    assert [entry.control_id for entry in reader.read_after(2, 10)] == ["c", "d", "e"]
    assert faults(folder) == []


def test_processes_appending_over_several_midnights_lose_and_mix_nothing(
    folder: Path, reader: SqliteJournalReader
) -> None:
    program = Path(__file__).parent.parent / "journal_writer_process.py"
    writers = [subprocess.Popen([sys.executable, program, folder, name, "60"]) for name in "xyz"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    entries: list[Entry] = []
    while found := reader.read_after(len(entries), 1000):
        entries += found
    assert [entry.seq for entry in entries] == list(range(1, 361))
    for name in "xyz":
        own = [entry.control_id for entry in entries if entry.control_id.startswith(name)]
        assert own == [f"{name}{number}{mark}" for number in range(60) for mark in ("", "+")]
    assert faults(folder) == []


def test_a_crash_between_closing_a_day_and_creating_the_next_is_mended(folder: Path, journal: SqliteJournal) -> None:
    journal.append([new("a")])
    journal.close()
    connection = sqlite3.connect(folder / "2026-03-01.db")
    connection.execute("UPDATE segment SET closed = 1")
    connection.commit()
    connection.close()
    (folder / ".2026-03-02.db.1.draft").write_bytes(b"half a file")
    again = SqliteJournal(folder)
    assert again.append([new("b")]) == 2
    again.close()
    assert sorted(path.name for path in folder.glob("*.db")) == ["2026-03-01.db", "2026-03-02.db"]
    assert list(folder.glob(".*.draft")) == []
    assert faults(folder) == []


def test_a_segment_is_never_replaced(folder: Path, journal: SqliteJournal, reader: SqliteJournalReader) -> None:
    journal.append([new("a")])
    with pytest.raises(FileExistsError):
        create_segment(folder, date(2026, 3, 1), 1)
    assert [entry.control_id for entry in reader.read_after(0, 10)] == ["a"]


def test_a_torn_log_loses_only_what_was_never_acknowledged(folder: Path) -> None:
    journal = SqliteJournal(folder)
    journal.append([new("a")])
    log = folder / "2026-03-01.db-wal"
    whole = log.read_bytes()
    durable = len(whole)
    journal.append([new("b")])
    torn = log.read_bytes()[: durable + 100]
    copy = folder.parent / "after-power-cut"
    copy.mkdir()
    (copy / "2026-03-01.db").write_bytes((folder / "2026-03-01.db").read_bytes())
    (copy / "2026-03-01.db-wal").write_bytes(torn)
    journal.close()
    again = SqliteJournal(copy)
    assert again.append([new("c")]) == 2
    again.close()
    reader = SqliteJournalReader(copy)
    assert [entry.control_id for entry in reader.read_after(0, 10)] == ["a", "c"]
    reader.close()
    assert faults(copy) == []


def test_a_log_of_full_size_changes_nothing_but_the_file(folder: Path, reader: SqliteJournalReader) -> None:
    journal = SqliteJournal(folder, wal_limit_bytes=2 * 1024 * 1024, full_size_log=True)
    journal.append([new("a")])
    assert journal.wal_bytes == 2 * 1024 * 1024
    assert [entry.control_id for entry in reader.read_after(0, 10)] == ["a"]
    reader.close()
    journal.close()
    assert faults(folder) == []


def append_until_full(journal: SqliteJournal) -> int:
    """How often two entries could be appended."""
    for kept in range(1000):
        try:
            journal.append([new(f"{kept}", content=b"x" * 9000), new("second", content=b"y" * 9000)])
        except JournalUnavailable:
            return kept
    raise AssertionError("the segment never became full")


def test_a_full_segment_is_unavailable_keeps_nothing_of_the_call_and_recovers(
    folder: Path, reader: SqliteJournalReader
) -> None:
    journal = SqliteJournal(folder, max_segment_pages=20)
    kept = append_until_full(journal)
    journal.close()
    assert kept > 2
    assert reader.last_seq() == 2 * kept
    roomy = SqliteJournal(folder)
    assert roomy.append([new("after", content=b"x" * 9000)]) == 2 * kept + 1
    roomy.close()


def test_a_damaged_segment_is_said_to_be_and_nothing_is_claimed(folder: Path) -> None:
    folder.mkdir()
    (folder / "2026-03-01.db").write_bytes(b"not a database" * 1000)
    journal = SqliteJournal(folder)
    with pytest.raises(JournalUnavailable):
        journal.append([new("a")])
    journal.close()
    assert "cannot be read" in faults(folder)[0]


def test_a_missing_day_is_found_by_verify(folder: Path, journal: SqliteJournal) -> None:
    for number in range(3):
        journal.append([new(f"{number}", LATE + timedelta(days=number))])
    journal.close()
    (folder / "2026-03-02.db").unlink()
    assert faults(folder) == ["begins at 3, but the segment before ends at 1"]


def test_retention_deletes_old_days_that_are_handled_and_reading_goes_on(
    folder: Path, journal: SqliteJournal, reader: SqliteJournalReader
) -> None:
    for number in range(4):
        journal.append([new(f"{number}", LATE + timedelta(days=number))])
    assert expire(folder, date(2026, 3, 3), handled_seq=1) == ["2026-03-01.db"]
    assert expire(folder, date(2026, 3, 3), handled_seq=4) == ["2026-03-02.db"]
    assert expire(folder, date(2027, 1, 1), handled_seq=4) == ["2026-03-03.db"]
    assert [entry.seq for entry in reader.read_after(0, 10)] == [4]
    assert journal.append([new("5", LATE + timedelta(days=3))]) == 5
    assert faults(folder) == []


def test_the_log_stays_near_its_limit_under_load(folder: Path, journal: SqliteJournal) -> None:
    journal.close()
    limit = 4 * 1024 * 1024
    busy = SqliteJournal(folder, wal_limit_bytes=limit)
    most = 0
    for start in range(0, 20_000, 50):
        busy.append([new(f"{number}", content=b"x" * 1500) for number in range(start, start + 50)])
        most = max(most, busy.wal_bytes)
    busy.close()
    assert most < 3 * limit
