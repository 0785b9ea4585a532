"""docs/kafka-troubles.md says what the program's tables say, and the tables name exceptions that there are."""

import tomllib
from pathlib import Path

import aiokafka.errors
import kafka.errors
import pytest

from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, LeadershipLost
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import TROUBLES, in_words
from graftwatch.entrypoints.kafka_docs import DOCUMENT, filled

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / DOCUMENT).read_text("utf-8")


def test_the_tables_of_the_document_are_as_the_program_is_now() -> None:
    assert filled(TEXT) == TEXT, "run `make schemas`"


def test_the_two_settings_of_a_single_broker_are_taken() -> None:
    example = TEXT.split("```toml\n")[1].split("```")[0]

    assert KafkaSettings.model_validate(tomllib.loads(example)["kafka"]).topics.replication == 1


@pytest.mark.parametrize("name", [name for one in TROUBLES for name in one.names])
def test_every_exception_of_the_table_is_one_of_a_client(name: str) -> None:
    assert hasattr(kafka.errors, name) or hasattr(aiokafka.errors, name)


def test_no_exception_stands_twice() -> None:
    names = [name for one in TROUBLES for name in one.names]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("error", "family"),
    [
        pytest.param(kafka.errors.ProducerFencedError(), LeadershipLost, id="fenced"),
        pytest.param(kafka.errors.KafkaError("… ProducerFencedError …"), LeadershipLost, id="fenced before"),
        pytest.param(aiokafka.errors.ProducerFenced(), LeadershipLost, id="fenced, by Faust's client"),
        pytest.param(aiokafka.errors.TopicAuthorizationFailedError(), ClusterUnfit, id="no right, by Faust's client"),
        pytest.param(kafka.errors.KafkaError("anything"), ClusterUnavailable, id="unknown is waited for"),
        pytest.param(ConnectionResetError(), ClusterUnavailable, id="a connection that ends is waited for"),
    ],
)
def test_an_exception_is_a_fault_of_its_family(error: Exception, family: type[Exception]) -> None:
    told = in_words(error, "entries")

    assert type(told) is family
    assert str(told).startswith("entries: ")
