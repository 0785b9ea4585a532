"""What can be wrong with a replicated database, its topic and its file: it is said, and nothing is lost by itself."""

import gc
import logging
import random
import sqlite3
import string
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import active_count

import pytest
from kafka import TopicPartition

from graftwatch.adapters.kafka.assess.entries import EntryLog
from graftwatch.adapters.kafka.assess.outcomes import OutcomeLog
from graftwatch.adapters.kafka.assess.partitions import RawPartitions
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, LeadershipLost, RecordTooLarge
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica import Change
from graftwatch.adapters.kafka.replica.limits import AWAY_AT_MOST, MESSAGE_SLACK_BYTES, TRANSACTION_BYTES
from graftwatch.adapters.kafka.replica.rows import key_of, schema_headers, value_of
from graftwatch.adapters.kafka.settings import KafkaSettings, Topics
from graftwatch.adapters.kafka.topology import largest_record
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.adapters.sqlite.state_schema import SCHEMA_VERSION
from random_rows import RandomRows
from replica_site import ReplicaSite, dump, follows, move, store
from running_service import until
from shared_kafka import SharedKafka

FRAME_BYTES = 64 * 1024


@pytest.fixture
def site(kafka: SharedKafka, tmp_path: Path) -> Iterator[ReplicaSite]:
    one = ReplicaSite(kafka, tmp_path)
    one.topics()
    yield one
    one.close()


@pytest.mark.parametrize("over", [0, 1])
def test_a_row_at_the_limit_goes_and_one_over_it_is_refused_and_the_lead_kept(
    kafka: SharedKafka, tmp_path: Path, over: int
) -> None:
    site = ReplicaSite(kafka, tmp_path)
    site.settings = site.settings.model_copy(update={"topics": Topics(frame_bytes=FRAME_BYTES)})
    at_most = largest_record(Topic.STATE, site.settings) - MESSAGE_SLACK_BYTES
    site.topics(max_message_bytes=str(largest_record(Topic.STATE, site.settings)))
    leader, follower = site.leading("a"), site.copy("b")
    row = Change("codes", ("lab",), {"feed": "lab", "seq": 1, "known_at": 1, "change": ""})
    headers = sum(len(name) + len(value) for name, value in schema_headers(SCHEMA_VERSION))
    beside = len(key_of(row)) + len(value_of(row) or b"") + headers
    words = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=at_most - beside + over))

    def put() -> None:
        with store(leader).transaction():
            leader.connection.execute("INSERT INTO codes VALUES ('lab', 1, 1, ?)", (words,))

    if over:
        with pytest.raises(RecordTooLarge, match=f"{at_most + 1} bytes; the limit is {at_most}"):
            put()
        move(leader, 1)
    else:
        put()
        follows(follower, leader)
        assert follower.connection.execute("SELECT change FROM codes").fetchone() == (words,)
    assert leader.leads
    site.close()


