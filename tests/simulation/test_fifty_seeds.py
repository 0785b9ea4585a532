"""Other seeds: what the service finds in a simulated feed equals the truth, for every recipient.

A handful of seeds by default; SEEDS=50 plays fifty. A difference is printed with the recipient's
explanation, so that it can be judged which side is wrong.
"""

import os
from random import Random

import pytest

from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate, trial_demo
from truth_comparison import differences, play

SEEDS = range(1, 1 + int(os.environ.get("SEEDS", "3")))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_equal_the_truth(seed: int) -> None:
    protocol = Protocol()
    found = differences(simulate(seed, recipients=24, background=0, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_findings_in_the_trial_equal_the_truth(seed: int) -> None:
    protocol = Protocol()
    found = differences(trial_demo(seed, protocol=protocol, background=0), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_repetition_of_a_whole_feed_change_nothing(seed: int) -> None:
    protocol = Protocol()
    feed = simulate(seed, recipients=6, background=0, protocol=protocol)
    random = Random(seed)
    twice = [*feed.recipient_messages, *random.sample(feed.recipient_messages, len(feed.recipient_messages) // 3)]
    as_sent, shuffled = play(feed, protocol), play(feed, protocol, random.sample(twice, len(twice)))
    for recipient in as_sent.roster:
        subject = recipient.subject
        assert shuffled.assessed(subject, feed.until) == as_sent.assessed(subject, feed.until), subject


@pytest.mark.slow
def test_a_feed_of_three_weeks_in_another_time_zone_holds_its_truth() -> None:
    protocol = Protocol.model_validate({"time_zone": "America/New_York", "window": {"first_day": 1, "last_day": 10}})
    found = differences(simulate(7, recipients=8, days=21, background=0, protocol=protocol), protocol)
    assert not found, "\n".join(["truth and findings differ:", *found])
