"""How the feeds' own codes files are: the faults of each, worked out when somebody asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class CodesFileFaults(Collector):
    """The faults of each feed's codes file; 0 where the file is in force as it stands.

    Args:
        faults: gives the number of faults by feed, for every feed that has such a file.
    """

    faults: Callable[[], Mapping[str, int]]

    def collect(self) -> Iterator[Metric]:
        """The family, for the registry."""
        name = "graftwatch_codes_file_faults"
        family = GaugeMetricFamily(name, "Faults of a feed's own codes file as it stands", labels=["feed"])
        for feed, count in self.faults().items():
            family.add_metric([feed], count)
        yield family

    def describe(self) -> Iterable[Metric]:
        """Nothing: asking for the faults before the service runs would say that there are none."""
        return ()
