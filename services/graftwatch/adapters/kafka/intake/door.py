"""The way out of a worker: a record is in its topic, on all in-sync replicas, when `send` returns.

What could not be sent leaves the worker in doubt about the order, so it ends and begins anew from its last commit; the
producer itself waits out a cluster that is away.
"""

import faust

from graftwatch.adapters.kafka.faults import KafkaFault, RecordTooLarge
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.envelope import Record, Trace
from graftwatch.adapters.kafka.words import in_words


class NotSent(KafkaFault):
    """The cluster did not take a record and says that trying again is of no use."""


class Door:
    """Sends records.

    Args:
        app: whose producer sends.
        names: of the topics.
        figures: what is counted.
    """

    def __init__(self, app: faust.App, names: Names, figures: IntakeFigures) -> None:
        self._app = app
        self._names = names
        self._figures = figures

    async def enter(self, entry: EntryRecord) -> None:
        """Appends an entry."""
        trace = Trace(entry.trace, entry.first_received_at or entry.received_at)
        await self.enter_bytes(entry.value(), entry.headers(trace), entry.kind.value)

    async def enter_bytes(self, value: bytes, headers: Headers, kind: str) -> None:
        """Appends an entry as it stands."""
        await self.send(self._names.topic(Topic.ENTRIES), b"", value, headers, partition=0)
        self._figures.forwarded[kind] += 1

    async def hand_over(self, record: Record, topic: str, key: str, trace: Trace) -> None:
        """Sends a record of another topic; `topic` as it is on the cluster."""
        await self.send(topic, key.encode(), record.value(), record.headers(trace))

    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Headers, *, partition: int | None = None
    ) -> None:
        """Sends and waits.

        Raises:
            RecordTooLarge: the topic does not take it.
            NotSent: see there.
        """
        try:
            await self._app.producer.send_and_wait(topic, key or None, value, partition, None, list(headers))
        except Exception as fault:
            said = in_words(fault.__cause__ or fault, topic)
            if isinstance(said, RecordTooLarge):
                raise said from fault
            raise NotSent(str(said)) from fault
