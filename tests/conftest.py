"""Fixtures of all tests, one a session and started when one asks: a Kafka broker, simulated trials, two processes."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context

import pytest

from kafka_cluster import KafkaCluster
from shared_kafka import SharedKafka
from trial_desk import TrialDesk, trial_desk

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


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialDesk]:
    """Twenty simulated trials and a running service behind one real Prometheus."""
    with trial_desk(tmp_path_factory.mktemp("trials")) as started:
        yield started


@pytest.fixture(scope="session")
def beside() -> Iterator[ProcessPoolExecutor]:
    """Two processes for what needs nothing but a processor, and many times over: seeds of simulations."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        yield pool
