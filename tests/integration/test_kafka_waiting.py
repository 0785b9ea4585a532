"""What a role waits for and what ends it: a cluster that is away, topics that are missing, topics that lose records."""

from pathlib import Path
from threading import Event, Thread

import pytest
from kafka import KafkaProducer
from kafka.admin import AlterConfigOp, ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.examine import examine, initialise
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault, RecordTooLarge
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record
from graftwatch.adapters.kafka.waiting import check_cluster, wait_for_cluster, why_not_written
from graftwatch.adapters.kafka.words import in_words
from kafka_broker import free_port
from kafka_cluster import KafkaCluster
from running_service import until
from shared_kafka import SharedKafka


def settings_of(kafka: SharedKafka) -> KafkaSettings:
    return KafkaSettings(bootstrap=(kafka.bootstrap,), prefix=kafka.prefix, topics={"replication": 1, "min_insync": 1})


def changed(kafka: SharedKafka, topic: Topic, name: str, value: str) -> None:
    whole = Names(kafka.prefix).topic(topic)
    with kafka.cluster.admin() as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, whole, {name: (AlterConfigOp.SET, value)})])


def test_missing_topics_are_waited_for_and_said_once(kafka: SharedKafka) -> None:
    settings, said, ended = settings_of(kafka), list[str](), list[bool]()
    waiting = Thread(target=lambda: ended.append(wait_for_cluster(settings, said.append)))
    waiting.start()
    until(lambda: bool(said))

    initialise(settings)
    waiting.join(30)

    assert ended == [True]
    assert len(said) == 2
    assert said[0].startswith(f"waits: the cluster lacks the topics {kafka.prefix}hl7.raw, ")
    assert "run `graftwatch kafka init`" in said[0]
    assert said[1] == "goes on: the cluster is there"


def test_who_waits_for_a_cluster_that_is_away_can_be_told_to_stop() -> None:
    said, ended, stop = list[str](), list[bool](), Event()
    settings = KafkaSettings(bootstrap=(f"127.0.0.1:{free_port()}",))
    waiting = Thread(target=lambda: ended.append(wait_for_cluster(settings, said.append, stop)))
    waiting.start()
    until(lambda: bool(said))

    stop.set()
    waiting.join(30)

    assert ended == [False]
    assert "nobody listens there" in said[0]


def test_topics_as_planned_are_taken_for_well_by_every_role(kafka: SharedKafka) -> None:
    initialise(settings_of(kafka))

    for role in (None, "gateway", "detector", "pager", "console", "safety"):
        check_cluster(settings_of(kafka), role)


@pytest.mark.parametrize(
    ("topic", "name", "value"),
    [
        pytest.param(Topic.STATE, "cleanup.policy", "delete", id="rows of the store would be deleted by age"),
        pytest.param(Topic.OUTBOX, "cleanup.policy", "compact,delete", id="also where it is compacted besides"),
        pytest.param(Topic.RAW, "cleanup.policy", "compact", id="of a patient's messages only the newest would stay"),
        pytest.param(Topic.ENTRIES, "unclean.leader.election.enable", "true", id="what was acknowledged could be lost"),
    ],
)
def test_a_topic_that_would_lose_records_ends_a_role(topic: Topic, name: str, value: str, kafka: SharedKafka) -> None:
    initialise(settings_of(kafka))
    changed(kafka, topic, name, value)

    def told() -> str:
        try:
            check_cluster(settings_of(kafka))
        except ClusterUnfit as fault:
            return str(fault)
        return ""

    until(lambda: bool(told()))
    assert told().startswith(f"{kafka.prefix}{topic}: {name} is {value} and should be ")
    assert f"--entity-name {kafka.prefix}{topic} --add-config {name}=" in told()


def test_a_longer_retention_ends_nobody(kafka: SharedKafka) -> None:
    initialise(settings_of(kafka))
    changed(kafka, Topic.FACTS, "retention.ms", "-1")

    check_cluster(settings_of(kafka))


def test_entries_with_two_partitions_end_a_detector_and_no_gateway(kafka: SharedKafka) -> None:
    kafka.topic("entries", partitions=2)
    initialise(settings_of(kafka))

    check_cluster(settings_of(kafka), "gateway")
    with pytest.raises(ClusterUnfit, match="entries: partitions is 2 and should be 1; partitions cannot be taken away"):
        check_cluster(settings_of(kafka), "detector")


