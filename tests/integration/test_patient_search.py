"""The index of patient numbers: finds what is there, forgets what left, is made anew when in doubt, tells no number."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from embedded import temperature
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.patient_search import OPEN_AT_MOST, SqlitePatientSearch
from graftwatch.adapters.sqlite.retention import expire
from graftwatch.pipeline.journal import EntryKind, NewEntry

START = datetime(2026, 6, 1, 12, tzinfo=UTC)


def message(number: str, at: datetime) -> bytes:
    return temperature(f"T{at:%d}", at, "36.8", number=number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal of four days: each day one frame of 4711, three of others, and a roster change that holds it, too."""
    journal = SqliteJournal(tmp_path / "journal")
    for day in range(4):
        at = START + timedelta(days=day)
        frames = [
            NewEntry(at, EntryKind.FRAME, "lab", "", message(number, at)) for number in ("1", "4711", "2", "47110")
        ]
        journal.append([*frames, NewEntry(at, EntryKind.ROSTER, "roster", "", message("4711", at))])
    journal.close()
    return tmp_path


@pytest.fixture
def search(folder: Path) -> Iterator[SqlitePatientSearch]:
    one = SqlitePatientSearch(folder / "journal", folder / "identifier.key")
    yield one
    one.close()


def opened(folder: Path) -> SqlitePatientSearch:
    return SqlitePatientSearch(folder / "journal", folder / "identifier.key")


def found(search: SqlitePatientSearch, number: str = "4711", before: int = 1000) -> list[int]:
    return [entry.seq for entry in search.frames_of({number}, before)]


def test_it_finds_the_frames_of_a_number_and_no_others(search: SqlitePatientSearch) -> None:
    assert found(search) == [2, 7, 12, 17]
    assert found(search, before=12) == [2, 7]
    assert found(search, "nobody") == []
    assert found(search, "") == []


@pytest.mark.parametrize("portion", [1, 3, 7, 100])
def test_it_is_built_in_portions_and_says_how_much_is_left(search: SqlitePatientSearch, portion: int) -> None:
    left = search.behind()
    assert left == 20
    while done := search.advance(portion):
        assert done <= portion
        left -= done
        assert search.behind() == left
    assert left == 0
    assert found(search) == [2, 7, 12, 17]


def test_what_comes_after_it_was_built_is_found_as_well(folder: Path, search: SqlitePatientSearch) -> None:
    search.advance(100)
    journal = SqliteJournal(folder / "journal")
    for day in (3, 4):
        at = START + timedelta(days=day, hours=1)
        journal.append([NewEntry(at, EntryKind.FRAME, "lab", "", message("4711", at))])
    journal.close()
    assert search.behind() == 2
    assert found(search) == [2, 7, 12, 17, 21, 22]


def test_the_index_leaves_with_its_segment(folder: Path, search: SqlitePatientSearch) -> None:
    found(search)
    expire(folder / "journal", date(2026, 6, 3), 1000)
    assert sorted(path.name for path in (folder / "journal").glob("*.index")) == [
        "2026-06-03.index",
        "2026-06-04.index",
    ]
    assert found(search) == [12, 17]
    assert search.oldest() == 11
    assert not [path.name for path in (folder / "journal").glob("2026-06-0[12]*")]


def test_no_patient_number_stands_in_it_and_nobody_else_may_read_it(folder: Path, search: SqlitePatientSearch) -> None:
    found(search)
    search.close()
    for path in (folder / "journal").glob("*.index*"):
        assert b"4711" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    assert (folder / "identifier.key").stat().st_mode & 0o777 == 0o600


def _torn(file: Path) -> None:
    file.write_bytes(b"torn" * 2000)


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _of_another_segment(file: Path) -> None:
    with sqlite3.connect(file) as index:
        index.execute("UPDATE covered SET first_seq = 99")


def _of_another_journal(file: Path) -> None:
    """Another journal with the same numbering: it holds another entry where this index ends."""
    with sqlite3.connect(file) as index:
        index.execute("UPDATE covered SET last_at = last_at + 1")
        index.execute("DELETE FROM number")


def _beyond_the_end(file: Path) -> None:
    with sqlite3.connect(file) as index:
        index.execute("UPDATE covered SET last_seq = last_seq + 1000")


@pytest.mark.parametrize(
    "harm", [Path.unlink, _torn, _emptied, _of_another_segment, _of_another_journal, _beyond_the_end]
)
def test_an_index_that_does_not_fit_is_made_anew(folder: Path, harm: object) -> None:
    first = opened(folder)
    found(first)
    first.close()
    harm(folder / "journal" / "2026-06-02.index")  # type: ignore[operator]
    again = opened(folder)
    assert found(again) == [2, 7, 12, 17]
    again.close()


def test_another_key_makes_it_anew(folder: Path) -> None:
    first = opened(folder)
    found(first)
    first.close()
    (folder / "identifier.key").unlink()
    again = opened(folder)
    assert found(again) == [2, 7, 12, 17]
    again.close()


def test_where_it_cannot_be_written_the_journal_is_looked_through(folder: Path) -> None:
    for day in range(1, 5):
        (folder / "journal" / f"2026-06-0{day}.index").mkdir()
    one = opened(folder)
    assert found(one) == [2, 7, 12, 17]
    assert one.advance(100) == 0
    one.close()


@pytest.mark.parametrize("days", [OPEN_AT_MOST, OPEN_AT_MOST + 1])
def test_more_days_than_may_be_open_are_searched_all_the_same(tmp_path: Path, days: int) -> None:
    journal = SqliteJournal(tmp_path / "journal")
    for day in range(days):
        at = START + timedelta(days=day)
        journal.append([NewEntry(at, EntryKind.FRAME, "lab", "", message("4711", at))])
    journal.close()
    one = opened(tmp_path)
    assert found(one) == found(one) == list(range(1, days + 1))
    assert one.open_indexes == min(days, OPEN_AT_MOST)
    one.close()
