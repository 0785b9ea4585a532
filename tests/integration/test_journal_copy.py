"""A journal that copies another log: its numbers are that log's, whatever was copied before or is there no more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.retention import verify
from graftwatch.pipeline.journal import Entry, EntryKind, NewEntry

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(seq: int, at: datetime = NOON) -> Entry:
    return Entry(seq, at, EntryKind.FRAME, "lab", f"C{seq}", b"content", at - DAY, "hl7.raw-3", seq + 100)


@pytest.fixture
def journal(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path)


def copied(folder: Path) -> list[Entry]:
    return SqliteJournalReader(folder).read_after(0, 100)


def test_entries_come_back_as_they_were_under_their_own_numbers(journal: SqliteJournal, tmp_path: Path) -> None:
    entries = [entry(seq) for seq in range(1000, 1070)]
    journal.copy(entries)
    assert copied(tmp_path) == entries
    assert SqliteJournalReader(tmp_path).last_seq() == 1069
    assert [one.faults for one in verify(tmp_path)] == [()]


def test_what_is_there_already_is_passed_over(journal: SqliteJournal, tmp_path: Path) -> None:
    journal.copy([entry(5), entry(6)])
    journal.copy([entry(5), entry(6), entry(7)])
    assert [one.seq for one in copied(tmp_path)] == [5, 6, 7]


def test_what_the_log_holds_no_more_is_left_out(journal: SqliteJournal, tmp_path: Path) -> None:
    journal.copy([entry(5)])
    journal.copy([entry(50, NOON + DAY)])
    reader = SqliteJournalReader(tmp_path)
    assert [one.seq for one in (*reader.read_after(0, 9), *reader.read_after(5, 9))] == [5, 50]
    assert reader.entry(30) is None


def test_an_embedded_journal_goes_on_as_a_copy(journal: SqliteJournal, tmp_path: Path) -> None:
    journal.append([NewEntry(NOON, EntryKind.FRAME, "lab", "C1", b"own")])
    journal.copy([entry(2)])
    assert [(one.seq, one.source, one.source_offset) for one in copied(tmp_path)] == [
        (1, "", -1),
        (2, "hl7.raw-3", 102),
    ]
