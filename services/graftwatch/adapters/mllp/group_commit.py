"""Group commit: whatever has come in on all connections is made durable with one sync, and only then answered.

One batch at a time. While one is being written the next gathers, so batches grow with the load by themselves.
A batch is written in the event loop, only a very large one in a thread: a thread costs more than it gains while the
writing takes a few milliseconds. Order: batches settle in order, and within one each connection's arrivals.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from graftwatch.adapters.mllp.answers import Stored
from graftwatch.adapters.mllp.arrivals import Arrival, Refused
from graftwatch.adapters.mllp.settling import Settling, sorted_out
from graftwatch.hl7.acknowledgement import Refusal
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.gateway_metrics import GatewayMetrics
from graftwatch.pipeline.ingest import Ingest, Message
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.pipeline.quarantine import Quarantine, QuarantineUnavailable
from graftwatch.pipeline.refusals import RefusalTally

# Measured on two cores, 8 x 200 messages of 1.6 kB in flight: 58,000/s written in the loop, 48,000/s in the thread, as
# the two fight for the interpreter. Beyond this a batch (large documents) would hold up the loop for tens of ms.
LOOP_BATCH_BYTES = 4 * 1024 * 1024


class GroupCommit:
    """Collects arrivals, stores them together, answers them."""

    def __init__(
        self,
        ingest: Ingest,
        quarantine: Quarantine,
        clock: Clock,
        metrics: GatewayMetrics,
        on_durable: Callable[[int], None],
    ) -> None:
        self._ingest = ingest
        self._quarantine = quarantine
        self._clock = clock
        self._on_durable = on_durable
        self._log = structlog.get_logger(component="gateway")
        self._loop = asyncio.get_running_loop()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")
        self._queue: list[Arrival] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._refusals = RefusalTally()
        self._settling = Settling(clock, metrics)

    def add(self, arrival: Arrival) -> None:
        """Store this with the next batch."""
        self._queue.append(arrival)
        if self._idle.is_set():
            self._idle.clear()
            self._loop.call_soon(self._flush)

    def refusal(self, refusal: Refusal) -> bytes | None:
        """An answer to what never becomes an arrival: a connection that is not taken."""
        return self._settling.refusal(refusal)

    async def drained(self) -> None:
        """Wait until everything added is answered."""
        await self._idle.wait()

    def say_refusals(self) -> None:
        """Tell the journal of refused frames that wait for it, while nothing else is being stored."""
        if self._refusals and self._idle.is_set():
            self._say_refusals()

    def _say_refusals(self, *, all_of_them: bool = False) -> None:
        """Tell the journal how many frames were refused, now and then; what it cannot take now is said later."""
        entries = self._refusals.due(self._clock.now(), all_of_them=all_of_them)
        if not entries:
            return
        try:
            first_seq = self._ingest.note(entries)
        except JournalUnavailable as error:
            self._log.error("refusals could not be noted", count=len(entries), error=str(error))
            return
        self._refusals.said(entries)
        self._on_durable(first_seq + len(entries) - 1)

    def close(self) -> None:
        """End the writer's thread."""
        self._say_refusals(all_of_them=True)
        self._writer.shutdown()

    def _flush(self) -> None:
        arrivals, self._queue = self._queue, []
        if sum([arrival.read_bytes for arrival in arrivals]) <= LOOP_BATCH_BYTES:
            self._settle(arrivals, self._store(arrivals))
        else:
            future = self._loop.run_in_executor(self._writer, self._store, arrivals)
            future.add_done_callback(lambda done: self._settle(arrivals, done.result()))

    def _store(self, arrivals: list[Arrival]) -> Stored:
        """Make durable what these arrivals hold; one batch at a time, so no two threads are ever here."""
        messages, refused = sorted_out(arrivals)
        stored = self._keep(messages) if messages else Stored()
        quarantine_error = self._quarantine_all(refused) if refused else ""
        if not quarantine_error:
            return stored
        return Stored(stored.first_seq, stored.novelties, stored.journal_error, quarantine_error)

    def _keep(self, messages: list[Message]) -> Stored:
        try:
            batch = self._ingest.prepare(messages)
            first_seq = self._ingest.append(batch)
        except JournalUnavailable as error:
            self._log.error("messages could not be stored", count=len(messages), error=str(error))
            return Stored(journal_error=str(error))
        except Exception:  # noqa: BLE001 -- a fault of ours must not leave senders without an answer
            self._log.exception("messages could not be stored", count=len(messages))
            return Stored(journal_error="internal error")
        self._ingest.settle(batch, first_seq)
        return Stored(first_seq, batch.novelties)

    def _quarantine_all(self, refused: list[Refused]) -> str:
        try:
            self._quarantine.add([frame.record for frame in refused])
        except QuarantineUnavailable as error:
            self._log.error("refused frames could not be quarantined", count=len(refused), error=str(error))
            return str(error)
        self._settling.refused(refused, self._refusals)
        return ""

    def _settle(self, arrivals: list[Arrival], stored: Stored) -> None:
        """Answer a stored batch, then begin the next."""
        self._settling.settle(arrivals, stored)
        if stored.last_seq:
            self._on_durable(stored.last_seq)
        if self._refusals:
            self._say_refusals()
        if self._queue:
            self._loop.call_soon(self._flush)
        else:
            self._idle.set()
