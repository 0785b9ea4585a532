"""A connection that is not taken: one framed answer that says why, then the end.

The sender's further bytes are dropped until it closes too, or until its time is over: closing on unread bytes would
reset the connection, and the reset may take the answer away before the sender has read it.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from time import perf_counter

import structlog

from graftwatch.adapters.mllp.tls_layer import Wire


class TurnedAway(StrEnum):
    """Why a connection was not taken; the label of the metric."""

    NOT_ALLOWED = "not_allowed"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    PLAIN_TEXT_TO_TLS = "plain_text_to_tls"
    TLS_TO_PLAIN = "tls_to_plain"
    HANDSHAKE_FAILED = "handshake_failed"
    HANDSHAKE_TIMED_OUT = "handshake_timed_out"
    TOO_MANY_HANDSHAKES = "too_many_handshakes"
    TOO_MANY_CONNECTIONS = "too_many_connections"


# Whoever is refused often connects again at once and for ever: its first try is told at once, all others as a count.
REPEAT_SECONDS = 60.0
# Pairs of reason and peer told apart between two counts; those of further peers are counted together.
TOLD_APART = 1000
OTHERS = "others"


class TurnedAwayLog:
    """Log lines about connections that were not taken: one for the first of a peer and reason, then one a minute."""

    def __init__(self, log: structlog.typing.FilteringBoundLogger) -> None:
        self._log = log
        self._again: dict[tuple[TurnedAway, str], int] = {}
        self._counted_at = perf_counter()

    def tell(self, why: TurnedAway, peer: str, text: str) -> None:
        """One connection was not taken."""
        key = (why, peer)
        if key in self._again or len(self._again) >= TOLD_APART:
            key = key if key in self._again else (why, OTHERS)
            self._again[key] = self._again.get(key, 0) + 1
            return
        self._again[key] = 0
        self._log.warning("connection not taken", reason=why, peer=peer, text=text)

    def sweep(self, now: float) -> None:
        """Tell how often it happened again, once a minute."""
        if now - self._counted_at < REPEAT_SECONDS:
            return
        self._counted_at = now
        for (why, peer), count in self._again.items():
            if count:
                self._log.warning("connections not taken again", reason=why, peer=peer, count=count)
        self._again.clear()


class Farewell(asyncio.Protocol):
    """Says its answer, and waits for the sender to close. `began_at` is in `perf_counter` seconds."""

    def __init__(self, transport: asyncio.Transport, wire: Wire, gone: Callable[["Farewell"], None]) -> None:
        self._transport = transport
        self._wire = wire
        self._gone = gone
        self.began_at = perf_counter()

    def say(self, framed: bytes) -> None:
        """The answer (nothing where none could be read), and that it is the end."""
        self._transport.set_protocol(self)
        if self._transport.is_closing():
            return
        if framed:
            self._wire.write(framed)
        self._wire.write_eof()
        self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """What comes now is dropped: the answer has said that nothing is kept."""

    def eof_received(self) -> bool:
        """The sender has closed its half, so it has read ours."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the reason changes nothing
        """It is over."""
        self._gone(self)

    def abort(self) -> None:
        """Its time is over."""
        self._transport.abort()
