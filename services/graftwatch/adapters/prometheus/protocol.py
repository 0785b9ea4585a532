"""Which protocol is in force, and whether its file was refused; asked when somebody scrapes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class ProtocolShown:
    """What is shown: the version in force, and whether the file says something else and was refused."""

    name: str
    version: str
    sha256: str
    refused: bool


@dataclass(frozen=True, slots=True)
class ProtocolCollector(Collector):
    """The protocol.

    Args:
        shown: gives what is in force; None while this copy concludes nothing.
    """

    shown: Callable[[], ProtocolShown | None]

    def collect(self) -> Iterator[Metric]:
        """Both families, for the registry."""
        shown = self.shown()
        refused = GaugeMetricFamily(
            "graftwatch_protocol_file_refused", "Whether the protocol file was changed without a new version"
        )
        in_force = GaugeMetricFamily(
            "graftwatch_protocol_info", "The protocol in force; always 1", labels=["name", "version", "sha256"]
        )
        if shown is not None:
            refused.add_metric([], int(shown.refused))
            in_force.add_metric([shown.name, shown.version, shown.sha256], 1)
        yield refused
        yield in_force

    def describe(self) -> Iterable[Metric]:
        """Nothing: before the service runs nothing can be said."""
        return ()
