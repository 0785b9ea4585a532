"""How much each part of the data folder takes and how old its oldest content is, worked out at the scrape."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.quarantine import QuarantineRoom, QuarantineUnavailable


@dataclass(frozen=True, slots=True)
class PartFigures:
    """One part of the data folder: its bytes, and when its oldest content came, in seconds since 1970."""

    name: str
    size_bytes: int
    oldest: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the parts must fit into: the disk under the data folder, and the quarantine's own limit."""

    disk_free_bytes: int
    disk_size_bytes: int
    quarantine_limit_bytes: int


@dataclass(frozen=True, slots=True)
class StorageCollector(Collector):
    """The parts of a data folder, what they must fit into, and what found no room in the quarantine."""

    parts: Callable[[], Sequence[PartFigures]]
    room: Callable[[], QuarantineRoom]
    bounds: Callable[[], Bounds]

    def collect(self) -> Iterator[Metric]:
        """The families."""
        size = GaugeMetricFamily("graftwatch_storage_bytes", "Bytes on disk of a part of the folder", labels=["part"])
        oldest = GaugeMetricFamily(
            "graftwatch_storage_oldest_timestamp_seconds", "When the part's oldest content came", labels=["part"]
        )
        for one in self.parts():
            size.add_metric([one.name], one.size_bytes)
            if one.oldest is not None:
                oldest.add_metric([one.name], one.oldest)
        yield size
        yield oldest
        bounds = self.bounds()
        levels = (
            (
                "graftwatch_disk_free_bytes",
                "Bytes that the service may still write",
                bounds.disk_free_bytes,
            ),
            ("graftwatch_disk_size_bytes", "Bytes of the disk that the data folder lies on", bounds.disk_size_bytes),
            ("graftwatch_quarantine_limit_bytes", "What the quarantine may hold", bounds.quarantine_limit_bytes),
        )
        yield from (GaugeMetricFamily(name, text, value=value) for name, text, value in levels)
        yield from self._quarantine()

    def _quarantine(self) -> Iterator[Metric]:
        try:
            room = self.room()
        except QuarantineUnavailable:  # the scrape must go on; the gateway logs its own failures to write
            return
        content = "graftwatch_quarantine_content_bytes"
        yield GaugeMetricFamily(content, "Bytes of messages kept in the quarantine", value=room.content_bytes)
        not_kept = "graftwatch_quarantine_not_kept"
        yield CounterMetricFamily(not_kept, "Frames that found no room in the quarantine", value=room.not_kept)

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the families are worked out when they are asked for."""
        return ()
