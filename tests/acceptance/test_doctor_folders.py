"""`graftwatch doctor` says what is wrong with the folders of feeds, and the mend."""

import json
import subprocess
import sys
from pathlib import Path

SETTINGS = """
[[feeds]]
kind = "folder"
name = "reports"
path = "{root}/in"
[[feeds]]
kind = "ssmix2"
name = "storage"
path = "{root}/storage"
transactions = "{root}/log"
"""


def checks(root: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    (root / "settings.toml").write_text(SETTINGS.format(root=root))
    arguments = ["doctor", "--config", str(root / "settings.toml"), "--data", str(root / "data"), "--json"]
    command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    found = {one["what"]: (one["verdict"], one["text"]) for one in json.loads(ended.stdout)}
    return ended.returncode, found


def test_a_folder_that_is_not_there_is_a_fault_with_its_mend(tmp_path: Path) -> None:
    status, found = checks(tmp_path)
    assert status == 1
    assert found["feed reports"] == ("fault", f"{tmp_path}/in is not a folder; make it, or mount it")
    (tmp_path / "in").mkdir()
    (tmp_path / "storage").mkdir()
    status, found = checks(tmp_path)
    assert found["feed reports"] == ("ok", f"{tmp_path}/in can be used")
    assert found["feed storage"] == (
        "fault",
        f"`transactions`: {tmp_path}/log is not a folder; make it, or leave the setting out",
    )


def test_files_that_failed_are_a_warning(tmp_path: Path) -> None:
    for name in ("in/failed", "storage", "log"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "in/failed/a.hl7.outcome.json").write_text("{}")
    status, found = checks(tmp_path)
    assert status == 0
    assert found["feed reports"][0] == "warning"
    assert "read the outcome beside each" in found["feed reports"][1]
