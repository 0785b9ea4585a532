"""Pages that nobody has acknowledged yet, worked out from the ledgers when somebody scrapes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.findings import Severity
from graftwatch.pipeline.unacknowledged import Unacknowledged

TOLD = (Severity.PAGE, Severity.NOTIFY)


@dataclass(frozen=True, slots=True)
class UnacknowledgedCollector(Collector):
    """How many stories wait for an acknowledgement, and how long the oldest has.

    Args:
        unacknowledged: gives what the ledgers say.
        now: the time.
    """

    unacknowledged: Callable[[], Unacknowledged]
    now: Callable[[], datetime]

    def collect(self) -> Iterator[Metric]:
        """The families, for the registry."""
        found, now = self.unacknowledged(), self.now()
        waiting = GaugeMetricFamily(
            "graftwatch_unacknowledged_pages", "Pages that nobody has acknowledged, by severity", labels=["severity"]
        )
        oldest = GaugeMetricFamily(
            "graftwatch_unacknowledged_oldest_seconds", "Age of the oldest of them, by severity", labels=["severity"]
        )
        for severity in TOLD:
            waiting.add_metric([severity], found.waiting.get(severity, 0))
            age = (now - found.oldest.get(severity, now)).total_seconds()
            oldest.add_metric([severity], max(age, 0.0))
        yield waiting
        yield oldest
        text = "Stories that went through every step of their escalation and were acknowledged by nobody"
        yield GaugeMetricFamily("graftwatch_unheard_stories", text, value=found.unheard)

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the ledgers are read when somebody scrapes."""
        return ()
