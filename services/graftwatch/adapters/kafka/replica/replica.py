"""One copy of a database whose truth is a partition of a compacted topic: it follows, and it may lead."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from graftwatch.adapters.kafka.faults import (
    ClusterUnavailable,
    ClusterUnfit,
    KafkaFault,
    LeadershipLost,
    RecordTooLarge,
)
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.outgoing import Headers, Outgoing
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.replica.capture import Capture
from graftwatch.adapters.kafka.replica.copy import Copy, Opener
from graftwatch.adapters.kafka.replica.reading import Reading
from graftwatch.adapters.kafka.replica.rows import (
    BARRIER_KEY,
    Change,
    key_of,
    read,
    schema_headers,
    tables_version,
    value_of,
)
from graftwatch.adapters.kafka.replica.writing import Sent, Writing, check_sizes
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record, planned

Outputs = Callable[[Sequence[Change]], Iterable[Outgoing]]
_NOTED_EVERY: Final = timedelta(minutes=10)


@dataclass(slots=True)
class Figures:
    """What a replica did, for metrics.

    Attributes:
        committed: transactions that went to the cluster and were kept.
        failed: transactions that did not, or of which it is not known.
        fenced: of those, the ones that another leader's beginning ended.
        applied: rows of the topic that were put into the copy.
        lag: records between the copy and the topic's end when it was last asked.
    """

    committed: int = 0
    failed: int = 0
    fenced: int = 0
    applied: int = 0
    lag: int = 0


class Replica:
    """A copy, its topic, and the lead over both. One thread at a time.

    A transaction over `connection` (`adapters.sqlite.transaction`) that changed rows, or was given records to send, is
    one Kafka transaction before it is one of SQLite; any fault undoes both here, and ends the lead. What became of it
    on the cluster is known after the next `lead`: read anew then whatever is held in memory.

    Args:
        settings: of the cluster.
        topic: of the database.
        partition: of the topic.
        path: the copy's file.
        opener: opens the file, given what to call before each COMMIT.
        now: the current time.
        outputs: makes records to be sent of a transaction's changed rows.
    """

    def __init__(  # noqa: PLR0913 - what it is, where it is, and how it is opened
        self,
        settings: KafkaSettings,
        topic: Topic,
        partition: int,
        path: Path,
        *,
        opener: Opener,
        now: Callable[[], datetime],
        outputs: Outputs | None = None,
    ) -> None:
        self._settings, self._partition, self._path = settings, partition, path
        self._names = Names(settings.prefix)
        self._of, self._topic = topic, self._names.topic(topic)
        plans = [plan.topic for plan in planned(settings) if plan.topic is not None]
        self._at_most = {one: largest_record(one, settings) for one in plans}
        self._transactional_id = self._names.transactional_id(topic, partition)
        self._opener, self._now, self._outputs = opener, now, outputs
        self._copy: Copy | None = None
        self._reading: Reading | None = None
        self._writing: Writing | None = None
        self._capture: Capture | None = None
        self._next_offset = 0
        self.figures = Figures()

    @property
    def connection(self) -> Connection:
        """The copy's connection; the same from `open` to `close`."""
        return self._opened().connection

    @property
    def leads(self) -> bool:
        """Whether transactions are taken."""
        return self._writing is not None

    def open(self) -> None:
        """Opens the copy; asks nothing of the cluster.

        Raises:
            ClusterUnfit: the file is not a copy of this topic, or its tables cannot be replicated.
        """
        named = f"{self._topic}-{self._partition}"
        self._copy = Copy(self._path, named, self._opener, self._before_commit, self._now())

    def follow(self, seconds: float) -> int:
        """Waits up to so long for news and puts them in, whole transactions only; gives the number of rows.

        Raises:
            ClusterUnavailable: the cluster does not answer.
            ClusterUnfit: the topic is not the one that was followed, or has lost records.
        """
        self._stop_leading()
        try:
            reading = self._begun()
            if not self.figures.lag:
                reading.news(seconds)
            return self._read_up_to(reading, reading.end())
        except KafkaFault:
            self._stop_reading()
            raise

    def lead(self) -> None:
        """Takes the lead: ends what whoever led before left open, and follows the topic to its end.

        Raises:
            ClusterUnavailable: the cluster does not answer.
            ClusterUnfit: the topic is not the one that was followed, has lost records, or has rows of a newer program.
            LeadershipLost: yet another copy took it meanwhile.
        """
        self._stop_leading()
        self._stop_reading()
        copy = self._opened()
        try:
            reading = self._begun()
            self._read_up_to(reading, reading.end())
            self._refuse_newer(copy)
            writing = Writing(self._settings, self._transactional_id, self._topic, max(self._at_most.values()))
            try:
                # From here on only this producer writes. Its first record lies behind all that was committed before.
                barrier = self._row(BARRIER_KEY, b"{}", schema_headers(copy.version()))
                self._read_up_to(reading, writing.commit([barrier]))
                self._refuse_newer(copy)
            except KafkaFault:
                writing.close()
                raise
        finally:
            self._stop_reading()
        self._capture = Capture(copy.connection, copy.tables)
        self._writing = writing

    def send(self, *outgoing: Outgoing) -> None:
        """Has records sent with the rows of the open transaction; undone with it.

        Raises:
            LeadershipLost: this copy does not lead.
        """
        if self._writing is None or self._capture is None:
            raise LeadershipLost(f"this copy does not lead {self._topic}")
        if not self.connection.in_transaction:
            raise RuntimeError("records are sent inside a transaction")
        self._capture.send(outgoing)

    def close(self) -> None:
        """Leads and follows no more, and closes the file."""
        self._stop_leading()
        self._stop_reading()
        if self._copy is not None:
            self._copy.close()
            self._copy = None

    def _before_commit(self) -> None:
        """Carries the open transaction to the cluster; what is raised here undoes it."""
        copy = self._opened()
        if self._writing is None or self._capture is None:
            raise LeadershipLost(f"this copy does not lead {self._topic}")
        if copy.standing().next_offset != self._next_offset:
            # The transaction before this one is on the cluster and was not kept here: this one worked on an old state.
            self._lose()
            raise LeadershipLost(f"the copy of {self._topic} is behind what it led to; it must follow first")
        changes = self._capture.changes()
        outputs = [*self._capture.outputs(), *(self._outputs(changes) if self._outputs else ())]
        if not changes and not outputs:
            return
        headers = schema_headers(copy.version())
        rows = [self._row(key_of(one), value_of(one), headers) for one in changes]
        records = [*rows, *(self._sent(one) for one in outputs)]
        try:
            check_sizes(records)
        except RecordTooLarge:
            self.figures.failed += 1
            raise
        try:
            behind = self._writing.commit(records)
        except BaseException as fault:
            # Whatever it was, an interrupt too: the cluster may have the transaction, and this copy will not.
            self.figures.failed += 1
            self.figures.fenced += isinstance(fault, LeadershipLost)
            self._lose()
            raise
        self.figures.committed += 1
        self._capture.clear()
        self._next_offset = max(behind, self._next_offset)
        copy.move_to(self._next_offset)

    def _row(self, key: bytes, value: bytes | None, headers: Headers) -> Sent:
        return Sent(self._topic, self._at_most[self._of], key, value, headers, self._partition)

    def _sent(self, one: Outgoing) -> Sent:
        name = self._names.topic(one.topic)
        return Sent(name, self._at_most[one.topic], one.key, one.value, one.headers, one.partition)

    def _read_up_to(self, reading: Reading, end: int) -> int:
        copy, count, newest, now = self._opened(), 0, 0, self._now()
        standing = copy.standing()
        if end == standing.next_offset:
            self.figures.lag = 0
            if not standing.topic_id or now - standing.followed_at > _NOTED_EVERY:
                with copy.changing():
                    copy.follows(reading.topic_id, now)
            return 0
        if end < standing.next_offset:
            raise ClusterUnavailable(f"{self._topic} ends at {end}, before what this copy has: it is looked at anew")
        self.figures.lag = end - standing.next_offset
        with copy.changing():
            for record in reading.up_to(end):
                place = place_of(record.topic, record.partition, record.offset)
                newest = max(newest, tables_version(record.headers, place))
                if record.key != BARRIER_KEY:
                    copy.apply(read(record.key, record.value))
                    count += 1
            copy.move_to(end, newest)
            copy.follows(reading.topic_id, now)
        self._next_offset = end
        self.figures.applied += count
        self.figures.lag = 0
        return count

    def _begun(self) -> Reading:
        """The reading, from where the copy stands."""
        if self._reading is not None:
            return self._reading
        standing = self._opened().standing()
        reading = Reading(self._settings, self._topic, self._partition)
        try:
            if standing.topic_id not in {"", reading.topic_id}:
                raise ClusterUnfit(
                    f"{self._topic} was made anew: {self._path.name} is a copy of the one before. Whoever made it anew"
                    " must say which is right: put the copy aside to go on with the topic as it is"
                )
            reading.begin(standing.next_offset)
        except KafkaFault:
            reading.close()
            raise
        self._next_offset = standing.next_offset
        self._reading = reading
        return reading

    def _refuse_newer(self, copy: Copy) -> None:
        seen = copy.standing().tables_seen
        if seen > copy.version():
            raise ClusterUnfit(
                f"{self._topic} was led by a newer program (tables {seen}, here {copy.version()}):"
                " this one may follow, and must be upgraded to lead"
            )

    def _lose(self) -> None:
        """Leads no more; the notes of changes go when no transaction is open."""
        if self._writing is not None:
            self._writing.close()
            self._writing = None

    def _stop_leading(self) -> None:
        self._lose()
        if self._capture is not None:
            self._capture.end()
            self._capture = None

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _opened(self) -> Copy:
        if self._copy is None:
            raise RuntimeError("the copy is not open")
        return self._copy
