"""Fixtures of all tests: one Kafka broker for the whole session, started when the first test asks."""

from collections.abc import Iterator
from itertools import count

import pytest

from kafka_cluster import KafkaCluster
from shared_kafka import SharedKafka

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def kafka_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    """One broker without any security, which no test may stop."""
    with KafkaCluster(tmp_path_factory.mktemp("kafka") / "cluster") as cluster:
        yield cluster


@pytest.fixture
def kafka(kafka_cluster: KafkaCluster) -> Iterator[SharedKafka]:
    """The session's broker with this test's own prefix of topics, which are deleted at its end."""
    shared = SharedKafka(kafka_cluster, f"t{next(_NUMBERS)}.")
    yield shared
    shared.tidy()
