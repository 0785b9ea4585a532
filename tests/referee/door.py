"""The service's own door: `graftwatch assess --json` over a folder that was written as a hospital would send it."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.referee.as_hl7 import written
from tests.referee.history import History

from graftwatch.entrypoints.cli import graftwatch

Report = dict[str, Any]
NOW = "2032-01-01T00:00:00+09:00"


def assessed(histories: dict[str, History]) -> Report:
    """The report of `assess --json` about these recipients."""
    folder = Path(tempfile.mkdtemp(prefix="referee-"))
    try:
        written(histories, folder)
        done = CliRunner().invoke(graftwatch, ["assess", *arguments(folder)])
    finally:
        shutil.rmtree(folder)
    if done.exit_code != 0:
        raise AssertionError(f"assess ended with {done.exit_code}: {done.stderr or done.exception!r}")
    report: Report = json.loads(done.stdout)
    return report


def arguments(folder: Path) -> list[str]:
    """What stands behind `graftwatch assess`."""
    files = {"roster": "roster.csv", "decisions": "decisions.jsonl", "codes": "codes.csv", "protocol": "protocol.toml"}
    named = [part for option, name in files.items() for part in (f"--{option}", str(folder / name))]
    return [*named, "--now", NOW, str(folder / "messages"), "--json"]
