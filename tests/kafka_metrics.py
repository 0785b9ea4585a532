"""The metrics of the Kafka engine's roles, each role's in a registry of its own, as after some work."""

from collections import Counter
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.prometheus.intake import IntakeCollector
from graftwatch.adapters.prometheus.leadership import LeadershipCollector, LeadershipFigures
from graftwatch.adapters.prometheus.message_log import MessageLogCollector
from graftwatch.adapters.prometheus.partitions import StageCollector, StageStanding
from graftwatch.pipeline.message_log import LogLevels, SpoolLevels

AT = datetime(2026, 6, 1, tzinfo=UTC)


def kafka_registries() -> list[CollectorRegistry]:
    """Gateway, intake, assess, pager."""
    figures = IntakeFigures(
        handled_at=AT, forwarded=Counter(frame=1), retries=Counter({"retry.10s": 1}), retry_waiting={"retry.10s": True}
    )
    levels = LogLevels("", 0, 1, 1, {}, SpoolLevels(1, 1, 2, AT, 1))
    gateway, intake, assess, pager = (CollectorRegistry() for _ in range(4))
    gateway.register(MessageLogCollector(lambda: levels))
    intake.register(IntakeCollector(figures, lambda: 0.0, lambda: AT))
    assess.register(
        LeadershipCollector(
            lambda: LeadershipFigures(
                leads=True,
                leaderships=1,
                entries_behind=0,
                replica_behind=0,
                committed=1,
                failed=0,
                fenced=0,
                reachable=True,
            )
        )
    )
    pager.register(
        StageCollector("pager", lambda: StageStanding(behind=0, lag_seconds=0.0, reachable=True, held=(1, 3)))
    )
    return [gateway, intake, assess, pager]
