"""Who leads: the copy of assess that the consumer group gives the one partition of `entries`.

The group only chooses. What holds back a leader that was overtaken (it slept, it was paused) is the transactional id
of the state, which the new one takes over: the old one's next transaction is refused. It then leaves the group and
joins it anew, so that it does not take the lead back by an assignment of yesterday.
"""

from collections.abc import Iterable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import structlog
from kafka import ConsumerRebalanceListener, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from graftwatch.adapters.kafka.assess.reading import assess_reader, in_milliseconds
from graftwatch.adapters.kafka.faults import KafkaFault
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings

HEARTBEATS_A_SESSION: Final = 3
_POLL_SECONDS: Final = 0.1
_COMMIT_SECONDS: Final = 1.0
_REST_SECONDS: Final = 1.0

logger = structlog.get_logger(component="leadership")


class Leadership:
    """Membership in the group, kept up by a thread of its own so that a long batch does not lose it.

    Args:
        settings: of the cluster.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        names = Names(settings.prefix)
        self._settings = settings
        self._group = names.group(Group.ASSESS)
        self._at = TopicPartition(names.topic(Topic.ENTRIES), 0)
        self._ours = Event()
        self._stopping = Event()
        self._rejoin = Event()
        self._handled = -1
        self._thread = Thread(target=self._run, name="leadership", daemon=True)

    @property
    def ours(self) -> bool:
        """Whether the group says that this copy leads."""
        return self._ours.is_set() and not self._rejoin.is_set()

    def start(self) -> None:
        """Joins the group."""
        self._thread.start()

    def rejoin(self) -> None:
        """Leaves the group and joins it anew: another copy was found to lead."""
        self._rejoin.set()

    def handled(self, offset: int) -> None:
        """Says that everything before an offset is handled; the group's progress follows within a second or so."""
        self._handled = offset

    def stop(self) -> None:
        """Leaves the group, so that another copy leads at once."""
        self._stopping.set()
        self._thread.join(self._settings.session_seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._be_member()
            except (KafkaError, KafkaFault, OSError) as fault:
                logger.warning("the group cannot be joined now", fault=type(fault).__name__)
                self._stopping.wait(_REST_SECONDS)
            finally:
                self._ours.clear()

    def _be_member(self) -> None:
        session = in_milliseconds(self._settings.session_seconds)
        consumer = assess_reader(
            self._settings,
            self._at.topic,
            group_id=self._group,
            session_timeout_ms=session,
            heartbeat_interval_ms=session // HEARTBEATS_A_SESSION,
            auto_offset_reset="latest",
        )
        try:
            # Whoever divides the work without knowing the topic's partitions gives them to nobody, and nobody leads.
            while not consumer.partitions_for_topic(self._at.topic):
                if self._stopping.wait(_REST_SECONDS):
                    return
            consumer.subscribe([self._at.topic], listener=_Watched(self._ours))
            self._rejoin.clear()
            committed_at, committed = monotonic(), -1
            while not self._stopping.is_set() and not self._rejoin.is_set():
                consumer.poll(timeout_ms=in_milliseconds(_POLL_SECONDS))
                mine = self._at in consumer.assignment()
                if mine:
                    consumer.pause(self._at)  # others read; here nothing is fetched
                (self._ours.set if mine else self._ours.clear)()
                handled = self._handled
                if mine and handled != committed and monotonic() - committed_at >= _COMMIT_SECONDS:
                    self._commit(consumer, handled)
                    committed_at, committed = monotonic(), handled
        finally:
            self._ours.clear()
            with suppress(KafkaError):
                consumer.close(autocommit=False)

    def _commit(self, consumer: Any, offset: int) -> None:  # noqa: ANN401 - an untyped library's consumer
        if offset >= 0:
            consumer.commit_async({self._at: OffsetAndMetadata(offset, "", -1)})


class _Watched(ConsumerRebalanceListener):  # type: ignore[misc] # an untyped library's base
    """Takes the lead away as soon as the group does."""

    def __init__(self, ours: Event) -> None:
        self._ours = ours

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        """The group is dividing the work anew."""
        del revoked
        self._ours.clear()

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        """The group has done so without this copy."""
        self.on_partitions_revoked(lost)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        """Looked at after the poll."""
