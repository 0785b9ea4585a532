"""The patient numbers that concern a recipient, as this worker knows them: the filter of every frame.

They come from the compacted topic `roster`, read to its end before the first frame is looked at and followed after,
and from the markers between the frames. A number once known stays known while the process runs: letting a frame too
many through costs nothing, as the detector asks the roster again.

A reader thread, and no global table of Faust: Faust follows only changelogs that a Faust application itself writes, of
the worker that owns the partition it reads nothing more once it has recovered, and a table of any kind exchanges the
way partitions are shared out for one that needs a leader and its own changelog topics.
"""

from collections.abc import Callable, Collection, Iterable
from threading import Condition, Event, Thread
from typing import Any, Final

import structlog
from kafka import TopicPartition
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, RecordRefused
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.records.outcomes import RosterRecord
from graftwatch.adapters.kafka.settings import KafkaSettings

_POLL_MILLISECONDS: Final = 200
_AGAIN_SECONDS: Final = 1.0


class KnownNumbers:
    """The filter, and the thread that keeps it.

    Args:
        settings: of the cluster.
        failed: told when the thread ends: by a fault of the program, or by a record that it cannot read.
    """

    def __init__(self, settings: KafkaSettings, failed: Callable[[BaseException], None]) -> None:
        self._settings = settings
        self._failed = failed
        self._by_subject: dict[str, frozenset[str]] = {}
        self._changed = Condition()
        self._asked = 0
        self._answered = 0
        self._stop = Event()
        self.numbers: set[str] = set()
        self._log = structlog.get_logger(component="intake")
        self._thread = Thread(target=self._follow, name="roster", daemon=True)

    def start(self) -> None:
        """Starts to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stop.set()

    def knows_any(self, numbers: Iterable[str]) -> bool:
        """Whether any of them concerns a recipient."""
        known = self.numbers
        return any(number in known for number in numbers)

    def learn(self, numbers: Collection[str]) -> None:
        """Adds numbers at an exact place: what is looked at afterwards is let through by them."""
        self.numbers.update(numbers)

    def read_to_the_end(self, seconds: float) -> bool:
        """Waits until everything is known that the roster holds now; whether it is, within so many seconds."""
        with self._changed:
            self._asked += 1
            asked = self._asked
            return self._changed.wait_for(lambda: self._answered >= asked, seconds)

    def told_of(self, subject: str, numbers: Collection[str], seconds: float) -> bool:
        """Waits until the roster itself, as all workers read it, has a recipient's numbers; whether it has."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._by_subject.get(subject, frozenset()).issuperset(numbers), seconds
            )

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._read()
            except (KafkaError, ClusterUnavailable) as fault:
                self._log.warning("the roster cannot be read; trying again", fault=type(fault).__name__)
                self._stop.wait(_AGAIN_SECONDS)
            except Exception as fault:  # noqa: BLE001 - nobody else sees what ends a thread
                self._failed(fault)
                return

    def _read(self) -> None:
        topic = Names(self._settings.prefix).topic(Topic.ROSTER)
        consumer, _ = reader(self._settings, topic)
        try:
            places = [TopicPartition(topic, one) for one in sorted(consumer.partitions_for_topic(topic) or ())]
            if not places:
                self._stop.wait(_AGAIN_SECONDS)
                return
            consumer.assign(places)
            consumer.seek_to_beginning(*places)
            while not self._stop.is_set():
                self._take_some(consumer, places)
        finally:
            consumer.close(autocommit=False)

    def _take_some(self, consumer: Any, places: list[Any]) -> None:  # noqa: ANN401 - kafka-python is untyped
        asked = self._asked
        ends = consumer.end_offsets(places) if asked > self._answered else None
        for records in consumer.poll(_POLL_MILLISECONDS).values():
            for record in records:
                self._take(record)
        if ends is None:
            return
        while not self._stop.is_set() and any(consumer.position(one) < ends[one] for one in places):
            for records in consumer.poll(_POLL_MILLISECONDS).values():
                for record in records:
                    self._take(record)
        with self._changed:
            self._answered = asked
            self._changed.notify_all()

    def _take(self, record: Any) -> None:  # noqa: ANN401 - kafka-python is untyped
        subject = (record.key or b"").decode("utf-8", "replace")
        numbers: frozenset[str] = frozenset()
        if record.value is not None:
            place = place_of(record.topic, record.partition, record.offset)
            try:
                numbers = frozenset(RosterRecord.read(record.value, record.headers, place).numbers)
            except RecordRefused as fault:  # without its numbers, this recipient's messages would be passed over
                raise ClusterUnfit(str(fault)) from fault
        with self._changed:
            self._by_subject[subject] = numbers
            self.numbers.update(numbers)
            self._changed.notify_all()
