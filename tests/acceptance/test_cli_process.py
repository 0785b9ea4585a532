"""The console script as people and scripts start it: exit statuses, streams, pipes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("graftwatch")


def _run(*words: object, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPT), *(str(one) for one in words)]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=False)


def test_names_from_standard_input_are_answered_in_their_order() -> None:
    done = _run("terminology", "organism", "-", given="S.aureus (MRSA)\n\nno growth\nNovibacter mirabilis\n")
    assert done.returncode == 0
    assert done.stderr == ""
    answers = json.loads(done.stdout)
    assert [one["input"] for one in answers] == ["S.aureus (MRSA)", "no growth", "Novibacter mirabilis"]
    assert [one["status"] for one in answers] == ["resolved", "not_an_organism", "unresolved"]
    assert list(answers[0]) == ["input", "name", "snomed", "common_commensal", "mbi", "status"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(("frobnicate",), 2, "No such command", id="an unknown command"),
        pytest.param(("assess",), 2, "Missing", id="a missing argument"),
        pytest.param(("lint", "nowhere.hl7"), 1, "nowhere.hl7: there is no such file", id="a missing message file"),
        pytest.param(("enroll", "list", "--data", "nowhere"), 1, "there is no data folder", id="a missing data folder"),
    ],
)
def test_a_fault_is_said_on_standard_error(words: tuple[str, ...], status: int, said: str) -> None:
    done = _run(*words)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    with subprocess.Popen(
        [str(SCRIPT), "terminology", "concepts", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert b"Traceback" not in started.stderr.read()
