"""Figures of one copy of assess: whether it leads, how far it is, and how its transactions ended."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class LeadershipFigures(NamedTuple):
    """As they are now; lags are records."""

    leads: bool
    leaderships: int
    entries_behind: int
    replica_behind: int
    committed: int
    failed: int
    fenced: int
    reachable: bool


class LeadershipCollector(Collector):
    """Gives them when asked."""

    def __init__(self, figures: Callable[[], LeadershipFigures]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        now = self._figures()
        gauges = (
            ("graftwatch_leader", "1 while this copy of assess concludes, 0 while it follows", now.leads),
            ("graftwatch_entries_lag_records", "Entries that this copy has not handled", now.entries_behind),
            ("graftwatch_cluster_reachable", "1 while the last exchange with the cluster succeeded", now.reachable),
        )
        for name, text, value in gauges:
            yield GaugeMetricFamily(name, text, value=float(value))
        yield CounterMetricFamily(
            "graftwatch_leaderships", "How often this copy of assess began to lead", value=now.leaderships
        )
        behind = GaugeMetricFamily(
            "graftwatch_replica_lag_records", "Records that a replicated database is behind", labels=["replica"]
        )
        behind.add_metric(["state"], now.replica_behind)
        yield behind
        ended = CounterMetricFamily(
            "graftwatch_replica_transactions", "Transactions of a replicated database, by their end", labels=["outcome"]
        )
        for outcome, count in (("committed", now.committed), ("aborted", now.failed), ("fenced", now.fenced)):
            ended.add_metric([outcome], count)
        yield ended

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand."""
        return iter(())
