"""One sender's connection: bytes in, arrivals to the group commit, answers out; and when it is read at all.

Reading pauses while too many of its bytes are unanswered, while its answers are not read, while the whole gateway has
too much in hand, and while it waits for its turn. Nothing that was sent goes without an answer, unless the sender is
gone or reads no answers; a sender that has closed its own half still gets its answers.
"""

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING

from graftwatch.adapters.mllp.arrivals import Arrival
from graftwatch.adapters.mllp.limits import GatewayLimits
from graftwatch.adapters.mllp.tls_layer import Wire
from graftwatch.hl7.mllp import BadFrame, BadFrameReason, Frame, Framer

if TYPE_CHECKING:
    from graftwatch.adapters.mllp.listener import Listener


class Connection(asyncio.Protocol):
    """An asyncio protocol over a framer. `last_read_at` and the sweep's times are `perf_counter` seconds."""

    def __init__(self, listener: "Listener", limits: GatewayLimits) -> None:
        self._listener = listener
        self._flow = listener.flow
        self._limits = limits
        self._framer = Framer(limits.max_frame_bytes)
        self._transport: Wire | None = None
        self._reading = True
        self._sender_finished = False
        self._unread_since: float | None = None
        self._finishing_since: float | None = None
        self._held_bytes = 0
        self._unanswered_bytes = 0
        self._unanswered_arrivals = 0
        self._last_read_at = self._frame_began_at = perf_counter()
        self._early = b""
        self._early_end = False
        self.waiting = False

    def open(self, wire: Wire) -> None:
        """A sender has been let in."""
        self._transport = wire
        wire.set_write_buffer_limits(high=self._limits.unread_answer_bytes)
        self._listener.opened(self)

    def hold(self, data: bytes, *, ended: bool = False) -> None:
        """Keep what came before its turn: of uvloop a pause holds only from the first read on, and TLS reads ahead."""
        self._early += data
        self._early_end = self._early_end or ended
        if self._transport is not None:
            self._transport.pause_reading()

    def admitted(self) -> None:
        """Its turn has come."""
        self.waiting = False
        self.review_reading()
        early, self._early = self._early, b""
        if early:
            self.data_received(early)
        if self._early_end:
            self.eof_received()

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self._last_read_at = perf_counter()
        if self._finishing_since is not None:
            return
        held_before = self._held_bytes
        frames = self._framer.receive(data)
        if frames or not held_before:
            self._frame_began_at = self._last_read_at
        self._account_for_half_frame()
        if frames:
            self._arrived(frames, held_before + len(data) - self._held_bytes)

    def eof_received(self) -> bool:
        """The sender will send no more, but may still read."""
        self._sender_finished = True
        self._end_stream(BadFrameReason.DISCONNECTED)
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the reason changes nothing
        """The connection is gone; half a frame goes to quarantine, what is complete is kept all the same."""
        self._transport = None
        if self._finishing_since is None:
            self._end_stream(BadFrameReason.DISCONNECTED)
        self._flow.partial_bytes -= self._held_bytes
        self._held_bytes = 0
        self._flow.forget(self)
        self._listener.closed(self, self._framer.skipped_bytes)

    def pause_writing(self) -> None:
        """The sender does not read its answers."""
        self._unread_since = perf_counter()
        self.review_reading()

    def resume_writing(self) -> None:
        """The sender has caught up."""
        self._unread_since = None
        self.review_reading()

    def answer(self, arrival: Arrival, answers: bytes) -> None:
        """All answers to one arrival, in order."""
        self._unanswered_bytes -= arrival.read_bytes
        self._unanswered_arrivals -= 1
        self._flow.answered(arrival.read_bytes)
        if self._transport is None:
            return
        if answers:
            self._transport.write(answers)
        if self._finishing_since is not None:
            self._finish_if_answered()
        elif not self._reading:
            self.review_reading()

    def review_reading(self) -> None:
        """Read or pause, as things are now."""
        if self._transport is None or self._transport.is_closing():
            return
        limit = self._limits.unacknowledged_bytes_per_connection
        congested = self._flow.congested
        if congested:
            self._flow.hold_back(self)
        read = not (
            congested
            or self.waiting
            or self._unread_since is not None
            or self._unanswered_bytes > (limit if self._reading else limit // 2)
        )
        if read and not self._reading:
            self._transport.resume_reading()
        elif self._reading and not read:
            self._transport.pause_reading()
        self._reading = read

    def finish(self) -> None:
        """Take nothing more, answer what was taken, then end."""
        if self._finishing_since is None:
            self._finishing_since = perf_counter()
        self._finish_if_answered()

    def abort(self) -> None:
        """End now."""
        if self._transport is not None:
            self._transport.abort()

    def sweep(self, now: float) -> str:
        """Look at the limits of time; gives the limit that ended the connection, if one did."""
        quiet = now - self._last_read_at
        if self._unread_since is not None and now - self._unread_since > self._limits.unread_answer_seconds:
            self.abort()
            return "unread_answers"
        if self._finishing_since is not None:
            if now - self._finishing_since > self._limits.closing_seconds:
                self.abort()
            return ""
        if not self._reading or self._unanswered_arrivals:
            return ""
        if self._framer.held_bytes and (
            quiet > self._limits.frame_seconds or now - self._frame_began_at > self._limits.whole_frame_seconds
        ):
            self._end_stream(BadFrameReason.TIMED_OUT)
            return "half_frame"
        if quiet > self._limits.idle_seconds:
            self.finish()
            return "idle"
        return ""

    def _arrived(self, frames: list[Frame | BadFrame], size: int) -> None:
        self._unanswered_bytes += size
        self._unanswered_arrivals += 1
        self._flow.took(size)
        self._listener.arrived(self, frames, self._last_read_at, size)
        if self._flow.congested or self._unanswered_bytes > self._limits.unacknowledged_bytes_per_connection:
            self.review_reading()

    def _account_for_half_frame(self) -> None:
        """Keep the total of half frames; beyond its limit, give up the one that just grew."""
        held = self._framer.held_bytes
        self._flow.partial_bytes += held - self._held_bytes
        self._held_bytes = held
        if held and self._flow.too_many_partial_bytes:
            self._framer.give_up()
            self._held_bytes = self._framer.held_bytes
            self._flow.partial_bytes += self._held_bytes - held

    def _end_stream(self, reason: BadFrameReason) -> None:
        """Nothing more counts; half a frame is answered for what it is."""
        frames = self._framer.end(reason)
        if frames:
            self._arrived(frames, 0)
        self.finish()

    def _finish_if_answered(self) -> None:
        """Say the end once everything is answered; the sender closes, so that what it has not read is not cut off."""
        if self._transport is None or self._unanswered_arrivals:
            return
        if self._sender_finished:
            self._transport.close()
            return
        if not self._reading:
            self._transport.resume_reading()
            self._reading = True
        self._transport.write_eof()
