"""An SS-MIX2 storage: what is taken, what counts no more, and that no file is read twice."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from graftwatch.adapters.ssmix2.storage import Rhythm
from graftwatch.hl7.ssmix2 import Flag
from graftwatch.pipeline.journal import JournalUnavailable, NewEntry
from storage_desk import CULTURE, VITALS, StorageDesk, control_id, message, touch

LATER = replace(CULTURE, at="20260607093000123")
LATEST = replace(CULTURE, at="20260608093000123")


@contextmanager
def desk(root: Path, **options: object) -> Iterator[StorageDesk]:
    one = StorageDesk(root, **options)  # type: ignore[arg-type]
    yield one
    one.close()


def test_the_first_scan_takes_what_is_current_and_never_reads_what_is_not(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put(CULTURE)
        one.put_in_folder(VITALS)
        one.put(replace(CULTURE, day="-", data_type="ADT-00"))
        one.put(replace(LATER, order="1", flag=Flag.SUPERSEDED))
        one.put(replace(LATER, order="2", flag=Flag.DELETED))
        one.put(replace(CULTURE, data_type="OML-01"))
        one.put(replace(CULTURE, day="20260430"))
        one.look()
        assert sorted(name for _, name in one.kept()) == [
            "ADT-00-000000000000042-20260606093000123",
            "L-OBSE-2026060509-20260606093000123",
            "OML-11-000000000000042-20260606093000123",
        ]
        assert (one.reads, one.withdrawn()) == (3, [])


def test_no_file_is_read_twice_not_even_after_a_restart(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        for order in range(50):
            one.put(replace(CULTURE, order=str(order)))
        one.look()
        one.look(after_seconds=4000.0)
        assert (one.storage.scans, one.reads) == (2, 50)
    with desk(tmp_path) as again:
        again.look()
        again.put(replace(CULTURE, order="51"))
        again.look()
        assert (again.storage.scans, again.reads, len(again.kept())) == (1, 1, 51)


def test_a_file_that_replaces_another_is_journalled_before_the_old_one_is_withdrawn(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        old = one.put(CULTURE)
        one.look()
        one.flag(old, Flag.SUPERSEDED)
        one.look()
        assert one.withdrawn() == []  # the old result counts until its successor is known
        assert one.metrics.levels["pending"] == 1
        one.put(LATER)
        one.look()
        assert one.kept() == [(1, control_id(CULTURE)), (2, control_id(LATER))]
        assert one.withdrawn() == [(3, 1, 2)]
        assert one.metrics.levels["pending"] == 0


def test_of_several_successors_the_newest_one_counts(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        old = one.put(CULTURE)
        one.look()
        one.flag(old, Flag.SUPERSEDED)
        one.put(replace(LATER, flag=Flag.SUPERSEDED))
        one.put(LATEST)
        one.look()
        assert one.kept()[-1] == (2, control_id(LATEST))
        assert one.withdrawn() == [(3, 1, 2)]


def test_a_deleted_file_is_withdrawn_without_a_successor_and_once(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        old, vitals = one.put(CULTURE), one.put_in_folder(VITALS)
        one.look()
        one.flag(old, Flag.DELETED)
        one.flag(vitals, Flag.DELETED)
        one.look()
        one.look(after_seconds=4000.0)
        assert sorted((seq, successor) for _, seq, successor in one.withdrawn()) == [(1, None), (2, None)]


def test_a_change_while_the_service_was_down_is_found_by_the_next_scan(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        old = one.put(CULTURE)
        one.look()
    one.flag(old, Flag.SUPERSEDED)
    one.put(LATER)
    with desk(tmp_path) as again:
        again.look()
        assert (again.reads, again.withdrawn()) == (1, [(3, 1, 2)])


def test_a_file_that_was_deleted_and_counts_again_is_journalled_anew(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put(CULTURE)
        one.look()
        path = one.flag(path, Flag.DELETED)
        one.look()
        one.flag(path, Flag.CURRENT)
        one.look()
        assert [seq for seq, _ in one.kept()] == [1, 3]


def test_a_file_that_is_still_written_is_left_until_it_stands_still(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put(CULTURE, message(CULTURE)[:40])
        touch(path, one.wall)
        one.look()
        assert one.kept() == []
        path.write_bytes(message(CULTURE))
        touch(path, one.wall + 0.5)
        one.look(after_seconds=0.6)
        one.look(after_seconds=0.6)
        assert one.kept() == []
        one.look(after_seconds=0.6)
        assert one.kept() == [(1, control_id(CULTURE))]


def test_a_file_that_was_read_too_soon_is_read_again_and_its_first_part_withdrawn(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put(CULTURE, message(CULTURE)[:-20])
        one.look()
        path.write_bytes(message(CULTURE))
        one.look()
        assert [seq for seq, _ in one.kept()] == [1, 2]
        assert one.withdrawn() == [(3, 1, 2)]


def test_a_content_folder_is_taken_when_its_message_has_come(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.look()
        folder = one.put_in_folder(VITALS)
        document = (folder / "main_document.hl7").rename(tmp_path / "later.hl7")
        touch(folder, one.wall)
        one.look()
        document.rename(folder / "main_document.hl7")
        touch(folder, one.wall)
        one.look(after_seconds=1.1)
        assert one.kept() == [(1, control_id(VITALS))]


def test_a_bad_file_lies_in_quarantine_and_is_not_read_again(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put(CULTURE, b"PID|1||0012345678\r")
        one.put(replace(CULTURE, order="2"), message(CULTURE) + b"x" * 4096)
        one.look()
        one.look(after_seconds=4000.0)
        assert {record.reason for record in one.quarantine.list_records()} == {"not_hl7", "too_large"}
        assert (one.reads, one.kept()) == (2, [])


@pytest.mark.parametrize("most_watches", [1000, 3])
def test_new_patients_days_and_types_are_seen_with_and_without_enough_watches(
    tmp_path: Path, most_watches: int
) -> None:
    with desk(tmp_path, most_watches=most_watches) as one:
        one.put(CULTURE)
        one.look()
        one.put(replace(CULTURE, patient="9912345678"))
        one.put(replace(CULTURE, day="20260606", order="43"))
        one.put(replace(CULTURE, data_type="ADT-22"))
        one.put(replace(CULTURE, day="20260430", order="old"))
        one.look(after_seconds=5.1)
        assert len(one.kept()) == 4
        assert (one.metrics.levels["unwatched"] > 0) is (most_watches == 3)


def test_a_remote_share_is_scanned_at_its_own_rhythm(tmp_path: Path) -> None:
    with desk(tmp_path, rhythm=Rhythm(watch=False, poll_seconds=5.0)) as one:
        one.look()
        one.put(CULTURE)
        one.look(after_seconds=4.9)
        assert one.kept() == []
        one.look(after_seconds=0.2)
        assert len(one.kept()) == 1


def test_the_transaction_log_tells_a_change_that_no_watch_sees(tmp_path: Path) -> None:
    with desk(tmp_path, rhythm=Rhythm(watch=False, poll_seconds=1000.0), log=True) as one:
        year = one.transactions / "2026"
        year.mkdir(parents=True)
        log = year / "TR_20260606000000000_00001.DAT"
        log.write_bytes(b"INS,1,20260101,OML-11,1\r\n")
        one.look()
        one.put(CULTURE)
        one.look()
        assert one.kept() == []
        with log.open("ab") as file:
            file.write(b"INS,0012345678,20260605,OML-11,000000000000042")
        one.look()
        assert one.kept() == []  # the record is not whole yet
        with log.open("ab") as file:
            file.write(b"\r\nINS what is this\r\n")
        one.look()
        assert one.kept() == [(1, control_id(CULTURE))]
        assert one.metrics.levels["hints"] == 1
        (year / "TR_20260607000000000_00002.DAT").write_bytes(b"DEL,0012345678,20260605,OML-11,1\r\n")
        one.put(LATER)
        one.look()
        assert len(one.kept()) == 2


def test_what_follows_no_rule_of_the_storage_is_left_alone_and_counted(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put(CULTURE)
        (path.parent / "Thumbs.db").write_bytes(b"x")
        path.with_name(path.name.replace("OML-11", "ADT-22")).write_bytes(message(CULTURE))
        one.look()
        assert (len(one.kept()), one.metrics.levels["names"]) == (1, 2)


def test_the_index_holds_no_patient_and_forgets_days_that_are_past(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put(CULTURE)
        one.put(replace(CULTURE, day="-", data_type="ADT-00"))
        one.look()
        assert len(one.index) == 2
    assert b"0012345678" not in (tmp_path / "index.db").read_bytes()
    with desk(tmp_path, first_day="20260606") as later:
        later.look()
        assert len(later.index) == 1


def test_a_storage_that_is_not_there_is_told_and_taken_once_it_is_mounted(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put(CULTURE)
        away = one.root.rename(tmp_path / "away")
        one.storage.look()
        assert one.storage.fault == "feed reports: the storage cannot be used: No such file or directory"
        away.rename(one.root)
        one.look(after_seconds=5.1)
        assert (one.kept(), one.storage.scans) == ([(1, control_id(CULTURE))], 1)


def test_a_transaction_log_that_is_not_there_is_told_and_stops_nothing(tmp_path: Path) -> None:
    with desk(tmp_path, log=True) as one:
        one.look()
        one.put(CULTURE)
        one.seconds += 0.1
        one.storage.look()
        assert "the transaction log cannot be read" in one.storage.fault
        assert len(one.kept()) == 1


class FullJournal:
    """A journal without room until it is given some."""

    def __init__(self) -> None:
        self.behind: StorageDesk | None = None

    def append(self, entries: Sequence[NewEntry]) -> int:
        if self.behind is None:
            raise JournalUnavailable("the journal could not be written: the disk is full")
        return self.behind.journal.append(entries)


def test_on_a_full_disk_it_is_told_and_goes_on_by_itself_when_there_is_room(tmp_path: Path) -> None:
    journal = FullJournal()
    with desk(tmp_path, journal=journal) as one:
        path = one.put(CULTURE)
        one.storage.look()
        assert "the disk is full" in one.storage.fault
        journal.behind = one
        one.look()
        assert one.kept() == [(1, control_id(CULTURE))]
        journal.behind = None
        one.flag(path, Flag.DELETED)
        one.storage.look()
        assert "the disk is full" in one.storage.fault
        journal.behind = one
        one.look()
        assert one.withdrawn() == [(2, 1, None)]
        assert one.reads == 1
