"""Intake on Kafka when something breaks: workers killed and paused, records that fail, a cluster that refuses."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.lane import BEHIND_AT_MOST
from graftwatch.adapters.kafka.intake.progress import Progress
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.failing import FailedRecord
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.pipeline.journal import EntryKind
from intake_desk import START, IntakeDesk
from kafka_cluster import KafkaCluster
from running_service import until
from shared_kafka import SharedKafka


@pytest.fixture
def desk(kafka: SharedKafka, tmp_path: Path) -> Iterator[IntakeDesk]:
    with closing(IntakeDesk(kafka.bootstrap, kafka.prefix, tmp_path, partitions=3)) as one:
        yield one


@contextmanager
def traffic(desk: IntakeDesk) -> Iterator[list[str]]:
    """Some hundred messages a second, a tenth of them a recipient's; gives the control ids of those."""
    wanted: list[str] = []
    ended = Event()

    def send() -> None:
        number = 0
        while not ended.wait(0.02):
            for _ in range(4):
                number += 1
                mine = number % 10 == 0
                control_id = desk.send(f"47{number % 7}" if mine else f"9{number}")
                if mine:
                    wanted.append(control_id)
        desk.flush()

    thread = Thread(target=send)
    thread.start()
    try:
        yield wanted
    finally:
        ended.set()
        thread.join()


def grown(desk: IntakeDesk, by: int) -> Callable[[], bool]:
    """Whether so many more frames have come through than now."""
    before = len(desk.frames())
    return lambda: len(desk.frames()) >= before + by


@pytest.mark.soak
@pytest.mark.slow
def test_workers_killed_and_paused_under_load_lose_nothing_and_repeat_only_what_is_told_apart(desk: IntakeDesk) -> None:
    random = Random(20260601)
    desk.enrolls("S01", *(f"47{one}" for one in range(7)))
    one, other = desk.worker().ready(), desk.worker().ready()
    with traffic(desk) as wanted:
        for _ in range(3):
            until(grown(desk, random.randrange(1, 12)))
            one.kill()
            one = desk.worker().ready()
        until(grown(desk, 5))
        other.pause()
        one.holds(3)
        until(grown(desk, 5))
        other.resume()
        until(grown(desk, 5))
    until(lambda: set(desk.frame_ids()) == set(wanted))
    assert sorted(desk.kept()) == sorted(wanted)
    assert other.process.poll() is None


@pytest.mark.soak
def test_a_partition_that_is_added_is_taken_up_without_a_restart(desk: IntakeDesk, kafka: SharedKafka) -> None:
    desk.enrolls("S01", "4711")
    desk.worker().ready()
    kafka.cluster.add_partitions(desk.topic("hl7.raw"), 4)
    sent = desk.send_to_new_partition("4711", 3)
    until(lambda: desk.frame_ids() == [sent])
    assert desk.frames()[0].source == "hl7.raw-3"


def test_a_record_that_fails_is_tried_again_and_given_up_with_its_reason_and_holds_up_none(desk: IntakeDesk) -> None:
    search = SearchRecord(subject="S01", numbers=("4711",), cause="enrolled", partition=999, before=5)
    desk.put("backfill", search)
    desk.enrolls("S01", "4711")
    sent = desk.send("4711")
    desk.flush()
    worker = desk.worker().ready()
    until(lambda: desk.frame_ids() == [sent] and bool(desk.dead_letters()))
    [letter] = desk.dead_letters()
    assert (letter.topic, letter.offset, letter.attempts) == ("backfill", 0, 3)
    assert letter.content == search.value()
    assert letter.reason.startswith("backfill: ValueError at graftwatch.adapters.kafka.intake.partition_scan:")
    tried = [
        FailedRecord.read(one.value, one.headers) for topic in ("retry.0.2s", "retry.0.4s") for one in desk.read(topic)
    ]
    assert [one.attempts for one in tried] == [1, 2]
    assert all(one.first_failed_at == letter.first_failed_at for one in tried)
    counted = 'graftwatch_kafka_dead_letters_total{stage="intake"} 1.0'
    until(lambda: counted in worker.asked("metrics")["metrics"])
    assert "4711" not in worker.log()


def test_an_entry_that_the_detector_wants_later_comes_when_it_is_due_and_others_pass_it(desk: IntakeDesk) -> None:
    desk.enrolls("S01", "4711")
    desk.worker().ready()
    now = SystemClock().now()
    later = EntryRecord(received_at=START, kind=EntryKind.RETRY, feed="retry", content=b"later")
    waiting = FailedRecord(
        topic="entries", partition=0, offset=7, content=later.value(), reason="assess: ValueError", attempts=1,
        first_failed_at=now, due_at=now + timedelta(seconds=8),
    )  # fmt: skip
    desk.put("retry.0.4s", waiting)
    sent = desk.send("4711")
    desk.flush()
    until(lambda: len(desk.entries(EntryKind.FRAME, EntryKind.RETRY)) == 2)
    frame, again = desk.entries(EntryKind.FRAME, EntryKind.RETRY)
    assert (frame.control_id, again.content) == (sent, b"later")
    assert SystemClock().now() >= now + timedelta(seconds=8)


