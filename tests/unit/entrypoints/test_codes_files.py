"""A feed's codes file: taken when it is whole and was the same at two looks, told line by line when not."""

import os
from pathlib import Path

import pytest

from graftwatch.entrypoints.codes_files import LARGEST_FILE_BYTES, CodesFiles, read_codes_file
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.terminology.site_codes import SiteCodesError

HEADER = "code,system,concept,specimen,unit\n"
GOOD = HEADER + "TAC,L,tacrolimus,,ng/mL\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "codes.csv"
    file.write_text(GOOD)
    return file


def watched(path: Path) -> CodesFiles:
    files = CodesFiles({"lab": path})
    files.read_all(["lab"])
    return files


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(SiteCodesError) as refused:
        read_codes_file("lab", path)
    return [(fault.line, fault.message) for fault in refused.value.faults]


def test_the_start_takes_what_differs_from_the_codes_in_force(path: Path) -> None:
    in_force = {"lab": CodesChange(feed="lab", file="codes.csv", csv=GOOD)}
    assert CodesFiles({"lab": path}, dict(in_force)).read_all(["lab"]) == []
    assert CodesFiles({"lab": path}).read_all(["lab"]) == [in_force["lab"]]


def test_a_feed_whose_setting_is_gone_has_no_codes_any_more(path: Path) -> None:
    in_force = {"lab": CodesChange(feed="lab", file="codes.csv", csv=GOOD)}
    assert CodesFiles({}, in_force).read_all(["lab"]) == [CodesChange(feed="lab")]
    assert CodesFiles({"other": path}, in_force).read_all(["other"])[0].feed == "other"


def test_a_change_is_taken_when_two_looks_agree_and_only_once(path: Path) -> None:
    files = watched(path)
    path.write_text(GOOD + "CYA,L,cyclosporine,,ng/mL\n")
    assert files.look() == []
    assert [len(change.site_codes().rows) for change in files.look()] == [2]
    assert files.look() == []


def test_a_file_that_is_being_written_is_not_taken_by_half(path: Path) -> None:
    files = watched(path)
    for rows in range(1, 4):
        path.write_text(HEADER + "".join(f"K{row},L,crp,,mg/dL\n" for row in range(rows)))
        assert files.look() == [], "it changed since the last look"
    assert [len(change.site_codes().rows) for change in files.look()] == [3]


def test_a_file_that_was_only_touched_changes_nothing(path: Path) -> None:
    files = watched(path)
    os.utime(path, (1, 1))
    assert (files.look(), files.look()) == ([], [])


def test_a_faulty_file_is_told_and_a_mended_one_is_taken(path: Path) -> None:
    files = watched(path)
    path.write_text(GOOD + "CYA,L,ciclosporin,,ng/mL\n")
    assert (files.look(), files.look()) == ([], [])
    (faulty,) = files.faulty()
    assert (faulty.feed, faulty.lines()[0].split(":")[:2]) == ("lab", ["codes.csv", "3"])
    path.write_text(GOOD + "CYA,L,cyclosporine,,ng/mL\n")
    files.look()
    assert len(files.look()) == 1
    assert files.faulty() == []


def test_going_back_to_the_codes_in_force_needs_no_entry(path: Path) -> None:
    files = watched(path)
    path.write_text("nonsense\n")
    files.look()
    files.look()
    path.write_text(GOOD)
    assert (files.look(), files.look(), files.faulty()) == ([], [], [])


def test_a_file_that_is_gone_is_a_fault_that_names_the_setting(path: Path) -> None:
    path.unlink()
    assert faults(path) == [(1, "cannot be read: No such file or directory; it is the setting `codes` of feed lab")]


def test_bytes_that_are_no_utf_8_are_told_with_line_and_place(path: Path) -> None:
    path.write_bytes(GOOD.encode() + "体温,L,temperature,,Cel\n".encode("shift_jis"))
    assert faults(path) == [(3, "byte 1 of the line is not UTF-8; save the file as UTF-8")]


def test_the_largest_file_is_taken_and_one_byte_more_is_not(path: Path) -> None:
    line = "# " + "x" * 97 + "\n"
    room = LARGEST_FILE_BYTES - len(GOOD)
    whole = GOOD + line * (room // len(line)) + "\n" * (room % len(line))
    path.write_text(whole)
    assert path.stat().st_size == LARGEST_FILE_BYTES
    assert len(read_codes_file("lab", path).site_codes().rows) == 1
    path.write_text(whole + "\n")
    assert "longer than" in faults(path)[0][1]
