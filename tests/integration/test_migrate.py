"""`graftwatch migrate`: what an embedded service had is on the cluster, once, however often it was broken off."""

import fcntl
import json
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.replica.tables import tables_of
from graftwatch.adapters.kafka.waiting import check_cluster
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.cli import graftwatch
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import Entry, EntryKind
from migrating import STRANGERS, Site, embedded_at_work
from running_service import RunningService
from shared_kafka import SharedKafka


@pytest.fixture
def ended(site: Site) -> Iterator[Callable[[Topic], int]]:
    """Where a topic ends, asked again and again."""
    with closing(KafkaConsumer(bootstrap_servers=list(site.kafka.bootstrap), group_id=None)) as consumer:

        def asked(topic: Topic) -> int:
            name = Names(site.kafka.prefix).topic(topic)
            places = [TopicPartition(name, one) for one in consumer.partitions_for_topic(name)]
            return sum(consumer.end_offsets(places).values())

        yield asked


@pytest.fixture
def site(tmp_path: Path, kafka: SharedKafka) -> Site:
    one = Site.made(tmp_path, kafka)
    embedded_at_work(one.folder).close()
    return one


def rows(connection: sqlite3.Connection, *but: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    names = [one.name for one in tables_of(connection) if one.name not in but]
    read = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608 - names
    return {name: sorted(found, key=repr) for name, found in read.items()}


def is_carried_over(site: Site, tmp_path: Path) -> None:
    """Everything is there, and once."""
    place = DataFolder(site.folder)
    with closing(open_state(place.state, read_only=True)) as old, site.copy(tmp_path) as new:
        position = SqliteState(old).position()
        assert rows(new, "position") == rows(old, "position")
        assert (SqliteState(new).position(), SqliteState(new).base()) == (position, position)
        assert SqliteAudit(new).first_fault() == ""
        assert SqliteState(new).assessments() == SqliteState(old).assessments()
        deliveries = rows(old)["delivery"]
        waiting = SqliteOutbox(old).backlog()
    of_pagers: list[tuple[object, ...]] = []
    for partition in range(2):
        with site.copy(tmp_path, Topic.OUTBOX, partition) as part:
            of_pagers += rows(part)["delivery"]
    assert sorted(of_pagers, key=repr) == deliveries
    assert sum(one.waiting for one in waiting) > 0
    assert len(deliveries) > sum(one.waiting for one in waiting)

    journal = place.reader()
    entries: list[Entry] = []
    while some := journal.read_after(entries[-1].seq if entries else 0, 10_000):
        entries += some
    kept = [EntryRecord.read(one.value, one.headers) for one in site.records(Topic.ENTRIES)]
    behind = [one for one in entries if one.seq > position]
    assert [(one.kind, one.feed, one.received_at, one.content) for one in kept] == [
        (one.kind, one.feed, one.received_at, one.content) for one in behind
    ]
    assert [one.offset for one in site.records(Topic.ENTRIES)] == [*range(len(behind))], "numbers go on without a gap"
    frames = [one.content for one in entries if one.kind is EntryKind.FRAME]
    raw = site.records(Topic.RAW)
    assert sorted(one.value for one in raw) == sorted(frames)
    assert len(frames) > STRANGERS
    times = {one.content: int(one.received_at.timestamp() * 1000) for one in entries}
    assert [one for one in raw if one.timestamp != times[one.value]] == [], "retention counts from when they came"
    assert {one.key.decode() for one in site.records(Topic.ROSTER)} >= {"S01", "S02", "S03"}
    assert {one.key.decode() for one in site.records(Topic.ASSESSMENTS)} == {"S01", "S02", "S03"}
    assert site.records(Topic.PAGES) == [], "no page is decided again"
    begins = intake_begins(site)
    assert [one for one in raw if one.offset >= begins[one.partition]] == [], "intake handles no frame again"


def intake_begins(site: Site) -> dict[int, int]:
    names = Names(site.kafka.prefix)
    with closing(
        KafkaConsumer(
            bootstrap_servers=list(site.kafka.bootstrap), group_id=names.group(Group.INTAKE), enable_auto_commit=False
        )
    ) as consumer:
        places = [TopicPartition(names.topic(Topic.RAW), one) for one in range(3)]
        return {one.partition: int(consumer.committed(one) or 0) for one in places}


def test_everything_is_carried_over_once_and_saying_it_again_changes_nothing(site: Site, tmp_path: Path) -> None:
    site.migrated()
    is_carried_over(site, tmp_path)
    check_cluster(site.kafka, "detector")
    again = site.migrated("--json")
    assert (json.loads(again.stdout)["carried_over"], json.loads(again.stdout)["now"]) == ("done", False)
    is_carried_over(site, tmp_path)


def test_a_migration_that_is_killed_again_and_again_ends_as_one_that_was_not(
    site: Site, tmp_path: Path, ended: Callable[[Topic], int]
) -> None:
    place = DataFolder(site.folder)
    stages: dict[str, Callable[[], bool]] = {
        "begun": lambda: ended(Topic.MIGRATION) > 0,
        "frames under way": lambda: ended(Topic.RAW) > 0,
        "the folder takes nothing more": place.migrated.exists,
        "entries under way": lambda: ended(Topic.ENTRIES) > 0,
        "the store under way": lambda: ended(Topic.STATE) > 0,
    }
    killed = [name for name, reached in stages.items() if site.killed_when(reached) == -signal.SIGKILL]
    assert {"begun", "frames under way"} <= set(killed), "the later ones may be passed at once"
    site.migrated()
    is_carried_over(site, tmp_path)


def test_who_writes_while_it_is_broken_off_is_found(site: Site) -> None:
    assert site.killed_when(DataFolder(site.folder).migrated.exists) == -signal.SIGKILL
    with closing(KafkaProducer(bootstrap_servers=list(site.kafka.bootstrap))) as producer:
        producer.send(Names(site.kafka.prefix).topic(Topic.RAW), b"MSH|").get(timeout=30)
    with pytest.raises(ClusterUnfit, match="run `graftwatch migrate` again"):
        check_cluster(site.kafka, "gateway")
    refused = site.migrate()
    assert refused.exit_code == 1
    assert "hl7.raw meanwhile" in refused.stderr
    assert site.records(Topic.STATE) == []


def test_what_would_be_done_is_said_and_nothing_is_done(site: Site) -> None:
    said = site.migrated("--dry-run", "--json")
    document = json.loads(said.stdout)
    assert document["carried_over"] == "nothing"
    assert (document["recipients"], document["not_handled"]) == (3, 2)
    assert document["waiting"] > 0
    assert all(site.records(topic) == [] for topic in (Topic.RAW, Topic.STATE, Topic.MIGRATION))
    assert not DataFolder(site.folder).migrated.exists()


def test_a_folder_whose_service_runs_is_refused(site: Site) -> None:
    with DataFolder(site.folder).lock.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as the running service holds it
        refused = site.migrate()
    assert refused.exit_code == 1
    assert "another service runs on this folder; stop it first" in refused.stderr
    assert site.records(Topic.MIGRATION) == []


def test_a_folder_that_was_carried_over_takes_nothing_more(site: Site) -> None:
    site.migrated()
    with RunningService(site.folder) as service:
        assert service.process.wait(60) == 1
        assert "was carried over to a Kafka cluster" in service.log()
    roster = site.folder.parent / "roster.csv"
    roster.write_text("subject,identifier,authority,transplanted_at\nS09,1,HOSP,2026-06-01T10:00\n")
    refused = CliRunner().invoke(graftwatch, ["enroll", "import", str(roster), "--data", str(site.folder)])
    assert (refused.exit_code, "was carried over" in refused.stderr) == (1, True)


def test_a_cluster_that_somebody_used_is_refused(site: Site) -> None:
    with closing(KafkaProducer(bootstrap_servers=list(site.kafka.bootstrap))) as producer:
        producer.send(Names(site.kafka.prefix).topic(Topic.DECISIONS), b"{}").get(timeout=30)
    refused = site.migrate()
    assert refused.exit_code == 1
    assert "the cluster is not empty" in refused.stderr
    assert not DataFolder(site.folder).migrated.exists()


def test_another_folder_is_refused_where_one_was_carried_over(site: Site, tmp_path: Path) -> None:
    site.migrated()
    other = Site(tmp_path / "other", site.config, site.kafka)
    embedded_at_work(other.folder).close()
    refused = other.migrate()
    assert refused.exit_code == 1
    assert "another data folder was carried over to these topics" in refused.stderr


@pytest.mark.soak
def test_without_topics_it_says_how_they_are_made(tmp_path: Path, kafka: SharedKafka) -> None:
    one = Site.made(tmp_path, kafka)
    one.config.write_text(one.config.read_text().replace(kafka.prefix, f"{kafka.prefix}other."))
    embedded_at_work(one.folder).close()
    refused = one.migrate()
    assert (refused.exit_code, "graftwatch kafka init" in refused.stderr) == (1, True)
