"""The plan of the topics, and the commands that mend what differs."""

import json
import re

import pytest

from graftwatch.adapters.kafka.admin import FoundTopic
from graftwatch.adapters.kafka.mends import Mends
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.rights import ROLES, needed
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import COMPACTED_SEGMENT, largest_record, plan_of, planned

SETTINGS = KafkaSettings(bootstrap=("kafka-1:9092",), prefix="trial.")


def test_every_topic_and_every_retry_is_planned_once_under_the_prefix() -> None:
    names = [one.name for one in planned(SETTINGS)]

    assert len(names) == len(set(names))
    assert set(names) == {
        *(Names("trial.").topic(one) for one in Topic),
        *(f"trial.retry.{wait}" for wait in ("10s", "1m", "10m")),
    }


@pytest.mark.parametrize("topic", [Topic.STATE, Topic.OUTBOX, Topic.ASSESSMENTS, Topic.ROSTER])
def test_what_is_kept_by_key_is_compacted_alone_and_a_copy_away_for_days_learns_of_deletions(topic: Topic) -> None:
    configs = plan_of(topic, SETTINGS).configs

    assert configs["cleanup.policy"] == "compact"
    assert int(configs["delete.retention.ms"]) == 7 * 24 * 3600 * 1000
    assert "retention.ms" not in configs


def test_no_record_is_larger_than_the_segment_it_must_fit_in_or_than_a_request_may_be() -> None:
    largest = KafkaSettings(topics={"frame_bytes": 32 * 1024**2})

    assert largest_record(Topic.STATE, largest) < COMPACTED_SEGMENT
    assert max(int(one.configs["max.message.bytes"]) for one in planned(largest)) < 100 * 1024**2


def test_entries_are_kept_for_ever_and_frames_for_weeks() -> None:
    assert plan_of(Topic.ENTRIES, SETTINGS).configs["retention.ms"] == "-1"
    assert plan_of(Topic.RAW, SETTINGS).configs["retention.ms"] == str(35 * 24 * 3600 * 1000)


def test_each_role_has_the_least_rights_and_all_of_them_together_every_one() -> None:
    of_gateway = {(one.name, one.operations) for one in needed(SETTINGS, "gateway")}

    assert ("trial.hl7.raw", ("Write", "DescribeConfigs")) in of_gateway
    read = {name for name, operations in of_gateway if "Read" in operations}
    assert read == {"trial.migration"}, "whether a migration is half done, and nobody's messages"
    for role in ROLES:
        for need in needed(SETTINGS, role):
            together = next(one for one in needed(SETTINGS) if one.name == need.name and one.resource == need.resource)
            assert set(need.operations) <= set(together.operations)


def test_more_copies_keep_those_that_are_there_and_spread_the_others() -> None:
    found = FoundTopic(((1,), (2,), (3,)), (), 1, {}, None)

    mend = Mends(SETTINGS, (1, 2, 3)).replication("trial.pages", found, 2)

    written = re.search(r"echo '(.*)' > copies.json", mend)
    assert written is not None
    moves = json.loads(written[1])["partitions"]
    assert [one["replicas"][0] for one in moves] == [1, 2, 3]
    assert all(len(set(one["replicas"])) == 2 for one in moves)
    assert "kafka-reassign-partitions.sh --bootstrap-server kafka-1:9092" in mend


def test_more_copies_than_brokers_are_no_command() -> None:
    found = FoundTopic(((1,),), (), 1, {}, None)

    assert Mends(SETTINGS, (1,)).replication("trial.pages", found, 3).startswith("start the brokers that are away")


def test_on_a_secured_cluster_commands_take_an_administrator_s_file() -> None:
    secured = KafkaSettings(login={"username": "gateway", "password": "x"})

    mend = Mends(secured, (1,)).grant("Write", "--topic", "hl7.raw")

    assert mend == (
        "kafka-acls.sh --bootstrap-server 127.0.0.1:9092 --command-config admin.properties --add "
        "--allow-principal User:gateway --operation Write --topic hl7.raw"
    )
