"""The service's own door: `graftwatch assess --json` over a folder that was written as a hospital would send it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.referee.as_hl7 import written
from tests.referee.history import History

from graftwatch.entrypoints.cli import graftwatch

Report = dict[str, Any]
NOW = "2032-01-01T00:00:00+09:00"


def assessed(
    histories: dict[str, History], *, in_a_process: bool = False, adjudications: Sequence[dict[str, Any]] = ()
) -> Report:
    """The report of `assess --json` about these recipients; by the installed command where a process is asked for."""
    folder = Path(tempfile.mkdtemp(prefix="referee-"))
    try:
        written(histories, folder, adjudications)
        report: Report = json.loads(_by_command(folder) if in_a_process else _by_function(folder))
    finally:
        shutil.rmtree(folder)
    return report


def _by_function(folder: Path) -> str:
    done = CliRunner().invoke(graftwatch, ["assess", *arguments(folder)])
    if done.exit_code != 0:
        raise AssertionError(f"assess ended with {done.exit_code}: {done.stderr or done.exception!r}")
    return done.stdout


def _by_command(folder: Path) -> str:
    command = [sys.executable, "-m", "graftwatch.entrypoints", "assess", *arguments(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def arguments(folder: Path) -> list[str]:
    """What stands behind `graftwatch assess`."""
    files = {"roster": "roster.csv", "decisions": "decisions.jsonl", "codes": "codes.csv", "protocol": "protocol.toml"}
    named = [part for option, name in files.items() for part in (f"--{option}", str(folder / name))]
    return [*named, "--now", NOW, str(folder / "messages"), "--json"]
