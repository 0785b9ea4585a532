"""What comes to the door for acknowledgements: links and receivers' events by outcome, never who or which page."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.acknowledging_metrics import LINK_OUTCOMES, WEBHOOK_OUTCOMES


class AcknowledgingCounters:
    """Counts; see `pipeline.acknowledging_metrics`.

    Args:
        registry: where the metrics are registered.
        receivers: whose events begin at zero, so that a first one that is refused is an increase.
    """

    def __init__(self, registry: CollectorRegistry, receivers: tuple[str, ...] = ()) -> None:
        self._links = Counter(
            "graftwatch_acknowledge_links_total",
            "Links of pages that were opened or used, by what became of it",
            ["outcome"],
            registry=registry,
        )
        self._webhooks = Counter(
            "graftwatch_webhook_events_total",
            "Events that receivers sent about pages, by receiver and what became of it",
            ["receiver", "outcome"],
            registry=registry,
        )
        for outcome in LINK_OUTCOMES:
            self._links.labels(outcome)
        for receiver in receivers:
            for outcome in WEBHOOK_OUTCOMES:
                self._webhooks.labels(receiver, outcome)

    def link(self, outcome: str) -> None:
        """A link was opened or used."""
        self._links.labels(outcome).inc()

    def webhook(self, receiver: str, outcome: str) -> None:
        """A receiver's event came."""
        self._webhooks.labels(receiver, outcome).inc()


class AuditCollector(Collector):
    """How many rows the audit of pages has; asked when somebody scrapes.

    Args:
        rows: how many.
        several_arms: whether the recipients are of more than one arm: then it is not said, since every page adds rows,
            also one that tells who was infused.
    """

    def __init__(self, rows: Callable[[], int], several_arms: Callable[[], bool]) -> None:
        self._rows = rows
        self._several_arms = several_arms

    def collect(self) -> Iterator[Metric]:
        """The one figure."""
        family = GaugeMetricFamily("graftwatch_audit_rows", "Rows of the audit of pages")
        if not self._several_arms():
            family.add_metric((), self._rows())
        yield family

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand."""
        return iter(())
