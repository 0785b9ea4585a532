"""The kept corpus is read without a failure, and some thousand runs from it find none either."""

import sys
from importlib.util import find_spec

import pytest
from tests.fuzz.__main__ import NAMES, fuzz
from tests.fuzz.corpus import kept
from tests.fuzz.targets import TARGETS

RUNS = 3000
SEED = 20260604


@pytest.mark.parametrize("target", NAMES)
def test_the_kept_corpus_is_read(target: str) -> None:
    inputs = kept(target)
    assert inputs
    for one in inputs:
        TARGETS[target](one)


def test_every_target_has_a_name_on_the_command_line() -> None:
    assert set(TARGETS) == set(NAMES)


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or find_spec("atheris") is None, reason="atheris has a release for Linux only"
)
@pytest.mark.parametrize("target", NAMES)
def test_some_thousand_runs_find_nothing(target: str) -> None:
    found = fuzz(target, [f"-runs={RUNS}", f"-seed={SEED}"])
    assert found.failed == (), found.said[-4000:]
    assert found.executions >= RUNS
    assert found.coverage > 0
