"""The entries as the local journal has them: read from where the copy ends, each under its own number.

An entry's number is its offset and one, behind whatever journal came before the topic (`base`). A record that cannot be
read keeps its place: it is an entry that says why, and becomes a dead letter when its turn comes. One of a newer major
version is left to a newer copy.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from kafka import TopicPartition
from kafka.errors import KafkaError, OffsetOutOfRangeError

from graftwatch.adapters.kafka.assess.reading import FETCH_BYTES, assess_reader, in_milliseconds
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.envelope import place_of
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.journal import Entry, EntryKind

OWN_SOURCE: Final = "entries"
"""The source of an entry that was taken from nowhere else: it came by the log of several writers, too."""
UNREADABLE_FEED: Final = "entries"
RECORDS_AT_ONCE: Final = 500
_PARTITION: Final = 0

logger = structlog.get_logger(component="entries")


class EntryLog:
    """Reads the topic `entries`. One thread at a time.

    Args:
        settings: of the cluster.
        base: number of the last entry before the topic's first.

    Raises:
        ClusterUnavailable, ClusterUnfit: it cannot be read.
    """

    def __init__(self, settings: KafkaSettings, base: int) -> None:
        self._topic = Names(settings.prefix).topic(Topic.ENTRIES)
        self._at = TopicPartition(self._topic, _PARTITION)
        self._base = base
        self._next = 0
        self._consumer = assess_reader(
            settings, self._topic, max_partition_fetch_bytes=FETCH_BYTES, max_poll_records=RECORDS_AT_ONCE
        )
        self._consumer.assign([self._at])

    def begin(self, last: int, handled: int, since: datetime) -> None:
        """Goes behind the last entry that is copied.

        Args:
            last: its number; at most the base while nothing is copied.
            handled: where nothing is copied, entries up to this number that came before `since` are not needed.
            since: see `handled`.

        Raises:
            ClusterUnavailable: the cluster does not answer.
            ClusterUnfit: the topic ends before what is copied: it is another one.
        """
        try:
            first, end = self._offsets(self._consumer.beginning_offsets), self.end()
            wanted = last - self._base
            if last <= self._base:
                found = self._consumer.offsets_for_times({self._at: int(since.timestamp() * 1000)})[self._at]
                wanted = min(end if found is None else found.offset, max(handled - self._base, 0))
            if wanted > end:
                raise ClusterUnfit(
                    f"{self._topic} ends at {end}, and the copy here goes up to {wanted}: the topic was made anew or"
                    " has lost records; if it is right as it is, put the data folder aside"
                )
            if wanted < first:
                logger.warning("entries that are kept no more are not in the copy", until=first + self._base)
            self._next = max(wanted, first)
            self._consumer.seek(self._at, self._next)
        except KafkaError as fault:
            raise in_words(fault, self._topic) from fault

    @property
    def next_seq(self) -> int:
        """The number of the next entry to be read."""
        return self._base + self._next + 1

    @property
    def offset(self) -> int:
        """The offset of the next entry to be read."""
        return self._next

    def back_to(self, seq: int) -> None:
        """Reads again from an entry on: those read since could not be kept."""
        self._next = seq - self._base - 1
        self._consumer.seek(self._at, self._next)

    def read(self, seconds: float) -> list[Entry]:
        """The next entries, waiting for them up to so long.

        Raises:
            ClusterUnavailable, ClusterUnfit: they cannot be read.
            RecordTooNew: the next one is for a newer program.
        """
        try:
            records: Sequence[Any] = self._consumer.poll(timeout_ms=in_milliseconds(seconds)).get(self._at, ())
        except OffsetOutOfRangeError:
            raise ClusterUnavailable(f"{self._topic} holds offset {self._next} no more: it is looked at anew") from None
        except KafkaError as fault:
            raise in_words(fault, self._topic) from fault
        if records:
            self._next = records[-1].offset + 1
        return [entry_of(one, self._base) for one in records]

    def end(self) -> int:
        """The offset behind the newest entry.

        Raises:
            ClusterUnavailable: the cluster does not answer.
        """
        try:
            return self._offsets(self._consumer.end_offsets)
        except KafkaError as fault:
            raise in_words(fault, self._topic) from fault

    def behind(self) -> int:
        """How many entries are known to wait on the cluster; 0 where nothing is known."""
        newest = self._consumer.highwater(self._at)
        return max((newest or 0) - self._next, 0)

    def close(self) -> None:
        """Reads no more."""
        self._consumer.close(autocommit=False)

    def _offsets(self, ask: Any) -> int:  # noqa: ANN401 - a method of an untyped library
        return int(ask([self._at])[self._at])


def entry_of(record: Any, base: int) -> Entry:  # noqa: ANN401 - an untyped library's record
    """The entry of a record.

    Raises:
        RecordTooNew: it is of a newer major version.
    """
    seq = base + record.offset + 1
    try:
        place = place_of(Topic.ENTRIES.value, record.partition, record.offset)
        one = EntryRecord.read(record.value or b"", record.headers, place)
    except RecordTooNew:
        raise  # a newer copy leads from here; passed over, it would be lost
    except RecordRefused as refused:
        at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        return Entry(seq, at, EntryKind.UNREADABLE, UNREADABLE_FEED, str(refused), b"", None, OWN_SOURCE)
    return Entry(
        seq,
        one.received_at,
        one.kind,
        one.feed,
        one.control_id,
        one.content,
        one.first_received_at,
        one.source or OWN_SOURCE,
        one.offset if one.source else -1,
    )
