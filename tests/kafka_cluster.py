"""A Kafka cluster of real brokers for tests: started, broken and mended again, never waited for by the clock alone.

with KafkaCluster(tmp_path / "kafka", brokers=3) as cluster:
cluster.controller().kill()
cluster.leader("entries").pause()
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError

from kafka_broker import Broker, BrokerOptions
from running_service import until

FORMAT_SECONDS = 60.0
READY_SECONDS = 90.0
ANSWER_SECONDS = 5.0
_ANSWER_MILLISECONDS = int(ANSWER_SECONDS * 1000)


class _Admin(KafkaAdminClient):  # type: ignore[misc]
    """One that lets go its thread and sockets where it cannot reach anybody, too."""

    def __init__(self, **options: object) -> None:
        try:
            super().__init__(**options)
        except KafkaError:
            self._closed = False
            self.close()
            raise


class KafkaCluster:
    """One broker or several, each of which may also become the controller.

    Args:
        folder: does not exist yet.
        brokers: how many.
        options: of each.
    """

    def __init__(self, folder: Path, brokers: int = 1, options: BrokerOptions | None = None) -> None:
        self.options = options or BrokerOptions()
        self.brokers = [Broker(node, folder / f"broker-{node}", self.options) for node in range(1, brokers + 1)]

    @property
    def bootstrap(self) -> str:
        """Where clients come: every broker, comma separated."""
        return ",".join(one.bootstrap for one in self.brokers)

    def broker(self, node: int) -> Broker:
        return self.brokers[node - 1]

    def start(self) -> Self:
        """Formats and starts them all; returns when each knows all others."""
        voters = ",".join(f"{one.node}@127.0.0.1:{one.controller_port}" for one in self.brokers)
        formatting = [one.format(voters, len(self.brokers)) for one in self.brokers]
        for broker, process in zip(self.brokers, formatting, strict=True):
            assert process.wait(FORMAT_SECONDS) == 0, broker.log()
        for broker in self.brokers:
            broker.start()
        return self.ready()

    def ready(self) -> Self:
        """Waits until each running broker knows all running ones."""
        until(self._is_ready, READY_SECONDS)
        return self

    def whole(self) -> None:
        """Waits until every partition has all its replicas in sync."""
        until(self._is_whole, READY_SECONDS)

    def close(self) -> None:
        """`kill -9`: nobody reads the folders any more."""
        for one in self.brokers:
            if one.running:
                one.kill()

    @contextmanager
    def admin(self, at: Broker | None = None) -> Iterator[KafkaAdminClient]:
        """An administrator's connection, to one broker or to those that answer."""
        chosen = [at] if at else [one for one in self.brokers if one.answering]
        client = _Admin(
            bootstrap_servers=[one.inside for one in chosen],
            bootstrap_timeout_ms=_ANSWER_MILLISECONDS,
            request_timeout_ms=_ANSWER_MILLISECONDS,
            reconnect_backoff_max_ms=100,
        )
        try:
            yield client
        finally:
            client.close()

    def controller(self) -> Broker:
        """The active controller; waits until there is one."""
        found: list[Broker] = []

        def known() -> bool:
            with self.admin() as admin:
                [topic] = admin.describe_metadata_quorum()["topics"]
            node = topic["partitions"][0]["leader_id"]
            found[:] = [one for one in self.brokers if one.node == node and one.running]
            return bool(found)

        until(lambda: _true(known), READY_SECONDS)
        return found[0]

    def leader(self, topic: str, partition: int = 0) -> Broker:
        """Who leads a partition; waits until somebody does."""
        found: list[Broker] = []

        def known() -> bool:
            node = self._partitions(topic)[partition]["leader_id"]
            found[:] = [one for one in self.brokers if one.node == node and one.running]
            return bool(found)

        until(lambda: _true(known), READY_SECONDS)
        return found[0]

    def create(self, topic: str, partitions: int = 1, settings: dict[str, str] | None = None) -> None:
        """A topic with as many replicas as there are brokers."""
        with self.admin() as admin:
            admin.create_topics([NewTopic(topic, partitions, len(self.brokers), topic_configs=settings or {})])
        until(lambda: _true(lambda: len(self._partitions(topic)) == partitions))

    def add_partitions(self, topic: str, count: int) -> None:
        """Makes it `count` in all."""
        with self.admin() as admin:
            admin.create_partitions({topic: count})
        until(lambda: _true(lambda: len(self._partitions(topic)) == count))

    def topics(self) -> list[str]:
        with self.admin() as admin:
            return sorted(admin.list_topics())

    def delete(self, topics: list[str]) -> None:
        with self.admin() as admin:
            admin.delete_topics(topics)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def _partitions(self, topic: str) -> dict[int, dict[str, Any]]:
        with self.admin() as admin:
            [said] = admin.describe_topics([topic])
        return {one["partition_index"]: one for one in said["partitions"]}

    def _is_ready(self) -> bool:
        running = [one for one in self.brokers if one.answering]
        for one in self.brokers:
            assert one.process is None or one.process.poll() in {None, -9, 143}, one.log()
        expected = {one.node for one in running}
        return all(one.listens() for one in running) and all(
            _true(lambda at=at: expected <= self._known(at)) for at in running
        )

    def _known(self, at: Broker) -> set[int]:
        with self.admin(at) as admin:
            brokers = admin.describe_cluster()["brokers"]
        return {one["broker_id"] for one in brokers if not one.get("is_fenced")}

    def _is_whole(self) -> bool:
        def is_whole() -> bool:
            with self.admin() as admin:
                topics = admin.describe_topics()
            partitions = [one for topic in topics for one in topic["partitions"]]
            return all(set(one["isr_nodes"]) == set(one["replica_nodes"]) for one in partitions)

        return _true(is_whole)

    def __repr__(self) -> str:
        return f"KafkaCluster({self.bootstrap})"


def _true(condition: Any) -> bool:  # noqa: ANN401
    """What a condition says; a cluster that cannot answer just now says no."""
    try:
        return bool(condition())
    except (KafkaError, OSError, KeyError):
        return False