def test_a_transaction_over_its_limit_is_refused_and_the_lead_kept(site: ReplicaSite) -> None:
    leader = site.leading("a")
    one = Outgoing(Topic.PAGES, b"S01", b"x" * (TRANSACTION_BYTES // 1000))
    with pytest.raises(RecordTooLarge, match=f"a transaction has .* the limit is {TRANSACTION_BYTES}"):
        move(leader, 1, *[one] * 1000)
    move(leader, 2)
    assert (store(leader).position(), site.sent()) == (2, [])


def test_a_row_over_the_topics_own_limit_says_what_to_look_at(kafka: SharedKafka, tmp_path: Path) -> None:
    site = ReplicaSite(kafka, tmp_path)
    kafka.topic("state", cleanup_policy="compact", max_message_bytes="2000")
    leader = site.leading("a")
    noise = random.Random(2).randbytes(4000)
    with pytest.raises(RecordTooLarge, match=r"max\.message\.bytes"), store(leader).transaction():
        leader.connection.execute("INSERT INTO frame VALUES (1, 'S01', 1, 'lab', 'c', ?, 1)", (noise,))
    leader.lead()
    assert leader.connection.execute("SELECT count(*) FROM frame").fetchone() == (0,)
    site.close()


def test_a_topic_that_is_not_there_is_said(kafka: SharedKafka, tmp_path: Path) -> None:
    site = ReplicaSite(kafka, tmp_path)
    follower = site.copy("a")
    for ask in (lambda: follower.follow(0), follower.lead):
        with pytest.raises(ClusterUnavailable, match=r"state.*: a topic is not there; run `graftwatch kafka init`"):
            ask()
    site.close()


def test_a_cluster_that_does_not_answer_is_said_and_trying_leaves_nothing_behind(
    kafka: SharedKafka, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="kafka")  # a captured line would hold on to its connection
    site = ReplicaSite(kafka, tmp_path)
    site.settings = KafkaSettings(bootstrap=("127.0.0.1:9",), session_seconds=1)
    follower = site.copy("a")
    before = held()
    for ask in (lambda: follower.follow(0), follower.lead, follower.lead):
        with pytest.raises(ClusterUnavailable, match="state: "):
            ask()
    until(lambda: all(now <= then for now, then in zip(held(), before, strict=True)))
    site.close()


def test_whoever_assesses_leaves_nothing_behind_while_the_cluster_is_away(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="kafka")  # a captured line would hold on to its connection
    settings = KafkaSettings(bootstrap=("127.0.0.1:9",), session_seconds=1)
    before = held()
    for begins in (lambda: EntryLog(settings, 0), lambda: OutcomeLog(settings, {}), RawPartitions(settings).now):
        for _ in range(2):
            with pytest.raises(ClusterUnavailable):
                begins()
    until(lambda: all(now <= then for now, then in zip(held(), before, strict=True)))


def held() -> tuple[int, int]:
    """Threads and descriptors of this process, without what only waits to be collected."""
    gc.collect()
    return active_count(), len(list(Path("/proc/self/fd").iterdir()))


def test_a_leader_that_is_fenced_again_and_again_leaves_nothing_behind(site: ReplicaSite) -> None:
    one, other, before = site.leading("a"), site.leading("b"), (0, 0)
    for number in range(1, 6):
        with pytest.raises(LeadershipLost):
            move(one, number)
        one.lead()
        move(one, number)
        one, other = other, one
        if number == 2:  # both have all the connections that they ever have at once
            before = held()
    until(lambda: all(now <= then for now, then in zip(held(), before, strict=True)))


def test_a_topic_that_was_made_anew_is_said_and_nothing_is_lost_by_itself(site: ReplicaSite) -> None:
    leader = site.leading("a")
    move(leader, 1)
    leader.close()
    name = f"{site.kafka.prefix}state"
    site.kafka.cluster.delete([name])
    until(lambda: name not in site.kafka.cluster.topics())
    site.topics_again()
    again = site.copy("a")
    for ask in (lambda: again.follow(0), again.lead):
        with pytest.raises(ClusterUnfit, match="was made anew"):
            ask()
    assert store(again).position() == 1


def test_a_topic_that_lost_its_records_is_said(kafka: SharedKafka, tmp_path: Path) -> None:
    site = ReplicaSite(kafka, tmp_path)
    site.topics(cleanup_policy="compact,delete")
    leader = site.leading("a")
    move(leader, 1)
    with kafka.cluster.admin() as admin:
        admin.delete_records({TopicPartition(f"{kafka.prefix}state", 0): -1})
    with pytest.raises(ClusterUnfit, match=r"lost its records .*cleanup\.policy must be compact alone"):
        site.copy("b").follow(0)
    site.close()


def test_a_topic_that_ends_before_the_copy_is_said(site: ReplicaSite) -> None:
    """As after brokers lost their newest records: the copy is ahead of what it is a copy of."""
    leader = site.leading("a")
    move(leader, 1)
    leader.connection.execute("UPDATE replica SET next_offset = 99")
    for ask in (lambda: leader.follow(0), leader.lead):
        with pytest.raises((ClusterUnfit, ClusterUnavailable)) as said:
            ask()
    assert said.type is ClusterUnfit
    assert "lost records" in str(said.value)


def test_a_torn_file_is_made_anew_from_the_topic(site: ReplicaSite) -> None:
    leader = site.leading("a")
    with store(leader).transaction():
        RandomRows(leader.connection, seed=3).change(200)
    expected = dump(leader.connection)
    leader.close()
    file = site.folder / "a.db"
    content = bytearray(file.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)
    again = site.copy("a")
    assert store(again).position() == 0
    again.lead()
    assert dump(again.connection) == expected


@pytest.mark.parametrize(("away", "anew"), [(AWAY_AT_MOST, False), (AWAY_AT_MOST + timedelta(seconds=1), True)])
def test_a_copy_that_was_away_for_too_long_is_made_anew(site: ReplicaSite, away: timedelta, anew: bool) -> None:  # noqa: FBT001 - a case
    follower, leader = site.copy("a"), site.leading("b")
    move(leader, 1)
    follows(follower, leader)
    follower.close()
    site.now += away
    again = site.copy("a")
    assert store(again).position() == (0 if anew else 1)
    follows(again, leader)
    assert store(again).position() == 1


def test_the_embedded_engines_store_is_not_taken_for_a_copy(site: ReplicaSite) -> None:
    open_state(site.folder / "a.db").close()
    with pytest.raises(ClusterUnfit, match="embedded engine's own store"):
        site.copy("a")


def test_a_copy_of_one_topic_is_not_taken_for_another(site: ReplicaSite) -> None:
    site.copy("a").close()
    site.settings = site.settings.model_copy(update={"prefix": "another."})
    with pytest.raises(ClusterUnfit, match=r"is a copy of .*state-0, not of another\.state-0"):
        site.copy("a")


def test_an_older_program_follows_a_newer_one_and_does_not_lead(site: ReplicaSite) -> None:
    def newer(path: Path, before_commit: Callable[[], None]) -> sqlite3.Connection:
        connection = open_state(path, before_commit=before_commit)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if "why" not in [row[1] for row in connection.execute("PRAGMA table_info(withdrawn)")]:
            connection.execute("ALTER TABLE withdrawn ADD COLUMN why TEXT NOT NULL DEFAULT 'unknown'")
        connection.execute(f"PRAGMA user_version = {version}")
        return connection

    older, leader = site.leading("older"), site.copy("newer", opener=newer)
    with store(older).transaction():
        older.connection.execute("INSERT INTO withdrawn VALUES (1, 1)")
    leader.lead()
    leader.connection.execute("PRAGMA user_version = 99")
    with store(leader).transaction():
        leader.connection.execute("INSERT INTO withdrawn VALUES (2, 2, 'sent twice')")
    assert leader.connection.execute("SELECT why FROM withdrawn").fetchall() == [("unknown",), ("sent twice",)]
    until(lambda: older.follow(0) >= 0 and store(older).withdrawn_among([2]) == {2})
    assert older.connection.execute("SELECT * FROM withdrawn").fetchall() == [(1, 1), (2, 2)]
    with pytest.raises(ClusterUnfit, match="must be upgraded to lead"):
        older.lead()
