"""When the service's own message was last at each stage, and when it came to the end of each channel that takes it."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

JOURNAL, DETECTOR = "journal", "detector"
OUTCOMES = ("delivered", "retried", "failed")


class StageBeats:
    """The stages of one process; the family is joined over the processes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._stages = Gauge(
            "graftwatch_heartbeat_stage_timestamp_seconds",
            "When the newest of the service's own messages that passed a stage was sent",
            ["stage"],
            registry=registry,
        )

    def passed(self, stage: str, at: datetime) -> None:
        """The message of a time passed a stage."""
        self._stages.labels(stage).set(at.timestamp())


class ChannelBeats:
    """The ends of the chain.

    Args:
        registry: where the metrics are registered.
        channels: names of the channels that take the heartbeat; each is zero until one arrives.
    """

    def __init__(self, registry: CollectorRegistry, channels: Iterable[str]) -> None:
        self._newest = Gauge(
            "graftwatch_heartbeat_timestamp_seconds",
            "When the newest of the service's own messages that came through every stage to a channel's end was sent",
            registry=registry,
        )
        self._delivered = Gauge(
            "graftwatch_heartbeat_delivered_timestamp_seconds",
            "When the newest of the service's own messages that a channel delivered was sent",
            ["channel"],
            registry=registry,
        )
        self._attempts = Counter(
            "graftwatch_heartbeat_deliveries_total",
            "Attempts to deliver the service's own message, by channel and outcome (delivered, retried, failed)",
            ["channel", "outcome"],
            registry=registry,
        )
        self._newest_at: datetime | None = None
        for channel in channels:
            self._delivered.labels(channel)
            for outcome in OUTCOMES:
                self._attempts.labels(channel, outcome)

    def beaten(self, channel: str, outcome: str, at: datetime) -> None:
        """An attempt to deliver the message of a time ended so."""
        self._attempts.labels(channel, outcome).inc()
        if outcome == "delivered":
            self._delivered.labels(channel).set(at.timestamp())
            self._newest_at = at  # not the greatest: a clock that was set back must not make it young for hours
            self._newest.set(at.timestamp())

    def newest(self, otherwise: datetime) -> datetime:
        """When the newest message that was delivered had been sent; `otherwise` where none was yet."""
        return self._newest_at or otherwise
