"""How a stage of the Kafka engine stands: what is its own, how far it is behind, whether the cluster answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class StageStanding:
    """How a stage stands now.

    Attributes:
        behind: records that wait for this copy.
        lag_seconds: how long the oldest of them has waited, as near as is known.
        reachable: whether the last exchange with the cluster succeeded.
        held: partitions that this copy works on, of how many; None where it takes all.
    """

    behind: int
    lag_seconds: float
    reachable: bool
    held: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class StageCollector(Collector):
    """Shows it, asked when somebody scrapes.

    Args:
        stage: the stage's name.
        standing: gives how it stands.
        with_lag: shows the lag in seconds, which another collector of the process may do.
    """

    stage: str
    standing: Callable[[], StageStanding]
    with_lag: bool = True

    def collect(self) -> Iterator[Metric]:
        """All families, for the registry."""
        now, name = self.standing(), f"graftwatch_{self.stage}"
        if self.with_lag:
            lag = GaugeMetricFamily(
                "graftwatch_stage_lag_seconds", "How far a stage is behind its input", labels=["stage"]
            )
            lag.add_metric([self.stage], now.lag_seconds)
            yield lag
        yield GaugeMetricFamily(f"{name}_lag_records", "Records that wait for this copy", now.behind)
        if now.held is not None:
            yield GaugeMetricFamily(f"{name}_partitions_held", "Partitions that this copy works on", now.held[0])
            yield GaugeMetricFamily(f"{name}_partitions", "Partitions that there are", now.held[1])
        yield GaugeMetricFamily("graftwatch_cluster_reachable", "1 while the cluster answers", now.reachable)

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: how it stands is asked when somebody scrapes."""
        return iter(())
