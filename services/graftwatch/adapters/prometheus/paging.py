"""What deliveries and acknowledgements count: outcomes by channel, and what waits in the outbox and how long.

Recipients are in no label. The outbox is asked when somebody scrapes.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.adapters.prometheus.blinding import left_out
from graftwatch.adapters.prometheus.heartbeat import ChannelBeats
from graftwatch.paging import Heard, PageKind
from graftwatch.pipeline.outbox import Outbox

# A page goes out in milliseconds, or after retries of seconds to minutes, or after an outage of hours.
DELIVERY_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0, 86400.0)
# People answer within minutes; the repeats of the default protocol end after an hour and a quarter.
ACKNOWLEDGE_BUCKETS = (30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 28800.0)
OUTCOMES = ("delivered", "retried", "failed", "renewed")


class DeliveryCounters:
    """Counts deliveries and acknowledgements, and shows the outbox.

    Args:
        registry: where the metrics are registered.
        outbox: what is asked for its backlog.
        now: the time.
        channels: names whose counts begin at zero, so that a first failure is an increase.
        beating: names of the channels that take the heartbeat.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        outbox: Outbox,
        now: Callable[[], datetime],
        channels: Iterable[str] = (),
        beating: Iterable[str] = (),
    ) -> None:
        self._deliveries = Counter(
            "graftwatch_page_deliveries_total",
            "Attempts to deliver a page, by channel and outcome (delivered, retried, failed, renewed)",
            ["channel", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "graftwatch_page_delivery_seconds",
            "From the outbox to the receiver, by channel",
            ["channel"],
            buckets=DELIVERY_BUCKETS,
            registry=registry,
        )
        self._acknowledged = Histogram(
            "graftwatch_page_acknowledge_seconds",
            "From a page that had to be heard to its acknowledgement",
            buckets=ACKNOWLEDGE_BUCKETS,
            registry=registry,
        )
        self._several_arms: Callable[[], bool] = _one_arm
        self._beats = ChannelBeats(registry, beating)
        self.beaten, self.newest_beat = self._beats.beaten, self._beats.newest
        registry.register(_OutboxCollector(outbox, now))
        for channel in channels:
            for outcome in OUTCOMES:
                self._deliveries.labels(channel, outcome)

    def blind(self, several_arms: Callable[[], bool]) -> None:
        """From now on, with several arms, nothing that tells who was infused is counted, unless it failed for good."""
        self._several_arms = several_arms

    def attempted(self, channel: str, outcome: str, seconds_since_added: float, kind: PageKind) -> None:
        """Counts an attempt; a delivered one with the time it took from the outbox."""
        if outcome != "failed" and kind in left_out(blinded=self._several_arms()):
            return
        self._deliveries.labels(channel, outcome).inc()
        if outcome == "delivered":
            self._seconds.labels(channel).observe(max(seconds_since_added, 0.0))

    def acknowledged(self, heard: Iterable[Heard]) -> None:
        """Counts acknowledgements (`Decided.heard`)."""
        for one in heard:
            if one.kind not in left_out(blinded=self._several_arms()):
                self._acknowledged.observe(one.seconds)


def _one_arm() -> bool:
    return False


class _OutboxCollector(Collector):
    def __init__(self, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._now = now

    def collect(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily("graftwatch_outbox_deliveries", "Deliveries waiting, by channel", labels=["channel"])
        age = GaugeMetricFamily(
            "graftwatch_outbox_oldest_seconds", "Age of the oldest delivery waiting, by channel", labels=["channel"]
        )
        for backlog in self._outbox.backlog():
            depth.add_metric([backlog.channel], backlog.waiting)
            age.add_metric([backlog.channel], max((self._now() - backlog.oldest_added_at).total_seconds(), 0.0))
        yield depth
        yield age
        lost = self._outbox.lost_pages()
        yield GaugeMetricFamily("graftwatch_pages_lost", "Pages that reached nobody and wait to be sent again", lost)

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: what waits is asked when somebody scrapes."""
        return iter(())
