"""Copies of assess as real processes over a real broker, and what they left in its topics."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Self

from kafka import KafkaConsumer, TopicPartition

from graftwatch.adapters.kafka.assess.appending import EntryAppender
from graftwatch.adapters.kafka.examine import initialise
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.paging import PageRecord
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.assess.status import AssessStatus
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings, load_settings
from graftwatch.paging import Page
from graftwatch.pipeline.journal import NewEntry
from running_service import until
from shared_kafka import SharedKafka

STOP_SECONDS = 60.0
ANSWER_SECONDS = 120.0
HANDLED_SECONDS = 180.0
"""Long on purpose: a test asserts what comes true, not how fast."""


class AssessCopy:
    """One copy of assess in a process of its own, started as its role starts it."""

    def __init__(self, folder: Path, config: Path, roster: Path | None = None) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._ours, theirs = socket.socketpair()
        self._ours.settimeout(ANSWER_SECONDS)
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        options = StartOptions(config=config, data=folder, engine="kafka", role="detector", roster=roster)
        bare = {name: value for name, value in os.environ.items() if not name.startswith("GRAFTWATCH_")}
        with theirs:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "graftwatch.entrypoints.assess.process"),
                    *(str(theirs.fileno()), options.model_dump_json()),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                env=bare,
            )
        self._lines = self._ours.makefile("rwb")
        assert json.loads(self._lines.readline()) == "ready", self.log()

    def status(self, asking: str = "status") -> AssessStatus:
        self._lines.write(json.dumps(asking).encode() + b"\n")
        self._lines.flush()
        line = self._lines.readline()
        assert line, self.log()
        return AssessStatus.model_validate_json(line)

    def leads(self) -> bool:
        return self.status().leads

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def kill(self) -> None:
        """`kill -9`."""
        self._signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        self._close()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> int:
        """As its role stops it; gives the exit status."""
        self._close()
        return self.process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Whatever it does, it ends."""
        if self.process.poll() is None:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGKILL)
            self.process.wait(STOP_SECONDS)
        self._close()

    def _signal(self, which: signal.Signals) -> None:
        self.process.send_signal(which)

    def _close(self) -> None:
        for one in (self._lines, self._ours, self._log):
            with suppress(OSError, ValueError):
                one.close()


class AssessSite:
    """The topics of one test, with what is in them, and copies of assess over them."""

    def __init__(
        self,
        kafka: SharedKafka,
        folder: Path,
        *lines: str,
        clock: str = "replay",
        dead_letters_at_most: int = 100,
        raw_partitions: int = 2,
    ) -> None:
        self.kafka = kafka
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "graftwatch.toml"
        self.config.write_text(
            "\n".join(
                (
                    'engine = "kafka"',
                    f'clock = "{clock}"',
                    *lines,
                    "[kafka]",
                    f'bootstrap = ["{kafka.bootstrap}"]',
                    f'prefix = "{kafka.prefix}"',
                    "session_seconds = 3",
                    "retry_seconds = [1, 2]",
                    f"dead_letters_at_most = {dead_letters_at_most}",
                    "[kafka.topics]",
                    "replication = 1",
                    "min_insync = 1",
                    f"raw_partitions = {raw_partitions}",
                )
            )
        )
        self.settings: Settings = load_settings(self.config)
        initialise(self.settings.kafka)
        self.names = Names(kafka.prefix)
        self.copies: list[AssessCopy] = []
        self._opened: dict[Path, Connection] = {}
        self._appender = EntryAppender(self.settings.kafka)

    def load(self, entries: Sequence[NewEntry]) -> None:
        """Appends to `entries`, in order."""
        self._appender.append(entries)

    def start(self, name: str, roster: Path | None = None) -> AssessCopy:
        self.copies.append(AssessCopy(self.folder / name, self.config, roster))
        return self.copies[-1]

    def records(self, topic: Topic) -> list[Any]:
        """All committed records of a topic, by partition and offset."""
        return [*self._read(self.names.topic(topic))]

    def pages(self) -> list[Page]:
        """Every page that was said to pagers, heartbeats not."""
        found = [PageRecord.read(one.value, one.headers).page for one in self.records(Topic.PAGES)]
        return [one for one in found if one.kind != "service.heartbeat"]

    def end(self, topic: Topic = Topic.ENTRIES) -> int:
        return sum(self._ends(self.names.topic(topic)).values())

    def settled(self, copy: AssessCopy) -> None:
        """Waits until a copy has handled all, or knows that it was."""
        end = self.end()
        until(lambda: copy.status().position >= end, HANDLED_SECONDS)

    def state(self, copy: AssessCopy) -> SqliteState:
        """A copy's state, as it stands."""
        path = copy.folder / "state.db"
        if path not in self._opened:
            self._opened[path] = open_state(path, read_only=True)
        return SqliteState(self._opened[path])

    def close(self) -> None:
        for one in self.copies:
            one.end()
        for connection in self._opened.values():
            connection.close()
        self._appender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _consumer(self) -> KafkaConsumer:
        return KafkaConsumer(
            bootstrap_servers=self.kafka.bootstrap,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )

    def _ends(self, topic: str) -> dict[TopicPartition, int]:
        with closing(self._consumer()) as consumer:
            places = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic) or ()]
            return dict(consumer.end_offsets(places))

    def _read(self, topic: str) -> Iterator[Any]:
        with closing(self._consumer()) as consumer:
            for place, end in sorted(self._ends(topic).items()):
                consumer.assign([place])
                consumer.seek_to_beginning(place)
                while consumer.position(place) < end:
                    yield from consumer.poll(timeout_ms=500).get(place, [])
