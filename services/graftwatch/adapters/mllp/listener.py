"""One feed's connections: how many there may be, who may send, and the frames that come in on them.

A connection beyond the limit is accepted and waits unread for its turn, as many again may wait; further ones are
refused before anything of them was read.
"""

import asyncio
from ipaddress import IPv4Address, IPv6Address

import structlog

from graftwatch.adapters.mllp.arrivals import Arrival, Doorman
from graftwatch.adapters.mllp.connection import Connection
from graftwatch.adapters.mllp.flow import Flow
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.mllp.settling import Commit
from graftwatch.hl7.mllp import BadFrame, Frame
from graftwatch.pipeline.gateway_metrics import GatewayMetrics


class Listener:
    """Listens for one feed; where, is its address's."""

    def __init__(
        self,
        at: FeedListener,
        doorman: Doorman,
        commit: Commit,
        flow: Flow,
        limits: GatewayLimits,
        metrics: GatewayMetrics,
    ) -> None:
        self.flow = flow
        self.limits = limits
        self.feed = at.feed
        self.certificate_names = at.certificate_names
        self._allow = at.allow
        self._style = at.answers
        self._doorman = doorman
        self._commit = commit
        self._metrics = metrics
        self._log = structlog.get_logger(component="gateway", feed=at.feed)
        self._connections: dict[Connection, None] = {}
        self._waiting: dict[Connection, None] = {}
        self._all_gone = asyncio.Event()
        self._all_gone.set()

    @property
    def connections(self) -> int:
        """How many are open and read."""
        return len(self._connections)

    @property
    def connections_waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether not even one more may wait."""
        return len(self._waiting) >= self.limits.connections

    def allows(self, peer: IPv4Address | IPv6Address) -> bool:
        """Whether this peer may send."""
        return not self._allow or any(peer in network for network in self._allow)

    def connection(self) -> Connection:
        """A new connection, not yet open."""
        return Connection(self, self.limits)

    def opened(self, connection: Connection) -> None:
        """A sender has been let in."""
        self._all_gone.clear()
        if len(self._connections) < self.limits.connections:
            self._connections[connection] = None
            return
        self._waiting[connection] = None
        connection.waiting = True
        connection.review_reading()
        self._log.warning("connection waits: the limit is reached", limit=self.limits.connections)

    def closed(self, connection: Connection, skipped_bytes: int) -> None:
        """A connection is gone; the next one waiting takes its place."""
        if skipped_bytes:
            self._metrics.skipped_bytes(self.feed, skipped_bytes)
        self._waiting.pop(connection, None)
        if connection in self._connections:
            del self._connections[connection]
            self._admit_next()
        if not self._connections and not self._waiting:
            self._all_gone.set()

    def arrived(self, connection: Connection, frames: list[Frame | BadFrame], read_at: float, size: int) -> None:
        """Frames have come in."""
        self._commit.add(Arrival(connection, self.feed, self._doorman.sort(frames), read_at, size, self._style))

    def sweep(self, now: float) -> None:
        """Look at every connection's limits of time."""
        for connection in [*self._connections, *self._waiting]:
            ended_by = connection.sweep(now)
            if ended_by:
                self._log.info("connection ended", limit=ended_by)

    def finish(self) -> None:
        """Read nothing more; each connection ends when everything it sent is answered."""
        for connection in [*self._connections, *self._waiting]:
            connection.finish()

    async def gone(self) -> None:
        """Wait until no connection is left."""
        await self._all_gone.wait()

    def abort(self) -> None:
        """End what is left."""
        for connection in [*self._connections, *self._waiting]:
            connection.abort()

    def _admit_next(self) -> None:
        if self._waiting and len(self._connections) < self.limits.connections:
            connection = next(iter(self._waiting))
            del self._waiting[connection]
            self._connections[connection] = None
            connection.admitted()
