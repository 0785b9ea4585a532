"""One address that is listened on: its server socket, its TLS, and the one or more feeds that come in there.

Without TLS, and with one feed, everything that comes in is that feed's. Where feeds share an address, the name in the
sender's certificate chooses. Whoever may not send is told so in a framed answer, counted and logged, never let in.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

import structlog

from graftwatch.adapters.mllp.connection import Connection
from graftwatch.adapters.mllp.limits import GatewayLimits
from graftwatch.adapters.mllp.listener import Listener
from graftwatch.adapters.mllp.reception import PlainReception, TlsReception
from graftwatch.adapters.mllp.tls_files import TlsKeeper
from graftwatch.adapters.mllp.tls_layer import Wire
from graftwatch.adapters.mllp.turned_away import Farewell, TurnedAway, TurnedAwayLog
from graftwatch.hl7.acknowledgement import Outcome, Refusal
from graftwatch.hl7.header import Header, read_header
from graftwatch.hl7.mllp import encode
from graftwatch.pipeline.gateway_metrics import GatewayMetrics

# A certificate's names are shown in a log line and in MSA-3; no real one has more.
SHOWN_NAME_CHARACTERS = 120
NOBODY = IPv4Address(0)
# The sender may try again later: the fault is ours.
_FOR_NOW = frozenset({TurnedAway.TOO_MANY_CONNECTIONS})
# Nothing that the sender could read goes out any more: the handshake's own alert was the answer.
_ALERTED = frozenset({TurnedAway.HANDSHAKE_FAILED})


class Address:
    """Listens on one host and port.

    Args:
        listeners: the feeds that come in here; several only with TLS, told apart by certificate names.
        tls: its files, or None for plain TCP.
        limits: the gateway's limits.
        metrics: where connections that are not taken are counted.
        now: the time.
        refuse: makes the framed answer to a refusal, nothing where the sender wants none.
    """

    def __init__(
        self,
        listeners: Sequence[Listener],
        tls: TlsKeeper | None,
        limits: GatewayLimits,
        metrics: GatewayMetrics,
        now: Callable[[], datetime],
        refuse: Callable[[Refusal], bytes | None],
    ) -> None:
        self.listeners = listeners
        self.tls = tls
        self.label = "+".join(listener.feed for listener in listeners)
        self._limits = limits
        self._metrics = metrics
        self._now = now
        self._refuse = refuse
        self._claims = {name.lower(): listener for listener in listeners for name in listener.certificate_names}
        self._log = structlog.get_logger(component="gateway", feed=self.label)
        self._turned_away = TurnedAwayLog(self._log)
        self._server: asyncio.Server | None = None
        self._handshakes: dict[TlsReception, None] = {}
        self._farewells: dict[Farewell, None] = {}
        self.port = 0

    @property
    def handshakes(self) -> int:
        """TLS handshakes under way."""
        return len(self._handshakes)

    async def start(self, host: str, port: int) -> None:
        """Begin to listen."""
        connections = sum(listener.limits.connections for listener in self.listeners)
        self._server = await asyncio.get_running_loop().create_server(
            self._reception, host, port, backlog=connections, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._show_tls(self.tls)

    def admit(self, transport: asyncio.Transport, wire: Wire, listener: Listener) -> Connection | None:
        """Open a connection for a feed, unless the peer may not send or too many are waiting already."""
        peer = peer_of(transport)
        if not listener.allows(peer):
            text = f"{peer} is not among the addresses that may send to this feed; add it to `allow` of the feed"
            self.turn_away(transport, wire, TurnedAway.NOT_ALLOWED, text, listener=listener)
            return None
        if listener.full:
            text = f"more than {listener.limits.connections} connections are waiting already; close some, or try later"
            self.turn_away(transport, wire, TurnedAway.TOO_MANY_CONNECTIONS, text, listener=listener)
            return None
        connection = listener.connection()
        connection.open(wire)
        return connection

    def feed_of(self, names: Sequence[str]) -> tuple[Listener | None, str]:
        """The feed that a certificate's names choose; or why none is."""
        if not self._claims:
            return self.listeners[0], ""
        found = {self._claims[name].feed: self._claims[name] for name in names if name in self._claims}
        if len(found) == 1:
            return next(iter(found.values())), ""
        shown = ", ".join(names).encode("ascii", "backslashreplace").decode("ascii")[:SHOWN_NAME_CHARACTERS]
        if found:
            return None, f"the certificate's names ({shown}) belong to several feeds; give each sender its own"
        return None, (
            f"the certificate's name ({shown or 'none'}) belongs to no feed here; add it to `certificate_names` of one"
        )

    def turn_away(
        self,
        transport: asyncio.Transport,
        wire: Wire,
        why: TurnedAway,
        text: str,
        first_bytes: bytes = b"",
        listener: Listener | None = None,
    ) -> None:
        """Answer why nothing is taken from this connection, and end it."""
        self.count(transport, why, text, listener)
        if len(self._farewells) >= self._limits.connections:
            transport.abort()
            return
        farewell = Farewell(transport, wire, self._farewell_over)
        self._farewells[farewell] = None
        farewell.say(b"" if why in _ALERTED else self._answer(why, text, first_bytes))

    def count(self, transport: asyncio.Transport, why: TurnedAway, text: str, listener: Listener | None = None) -> None:
        """Note a connection that was not taken."""
        feed = listener.feed if listener else self.label
        self._metrics.turned_away(feed, why)
        self._turned_away.tell(why, str(peer_of(transport)), text)

    def broken(self, connection: Connection, text: str) -> None:
        """A connection's TLS cannot go on; half a frame goes to quarantine as it ends."""
        self._log.warning("connection ended: its TLS is broken", text=text)
        connection.abort()

    def shaking_hands(self, one: TlsReception) -> None:
        """A handshake begins, unless too many are under way."""
        if len(self._handshakes) >= self._limits.handshakes:
            text = f"{self._limits.handshakes} TLS handshakes are under way; the sender may connect again"
            one.give_up(TurnedAway.TOO_MANY_HANDSHAKES, text)
            return
        self._handshakes[one] = None

    def handshake_over(self, one: TlsReception) -> None:
        """A handshake is over, however it went."""
        self._handshakes.pop(one, None)

    def sweep(self, now: float) -> None:
        """Look at limits of time, and at the files of TLS."""
        for one in [*self._handshakes]:
            if now - one.began_at > self._limits.handshake_seconds:
                text = f"the TLS handshake was not done after {self._limits.handshake_seconds:g} s"
                one.give_up(TurnedAway.HANDSHAKE_TIMED_OUT, text)
        for leaving in [*self._farewells]:
            if now - leaving.began_at > self._limits.closing_seconds:
                leaving.abort()
        self._turned_away.sweep(now)
        for listener in self.listeners:
            listener.sweep(now)
        if self.tls is not None and self.tls.look():
            self._show_tls(self.tls)

    def reload(self) -> None:
        """Take up the files of TLS as they are now."""
        if self.tls is not None and self.tls.reload():
            self._show_tls(self.tls)

    def finish(self) -> None:
        """Accept and read nothing more."""
        if self._server is not None:
            self._server.close()
        for one in [*self._handshakes]:
            one.abort()
        for leaving in [*self._farewells]:
            leaving.abort()
        for listener in self.listeners:
            listener.finish()

    def _farewell_over(self, one: Farewell) -> None:
        self._farewells.pop(one, None)

    def _reception(self) -> asyncio.Protocol:
        return PlainReception(self) if self.tls is None else TlsReception(self, self.tls.context)

    def _answer(self, why: TurnedAway, text: str, first_bytes: bytes) -> bytes:
        """The framed answer; to a message that came in plain it names that message."""
        read = read_header(first_bytes.lstrip(b"\x0b"))
        header = read if isinstance(read, Header) else read.header
        outcome = Outcome.FAILED if why in _FOR_NOW else Outcome.REJECTED
        answer = self._refuse(Refusal(outcome, text, header, read.control_id))
        return encode(answer) if answer else b""

    def _show_tls(self, tls: TlsKeeper | None) -> None:
        if tls is None:
            return
        for listener in self.listeners:
            self._metrics.tls_certificate(listener.feed, tls.loaded.expires_at, broken=bool(tls.fault))
        if tls.fault:
            self._log.error("TLS files cannot be taken up; those before are kept", text=tls.fault)
        elif warning := tls.warning(self._now()):
            self._log.warning("TLS certificate", text=warning)
        else:
            self._log.info("TLS files taken up", expires_at=tls.loaded.expires_at.isoformat())


def peer_of(transport: asyncio.BaseTransport) -> IPv4Address | IPv6Address:
    """A peer's address, one that is IPv4 in IPv6's clothes as IPv4; of a peer that has gone already, nobody's."""
    name = transport.get_extra_info("peername")
    if not name:
        return NOBODY
    address = ip_address(name[0].split("%")[0])
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
