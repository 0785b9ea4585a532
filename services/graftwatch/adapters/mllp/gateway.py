"""The gateway: what a service embeds. Listeners in, journal behind, answers out.

`listen` once an address, `submit` for what comes from inside (the heartbeat), `close` at the end: everything taken is
durable and answered by then. It runs in one event loop and reads no settings.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter

from graftwatch.adapters.mllp.address import Address
from graftwatch.adapters.mllp.arrivals import Arrival, Doorman
from graftwatch.adapters.mllp.flow import Flow
from graftwatch.adapters.mllp.group_commit import GroupCommit
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.mllp.listener import Listener
from graftwatch.adapters.mllp.settling import Commit
from graftwatch.adapters.mllp.stream_commit import StreamCommit
from graftwatch.adapters.mllp.tls_files import TlsKeeper
from graftwatch.hl7.mllp import Frame
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.gateway_metrics import GatewayLevels, GatewayMetrics
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.message_log import MessageLog
from graftwatch.pipeline.quarantine import Quarantine

# Limits of time are in seconds and more; looking once a second is near enough.
SWEEP_SECONDS = 1.0


class Gateway:
    """Takes frames of any number of feeds into one journal or log; made inside a running event loop.

    A log elsewhere (`MessageLog`) keeps refused frames itself and needs no quarantine beside it.
    """

    def __init__(
        self,
        store: Ingest | MessageLog,
        quarantine: Quarantine | None,
        clock: Clock,
        metrics: GatewayMetrics,
        *,
        on_durable: Callable[[int], None] = lambda _: None,
        limits: GatewayLimits | None = None,
    ) -> None:
        self._clock = clock
        self._metrics = metrics
        self._limits = limits or GatewayLimits()
        self._flow = Flow(self._limits.unacknowledged_bytes, self._limits.partial_frame_bytes)
        self._commit = _commit_of(store, quarantine, clock, metrics, on_durable)
        self._listeners: list[Listener] = []
        self._addresses: list[Address] = []
        self._loop = asyncio.get_running_loop()
        self._sweeping = self._loop.call_later(SWEEP_SECONDS, self._sweep)
        self._closing = False
        metrics.levels_from(self.levels)
        if quarantine is not None:
            metrics.quarantine_from(quarantine.counts)

    async def listen(self, *feeds: FeedListener) -> int:
        """Listen for one feed, or at one address for several that certificates tell apart; gives the port.

        Raises:
            TlsUnusable: the files of TLS cannot be used.
        """
        first = feeds[0]
        listeners = [self._listener(at) for at in feeds]
        tls = TlsKeeper(first.tls) if first.tls else None
        address = Address(listeners, tls, self._limits, self._metrics, self._clock.now, self._commit.refusal)
        await address.start(first.host, first.port)
        self._addresses.append(address)
        self._listeners += listeners
        return address.port

    def reload_tls(self) -> None:
        """Take up all files of TLS as they are now; connections that are open go on."""
        for address in self._addresses:
            address.reload()

    def warnings(self) -> list[str]:
        """What a person should know of the listeners, such as a certificate that ends soon."""
        told = [(address.label, address.tls.warning(self._clock.now())) for address in self._addresses if address.tls]
        return [f"feed {feed}: {warning}" for feed, warning in told if warning]

    async def submit(self, feed: str, content: bytes) -> bytes:
        """Take one message from inside, as if it had come in a frame; gives its framed answer."""
        if self._closing:
            raise RuntimeError("the gateway is closing and takes no more messages")
        waiting = _Inside(self._loop.create_future())
        doorman = Doorman(feed, self._clock, self._limits.max_frame_bytes, None)
        frames = doorman.sort([Frame(content, 0)])
        self._commit.add(Arrival(waiting, feed, frames, perf_counter(), len(content)))
        return await waiting.answered

    async def close(self) -> None:
        """Accept nothing more, store and answer what was taken, then end the connections."""
        self._closing = True
        self._sweeping.cancel()
        for address in self._addresses:
            address.finish()
        await self._commit.drained()
        try:
            async with asyncio.timeout(self._limits.closing_seconds):
                for listener in self._listeners:
                    await listener.gone()
        except TimeoutError:
            for listener in self._listeners:
                listener.abort()
        self._commit.close()

    def levels(self) -> GatewayLevels:
        """What is bounded, as it is now."""
        return GatewayLevels(
            sum(listener.connections for listener in self._listeners),
            sum(listener.connections_waiting for listener in self._listeners),
            self._flow.unanswered_bytes,
            self._flow.partial_bytes,
            sum(address.handshakes for address in self._addresses),
            {listener.feed: listener.connections for listener in self._listeners},
        )

    def _listener(self, at: FeedListener) -> Listener:
        limits = at.limits or self._limits
        doorman = Doorman(at.feed, self._clock, limits.max_frame_bytes, at.versions)
        return Listener(at, doorman, self._commit, self._flow, limits, self._metrics)

    def _sweep(self) -> None:
        now = perf_counter()
        for address in self._addresses:
            address.sweep(now)
        self._commit.say_refusals()
        self._sweeping = self._loop.call_later(SWEEP_SECONDS, self._sweep)


def _commit_of(
    store: Ingest | MessageLog,
    quarantine: Quarantine | None,
    clock: Clock,
    metrics: GatewayMetrics,
    on_durable: Callable[[int], None],
) -> Commit:
    if not isinstance(store, Ingest):
        return StreamCommit(store, clock, metrics)
    if quarantine is None:
        raise ValueError("a journal needs a quarantine beside it")
    return GroupCommit(store, quarantine, clock, metrics, on_durable)


class _Inside:
    """A sender without a connection."""

    def __init__(self, answered: asyncio.Future[bytes]) -> None:
        self.answered = answered

    def answer(self, arrival: Arrival, answers: bytes) -> None:  # noqa: ARG002 -- there is only one
        if not self.answered.done():
            self.answered.set_result(answers)
