"""The way to a log that lies elsewhere: whether it takes messages, what is bounded on the way, what waits here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.message_log import LogLevels, RefusalReason, SpoolLevels


@dataclass(frozen=True, slots=True)
class MessageLogCollector(Collector):
    """Worked out from the log's levels at the scrape."""

    levels: Callable[[], LogLevels]

    def collect(self) -> Iterator[Metric]:
        """The families."""
        levels = self.levels()
        gauges = (
            ("cluster_reachable", "1 while the cluster takes messages.", int(not levels.fault)),
            ("producer_buffered_bytes", "Handed to the cluster and not yet answered.", levels.buffered_bytes),
            ("producer_buffer_limit_bytes", "What that may be.", levels.buffer_limit_bytes),
        )
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"graftwatch_{name}", text, value=value)
        yield CounterMetricFamily("graftwatch_cluster_sessions", "Producers that were begun.", value=levels.sessions)
        refusals = CounterMetricFamily(
            "graftwatch_cluster_refusals", "Messages that were not taken, by reason.", labels=("reason",)
        )
        for reason in RefusalReason:
            refusals.add_metric((reason,), levels.refusals.get(reason, 0))
        yield refusals
        if levels.spool is not None:
            yield from _spool(levels.spool)


def _spool(spool: SpoolLevels) -> Iterator[Metric]:
    oldest = 0.0 if spool.oldest is None else spool.oldest.timestamp()
    gauges = (
        ("messages", "Acknowledged messages that wait for the cluster.", spool.messages),
        ("bytes", "Their bytes.", spool.content_bytes),
        ("limit_bytes", "What these may be.", spool.limit_bytes),
        ("oldest_timestamp_seconds", "When the oldest of them was received; 0: none waits.", oldest),
    )
    for name, text, value in gauges:
        yield GaugeMetricFamily(f"graftwatch_spool_{name}", text, value=value)
    yield CounterMetricFamily(
        "graftwatch_spool_drained", "Messages that reached the cluster late.", value=spool.drained
    )
