"""The Kafka engine loses nothing and tells each page once, whatever dies: each fault once, on three real brokers.

The long version, at random moments for ten minutes, is `make soak`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kafka_cluster import KafkaCluster
from kafka_faults import Fault, Trial
from kafka_feed import Feed
from kafka_outcome import outcome_of
from kafka_site import KafkaSite
from local_pagerduty import local_pagerduty

RECIPIENTS = 500
SENDERS = 4
MESSAGES_A_SECOND = 10.0
OTHERS = 39
"""So one culture a second grows, among forty messages a second."""

FAULTS = [one for one in Fault if one is not Fault.BROKER_STAYS_AWAY]
"""Each once; that one broker stays away for long is like its death, and takes long."""


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    (tmp_path / "site").mkdir()
    with local_pagerduty() as pagerduty, KafkaCluster(tmp_path / "kafka", brokers=3) as cluster:
        site = KafkaSite(tmp_path / "site", cluster, pagerduty, RECIPIENTS)
        with site:
            shares = [site.subjects[one::SENDERS] for one in range(SENDERS)]
            feed = Feed([one.mllp_port for one in site.gateways], shares, MESSAGES_A_SECOND, OTHERS)
            yield Trial(site, feed, pagerduty, aftermath_seconds=2.0)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_dies_nothing_is_lost_and_each_page_comes_once(
    trial: Trial, capsys: pytest.CaptureFixture[str]
) -> None:
    with trial.feed:
        for fault in FAULTS:
            measured = trial.suffer(fault)
            with capsys.disabled():
                print(f"\n{measured}", end="")  # noqa: T201 - the figures are asked for
    outcome = outcome_of(trial)
    with capsys.disabled():
        print(f"\n{outcome}")  # noqa: T201 - the same
    assert outcome.wrong == {}
    assert outcome.arrived == outcome.expected == outcome.of_recipients > 0
