"""Other seeds: what the service finds in a simulated feed equals the truth, for every recipient.

A handful of seeds by default; GRAFTWATCH_SEEDS=50 plays fifty. A difference is printed with the recipient's
explanation, so that it can be judged which side is wrong.
"""

import os

import pytest

from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate, trial_demo
from truth_comparison import differences

SEEDS = range(1, 1 + int(os.environ.get("GRAFTWATCH_SEEDS", "3")))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_truth(seed: int) -> None:
    protocol = Protocol()
    found = differences(simulate(seed, recipients=19, background=0, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_in_the_trial_equal_the_truth(seed: int) -> None:
    protocol = Protocol()
    found = differences(trial_demo(seed, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
def test_a_feed_of_two_weeks_in_another_time_zone_holds_its_truth() -> None:
    protocol = Protocol.model_validate({"time_zone": "America/New_York", "window": {"first_day": 1, "last_day": 10}})
    found = differences(simulate(7, recipients=8, days=21, background=0, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])
