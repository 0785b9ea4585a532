"""Handing on to a log elsewhere: what comes in is handed over in small groups, and answered when the log tells of it.

Many groups are under way at once, as a log on other machines takes milliseconds; the log tells of them in the order in
which they were handed over, so each connection's answers stay in order. How much is under way is bounded by the flow
of the connections, which are not read beyond it.
"""

import asyncio
from functools import partial

import structlog

from graftwatch.adapters.mllp.answers import Stored
from graftwatch.adapters.mllp.arrivals import Arrival, Refused
from graftwatch.adapters.mllp.settling import Settling, sorted_out
from graftwatch.hl7.acknowledgement import Refusal
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.gateway_metrics import GatewayMetrics
from graftwatch.pipeline.message_log import Handed, MessageLog, Told
from graftwatch.pipeline.refusals import RefusalTally

# Handing over costs some 20 microseconds a message; in groups of this size the event loop is never busy for long.
GROUP_BYTES = 1024 * 1024


class StreamCommit:
    """Collects arrivals, hands them over, answers them."""

    def __init__(self, log: MessageLog, clock: Clock, metrics: GatewayMetrics) -> None:
        self._messages = log
        self._clock = clock
        self._log = structlog.get_logger(component="gateway")
        self._loop = asyncio.get_running_loop()
        self._queue: list[Arrival] = []
        self._under_way = 0
        self._flushing = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._refusals = RefusalTally()
        self._saying = False
        self._settling = Settling(clock, metrics)

    def add(self, arrival: Arrival) -> None:
        """Hand this over with the next group."""
        self._queue.append(arrival)
        self._flush_soon()

    def refusal(self, refusal: Refusal) -> bytes | None:
        """An answer to what never becomes an arrival: a connection that is not taken."""
        return self._settling.refusal(refusal)

    async def drained(self) -> None:
        """Wait until everything added is answered."""
        await self._idle.wait()

    def say_refusals(self) -> None:
        """Tell the log how many frames were refused, now and then; what it cannot take now is said later."""
        if not self._refusals or self._saying:
            return
        entries = self._refusals.due(self._clock.now())
        if not entries:
            return

        def told(what: Told) -> None:
            self._saying = False
            if what.notes_error:
                self._log.error("refusals could not be noted", count=len(entries), error=what.notes_error)
            else:
                self._refusals.said(entries)

        self._saying = True
        self._messages.keep(Handed((), notes=entries), told)

    def close(self) -> None:
        """Nothing is left open."""

    def _flush_soon(self) -> None:
        self._idle.clear()
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        arrivals, self._queue = self._next_group()
        messages, refused = sorted_out(arrivals)
        self._under_way += 1
        self._messages.keep(Handed(messages, [one.record for one in refused]), partial(self._told, arrivals, refused))
        if self._queue:
            self._flush_soon()

    def _next_group(self) -> tuple[list[Arrival], list[Arrival]]:
        size = 0
        for at, arrival in enumerate(self._queue):
            size += arrival.read_bytes
            if size > GROUP_BYTES and at:
                return self._queue[:at], self._queue[at:]
        return self._queue, []

    def _told(self, arrivals: list[Arrival], refused: list[Refused], told: Told) -> None:
        if refused and told.refused_error:
            self._log.error("refused frames could not be quarantined", count=len(refused), error=told.refused_error)
        elif refused:
            self._settling.refused(refused, self._refusals)
        self._settled(arrivals, Stored(novelties=told.fates, quarantine_error=told.refused_error))

    def _settled(self, arrivals: list[Arrival], stored: Stored) -> None:
        self._settling.settle(arrivals, stored)
        self._under_way -= 1
        self.say_refusals()
        if not self._under_way and not self._queue:
            self._idle.set()
