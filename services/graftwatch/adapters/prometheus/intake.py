"""What a worker of intake from Kafka has done, as it is when somebody asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_COUNTERS: Final = {
    "records": ("graftwatch_intake_records", "Records of hl7.raw that were looked at"),
    "searches": ("graftwatch_intake_searches", "Passes over a partition for earlier messages of recipients"),
    "searched_frames": ("graftwatch_intake_searched_frames", "Messages that such passes looked at"),
    "searched_seconds": ("graftwatch_intake_searched_seconds", "How long such passes took"),
    "found_frames": ("graftwatch_intake_found_frames", "Messages that such passes found"),
}
_GAUGES: Final = {
    "partitions": ("graftwatch_intake_partitions_held", "Partitions of hl7.raw that this process holds"),
    "lag_records": ("graftwatch_intake_lag_records", "Records in its partitions that are not committed"),
    "reachable": ("graftwatch_intake_cluster_reachable", "1 while the last exchange with the cluster succeeded"),
}


class Figures(Protocol):
    """What is shown; see `adapters.kafka.intake.figures`."""

    records: int
    searches: int
    searched_frames: int
    searched_seconds: float
    found_frames: int
    partitions: int
    lag_records: int
    reachable: bool
    dead_letters: int
    handled_at: datetime | None

    @property
    def by_kind(self) -> Mapping[str, int]:
        """Entries written, by kind."""
        ...

    @property
    def by_retry_topic(self) -> Mapping[str, int]:
        """Records that failed, by the topic they wait in."""
        ...

    @property
    def waiting(self) -> Mapping[str, bool]:
        """Whether a retry topic's first record waits until it is due."""
        ...


@dataclass(frozen=True, slots=True)
class IntakeCollector(Collector):
    """The figures as metrics.

    Args:
        figures: of the worker.
        progress_age: seconds since a commit last moved, or there was nothing to do.
        now: the time.
    """

    figures: Figures
    progress_age: Callable[[], float]
    now: Callable[[], datetime]

    def collect(self) -> Iterator[Metric]:
        """The families, for the registry."""
        for name, (metric, text) in _COUNTERS.items():
            yield CounterMetricFamily(metric, text, value=float(getattr(self.figures, name)))
        for name, (metric, text) in _GAUGES.items():
            yield GaugeMetricFamily(metric, text, value=float(getattr(self.figures, name)))
        yield _by_label("graftwatch_intake_forwarded", "Entries written, by kind", "kind", self.figures.by_kind)
        retries = self.figures.by_retry_topic
        yield _by_label("graftwatch_intake_retries", "Records that failed, by where they wait", "topic", retries)
        dead = CounterMetricFamily(
            "graftwatch_kafka_dead_letters", "Records given up, by the stage that did", labels=["stage"]
        )
        dead.add_metric(["intake"], float(self.figures.dead_letters))
        yield dead
        waiting = GaugeMetricFamily(
            "graftwatch_retry_waiting", "1 while a record of the topic waits until it is due", labels=["topic"]
        )
        for topic, waits in sorted(self.figures.waiting.items()):
            waiting.add_metric([topic], float(waits))
        yield waiting
        at = self.now().timestamp()
        name = "graftwatch_intake_progress_timestamp_seconds"
        text = "When a commit last moved, or there was nothing to do"
        yield GaugeMetricFamily(name, text, value=at - self.progress_age())
        if self.figures.handled_at is not None:
            lag = GaugeMetricFamily("graftwatch_stage_lag_seconds", "How long the oldest waits", labels=["stage"])
            behind = self.figures.lag_records > 0
            lag.add_metric(["intake"], max(at - self.figures.handled_at.timestamp(), 0.0) if behind else 0.0)
            yield lag

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand."""
        return ()


def _by_label(name: str, text: str, label: str, counts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=[label])
    for key, count in sorted(counts.items()):
        family.add_metric([key], float(count))
    return family
