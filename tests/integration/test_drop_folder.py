"""A drop folder: when a file is taken, what its outcome says, and that nothing is lost or counted twice."""

import fcntl
import os
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from drop_desk import DropDesk
from graftwatch.adapters.folder.file_reader import GROUP_MESSAGES, FileReader
from graftwatch.adapters.folder.retention import expire_done
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.journal import JournalUnavailable, NewEntry

DAY = timedelta(days=1)


def message(number: int, *, version: str = "2.5.1") -> bytes:
    return f"MSH|^~\\&|LAB|H|||20260601||ORU^R01|M{number}|P|{version}\rPID|1||4711\r".encode()


@contextmanager
def desk(root: Path, **rules: object) -> Iterator[DropDesk]:
    one = DropDesk(root, **rules)
    yield one
    one.close()


def test_a_file_is_taken_when_its_size_and_time_have_stood_still(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put("a.hl7", message(1))
        assert one.look() == 0
        with path.open("ab") as file:
            file.write(message(2))
        assert one.look(after_seconds=1.9) == 0
        assert one.look(after_seconds=1.9) == 0
        assert one.look(after_seconds=0.1) == 1
        assert one.kept() == [message(1).rstrip(), message(2).rstrip()]
        assert (one.there("done"), one.there("taking"), one.there("failed")) == (["a.hl7"], [], [])
        assert one.outcome("done/a.hl7")["messages"] == [
            {
                "offset": 0,
                "size": len(message(1)) - 1,
                "control_id": "M1",
                "code": "AA",
                "outcome": "accepted",
                "seq": 1,
            },
            {
                "offset": len(message(1)),
                "size": len(message(2)) - 1,
                "control_id": "M2",
                "code": "AA",
                "outcome": "accepted",
                "seq": 2,
            },
        ]


def test_a_file_renamed_into_place_is_taken_at_the_first_look(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        path = one.put("a.hl7.tmp", message(1))
        before = path.stat().st_mtime_ns - 3_000_000_000
        os.utime(path, ns=(before, before))
        assert one.look() == 0
        path.rename(tmp_path / "in" / "a.hl7")
        assert one.look() == 1


@pytest.mark.parametrize("name", [".a.hl7", "a.hl7.tmp", "a.hl7.part"])
def test_a_name_that_says_not_ready_is_left_alone(tmp_path: Path, name: str) -> None:
    with desk(tmp_path) as one:
        one.put(name, message(1))
        assert one.settle() == 0
        assert one.kept() == []


def test_the_good_messages_of_a_file_are_taken_and_the_bad_ones_told_with_their_place(tmp_path: Path) -> None:
    large = message(3).replace(b"4711", b"x" * 4096)
    content = message(1) + b"MSH|^~\\&|LAB\r" + large + message(4, version="9.9") + message(5)
    with desk(tmp_path) as one:
        one.put("mixed.hl7", content)
        assert one.settle() == 1
        assert one.kept() == [message(1).rstrip(), message(5).rstrip()]
        assert (one.there("done"), one.there("failed")) == ([], ["mixed.hl7"])
        said = one.outcome("failed/mixed.hl7")
        assert said["counts"] == {"accepted": 2, "rejected": 3}
        messages = said["messages"]
        assert isinstance(messages, list)
        assert [(line["code"], line.get("reason", "")) for line in messages] == [
            ("AA", ""),
            ("AR", "no_control_id"),
            ("AR", "too_large"),
            ("AR", "version"),
            ("AA", ""),
        ]
        records = one.quarantine.list_records()
        assert [(record.reason, record.position) for record in records] == [
            ("no_control_id", len(message(1))),
            ("too_large", content.index(large)),
            ("version", content.index(b"MSH|^~\\&|LAB|H|||20260601||ORU^R01|M4")),
        ]
        assert records[1].size == len(large) - 1
        assert one.metrics.messages == {"accepted": 2, "rejected": 3}
        assert one.refused() == [{"no_control_id": 1, "too_large": 1, "version": 1}]
        assert one.metrics.files == {"failed": 1}


def test_a_batch_whose_count_differs_is_taken_and_put_into_failed_with_the_difference(tmp_path: Path) -> None:
    batch = b"FHS|^~\\&||||||||F|F1\rBHS|^~\\&||||||||B|B1\r" + message(1) + b"BTS|2\rFTS|1\r"
    with desk(tmp_path) as one:
        one.put("batch.hl7", batch)
        one.settle()
        said = one.outcome("failed/batch.hl7")
        assert len(one.kept()) == 1
        assert said["differences"] == [
            {"offset": batch.index(b"BTS"), "text": "BTS-1 states 2 messages, 1 were found", "is_fault": True}
        ]
        assert said["batch"] == {
            "file_control_id": "F1",
            "stated_batches": 1,
            "counted_batches": 1,
            "batches": [{"control_id": "B1", "stated": 2, "counted": 1}],
        }


def test_a_file_without_a_message_fails_and_says_so(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put("empty.hl7", b"")
        one.settle()
        assert one.outcome("failed/empty.hl7")["fault"] == "the file holds no message"


@pytest.mark.parametrize(("limit", "folder"), [(len(message(1)), "done"), (len(message(1)) - 1, "failed")])
def test_a_file_is_read_up_to_the_limit_and_no_further(tmp_path: Path, limit: int, folder: str) -> None:
    with desk(tmp_path, max_file_bytes=limit) as one:
        one.put("a.hl7", message(1))
        one.settle()
        assert one.there(folder) == ["a.hl7"]
        assert len(one.kept()) == (folder == "done")


def test_names_that_collide_in_done_are_told_apart(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        for number in (1, 2, 3):
            one.put("a.hl7", message(number))
            one.settle()
        assert one.there("done") == ["a.2.hl7", "a.3.hl7", "a.hl7"]
        (tmp_path / "in/done/a.hl7.outcome.json").unlink()  # somebody has tidied up
        one.put("a.hl7", message(4))
        one.settle()
        assert one.there("done") == ["a.2.hl7", "a.3.hl7", "a.4.hl7", "a.hl7"]


def test_the_same_message_in_another_file_is_kept_once(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put("a.hl7", message(1))
        one.settle()
        one.put("b.hl7", message(1))
        one.settle()
        assert len(one.kept()) == 1
        assert one.outcome("done/b.hl7")["counts"] == {"duplicate": 1}


@pytest.mark.parametrize("subfolders", [True, False])
def test_files_in_sub_folders_are_taken_if_the_setting_says_so(tmp_path: Path, *, subfolders: bool) -> None:
    with desk(tmp_path, subfolders=subfolders) as one:
        one.put("ward/a.hl7", message(1))
        one.settle()
        assert one.there("done") == (["ward/a.hl7"] if subfolders else [])


def test_only_so_many_files_are_looked_at_in_one_look(tmp_path: Path) -> None:
    with desk(tmp_path, files_at_a_time=2) as one:
        for number in range(3):
            one.put(f"{number}.hl7", message(number))
        assert (one.look(), one.look(after_seconds=2.0)) == (0, 2)
        assert (one.look(), one.look(after_seconds=2.0)) == (0, 1)


def test_a_file_that_another_process_works_on_is_left_to_it(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.look()
        left = one.put("taking/1-1--a.hl7", message(1))
        with left.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            assert one.look() == 0
        assert one.look() == 1
        assert one.there("done") == ["a.hl7"]


def test_a_file_that_cannot_be_taken_stays_where_it_is_and_does_not_stop_the_others(tmp_path: Path) -> None:
    long = "x" * 240 + ".hl7"  # its name with what is put before it is longer than a file's name may be
    with desk(tmp_path) as one:
        one.put(long, message(1))
        one.put("菌検査%2F報告.hl7", message(2))
        assert one.settle() == 1
        assert ((tmp_path / "in" / long).exists(), one.there("done")) == (True, ["菌検査%2F報告.hl7"])
        assert one.metrics.files == {"unreadable": 1, "done": 1}
        assert one.folder.fault == ""


class EndlessFile:
    """A stream of so many bytes of messages, none of which is in memory before it is read."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.size = 0

    def read(self, size: int, /) -> bytes:
        begin = self._left
        self._left = max(0, begin - size // 600)
        data = b"".join(message(number) + b"NTE|1||" + b"x" * 530 + b"\r" for number in range(self._left, begin))
        self.size += len(data)
        return data


class NoJournal:
    """A journal that keeps nothing, so that memory is the reader's alone."""

    def append(self, entries: Sequence[NewEntry]) -> int:
        assert len(entries) <= GROUP_MESSAGES
        return 1


def test_a_file_of_any_size_is_read_in_little_memory(tmp_path: Path) -> None:
    with desk(tmp_path, journal=NoJournal()) as one:
        file = EndlessFile(30_000)
        tracemalloc.start()
        counted = sum(len(outcomes) for outcomes in FileReader(file, one.intake).outcomes())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert counted == 30_000
        assert file.size > 15_000_000
        assert most < 8_000_000


def test_two_processes_on_one_folder_take_every_file_once(tmp_path: Path) -> None:
    with desk(tmp_path) as one, desk(tmp_path) as two:
        for number in range(200):
            one.put(f"{number}.hl7", message(number))
        both = [one, two]
        for each in both:
            each.look()
        threads = [Thread(target=each.look, kwargs={"after_seconds": 2.0}) for each in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(one.kept()) == sorted(message(number).rstrip() for number in range(200))
        assert (len(one.there("done")), one.there("taking"), one.there("failed")) == (200, [], [])


class BrokenJournal:
    """A journal whose disk fills up after so many appends."""

    def __init__(self, behind: DropDesk, appends: int) -> None:
        self._behind = behind
        self.appends = appends

    def append(self, entries: Sequence[NewEntry]) -> int:
        if not self.appends:
            raise JournalUnavailable("the journal could not be written: the disk is full")
        self.appends -= 1
        return self._behind._journal.append(entries)


@pytest.mark.parametrize("window", [10_000, 0], ids=["control ids remembered", "none remembered: by its place"])
def test_on_a_full_disk_the_file_stays_is_told_and_taken_when_there_is_room(tmp_path: Path, window: int) -> None:
    with desk(tmp_path) as store:
        journal = BrokenJournal(store, 1)
        messages = [message(number) for number in range(600)]
        with desk(tmp_path, journal=journal, window=window) as one:
            one.put("many.hl7", b"".join(messages))
            assert one.settle() == 0
            assert "the disk is full" in one.folder.fault
            assert len(one.there("taking")) == 1
            assert 0 < len(one.kept()) < 600
            journal.appends = 100
            assert one.look() == 1
            assert one.folder.fault == ""
            assert one.kept() == [content.rstrip() for content in messages]
            assert one.outcome("done/many.hl7")["counts"] == {"accepted": 600}


def test_a_process_that_died_at_any_step_of_putting_away_is_made_good(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put("a.hl7", message(1))
        one.settle()
        done, outcome = tmp_path / "in/done/a.hl7", tmp_path / "in/done/a.hl7.outcome.json"
        taken = tmp_path / "in/taking/1-1--a.hl7"
        draft = taken.with_name(taken.name + ".outcome")
        outcome.rename(draft)  # died between the two moves
        one.look()
        assert (one.there("taking"), outcome.exists()) == ([], True)
        outcome.rename(draft)
        taken.hardlink_to(done)  # died between giving the file its last name and taking away the other
        one.look()
        assert (one.there("taking"), one.there("done"), outcome.exists()) == ([], ["a.hl7"], True)
        assert len(one.kept()) == 1


def test_a_half_written_outcome_does_not_hide_the_file(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.look()
        one.put("taking/1-1--a.hl7", message(1))
        one.put("taking/1-1--a.hl7.outcome", b'{"file": "a.hl7", "messages": [')
        assert one.look() == 1
        assert one.there("done") == ["a.hl7"]


def test_what_is_in_done_leaves_after_its_days_and_what_failed_stays(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.put("a.hl7", message(1))
        one.put("b.hl7", b"garbage")
        one.settle()
        clock: Clock = one.folder._clock
        for path in (tmp_path / "in").rglob("*.outcome.json"):
            os.utime(path, (clock.now().timestamp() - 86_400 * 2,) * 2)
        assert expire_done(tmp_path / "in", 3 * DAY, clock.now()) == 0
        assert expire_done(tmp_path / "in", DAY, clock.now()) == 1
        assert (one.there("done"), one.there("failed")) == ([], ["b.hl7"])
