"""Whether pages reach the people they are for, worked out when somebody asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class OnCallCollector(Collector):
    """The on-call file's faults, and the names of the escalation that reach nobody.

    Args:
        faults: gives the number of faults of the file as it stands; 0 where it is in force.
        reached: says of each name in the protocol's escalation whether it reaches somebody now.
    """

    faults: Callable[[], int]
    reached: Callable[[], Mapping[str, bool]]

    def collect(self) -> Iterator[Metric]:
        """Both families, for the registry."""
        faults = GaugeMetricFamily("graftwatch_on_call_file_faults", "Faults of the on-call file as it stands")
        faults.add_metric([], self.faults())
        yield faults
        nobody = GaugeMetricFamily(
            "graftwatch_on_call_nobody", "Whether a name of the escalation reaches nobody now", labels=["name"]
        )
        for name, reached in self.reached().items():
            nobody.add_metric([name], 0 if reached else 1)
        yield nobody

    def describe(self) -> Iterable[Metric]:
        """Nothing: before the service runs nothing can be said."""
        return ()
