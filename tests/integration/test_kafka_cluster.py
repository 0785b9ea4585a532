"""The harness of Kafka clusters itself: a fault is one, and what three brokers acknowledged outlives it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import TopicAuthorizationFailedError

from certificates import Authority
from kafka_broker import ADMINISTRATOR, LIBRARIES, ROOT, BrokerOptions, libraries
from kafka_cluster import KafkaCluster
from running_service import until
from shared_kafka import SharedKafka
from small_disk import small_disk_at


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    with KafkaCluster(tmp_path_factory.mktemp("three") / "cluster", brokers=3) as cluster:
        yield cluster


def written(cluster: KafkaCluster, topic: str, *values: bytes) -> None:
    """Writes and waits for every acknowledgement."""
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap, retry_backoff_ms=10)
    try:
        for one in [producer.send(topic, value) for value in values]:
            one.get(60)
    finally:
        producer.close()


def read(cluster: KafkaCluster, topic: str, partition: int = 0) -> list[bytes]:
    consumer = KafkaConsumer(bootstrap_servers=cluster.bootstrap, group_id=None, enable_auto_commit=False)
    try:
        place = TopicPartition(topic, partition)
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        end, found = consumer.end_offsets([place])[place], list[bytes]()
        while consumer.position(place) < end:
            found += [one.value for one in consumer.poll(1000).get(place, [])]
        return found
    finally:
        consumer.close()


def test_the_shared_broker_keeps_what_was_written(kafka: SharedKafka) -> None:
    topic = kafka.topic("written", partitions=2, retention_ms="-1")
    written(kafka.cluster, topic, b"1", b"2")
    assert sorted(read(kafka.cluster, topic) + read(kafka.cluster, topic, 1)) == [b"1", b"2"]
    kafka.tidy()
    until(lambda: topic not in kafka.cluster.topics())


def test_the_leader_killed_another_leads_and_it_comes_back(three: KafkaCluster) -> None:
    three.create("killed")
    written(three, "killed", b"before")
    leader = three.leader("killed")
    leader.kill()
    assert three.leader("killed") is not leader
    written(three, "killed", b"meanwhile")
    leader.start()
    three.ready().whole()
    assert read(three, "killed") == [b"before", b"meanwhile"]


@pytest.mark.soak
def test_the_controller_killed_another_is_active(three: KafkaCluster) -> None:
    three.create("controlled")
    controller = three.controller()
    controller.kill()
    assert three.controller() is not controller
    written(three, "controlled", b"without it")
    controller.start()
    three.ready().whole()
    assert read(three, "controlled") == [b"without it"]


@pytest.mark.soak
def test_a_paused_broker_is_not_waited_for_and_catches_up(three: KafkaCluster) -> None:
    three.create("paused")
    leader = three.leader("paused")
    leader.pause()
    until(lambda: three.leader("paused") is not leader)
    written(three, "paused", b"while it stood still")
    leader.resume()
    three.ready().whole()
    assert read(three, "paused") == [b"while it stood still"]


@pytest.mark.soak
def test_all_brokers_stopped_and_started_one_after_another(three: KafkaCluster) -> None:
    three.create("rolled")
    for number, broker in enumerate(three.brokers):
        broker.stop()
        written(three, "rolled", b"%d" % number)
        broker.start()
        three.ready().whole()
    assert read(three, "rolled") == [b"0", b"1", b"2"]


def test_a_partition_is_added(three: KafkaCluster) -> None:
    three.create("grown", partitions=1)
    three.add_partitions("grown", 2)
    assert three.leader("grown", 1) in three.brokers


def signed_in(cluster: KafkaCluster, mechanism: str, user: str, authority: Authority) -> KafkaProducer:
    return KafkaProducer(
        bootstrap_servers=cluster.bootstrap,
        security_protocol=cluster.options.protocol,
        ssl_cafile=str(authority.file),
        sasl_mechanism=mechanism,
        sasl_plain_username=user,
        sasl_plain_password=f"{user}-word",
        bootstrap_timeout_ms=20_000,
    )


def test_clients_sign_in_by_tls_and_may_do_what_the_list_says(tmp_path: Path) -> None:
    authority = Authority.make(tmp_path / "tls")
    options = BrokerOptions(
        certificate=authority.issue("broker", "localhost", "127.0.0.1"),
        users={ADMINISTRATOR: f"{ADMINISTRATOR}-word", "guest": "guest-word"},
        authorizer=True,
    )
    with KafkaCluster(tmp_path / "cluster", options=options) as cluster:
        cluster.create("listed")
        for mechanism in options.mechanisms:
            producer = signed_in(cluster, mechanism, ADMINISTRATOR, authority)
            producer.send("listed", mechanism.encode()).get(20)
            producer.close()
        guest = signed_in(cluster, "PLAIN", "guest", authority)
        with pytest.raises(TopicAuthorizationFailedError):
            guest.send("listed", b"not allowed").get(20)
        guest.close()
        with cluster.admin() as admin:
            assert "listed" in admin.list_topics()


@pytest.mark.soak
def test_a_broker_whose_disk_is_full_ends_and_comes_back_when_there_is_room(tmp_path: Path) -> None:
    with small_disk_at(tmp_path / "disk") as disk:
        options = BrokerOptions(data={1: disk / "data"})
        with KafkaCluster(tmp_path / "cluster", options=options) as cluster:
            cluster.create("full")
            written(cluster, "full", b"while there is room")
            (disk / "filler").write_bytes(b"\0" * (free_bytes(disk) - 100_000))
            producer = KafkaProducer(bootstrap_servers=cluster.bootstrap, max_request_size=10**6)
            pending = producer.send("full", b"x" * 500_000)
            until(lambda: not cluster.broker(1).running)
            (disk / "filler").unlink()
            cluster.broker(1).start()
            cluster.ready()
            pending.get(60)
            producer.close()
            assert read(cluster, "full") == [b"while there is room", b"x" * 500_000]


def free_bytes(disk: Path) -> int:
    return shutil.disk_usage(disk).free


def test_two_fetches_at_once_leave_one_whole_broker() -> None:
    jars = {one.name for one in libraries().iterdir()}
    place = LIBRARIES.with_name("kafka-twice")
    command = ["make", "-s", "-o", ".venv/.ready", "kafka", f"KAFKA={place}"]
    try:
        both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
        assert [one.communicate()[0] for one in both] == [b"", b""]
        assert {one.name for one in place.iterdir()} == jars
    finally:
        shutil.rmtree(place, ignore_errors=True)


def test_without_maven_it_says_so_and_goes_on(tmp_path: Path) -> None:
    for tool in ("sh", "mktemp", "rm", "test", "mv"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    command = ["make", "-s", "-o", ".venv/.ready", "kafka", f"KAFKA={tmp_path / 'none'}", "SHELL=sh"]
    make = shutil.which("make") or "make"
    said = subprocess.run([make, *command[1:]], cwd=ROOT, env={"PATH": str(tmp_path)}, check=True, capture_output=True)
    assert b"no Kafka broker to be had here" in said.stdout
    assert not (tmp_path / "none").exists()
