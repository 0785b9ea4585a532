"""One feed's listener: its server socket, its connections, and how many of them there may be.

A connection beyond the limit is accepted and waits unread for its turn, as many again may wait; further ones are
closed at once, before anything of them was read, and said so in the log.
"""

import asyncio

import structlog

from graftwatch.adapters.mllp.arrivals import Arrival, Doorman
from graftwatch.adapters.mllp.connection import Connection
from graftwatch.adapters.mllp.flow import Flow
from graftwatch.adapters.mllp.group_commit import GroupCommit
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.hl7.mllp import BadFrame, Frame
from graftwatch.pipeline.gateway_metrics import GatewayMetrics


class Listener:
    """Listens for one feed."""

    def __init__(
        self,
        doorman: Doorman,
        commit: GroupCommit,
        flow: Flow,
        limits: GatewayLimits,
        metrics: GatewayMetrics,
    ) -> None:
        self.flow = flow
        self._doorman = doorman
        self._commit = commit
        self._limits = limits
        self._metrics = metrics
        self._log = structlog.get_logger(component="gateway", feed=doorman.feed)
        self._server: asyncio.Server | None = None
        self._connections: dict[Connection, None] = {}
        self._waiting: dict[Connection, None] = {}
        self._all_gone = asyncio.Event()
        self._all_gone.set()
        self.port = 0

    @property
    def connections(self) -> int:
        """How many are open and read."""
        return len(self._connections)

    @property
    def connections_waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def start(self, at: FeedListener) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self, self._limits),
            at.host,
            at.port,
            backlog=self._limits.connections,
            reuse_address=True,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def opened(self, connection: Connection) -> None:
        """A sender has connected."""
        self._all_gone.clear()
        if len(self._connections) < self._limits.connections:
            self._connections[connection] = None
            return
        self._waiting[connection] = None
        if len(self._waiting) > self._limits.connections:
            self._log.warning("connection closed: too many are waiting already", limit=self._limits.connections)
            connection.abort()
            return
        connection.waiting = True
        connection.review_reading()
        self._log.warning("connection waits: the limit is reached", limit=self._limits.connections)

    def closed(self, connection: Connection, skipped_bytes: int) -> None:
        """A connection is gone; the next one waiting takes its place."""
        if skipped_bytes:
            self._metrics.skipped_bytes(self._doorman.feed, skipped_bytes)
        self._waiting.pop(connection, None)
        if connection in self._connections:
            del self._connections[connection]
            self._admit_next()
        if not self._connections and not self._waiting:
            self._all_gone.set()

    def arrived(self, connection: Connection, frames: list[Frame | BadFrame], read_at: float, size: int) -> None:
        """Frames have come in."""
        self._commit.add(Arrival(connection, self._doorman.feed, self._doorman.sort(frames), read_at, size))

    def sweep(self, now: float) -> None:
        """Look at every connection's limits of time."""
        for connection in [*self._connections, *self._waiting]:
            ended_by = connection.sweep(now)
            if ended_by:
                self._log.info("connection ended", limit=ended_by)

    def finish(self) -> None:
        """Accept and read nothing more; each connection ends when everything it sent is answered."""
        if self._server is not None:
            self._server.close()
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
        if self._waiting and len(self._connections) < self._limits.connections:
            connection = next(iter(self._waiting))
            del self._waiting[connection]
            self._connections[connection] = None
            connection.waiting = False
            connection.review_reading()
