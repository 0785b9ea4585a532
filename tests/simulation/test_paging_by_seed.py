"""Months of pages by seed: whatever fails, what must be heard is heard once, and what is over is told to all who heard.

SEEDS=1000 plays more; `make nightly` plays ten thousand. A failure names its seed, which is all that a trial is.
"""

import os
from concurrent.futures import Future, ProcessPoolExecutor

import pytest
from tests.paging_simulation.judged import crashed_at, judged, one_story, played

SEEDS = int(os.environ.get("SEEDS", "100"))
AT_ONCE = 10


@pytest.fixture(scope="module")
def seeds(beside: ProcessPoolExecutor) -> dict[int, Future[tuple[int, list[str], float]]]:
    return {seed: beside.submit(judged, seed) for seed in range(1, SEEDS + 1)}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_every_promise_holds_through_months_of_faults(
    first: int, seeds: dict[int, Future[tuple[int, list[str], float]]]
) -> None:
    played = [seeds[seed].result() for seed in range(first, min(first + AT_ONCE, SEEDS + 1))]
    assert played
    assert not [(seed, *wrong) for seed, wrong, _ in played if wrong]


@pytest.mark.slow
def test_a_crash_at_every_single_step_of_a_story_changes_no_page(beside: ProcessPoolExecutor) -> None:
    undisturbed, wrong = played(one_story())
    assert not wrong
    pages = [page.id for page in undisturbed.pages]
    assert [page.reason for page in undisturbed.pages] == ["first", "repeated", "escalated", "repeated", "retracted"]
    steps = range(undisturbed.steps)
    assert len(steps) > 0
    for step, found in zip(steps, beside.map(crashed_at, steps), strict=True):
        assert found == (1, [], pages), f"crash at step {step}"
