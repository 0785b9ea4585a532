"""Copies of a replicated database on one cluster, as a test holds them."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica import Change, Replica
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from running_service import until
from shared_kafka import SharedKafka

COMPACT = {"cleanup_policy": "compact", "max_message_bytes": str(largest_record(Topic.STATE, KafkaSettings()))}
PATIENCE_SECONDS = 20.0
"""Long on purpose: two dozen processes may share two cores."""


class ReplicaSite:
    """The topics of a test, and the copies that it opens; `now` is what time they believe it is."""

    def __init__(self, kafka: SharedKafka, folder: Path, *, session_seconds: float = PATIENCE_SECONDS) -> None:
        self.kafka, self.folder = kafka, folder
        self.settings = KafkaSettings(
            bootstrap=tuple(kafka.bootstrap.split(",")), prefix=kafka.prefix, session_seconds=session_seconds
        )
        self.now = datetime(2026, 6, 1, tzinfo=UTC)
        self.copies: list[Replica] = []

    def topics(self, **of_state: str) -> None:
        self.kafka.topic(Topic.STATE.value, **{**COMPACT, **of_state})
        self.kafka.topic(Topic.PAGES.value, 3)

    def topics_again(self) -> None:
        """The topic `state`, once more after it was deleted."""
        self.kafka.topic(Topic.STATE.value, **COMPACT)

    def copy(
        self,
        name: str,
        outputs: Callable[[Sequence[Change]], list[Outgoing]] | None = None,
        *,
        opener: Callable[[Path, Callable[[], None]], sqlite3.Connection] | None = None,
    ) -> Replica:
        """A copy in a file of the test's folder, opened."""
        replica = Replica(
            self.settings,
            Topic.STATE,
            0,
            self.folder / f"{name}.db",
            opener=opener or opened,
            now=lambda: self.now,
            outputs=outputs,
        )
        self.copies.append(replica)
        replica.open()
        return replica

    def leading(self, name: str) -> Replica:
        replica = self.copy(name)
        replica.lead()
        return replica

    def sent(self, topic: Topic = Topic.PAGES) -> list[bytes | None]:
        """The values that readers of committed records find, in the partitions' order."""
        return [one.value for one in self.records(topic)]

    def records(self, topic: Topic, *, isolation: str = "read_committed") -> list[Any]:
        """All records of a topic up to its end."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.kafka.bootstrap, isolation_level=isolation, auto_offset_reset="earliest"
        )
        try:
            name = Names(self.settings.prefix).topic(topic)
            places = [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name))]
            consumer.assign(places)
            ends, found = consumer.end_offsets(places), []
            while any(consumer.position(one) < ends[one] for one in places):
                found += [record for records in consumer.poll(200).values() for record in records]
            return sorted(found, key=lambda record: (record.partition, record.offset))
        finally:
            consumer.close()

    def close(self) -> None:
        for one in self.copies:
            with suppress(sqlite3.ProgrammingError):
                one.close()


def opened(path: Path, before_commit: Callable[[], None]) -> sqlite3.Connection:
    return open_state(path, before_commit=before_commit)


def store(replica: Replica) -> SqliteState:
    return SqliteState(replica.connection)


def dump(connection: sqlite3.Connection) -> list[tuple[str, list[tuple[object, ...]]]]:
    """All rows of all tables but the copy's own bookkeeping, each table's sorted."""
    names = connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return [
        (name, sorted(connection.execute(f'SELECT * FROM main."{name}"').fetchall(), key=repr))  # noqa: S608 - a name
        for (name,) in names
        if name != "replica" and not name.startswith("sqlite_")
    ]


def page(words: str) -> Outgoing:
    return Outgoing(Topic.PAGES, b"S01", words.encode(), (("schema", b"page/1.0"),))


def move(replica: Replica, seq: int, *outgoing: Outgoing) -> None:
    with store(replica).transaction():
        store(replica).move_to(seq)
        replica.send(*outgoing)


def follows(follower: Replica, leader: Replica | sqlite3.Connection) -> None:
    """Waits until a copy is equal: the cluster may answer a commit before readers see it."""
    connection = leader.connection if isinstance(leader, Replica) else leader
    until(lambda: follower.follow(0) >= 0 and dump(follower.connection) == dump(connection))
