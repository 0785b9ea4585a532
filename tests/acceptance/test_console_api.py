"""The API does what its description says, whatever it is asked and by whom; see `console_api_asked`.

It is asked in a process of its own: Hypothesis draws among all constants of what was imported, which in a process that
has imported every test takes longer than everything else.
"""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_operation_keeps_to_its_description_whoever_asks(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "-q", f"--basetemp={tmp_path / 'asked'}", str(TESTS / "console_api_asked.py")),
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
