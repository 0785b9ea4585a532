"""The one door for what people and other systems enter: a journal writer that writes to `decisions`.

Intake carries it on into `entries`, in its order. The topic has one partition, so what several writers enter is in one
order for everybody. More than one entry is one transaction: all are entered or none.
"""

from collections.abc import Sequence
from contextlib import suppress
from secrets import token_hex
from threading import Lock
from typing import Any, Final

from kafka import KafkaProducer
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.connection import client_options
from graftwatch.adapters.kafka.faults import KafkaFault
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.probe import probe
from graftwatch.adapters.kafka.records.entry import DecisionRecord
from graftwatch.adapters.kafka.records.envelope import trace_of
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record
from graftwatch.adapters.kafka.words import in_words
from graftwatch.pipeline.journal import JournalUnavailable, NewEntry

# kafka-python waits a tenth of a second between the steps of a transaction otherwise.
_BACKOFF_MILLISECONDS: Final = 2


class DecisionWriter:
    """Appends to `decisions`; may be used from several threads.

    Args:
        settings: of the cluster.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._topic = Names(settings.prefix).topic(Topic.DECISIONS)
        self._lock = Lock()
        self._producers: dict[bool, Any] = {}

    def append(self, entries: Sequence[NewEntry]) -> int:
        """Enters all or none; on all in-sync replicas on return.

        Gives the first one's place in `decisions`, counted from 1. It is not its number in the journal, which is given
        when the detector handles it.

        Raises:
            JournalUnavailable: nothing was entered. Where the cluster went away meanwhile one entry alone may have been
                entered all the same: to enter it again changes nothing.
        """
        if not entries:
            raise ValueError("nothing to enter")
        records = [_record(one) for one in entries]
        with self._lock:
            try:
                return self._write(records) + 1
            except (KafkaError, KafkaFault) as fault:
                self._close()
                raise JournalUnavailable(str(in_words(fault, self._topic))) from fault

    def close(self) -> None:
        """Ends the connections."""
        with self._lock:
            self._close()

    def _write(self, records: Sequence[tuple[bytes, Headers]]) -> int:
        as_one = len(records) > 1
        producer = self._producer(as_one=as_one)
        if as_one:
            producer.begin_transaction()
        try:
            sent = [producer.send(self._topic, value, headers=list(headers), partition=0) for value, headers in records]
            # Before the commit: kafka-python 3.0 commits without a record whose time has run out.
            kept = [one.get(self._settings.answer_seconds) for one in sent]
            if as_one:
                producer.commit_transaction()
        except KafkaError:
            if as_one:  # left open, it would hold up what others enter until it times out
                with suppress(KafkaError):
                    producer.abort_transaction()
            raise
        return int(kept[0].offset)

    def _producer(self, *, as_one: bool) -> Any:  # noqa: ANN401 - kafka-python is untyped
        if as_one not in self._producers:
            probe(self._settings)
            milliseconds = int(self._settings.answer_seconds * 1000)
            options: dict[str, Any] = {
                **client_options(self._settings),
                "acks": "all",
                "retry_backoff_ms": _BACKOFF_MILLISECONDS,
                "max_request_size": largest_record(Topic.DECISIONS, self._settings),
                "bootstrap_timeout_ms": milliseconds,
                "max_block_ms": milliseconds,
                "request_timeout_ms": milliseconds,
                "delivery_timeout_ms": milliseconds,
            }
            if as_one:  # nobody goes on from where this process ended, so a name of its own each time
                options["transactional_id"] = f"{self._topic}-{token_hex(8)}"
            producer = KafkaProducer(**options)
            if as_one:
                producer.init_transactions()
            self._producers[as_one] = producer
        return self._producers[as_one]

    def _close(self) -> None:
        while self._producers:
            _, producer = self._producers.popitem()
            producer.close(self._settings.answer_seconds)


def _record(entry: NewEntry) -> tuple[bytes, Headers]:
    record = DecisionRecord(
        at=entry.received_at,
        kind=entry.kind,
        feed=entry.feed,
        control_id=entry.control_id,
        content=entry.content,
        first_received_at=entry.first_received_at,
    )
    first = entry.first_received_at or entry.received_at
    return record.value(), record.headers(trace_of(entry.feed, entry.control_id, first))