def test_too_many_dead_letters_end_the_worker_loudly_and_the_next_one_at_its_start(
    kafka: SharedKafka, tmp_path: Path
) -> None:
    with closing(IntakeDesk(kafka.bootstrap, kafka.prefix, tmp_path, dead_letters_at_most=2)) as desk:
        for _ in range(5):
            desk.decides(b"misplaced", version="entries/1.0")
        worker = desk.worker()
        assert worker.ends() == 4
        letters = desk.dead_letters()
        assert len(letters) == 3
        assert all("a record of 'entries' where decisions belongs" in one.reason for one in letters)
        assert "kafka.dead_letters_at_most" in worker.log()
        assert desk.worker().ends() == 4
        assert len(desk.dead_letters()) == 3


@pytest.mark.parametrize("topic", ["roster", "decisions"])
def test_what_a_newer_program_wrote_ends_the_worker_and_nothing_is_passed_over(desk: IntakeDesk, topic: str) -> None:
    if topic == "roster":
        desk.enrolls("S01", "4711", version="roster/2.0")
    else:
        desk.decides(b"in another meaning", version="decisions/2.0")
    worker = desk.worker()
    assert worker.ends() == 1
    assert f"{topic} has version '2.0'" in worker.log()
    assert not desk.dead_letters()
    assert not desk.entries()


@pytest.mark.soak
@pytest.mark.slow
def test_while_entries_cannot_be_written_a_worker_waits_and_goes_on_in_order(tmp_path: Path) -> None:
    with (
        KafkaCluster(tmp_path / "cluster", brokers=3) as cluster,
        closing(IntakeDesk(cluster.bootstrap, "", tmp_path, copies=3, stuck_seconds=5.0)) as desk,
    ):
        desk.enrolls("S01", "4711")
        first = desk.send("4711", partition=0)
        desk.flush()
        worker = desk.worker().ready()
        until(lambda: desk.frame_ids() == [first])
        _least_in_sync(cluster, "entries", 3)
        leading = (cluster.controller(), cluster.leader("entries"))  # who leads anew cannot say now where entries end
        follower = next(one for one in cluster.brokers if one not in leading)
        follower.kill()
        sent = [desk.send("4711", partition=0)]
        for _ in range(BEHIND_AT_MOST * 2):
            desk.send("9", partition=0)
        sent += [desk.send("4711", partition=0) for _ in range(20)]
        desk.flush()
        until(lambda: "the cluster takes no records now" in worker.log())
        assert desk.frame_ids() == [first]
        looked_at = 2 + BEHIND_AT_MOST
        until(lambda: f"graftwatch_intake_records_total {looked_at:.1f}" in worker.asked("metrics")["metrics"])
        assert desk.committed("hl7.raw", 0) == 1  # the first; what passed by the second is not done before it
        assert worker.process.poll() is None
        follower.start()
        until(lambda: desk.kept() == [first, *sent])
        assert worker.process.poll() is None


@pytest.mark.soak
def test_a_worker_that_stands_still_is_found_and_the_end_of_a_transaction_is_no_work(
    kafka: SharedKafka, tmp_path: Path
) -> None:
    with closing(IntakeDesk(kafka.bootstrap, kafka.prefix, tmp_path, partitions=1, stuck_seconds=5.0)) as desk:
        desk.marks("S01", ["4711"])
        worker = desk.worker().ready()
        until(lambda: _shows_no_lag(worker.asked()))
        assert worker.stop() == 0
        figures, said = IntakeFigures(), []
        place = (desk.topic("hl7.raw"), 0)
        progress = Progress(desk.settings, lambda: frozenset({place}), figures, said.append)
        progress.start()
        until(lambda: figures.reachable and figures.lag_records == 0)
        desk.send("4711")
        desk.flush()  # and nobody is there to handle it
        until(lambda: bool(said))
        assert "nothing was committed for 5 s" in said[0]
        progress.stop()


def _shows_no_lag(status: dict[str, object]) -> bool:
    return status["partitions"] == 1 and status["lag_records"] == 0


def _least_in_sync(cluster: KafkaCluster, topic: str, copies: int) -> None:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, configs={"min.insync.replicas": str(copies)})
    with cluster.admin() as admin:
        admin.alter_configs([resource])
