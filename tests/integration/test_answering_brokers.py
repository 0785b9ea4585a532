"""Clients begin with brokers that answer: one that stands still takes connections, and says nothing."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from graftwatch.adapters.kafka.answering import answering
from kafka_broker import free_port
from kafka_cluster import KafkaCluster
from running_service import until
from shared_kafka import SharedKafka

SECONDS = 2.0
"""For one answer; a broker on a busy machine may miss it once, so it is asked again."""


@pytest.fixture
def still() -> Iterator[str]:
    """An address whose process does nothing; its kernel takes connections."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_one_that_stands_still_is_left_out(kafka: SharedKafka, still: str) -> None:
    until(lambda: answering([still, kafka.bootstrap], SECONDS) == [kafka.bootstrap])


def test_one_that_is_away_is_left_out_at_once(kafka: SharedKafka) -> None:
    began = perf_counter()
    assert answering([f"127.0.0.1:{free_port()}", kafka.bootstrap], 60.0) == [kafka.bootstrap]
    assert perf_counter() - began < 60.0


def test_where_none_answers_all_are_tried(still: str) -> None:
    away = f"127.0.0.1:{free_port()}"
    assert answering([still, away], 0.1) == [still, away]


def test_what_is_no_address_is_left_to_the_client(kafka: SharedKafka) -> None:
    until(lambda: answering(["nowhere", kafka.bootstrap], SECONDS) == [kafka.bootstrap])


def test_a_paused_broker_is_left_out_until_it_goes_on(tmp_path: Path) -> None:
    with KafkaCluster(tmp_path / "cluster", brokers=2) as cluster:
        both = cluster.bootstrap.split(",")
        assert answering(both, 60.0) == both
        cluster.broker(1).pause()
        until(lambda: answering(both, SECONDS) == both[1:])
        cluster.broker(1).resume()
        assert answering(both, 60.0) == both
