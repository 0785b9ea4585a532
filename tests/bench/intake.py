"""Intake from Kafka beside a bare Faust agent: messages a second of one worker and of two, and a search of a partition.

One broker on this machine, filled beforehand with more than anybody reads within the time, so that reading alone is
measured; 0.5 % of the messages concern a recipient and become entries. The agent (as Faust comes), the worker and the
two workers take turns from the topic's start, as a shared machine drifts, and are measured once they are settled: some
two seconds after the first record. What counts is the ratio within one run.
`python -m tests.bench --only kafka-intake [--messages N]`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from kafka.admin import KafkaAdminClient
from rich.table import Table
from tests.bench.service import fresh_folder
from tests.bench.verdict import Line, table
from tests.intake_desk import START, IntakeDesk, Worker, message
from tests.kafka_cluster import KafkaCluster
from tests.running_service import until

from graftwatch.adapters.kafka.intake.partition_scan import Scanned, scan
from graftwatch.adapters.kafka.names import Group, Names
from graftwatch.adapters.kafka.records.raw import RawFrame
from graftwatch.adapters.kafka.records.searching import SearchRecord

PARTITIONS = 2
ONE_IN = 200
RATIO = 0.8
BYTES = 1600
_RECORDS = re.compile(r"^graftwatch_intake_records_total (\S+)", re.MULTILINE)
FORGET_SECONDS = 60.0
TOO_FEW = "the topic was read to its end within the time: give more messages by --messages"


@dataclass(slots=True)
class Measured:
    """Messages a second, a round each."""

    bare: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    two: list[float] = field(default_factory=list)


def intake(messages: int, rounds: int, seconds: float) -> Table:
    """The table: a topic of so many messages, read anew so many rounds for so many seconds each."""
    measured = Measured()
    with (
        fresh_folder() as folder,
        KafkaCluster(folder / "kafka") as cluster,
        _filled(cluster, folder, messages) as desk,
    ):
        for number in range(rounds):
            measured.bare.append(_bare(desk, f"bare{number}", seconds))
            measured.one.append(_workers(desk, 1, seconds))
            measured.two.append(_workers(desk, 2, seconds))
        scanned, took = _searched(desk)
    return _table(measured, scanned, took)


@contextmanager
def _filled(cluster: KafkaCluster, folder: Path, messages: int) -> Iterator[IntakeDesk]:
    with closing(IntakeDesk(cluster.bootstrap, "", folder, partitions=PARTITIONS)) as desk:
        desk.enrolls("S01", "4711")
        padding = b"NTE|1||" + b"x" * (BYTES - 120) + b"\r"
        for number in range(messages):
            patient = "4711" if number % ONE_IN == 0 else f"9{number % 50_000:06}"
            control_id = f"M{number}"
            desk.producer.send(
                desk.topic("hl7.raw"),
                message(patient, control_id) + padding,
                headers=list(RawFrame("lab", control_id, START).headers()),
                partition=number % PARTITIONS,
            )
        desk.flush()
        yield desk


def _bare(desk: IntakeDesk, group: str, seconds: float) -> float:
    arguments = [",".join(desk.bootstrap), desk.topic("hl7.raw"), group, str(seconds)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bare_faust", *arguments], check=True, capture_output=True, text=True
    )
    said = json.loads(done.stdout)
    assert said["count"] < sum(desk.ends("hl7.raw", one) for one in range(PARTITIONS)), TOO_FEW
    return float(said["rate"])


def _workers(desk: IntakeDesk, count: int, seconds: float) -> float:
    """From the topic's start; measured once each has its own partitions and goes on with them."""
    _forget_commits(desk)
    workers = [desk.worker() for _ in range(count)]
    for one in workers:
        one.ready()
    for one in workers:
        one.holds(PARTITIONS // count)
        seen = _records(one)
        until(lambda one=one, seen=seen: _records(one) > seen)
    began, before = perf_counter(), sum(map(_records, workers))
    sleep(seconds)
    after, ended = sum(map(_records, workers)), perf_counter()
    for one in workers:
        assert one.asked()["lag_records"], TOO_FEW
        one.close()
    return (after - before) / (ended - began)


def _forget_commits(desk: IntakeDesk) -> None:
    """The next worker begins at the start of the topic."""
    group = Names(desk.prefix).group(Group.INTAKE)
    with closing(KafkaAdminClient(bootstrap_servers=desk.bootstrap)) as admin:
        # Killed workers count as members until their session is over.
        until(lambda: admin.delete_groups([group])[group] in {"OK", "GroupIdNotFoundError"}, FORGET_SECONDS)


def _records(worker: Worker) -> float:
    found = _RECORDS.search(worker.asked("metrics")["metrics"])
    return float(found[1]) if found else 0.0


def _searched(desk: IntakeDesk) -> tuple[int, float]:
    """A late enrolment's search of one whole partition: messages and seconds."""
    scanned, began = Scanned(), perf_counter()
    end = desk.ends("hl7.raw", 0)
    search = SearchRecord(subject="S01", numbers=("4711",), cause="enrolled", partition=0, before=end)
    found = sum(1 for _ in scan(desk.settings, 0, [search], lambda: False, scanned))
    assert found == sum(1 for one in range(end) if one * PARTITIONS % ONE_IN == 0)
    return scanned.frames, perf_counter() - began


def _table(measured: Measured, scanned: int, took: float) -> Table:
    bare, one, two = (median(some) for some in (measured.bare, measured.one, measured.two))
    ratios = [mine / theirs for mine, theirs in zip(measured.one, measured.bare, strict=True)]
    ratio = median(ratios)
    return table(
        f"Intake from Kafka: {BYTES} bytes a message, one in {ONE_IN} concerns a recipient, {PARTITIONS} partitions",
        [
            Line("a bare Faust agent", f"{bare:,.0f}/s"),
            Line("one worker", f"{one:,.0f}/s"),
            Line("one worker beside the bare agent", f"{ratio:.0%}", f"≥ {RATIO:.0%}", ratio >= RATIO),
            Line("two workers on this machine", f"{two:,.0f}/s"),
            Line("a search of a partition", f"{scanned / took:,.0f}/s, {scanned:,} messages in {took:.1f} s"),
        ],
    )
