"""Other seeds: what the service finds in a simulated feed equals the truth, for every recipient.

A handful of seeds by default; SEEDS=50 plays fifty. A difference is printed with the recipient's
explanation, so that it can be judged which side is wrong.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from seeds_of_simulation import of_a_feed, of_order_and_repetition, of_the_trial
from truth_comparison import differences

SEEDS = range(1, 1 + int(os.environ.get("SEEDS", "3")))
Judge = Callable[[int], list[str]]
Judged = Mapping[tuple[Judge, int], Future[list[str]]]


@pytest.fixture(scope="module")
def judged(beside: ProcessPoolExecutor) -> Judged:
    judges = (of_a_feed, of_the_trial, of_order_and_repetition)
    return {(judge, seed): beside.submit(judge, seed) for judge in judges for seed in SEEDS}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_truth(seed: int, judged: Judged) -> None:
    found = judged[of_a_feed, seed].result()
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_in_the_trial_equal_the_truth(seed: int, judged: Judged) -> None:
    found = judged[of_the_trial, seed].result()
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_repetition_of_a_whole_feed_change_nothing(seed: int, judged: Judged) -> None:
    assert judged[of_order_and_repetition, seed].result() == []


@pytest.mark.slow
def test_a_feed_of_three_weeks_in_another_time_zone_holds_its_truth() -> None:
    protocol = Protocol.model_validate({"time_zone": "America/New_York", "window": {"first_day": 1, "last_day": 10}})
    found = differences(simulate(7, recipients=8, days=21, background=0, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])
