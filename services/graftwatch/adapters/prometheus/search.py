"""What the search for earlier messages did, and how far its index is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.batch import Batch


class SearchMetrics:
    """Counts what batches found late or let lapse."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._found_late = Counter(
            "graftwatch_found_late_facts_total",
            "Facts found in earlier messages after an enrolment, a merge or a link",
            registry=registry,
        )
        self._withdrawn = Counter(
            "graftwatch_withdrawn_facts_total",
            "Facts that count no longer because their message was withdrawn",
            registry=registry,
        )

    def publish(self, batch: Batch) -> None:
        """Counts a batch that is durable."""
        self._found_late.inc(batch.backfilled)
        self._withdrawn.inc(batch.withdrawn)


@dataclass(frozen=True, slots=True)
class SearchCollector(Collector):
    """How far the index of patient numbers is behind, and how many searches wait for it.

    Args:
        behind: gives how many entries are not in the index.
        waiting: gives how many searches wait.
    """

    behind: Callable[[], int]
    waiting: Callable[[], int]

    def collect(self) -> Iterator[Metric]:
        """Both gauges, for the registry."""
        yield GaugeMetricFamily(
            "graftwatch_patient_index_behind_entries",
            "Journal entries that are not in the index of patient numbers yet",
            self.behind(),
        )
        yield GaugeMetricFamily(
            "graftwatch_searches_waiting",
            "Searches for earlier messages that wait for the index",
            self.waiting(),
        )
