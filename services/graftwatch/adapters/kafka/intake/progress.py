"""The watch over a worker's progress: a thread with a connection of its own, so that it sees what the worker does not.

It asks the cluster how far the group has committed and where the partitions end. Where nothing moved for long although
there is something to do, it looks itself: an end beyond the last record (the end of a transaction) is no work, and a
partition that cannot be read, or entries that cannot be written, are the cluster's fault. Otherwise it says so, and the
process ends itself.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import structlog
from kafka import TopicPartition
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.admin import FoundTopic, opened
from graftwatch.adapters.kafka.clients import reader
from graftwatch.adapters.kafka.faults import KafkaFault
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.standing_still import Place, Position, StandingStill
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings

LOOK_SECONDS: Final = 2.0
_ANSWER_MILLISECONDS: Final = 5000
_PROBE_MILLISECONDS: Final = 200
_PROBE_SECONDS: Final = 2.0
_METADATA_MILLISECONDS: Final = 10_000


class Progress:
    """The watch.

    Args:
        settings: of the cluster.
        mine: gives topic and partition of what the worker holds.
        figures: lag and progress are noted there.
        stuck: told, in words, that the worker stands still.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        mine: Callable[[], AbstractSet[Place]],
        figures: IntakeFigures,
        stuck: Callable[[str], None],
    ) -> None:
        self._settings = settings
        names = Names(settings.prefix)
        self._group = names.group(Group.INTAKE)
        self._raw = names.topic(Topic.RAW)
        self._topics = (self._raw, names.topic(Topic.DECISIONS))
        self._entries = names.topic(Topic.ENTRIES)
        self._mine = mine
        self._figures = figures
        self._stuck = stuck
        self._stop = Event()
        self._log = structlog.get_logger(component="intake")
        self._ends: dict[Place, tuple[Position | None, bool]] = {}
        self._standing = StandingStill(settings.stuck_seconds, monotonic())
        self._thread = Thread(target=self._watch, name="progress", daemon=True)

    def start(self) -> None:
        """Starts to watch."""
        self._figures.progress_at = monotonic()
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stop.set()

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self._watch_on_one_connection()
            except (KafkaError, KafkaFault, OSError) as fault:
                self._figures.reachable = False
                self._standing.forgive(monotonic())
                self._log.warning("the cluster cannot be asked about progress", fault=type(fault).__name__)
                self._stop.wait(LOOK_SECONDS)

    def _watch_on_one_connection(self) -> None:
        consumer, _ = reader(
            self._settings, self._group, group_id=self._group, metadata_max_age_ms=_METADATA_MILLISECONDS
        )
        try:
            while not self._stop.wait(LOOK_SECONDS):
                self._look(consumer)
        finally:
            consumer.close(autocommit=False)

    def _look(self, consumer: Any) -> None:  # noqa: ANN401 - kafka-python is untyped
        parts = {topic: consumer.partitions_for_topic(topic) or () for topic in self._topics}
        places = [TopicPartition(topic, one) for topic, some in parts.items() for one in some]
        ends = consumer.end_offsets(places, timeout_ms=_ANSWER_MILLISECONDS)
        starts = consumer.beginning_offsets(places, timeout_ms=_ANSWER_MILLISECONDS)
        positions = {}
        for place in places:
            committed = consumer.committed(place, timeout_ms=_ANSWER_MILLISECONDS)
            position = Position(max(committed or 0, starts[place]), ends[place])
            positions[place.topic, place.partition] = self._without_empty_end(place, position)
        self._figures.reachable = True
        now, mine = monotonic(), self._mine()
        self._note(positions, mine, now)
        for topic, partition in self._standing.look(positions, mine, now):
            if not self._can_be_entered():
                self._standing.forgive(monotonic())
                return
            position = positions[topic, partition]
            if self._probe(TopicPartition(topic, partition), position) is True:
                self._stuck(
                    f"{topic}-{partition}: nothing was committed for {self._settings.stuck_seconds:g} s behind offset "
                    f"{position.committed}, though there are records"
                )

    def _without_empty_end(self, place: Any, position: Position) -> Position:  # noqa: ANN401
        """A position without an end that holds no record, once a commit that did not move has made one look."""
        if position.end <= position.committed:
            return position
        key = (place.topic, place.partition)
        seen, is_empty = self._ends.get(key, (None, False))
        if seen != position:
            is_empty = False
        elif not is_empty:
            is_empty = self._probe(place, position) is False
        self._ends[key] = (position, is_empty)
        return Position(position.committed, position.committed) if is_empty else position

    def _note(self, positions: dict[Place, Position], mine: AbstractSet[Place], now: float) -> None:
        figures = self._figures
        held = [one for place, one in positions.items() if place in mine and place[0] == self._raw]
        lag = sum(max(one.end - one.committed, 0) for one in held)
        moved = sum(one.committed for one in held)
        if lag == 0 or moved != figures.committed:
            figures.progress_at = now
        figures.committed, figures.lag_records, figures.partitions = moved, lag, len(held)

    def _can_be_entered(self) -> bool:
        """Whether `entries` takes records now; as long as it does not, the worker waits as it must."""
        with opened(self._settings) as cluster:
            topic = cluster.topics([self._entries]).get(self._entries)
        takes = topic is not None and not topic.leaderless and topic.in_sync >= _least_in_sync(topic)
        if not takes:
            self._figures.reachable = False
            self._log.warning("waits: the cluster takes no records now", topic=self._entries)
        return takes

    def _probe(self, place: Any, position: Position) -> bool | None:  # noqa: ANN401
        """Whether there is a record behind the committed offset; None where the cluster does not let us see it."""
        consumer, _ = reader(self._settings, place.topic)
        try:
            consumer.assign([place])
            consumer.seek(place, position.committed)
            deadline = monotonic() + _PROBE_SECONDS
            while monotonic() < deadline:
                if consumer.poll(_PROBE_MILLISECONDS, max_records=1):
                    return True
                if consumer.position(place) >= position.end:
                    return False
            return None
        finally:
            consumer.close(autocommit=False)


def _least_in_sync(topic: FoundTopic) -> int:
    return int(topic.configs.get("min.insync.replicas", "1"))
