"""The on-call file and its calendars as files: taken when whole, kept for a restart, refused beyond their limit."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graftwatch.entrypoints.on_call_files import LARGEST_FILE_BYTES, OnCallFiles, read_on_call
from graftwatch.on_call import OnCallFileError
from on_call_files import calendar_text, file_text

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
CALENDAR = '[duties.first]\ncalendar = "rota.ics"\n'


def event(person: str) -> str:
    return calendar_text(f"DTSTART:20261101T000000Z\nDTEND:20261201T000000Z\nSUMMARY:{person}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "rota.ics").write_text(event("doctor-a"))
    file = tmp_path / "on-call.toml"
    file.write_text(file_text(CALENDAR))
    return file


def started(path: Path) -> OnCallFiles:
    files = OnCallFiles(path, ("mail", "text"), path.parent / "kept.json")
    files.start()
    return files


def on_duty(files: OnCallFiles) -> str:
    return files.on_call.person_of("first", AT)


def test_a_calendar_that_changes_is_taken_when_two_looks_agree(path: Path) -> None:
    files = started(path)
    assert (on_duty(files), files.look()) == ("doctor-a", False)
    (path.parent / "rota.ics").write_text(event("doctor-b"))
    assert (files.look(), on_duty(files)) == (False, "doctor-a")
    assert (files.look(), on_duty(files)) == (True, "doctor-b")
    assert files.look() is False


def test_a_file_that_is_being_written_is_not_read(path: Path) -> None:
    files = started(path)
    for half in ("time", file_text(""), file_text('[duties.first]\notherwise = "doctor-c"\n')):
        path.write_text(half)
        assert files.look() is False
        assert files.faults == ()
    assert (files.look(), on_duty(files)) == (True, "doctor-c")


def test_a_file_or_a_calendar_that_is_gone_leaves_the_rota_in_force(path: Path) -> None:
    files = started(path)
    (path.parent / "rota.ics").unlink()
    assert [files.look(), files.look()] == [False, False]
    assert [str(one) for one in files.faults] == ["rota.ics: cannot be read: No such file or directory"]
    path.unlink()
    assert [files.look(), files.look()] == [False, False]
    assert "it is the setting `on_call`" in str(files.faults[0])
    assert on_duty(files) == "doctor-a"
    path.write_text(file_text('[duties.first]\notherwise = "doctor-b"\n'))
    assert [files.look(), files.look()] == [False, True]
    assert (files.faults, on_duty(files)) == ((), "doctor-b")


def test_a_calendar_that_comes_after_the_file_that_names_it_is_seen(path: Path) -> None:
    files = started(path)
    path.write_text(file_text(CALENDAR.replace("rota", "new")))
    assert [files.look(), files.look(), len(files.faults)] == [False, False, 1]
    (path.parent / "new.ics").write_text(event("doctor-c"))
    assert [files.look(), files.look()] == [False, True]
    assert (on_duty(files), files.faults) == ("doctor-c", ())


def test_the_last_good_file_is_in_force_after_a_restart_beside_a_faulty_one(path: Path) -> None:
    started(path).keep()
    path.write_text("nonsense")
    again = started(path)
    again.refuse()
    assert (on_duty(again), len(again.faults)) == ("doctor-a", 1)


def test_a_first_start_refuses_a_faulty_file(path: Path) -> None:
    path.write_text("nonsense")
    with pytest.raises(OnCallFileError, match=r"on-call\.toml: not valid TOML"):
        started(path).refuse()


def test_a_file_is_taken_up_to_its_limit_and_refused_a_byte_beyond(path: Path) -> None:
    text = file_text(CALENDAR)
    path.write_text(text + "#" * (LARGEST_FILE_BYTES - len(text)))
    read_on_call(path, None)
    path.write_text(text + "#" * (LARGEST_FILE_BYTES - len(text) + 1))
    with pytest.raises(OnCallFileError, match="is larger than 1048576 bytes"):
        read_on_call(path, None)


def test_without_a_file_nobody_is_on_call(tmp_path: Path) -> None:
    files = OnCallFiles(None, ("mail",), tmp_path / "kept.json")
    files.start()
    files.refuse()
    files.keep()
    assert (files.look(), on_duty(files), list(tmp_path.iterdir())) == (False, "", [])
