"""Intake on a real broker as a test drives it: frames in, entries out, workers as processes that are killed."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.kafka.names import Group, Names
from graftwatch.adapters.kafka.records.entry import DecisionRecord, EntryRecord
from graftwatch.adapters.kafka.records.envelope import Record, Trace
from graftwatch.adapters.kafka.records.failing import FailedRecord
from graftwatch.adapters.kafka.records.outcomes import RosterRecord
from graftwatch.adapters.kafka.records.raw import RawFrame, RosterMarker
from graftwatch.entrypoints.settings import load_settings
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.passed_over import FoundFrames, HeardFeeds
from running_service import until

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
STOP_SECONDS = 30.0
RETRY_SECONDS = (0.2, 0.4)


def message(number: str, control_id: str = "1") -> bytes:
    """A message of the patient with this number."""
    return f"MSH|^~\\&|LAB||||20260601||ORU^R01|{control_id}|P|2.5\rPID|1||{number}^^^HOSP||\rOBR|1\r".encode()


class Worker:
    """One intake process."""

    def __init__(self, config: Path, folder: Path, name: str) -> None:
        self.log_file = folder / f"{name}.log"
        self._line, theirs = socket.socketpair()
        options = json.dumps({"config": str(config), "data": str(folder / name)})
        bare = {key: value for key, value in os.environ.items() if not key.startswith("GRAFTWATCH_")}
        with theirs, self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "graftwatch.entrypoints.kafka_intake", str(theirs.fileno()), options],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=bare,
            )
        self._reader = self._line.makefile("rb")

    def ready(self) -> Self:
        line = self._reader.readline()
        assert line == b'"ready"\n', self.log()
        return self

    def ends(self) -> int:
        """Waits until it has ended by itself; gives its exit status."""
        return self.process.wait(STOP_SECONDS * 2)

    def asked(self, word: str = "status") -> dict[str, Any]:
        self._line.sendall(json.dumps(word).encode() + b"\n")
        said: dict[str, Any] = json.loads(self._reader.readline())
        return said

    def holds(self, partitions: int) -> None:
        """Waits until it has so many partitions of hl7.raw."""
        until(lambda: self.asked()["partitions"] == partitions)

    def log(self) -> str:
        return self.log_file.read_text()

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """Ends the line; gives the exit status."""
        self.hang_up()
        return self.process.wait(STOP_SECONDS)

    def hang_up(self) -> None:
        self._reader.close()
        self._line.close()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self.hang_up()


class IntakeDesk:
    """The topics of one test, their writers and readers, and its workers."""

    def __init__(
        self,
        bootstrap: str,
        prefix: str,
        folder: Path,
        partitions: int = 2,
        copies: int = 1,
        **settings: object,
    ) -> None:
        self.bootstrap = bootstrap.split(",")
        self.prefix = prefix
        self.folder = folder
        self.config = folder / "graftwatch.toml"
        given = {"retry_seconds": list(RETRY_SECONDS), **settings}
        lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
        topics = f"replication = {copies}\nmin_insync = {(copies + 1) // 2}\nraw_partitions = {partitions}\n"
        self.config.write_text(
            f'engine = "kafka"\n[kafka]\nbootstrap = {json.dumps(bootstrap.split(","))}\nprefix = "{prefix}"\n'
            + "\n".join(lines)
            + f"\n[kafka.topics]\n{topics}"
        )
        self.settings = load_settings(self.config).kafka
        initialise(self.settings)
        self.producer = KafkaProducer(bootstrap_servers=self.bootstrap, linger_ms=5)
        self.workers: list[Worker] = []
        self.sent = 0

    def worker(self) -> Worker:
        """Starts a process; `ready` waits for it."""
        one = Worker(self.config, self.folder, f"worker-{len(self.workers)}")
        self.workers.append(one)
        return one

    def topic(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def enrolls(self, subject: str, *numbers: str, version: str = "") -> None:
        self.put("roster", RosterRecord(subject=subject, numbers=numbers, known_at=START), subject, version)

    def put(self, topic: str, record: Record, key: str = "", version: str = "") -> None:
        """A record, by a program of another version where one is given."""
        headers = [
            (name, version.encode() if version and name == "schema" else value)
            for name, value in record.headers(Trace("t", START))
        ]
        self.producer.send(self.topic(topic), record.value(), key=key.encode() or None, headers=headers).get(30)

    def send(self, number: str, control_id: str = "", feed: str = "lab", partition: int | None = None) -> str:
        """One message, a second after the last; gives its control id. `flush` makes it durable."""
        self.sent += 1
        control_id = control_id or f"M{self.sent}"
        frame = RawFrame(feed, control_id, START + timedelta(seconds=self.sent))
        content = message(number, control_id)
        raw = self.topic("hl7.raw")
        self.producer.send(raw, content, key=number.encode(), headers=list(frame.headers()), partition=partition)
        return control_id

    def send_to_new_partition(self, number: str, partition: int) -> str:
        """A message to a partition that was added, by a producer that knows it."""
        self.producer.close()
        self.producer = KafkaProducer(bootstrap_servers=self.bootstrap)
        sent = self.send(number, partition=partition)
        self.flush()
        return sent

    def flush(self) -> None:
        self.producer.flush()

    def marks(self, subject: str, numbers: Iterable[str]) -> None:
        """The roster has new numbers: as the detector says it, in one transaction."""
        partitions = len(self.producer.partitions_for(self.topic("hl7.raw")))
        producer = KafkaProducer(bootstrap_servers=self.bootstrap, transactional_id=f"{self.prefix}{subject}")
        with_all = tuple(numbers)
        marker = RosterMarker(subject=subject, numbers=with_all, cause="enrolled", seq=1)
        producer.init_transactions()
        producer.begin_transaction()
        for partition in range(partitions):
            headers = list(marker.headers(Trace("t", START)))
            producer.send(self.topic("hl7.raw"), marker.value(), headers=headers, partition=partition)
        record = RosterRecord(subject=subject, numbers=with_all, known_at=START)
        headers = list(record.headers(Trace("t", START)))
        producer.send(self.topic("roster"), record.value(), key=subject.encode(), headers=headers)
        producer.commit_transaction()
        producer.close()

    def decides(self, content: bytes, version: str = "") -> None:
        self.put("decisions", DecisionRecord(at=START, kind=EntryKind.DECISION, feed="d", content=content), "", version)

    def read(self, topic: str) -> list[Any]:
        """All records of a topic, as they are now."""
        name = self.topic(topic)
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        try:
            places = [TopicPartition(name, one) for one in sorted(consumer.partitions_for_topic(name) or ())]
            consumer.assign(places)
            ends = consumer.end_offsets(places)
            found: list[Any] = []
            while any(consumer.position(one) < ends[one] for one in places):
                for records in consumer.poll(200).values():
                    found += records
            return found
        finally:
            consumer.close()

    def ends(self, topic: str, partition: int) -> int:
        """Where a partition ends."""
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap, group_id=None)
        try:
            place = TopicPartition(self.topic(topic), partition)
            return int(consumer.end_offsets([place])[place])
        finally:
            consumer.close()

    def committed(self, topic: str, partition: int) -> int:
        """How far intake has committed a partition."""
        group = Names(self.prefix).group(Group.INTAKE)
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap, group_id=group, enable_auto_commit=False)
        try:
            return int(consumer.committed(TopicPartition(self.topic(topic), partition)) or 0)
        finally:
            consumer.close()

    def entries(self, *kinds: EntryKind) -> list[EntryRecord]:
        every = [EntryRecord.read(one.value, one.headers) for one in self.read("entries")]
        return [one for one in every if not kinds or one.kind in kinds]

    def frames(self) -> list[EntryRecord]:
        return self.entries(EntryKind.FRAME)

    def frame_ids(self) -> list[str]:
        return [one.control_id for one in self.frames()]

    def kept(self) -> list[str]:
        """The frames that the detector handles: of each source, only what is newer than all before it."""
        newest: dict[str, int] = {}
        kept = []
        for one in self.frames():
            if one.offset > newest.get(one.source, -1):
                newest[one.source] = one.offset
                kept.append(one.control_id)
        return kept

    def found(self) -> list[FoundFrames]:
        return [FoundFrames.model_validate_json(one.content) for one in self.entries(EntryKind.FOUND)]

    def heard(self) -> int:
        told = [HeardFeeds.model_validate_json(one.content) for one in self.entries(EntryKind.HEARD)]
        return sum(feed.count for one in told for feed in one.feeds)

    def dead_letters(self) -> list[FailedRecord]:
        return [FailedRecord.read(one.value, one.headers) for one in self.read("dead-letter")]

    def close(self) -> None:
        for one in self.workers:
            one.close()
        self.producer.close()
