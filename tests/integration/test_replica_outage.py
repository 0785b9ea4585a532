"""A leader whose broker dies under it: what became of the open transaction is found out, never guessed."""

import random
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from graftwatch.adapters.kafka.faults import ClusterUnavailable, KafkaFault
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica import Replica
from kafka_cluster import KafkaCluster
from replica_site import ReplicaSite, follows, move, store
from running_service import until
from shared_kafka import SharedKafka

SESSION_SECONDS = 3.0
SLACK_SECONDS = 10.0
"""A loaded machine's; what is held is that nothing waits for ever."""


def works(leader: Replica, count: int) -> int:
    """Transactions until one fails; gives the number of the last that was done."""
    for number in range(store(leader).position() + 1, count + 1):
        try:
            move(leader, number, Outgoing(Topic.PAGES, b"S01", str(number).encode()))
        except KafkaFault:
            return number - 1
    return count


@pytest.mark.soak
def test_a_broker_that_dies_in_the_middle_of_transactions(tmp_path: Path) -> None:
    count, chance = 10**6, random.Random(3)
    with KafkaCluster(tmp_path / "kafka") as cluster:
        site = ReplicaSite(SharedKafka(cluster, "t."), tmp_path, session_seconds=SESSION_SECONDS)
        site.topics()
        leader = site.leading("a")
        for _ in range(3):
            broker = cluster.broker(1)

            def breaks() -> None:
                sleep(chance.random() * 0.3)  # the moment is what is tried; nothing is waited for
                broker.kill()  # noqa: B023 - it ends within the round

            breaking = Thread(target=breaks)
            breaking.start()
            done = works(leader, count)
            breaking.join()
            assert (leader.leads, store(leader).position()) == (False, done)
            broker.start()
            cluster.ready()
            until(lambda: leads(leader))
            assert store(leader).position() in {done, done + 1}
        last = store(leader).position()
        move(leader, last + 1)
        follower = site.copy("b")
        follows(follower, leader)
        assert [int(one or b"") for one in site.sent()] == list(range(1, last + 1))
        site.close()


@pytest.mark.soak
def test_a_cluster_that_stands_still_is_said_within_the_time_and_gone_on_with(tmp_path: Path) -> None:
    with KafkaCluster(tmp_path / "kafka") as cluster:
        site = ReplicaSite(SharedKafka(cluster, "t."), tmp_path, session_seconds=SESSION_SECONDS)
        site.topics()
        leader, follower = site.leading("a"), site.copy("b")
        move(leader, 1)
        follows(follower, leader)
        cluster.broker(1).pause()
        for ask in (lambda: move(leader, 2), lambda: follower.follow(0), leader.lead):
            began = monotonic()
            with pytest.raises(ClusterUnavailable, match="state"):
                ask()
            assert monotonic() - began < 2 * SESSION_SECONDS + SLACK_SECONDS
        cluster.broker(1).resume()
        until(lambda: leads(leader))
        move(leader, 3)
        follows(follower, leader)
        assert store(follower).position() == 3
        site.close()


def leads(leader: Replica) -> bool:
    """Tries to take the lead; a cluster that just came back may not be ready to give it."""
    try:
        leader.lead()
    except ClusterUnavailable:
        return False
    return True
