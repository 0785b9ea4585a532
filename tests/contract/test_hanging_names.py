"""A name server that never answers: a look-up counts in the attempt's time-out, and holds up no other channel."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

NAMESPACES = ("unshare", "--user", "--map-root-user", "--mount", "--net")
TESTS = Path(__file__).parents[1]


def namespaces() -> bool:
    """Whether this machine lets a test have namespaces of its own."""
    return shutil.which("unshare") is not None and subprocess.run([*NAMESPACES, "true"], check=False).returncode == 0


@pytest.mark.skipif(not namespaces(), reason="needs namespaces of its own, to put another name server in place")
def test_a_name_server_that_never_answers_holds_up_neither_other_channels_nor_the_end(tmp_path: Path) -> None:
    begun = monotonic()
    child = subprocess.run(
        [*NAMESPACES, sys.executable, str(TESTS / "hanging_names.py"), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    took = monotonic() - begun
    said = json.loads(child.stdout)
    assert said["file"] < 1.0, "the file waits for nobody's name"
    assert said["tried"] < 4.0, "an attempt ends a second after it began"
    assert set(said["reasons"]) <= {"no answer in time", "cannot reach the receiver (ConnectError)"}
    assert took < 15.0, "the process ends although look-ups have not"
