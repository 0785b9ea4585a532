"""The first moments of a connection: does it speak what is spoken here, who is it, and so which feed is it for.

Once that is known the connection itself takes over and this is out of the way, so that it costs a message nothing.
"""

import asyncio
import ssl
from time import perf_counter
from typing import TYPE_CHECKING, cast

from graftwatch.adapters.mllp.connection import Connection
from graftwatch.adapters.mllp.tls_layer import HANDSHAKE_RECORD, TlsLayer, handshake_fault_in_words
from graftwatch.adapters.mllp.turned_away import TurnedAway

if TYPE_CHECKING:
    from graftwatch.adapters.mllp.address import Address

_SPEAKS_TLS = "this port takes plain MLLP and the sender speaks TLS; switch TLS off in the sender, or set tls here"
_SPEAKS_PLAINLY = "this port takes MLLP over TLS only and the sender speaks without; switch TLS on in the sender"


class PlainReception(asyncio.Protocol):
    """Stands before a plain connection until its first bytes have come."""

    def __init__(self, address: "Address") -> None:
        self._address = address
        self._connection: Connection | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A sender has connected."""
        self._transport = cast("asyncio.Transport", transport)
        self._connection = self._address.admit(self._transport, self._transport, self._address.listeners[0])

    def data_received(self, data: bytes) -> None:
        """Its first bytes."""
        if self._connection is None:
            return
        if data.startswith(HANDSHAKE_RECORD):
            self._connection.connection_lost(None)
            self._address.turn_away(self._transport, self._transport, TurnedAway.TLS_TO_PLAIN, _SPEAKS_TLS)
            return
        self._transport.set_protocol(self._connection)
        if self._connection.waiting:
            self._connection.hold(data)
        else:
            self._connection.data_received(data)

    def eof_received(self) -> bool:
        """It ended without a byte, as a check of the port does."""
        return self._connection is not None and self._connection.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        if self._connection is not None:
            self._connection.connection_lost(exc)


class TlsReception(asyncio.Protocol):
    """Shakes hands, then chooses the feed by the sender's certificate. `began_at` is in `perf_counter` seconds."""

    def __init__(self, address: "Address", context: ssl.SSLContext) -> None:
        self._address = address
        self._context = context
        self._greeted = False
        self.began_at = perf_counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A sender has connected."""
        self._transport = cast("asyncio.Transport", transport)
        self._layer = TlsLayer(self._transport, self._context)
        self._address.shaking_hands(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of the handshake."""
        if not self._greeted and not data.startswith(HANDSHAKE_RECORD):
            self._turn_away(TurnedAway.PLAIN_TEXT_TO_TLS, _SPEAKS_PLAINLY, data)
            return
        self._greeted = True
        try:
            done = self._layer.shake_hands(data)
        except ssl.SSLError as fault:
            self._turn_away(TurnedAway.HANDSHAKE_FAILED, handshake_fault_in_words(fault))
            return
        if done:
            self._welcome()

    def eof_received(self) -> bool:
        """The sender ends before the handshake is done."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the reason changes nothing
        """Gone before the handshake was done; one that never said a byte was a check of the port."""
        self._address.handshake_over(self)
        if self._greeted:
            text = "the sender ended the connection during the handshake; its own log says why"
            self._address.count(self._transport, TurnedAway.HANDSHAKE_FAILED, text)

    def abort(self) -> None:
        """End it without a word: the service stops."""
        self._greeted = False
        self._transport.abort()

    def give_up(self, why: TurnedAway, text: str) -> None:
        """End a handshake that cannot go on."""
        self._greeted = False
        self._address.handshake_over(self)
        self._address.count(self._transport, why, text)
        self._transport.abort()

    def _turn_away(self, why: TurnedAway, text: str, plain: bytes = b"") -> None:
        """Answered in plain where that was spoken; after a broken handshake the alert was the answer."""
        self._address.handshake_over(self)
        self._address.turn_away(self._transport, self._transport, why, text, plain)

    def _welcome(self) -> None:
        self._address.handshake_over(self)
        listener, text = self._address.feed_of(self._layer.certificate_names())
        if listener is None:
            self._address.turn_away(self._transport, self._layer, TurnedAway.CERTIFICATE_UNKNOWN, text)
            return
        connection = self._address.admit(self._transport, self._layer, listener)
        if connection is not None:
            below = TlsProtocol(self._layer, connection, self._address)
            self._transport.set_protocol(below)
            below.data_received(b"")


class TlsProtocol(asyncio.Protocol):
    """Between the wire and a connection: takes TLS off what comes in."""

    def __init__(self, layer: TlsLayer, connection: Connection, address: "Address") -> None:
        self._layer = layer
        self._connection = connection
        self._address = address
        self._ended = False

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        plain = self._layer.receive(data)
        if self._connection.waiting and self._layer.fault is None:
            self._connection.hold(plain, ended=self._layer.sender_ended)
            return
        if plain:
            self._connection.data_received(plain)
        if self._layer.fault is not None:
            self._address.broken(self._connection, handshake_fault_in_words(self._layer.fault))
        elif self._layer.sender_ended:
            self.eof_received()

    def eof_received(self) -> bool:
        """The sender sends no more, said in TLS or below it; it may still read."""
        if not self._ended:
            self._ended = True
            self._connection.eof_received()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._connection.connection_lost(exc)

    def pause_writing(self) -> None:
        """The sender does not read its answers."""
        self._connection.pause_writing()

    def resume_writing(self) -> None:
        """The sender has caught up."""
        self._connection.resume_writing()