def test_a_folder_of_another_cluster_ends_a_role(kafka: SharedKafka, tmp_path: Path) -> None:
    initialise(settings_of(kafka))
    check_cluster(settings_of(kafka), "gateway", tmp_path)
    check_cluster(settings_of(kafka), "gateway", tmp_path)
    noted = tmp_path / "kafka-cluster"
    noted.write_text(noted.read_text().replace("graftwatch-tests", "another-cluster"))

    with pytest.raises(ClusterUnfit, match=r"belongs to the Kafka cluster another-cluster.*keep it: a gateway's spool"):
        check_cluster(settings_of(kafka), "gateway", tmp_path)


def sent(bootstrap: str, topic: str, value: bytes, **options: int) -> KafkaFault:
    """What a producer's refusal means, in words."""
    times = {"delivery_timeout_ms": 1500, "request_timeout_ms": 1000, "max_block_ms": 1500, "linger_ms": 0}
    producer = KafkaProducer(bootstrap_servers=bootstrap, **times, **options)
    try:
        with pytest.raises(KafkaError) as error:
            producer.send(topic, value).get(30)
    finally:
        producer.close(1)
    return in_words(error.value, topic)


def test_a_record_too_large_holds_up_nobody_and_names_the_setting(kafka: SharedKafka) -> None:
    topic = kafka.topic("small", max_message_bytes="2000")

    by_the_broker = sent(kafka.bootstrap, topic, b"x" * 3000)
    by_the_client = sent(kafka.bootstrap, topic, b"x" * 3000, max_request_size=2000)

    assert {type(by_the_broker), type(by_the_client)} == {RecordTooLarge}
    assert "raise kafka.topics.frame_bytes" in str(by_the_broker)


def test_a_topic_that_is_not_there_is_waited_for(kafka: SharedKafka) -> None:
    assert isinstance(sent(kafka.bootstrap, f"{kafka.prefix}nowhere", b"1"), ClusterUnavailable)


@pytest.mark.soak
def test_with_one_of_three_brokers_away_roles_start_and_what_needs_all_three_is_waited_for(tmp_path: Path) -> None:
    with KafkaCluster(tmp_path / "three", brokers=3) as cluster:
        few = {"raw_partitions": 1, "page_partitions": 1}
        settings = KafkaSettings(bootstrap=tuple(one.bootstrap for one in cluster.brokers), topics=few)
        assert initialise(settings).well
        cluster.create("all-three", settings={"min.insync.replicas": "3"})
        controller = cluster.controller()
        next(one for one in cluster.brokers if one is not controller).kill()

        check_cluster(settings)
        until(lambda: "brokers" in {one.what for one in examine(settings).differences})
        until(lambda: "fewer copies are in sync" in str(why_not_written(settings, "all-three")))

        refusal = sent(cluster.bootstrap, "all-three", b"1")
        assert isinstance(refusal, ClusterUnavailable)
        assert "look whether the brokers are overloaded" in str(refusal)
        assert isinstance(why_not_written(settings, "all-three"), ClusterUnavailable)
        [told] = [one for one in examine(settings).differences if one.what == "brokers"]
        assert (told.found, told.wanted, told.stops) == ("2", "3 or more", False)


def test_the_largest_frame_fits_into_every_topic_that_carries_it(kafka: SharedKafka) -> None:
    """In entries it stands in base64, or in base64 in base64; in a dead letter once more."""
    topics = {"replication": 1, "min_insync": 1, "frame_bytes": 2**20}
    settings = KafkaSettings(bootstrap=(kafka.bootstrap,), prefix=kafka.prefix, topics=topics)
    initialise(settings)
    frame = settings.topics.frame_bytes
    sizes = {Topic.RAW: frame, Topic.ENTRIES: frame * 16 // 9 + 4096, Topic.DEAD_LETTER: frame * 64 // 27 + 8192}

    for topic, size in sizes.items():
        largest = largest_record(topic, settings)
        producer = KafkaProducer(bootstrap_servers=kafka.bootstrap, max_request_size=largest)
        assert producer.send(Names(kafka.prefix).topic(topic), b"\0" * size).get(60).offset == 0
        producer.close()
