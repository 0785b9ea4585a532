"""Copies of a replicated database on a real broker: one leads, others follow, and nothing is in between."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from graftwatch.adapters.kafka.faults import LeadershipLost
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica import Change
from graftwatch.adapters.kafka.replica.rows import BARRIER_KEY
from graftwatch.adapters.sqlite.state import open_state
from random_rows import RandomRows
from replica_site import ReplicaSite, dump, follows, move, page, store
from running_service import until
from shared_kafka import SharedKafka


@pytest.fixture
def site(kafka: SharedKafka, tmp_path: Path) -> Iterator[ReplicaSite]:
    one = ReplicaSite(kafka, tmp_path)
    one.topics()
    yield one
    one.close()


def test_a_follower_has_what_the_leader_did(site: ReplicaSite) -> None:
    leader, follower = site.leading("a"), site.copy("b")
    move(leader, 17, page("one"), page("two"))
    follows(follower, leader)
    assert store(follower).position() == 17
    assert site.sent() == [b"one", b"two"]
    assert (leader.figures.committed, follower.figures.applied, follower.figures.lag) == (1, 1, 0)


def test_random_changes_of_all_tables_reach_live_late_and_taking_over_copies(site: ReplicaSite) -> None:
    leader, live = site.leading("a"), site.copy("live")
    rows = RandomRows(leader.connection, seed=7)
    sizes = random.Random(7)
    for _ in range(40):
        with store(leader).transaction():
            rows.change(sizes.randint(1, 12))
        live.follow(0)
    follows(live, leader)
    late, next_one = site.copy("late"), site.leading("next")
    follows(late, leader)
    assert dump(next_one.connection) == dump(leader.connection)


@pytest.mark.soak
def test_a_late_copy_of_a_compacted_topic_is_equal(kafka: SharedKafka, tmp_path: Path) -> None:
    site = ReplicaSite(kafka, tmp_path)
    site.topics(segment_ms="50", min_cleanable_dirty_ratio="0.001", delete_retention_ms="0", max_compaction_lag_ms="1")
    written = 0

    def counted(changes: Sequence[Change]) -> list[Outgoing]:
        nonlocal written
        written += len(changes)
        return []

    leader = site.copy("a", counted)
    leader.lead()
    rows = RandomRows(leader.connection, seed=11)

    def compacted() -> bool:
        with store(leader).transaction():
            rows.change(10)
        return len(site.records(Topic.STATE)) < written / 2

    until(compacted)
    late = site.copy("late")
    follows(late, leader)
    site.close()


def test_outputs_can_be_made_of_the_changed_rows(site: ReplicaSite) -> None:
    def told(changes: Sequence[Change]) -> list[Outgoing]:
        return [page(f"{one.table} {one.row and one.row['seq']}") for one in changes]

    leader = site.copy("a", told)
    leader.lead()
    move(leader, 3)
    assert site.sent() == [b"position 3"]


def test_records_to_a_named_partition_and_without_value_go_as_they_are_given(site: ReplicaSite) -> None:
    leader = site.leading("a")
    move(leader, 1, Outgoing(Topic.PAGES, b"S01", b"marker", partition=2), Outgoing(Topic.PAGES, b"gone", None))
    found = {(one.key, one.value, one.partition) for one in site.records(Topic.PAGES)}
    assert (b"S01", b"marker", 2) in found
    assert any(key == b"gone" and value is None for key, value, _ in found)


def test_what_fails_in_the_middle_leaves_nothing_anywhere(site: ReplicaSite) -> None:
    leader = site.leading("a")

    def fails() -> None:
        with store(leader).transaction():
            store(leader).move_to(5)
            leader.send(page("never"))
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    move(leader, 6, page("six"))
    assert site.sent() == [b"six"]
    assert store(leader).position() == 6


def test_a_transaction_without_changes_costs_the_cluster_nothing(site: ReplicaSite) -> None:
    leader = site.leading("a")
    with store(leader).transaction():
        store(leader).position()
    assert leader.figures.committed == 0
    assert len(site.records(Topic.STATE)) == 1  # what a leader begins with


def test_the_next_leader_ends_the_one_before(site: ReplicaSite) -> None:
    first = site.leading("a")
    move(first, 1, page("first"))
    second = site.leading("b")
    with pytest.raises(LeadershipLost, match="another copy"):
        move(first, 2, page("zombie"))
    assert (first.leads, store(first).position(), first.figures.fenced) == (False, 1, 1)
    move(second, 3, page("second"))
    follows(first, second)
    assert store(first).position() == 3
    assert site.sent() == [b"first", b"second"]


def test_a_leader_may_begin_again_at_once(site: ReplicaSite) -> None:
    """A commit is answered before readers may see it: that is not taken for a topic that has lost records."""
    leader = site.leading("a")
    for number in range(1, 16):
        move(leader, number)
        leader.lead()
    assert store(leader).position() == 15


def test_whoever_does_not_lead_writes_and_sends_nothing(site: ReplicaSite) -> None:
    follower = site.copy("a")
    with pytest.raises(LeadershipLost), store(follower).transaction():
        store(follower).move_to(1)
    with pytest.raises(LeadershipLost):
        follower.send(page("never"))
    assert store(follower).position() == 0


def test_a_commit_that_this_copy_could_not_keep_is_found_by_leading_again(site: ReplicaSite) -> None:
    """The cluster has it, the disk did not take it: as after a full disk."""
    fails = True

    def opener(path: Path, before_commit: Callable[[], None]) -> sqlite3.Connection:
        def ask() -> None:
            before_commit()
            if fails:
                raise sqlite3.OperationalError("database or disk is full")

        return open_state(path, before_commit=ask)

    leader = site.copy("a", opener=opener)
    leader.lead()
    with pytest.raises(sqlite3.OperationalError):
        move(leader, 1, page("one"))
    fails = False
    assert store(leader).position() == 0
    with pytest.raises(LeadershipLost, match="behind what it led to"):
        move(leader, 1, page("one"))
    leader.lead()
    assert store(leader).position() == 1
    move(leader, 2, page("two"))
    assert site.sent() == [b"one", b"two"]


def test_readers_of_the_file_never_see_half_a_transaction(site: ReplicaSite) -> None:
    """A transaction has more rows than are fetched at once; they all change together, or none."""
    leader, follower = site.leading("a"), site.copy("b")
    with store(leader).transaction():
        leader.connection.executemany("INSERT INTO withdrawn VALUES (?, 0)", ((seq,) for seq in range(3000)))
    follows(follower, leader)
    ended = Event()

    def read() -> list[int]:
        reader = open_state(site.folder / "b.db", read_only=True)
        seen: list[int] = []
        while not ended.is_set():
            found = reader.execute("SELECT DISTINCT known_at FROM withdrawn").fetchall()
            assert len(found) == 1
            seen.append(found[0][0])
        reader.close()
        return seen

    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read)
        for times in range(1, 6):
            with store(leader).transaction():
                leader.connection.execute("UPDATE withdrawn SET known_at = ?", (times,))
            follower.follow(0)
        follows(follower, leader)
        ended.set()
        assert reading.result() == sorted(reading.result())


def test_a_leader_begins_with_one_record_that_is_no_row(site: ReplicaSite) -> None:
    site.leading("a")
    assert [one.key for one in site.records(Topic.STATE)] == [BARRIER_KEY]
