"""The gateway's role: listeners in, hl7.raw behind, answers out, and the spool between them where one is wanted.

It listens from its start on. While the cluster takes no messages they are answered AE with the reason, or AA from the
spool: which of both, and why, stands in /health/ready. Several gateways may run, each with feeds of its own or behind
one address.
"""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from starlette.routing import Route

from graftwatch.adapters.clock import ReplayClock, SystemClock
from graftwatch.adapters.kafka.raw.log import KafkaMessageLog
from graftwatch.adapters.mllp.gateway import Gateway
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.prometheus.gateway import PrometheusGatewayMetrics
from graftwatch.adapters.prometheus.heartbeat import JOURNAL, StageBeats
from graftwatch.adapters.prometheus.message_log import MessageLogCollector
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.heartbeat import FEED as HEARTBEAT_FEED
from graftwatch.entrypoints.heartbeat import heartbeat_message
from graftwatch.entrypoints.listeners import addresses_of, gateway_limits
from graftwatch.entrypoints.roles.role import RoleStart
from graftwatch.entrypoints.settings import Settings, SettingsError
from graftwatch.entrypoints.spool_store import spool_of
from graftwatch.entrypoints.wiring import DataFolder, protocol_of, taken_as_files
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.message_log import LogLevels
from graftwatch.pipeline.recent_messages import RecentMessages


class GatewayRole:
    """The running gateway."""

    waits_for_cluster = False
    """It starts without one: senders are to hear why nothing is kept."""

    def __init__(self, settings: Settings) -> None:
        _refuse_files(settings)
        self._settings = settings
        self._addresses = [[_bounded(at, settings) for at in feeds] for feeds in addresses_of(settings)]
        self._log = structlog.get_logger(component="gateway")
        self._clock: Clock = SystemClock() if settings.clock == "real" else _replay_clock(settings)
        self._registry = CollectorRegistry()
        self._beats = StageBeats(self._registry)
        self._messages: KafkaMessageLog | None = None
        self._gateway: Gateway | None = None

    def routes(self) -> Sequence[Route]:
        """Nothing but health and metrics."""
        return ()

    async def start(self) -> Mapping[str, object]:
        """Listens; gives the ports."""
        window = DuplicateWindow(self._settings.limits.duplicate_window)
        folder = DataFolder(self._settings.data)
        self._messages = KafkaMessageLog(
            self._settings.kafka, RecentMessages(window), spool_of(folder.spool, self._settings.kafka)
        )
        metrics = PrometheusGatewayMetrics(self._registry)
        metrics.ingest_levels_from(lambda: len(window), lambda: 0)
        self._registry.register(MessageLogCollector(self._messages.levels))
        limits = _limits(gateway_limits(self._settings), self._settings)
        self._gateway = Gateway(self._messages, None, self._clock, metrics, limits=limits)
        self._messages.start()
        ports = []
        for feeds in self._addresses:
            port = await self._gateway.listen(*feeds)
            ports += [{"feed": at.feed, "port": port} for at in feeds]
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._gateway.reload_tls)
        return {"mllp": ports}

    async def run(self) -> None:
        """Sends the service's own message again and again; in a replay the messages alone bring the time."""
        while self._gateway is not None and self._settings.clock == "real":
            at = self._clock.now()
            answer = await self._gateway.submit(HEARTBEAT_FEED, heartbeat_message(at))
            if b"|AA|" in answer:
                self._beats.passed(JOURNAL, at)
            else:
                self._log.error("the heartbeat was not taken")
            await asyncio.sleep(self._settings.heartbeat_seconds)
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Accepts nothing more; what was taken is kept and answered."""
        gateway, self._gateway = self._gateway, None
        if gateway is not None:
            await gateway.close()
        if self._messages is not None:
            await self._messages.close()

    async def not_live_because(self) -> Sequence[str]:
        """A gateway without a cluster lives: it waits."""
        return ()

    async def readiness(self) -> Readiness:
        """Whether the cluster takes messages; what waits in the spool is behind."""
        if self._messages is None:
            return Readiness(("the gateway has not begun",), None)
        levels = self._messages.levels()
        warnings = self._gateway.warnings() if self._gateway else []
        return Readiness(tuple(_shortcomings(levels)), levels.spool.messages if levels.spool else 0, tuple(warnings))

    async def metrics(self) -> bytes:
        """The gateway's metrics."""
        return generate_latest(self._registry)


def role(start: RoleStart) -> GatewayRole:
    """The gateway."""
    return GatewayRole(start.settings)


def _shortcomings(levels: LogLevels) -> Sequence[str]:
    found = []
    if levels.fault:
        found.append(f"the cluster takes no messages: {levels.fault}")
    if levels.spool is not None and levels.spool.messages:
        found.append(f"{levels.spool.messages} acknowledged messages wait in the spool")
    return found


def _limits(limits: GatewayLimits, settings: Settings) -> GatewayLimits:
    """No frame is taken at the door that the topics do not carry."""
    return replace(limits, max_frame_bytes=min(limits.max_frame_bytes, settings.kafka.topics.frame_bytes))


def _bounded(at: FeedListener, settings: Settings) -> FeedListener:
    return replace(at, limits=_limits(at.limits or gateway_limits(settings), settings))


def _replay_clock(settings: Settings) -> Clock:
    return ReplayClock(datetime.min.replace(year=1970, tzinfo=UTC), protocol_of(settings).zone)


def _refuse_files(settings: Settings) -> None:
    """A file's withdrawal names a message by its number in the journal, which hl7.raw has none of."""
    files = taken_as_files(settings)
    if files:
        names = ", ".join(one.name for one in files)
        raise SettingsError(
            f"`feeds`: {names}: with the Kafka engine feeds come over MLLP only; run `graftwatch send FOLDER --to` "
            "the gateway for files, or leave these feeds to an embedded service"
        )
