"""The gateway's metrics: counted in plain dictionaries once a batch, put into families when somebody scrapes.

A library counter costs a lock and a label look-up each time, a library histogram takes one value at a time; both would
be felt at tens of thousands of frames a second. Names and meanings are the published ones and stay.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from graftwatch.pipeline.gateway_metrics import GatewayLevels
from graftwatch.pipeline.quarantine import QuarantineUnavailable

# From one sync of a fast disk (half a millisecond) to what a sender takes for a timeout.
ACK_BUCKETS_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _AckSeconds:
    """One feed's answer times."""

    def __init__(self) -> None:
        self._counts = [0] * (len(ACK_BUCKETS_SECONDS) + 1)
        self.sum = 0.0

    def add(self, seconds: float, count: int) -> None:
        self._counts[bisect_left(ACK_BUCKETS_SECONDS, seconds)] += count
        self.sum += seconds * count

    def buckets(self) -> list[tuple[str, float]]:
        bounds = [*(str(bound) for bound in ACK_BUCKETS_SECONDS), "+Inf"]
        return list(zip(bounds, accumulate(self._counts), strict=True))


class PrometheusGatewayMetrics(Collector):
    """Gateway metrics in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._frames: Counter[tuple[str, str]] = Counter()
        self._ack_seconds: dict[str, _AckSeconds] = {}
        self._last_messages: dict[str, float] = {}
        self._conflicts: Counter[str] = Counter()
        self._skipped_bytes: Counter[str] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._turned_away: Counter[tuple[str, str]] = Counter()
        self._tls: dict[str, tuple[float, bool]] = {}
        self._levels: Callable[[], GatewayLevels] | None = None
        self._quarantine_counts: Callable[[], Mapping[tuple[str, str], int]] | None = None
        self._ingest_levels: tuple[Callable[[], int], Callable[[], int]] | None = None
        registry.register(self)

    def frames(self, feed: str, outcome: str, count: int) -> None:
        """So many frames of a feed ended so."""
        self._frames[feed, outcome] += count

    def acknowledged(self, feed: str, seconds: float, count: int) -> None:
        """So many frames were answered, each so long after it was read."""
        if feed not in self._ack_seconds:
            self._ack_seconds[feed] = _AckSeconds()
        self._ack_seconds[feed].add(seconds, count)

    def last_message(self, feed: str, at: datetime) -> None:
        """The feed's newest message was received then."""
        self._last_messages[feed] = at.timestamp()

    def control_id_conflicts(self, feed: str, count: int) -> None:
        """So many messages used a control id again for other bytes."""
        self._conflicts[feed] += count

    def frames_refused(self, feed: str, reason: str, count: int) -> None:
        """So many frames of a feed were refused for a reason."""
        self._refused[feed, reason] += count

    def skipped_bytes(self, feed: str, count: int) -> None:
        """So many bytes stood between frames."""
        self._skipped_bytes[feed] += count

    def turned_away(self, feed: str, reason: str) -> None:
        """A connection was not taken."""
        self._turned_away[feed, reason] += 1

    def tls_certificate(self, feed: str, expires_at: datetime, *, broken: bool) -> None:
        """The feed's certificate ends then; `broken`: a file of its TLS changed and cannot be taken up."""
        self._tls[feed] = expires_at.timestamp(), broken

    def levels_from(self, levels: Callable[[], GatewayLevels]) -> None:
        """Ask this for the levels at each scrape."""
        self._levels = levels

    def quarantine_from(self, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        """Ask this for the quarantine's unreleased records at each scrape."""
        self._quarantine_counts = counts

    def ingest_levels_from(self, window_entries: Callable[[], int], write_ahead_log_bytes: Callable[[], int]) -> None:
        """Ask these for the sizes of the duplicate window and the journal's log at each scrape."""
        self._ingest_levels = (window_entries, write_ahead_log_bytes)

    def collect(self) -> Iterable[Metric]:
        """All families, as they are now."""
        yield from self._counters()
        yield self._histogram()
        yield from self._gauges()

    def _counters(self) -> Iterable[Metric]:
        frames = CounterMetricFamily(
            "graftwatch_frames_received", "Frames by what became of them.", labels=("feed", "outcome")
        )
        for labels, count in list(self._frames.items()):
            frames.add_metric(labels, count)
        yield frames
        for name, help_text, by_reason in (
            ("frames_refused", "Refused frames by why.", self._refused),
            ("connections_turned_away", "Connections that were not taken.", self._turned_away),
        ):
            reasons = CounterMetricFamily(f"graftwatch_{name}", help_text, labels=("feed", "reason"))
            for labels, count in list(by_reason.items()):
                reasons.add_metric(labels, count)
            yield reasons
        for name, help_text, counter in (
            ("control_id_conflicts", "Messages that used a control id again for other bytes.", self._conflicts),
            ("skipped_bytes", "Bytes between frames: NULs, blanks, line ends.", self._skipped_bytes),
        ):
            family = CounterMetricFamily(f"graftwatch_{name}", help_text, labels=("feed",))
            for feed, count in list(counter.items()):
                family.add_metric((feed,), count)
            yield family

    def _histogram(self) -> Metric:
        family = HistogramMetricFamily(
            "graftwatch_ack_seconds", "From reading a frame to answering it.", labels=("feed",)
        )
        for feed, seconds in list(self._ack_seconds.items()):
            family.add_metric((feed,), seconds.buckets(), seconds.sum)
        return family

    def _gauges(self) -> Iterable[Metric]:
        last = GaugeMetricFamily(
            "graftwatch_feed_last_message_timestamp_seconds", "When the newest message was received.", labels=("feed",)
        )
        for feed, at in list(self._last_messages.items()):
            last.add_metric((feed,), at)
        yield last
        quarantined = GaugeMetricFamily(
            "graftwatch_quarantined_frames", "Unreleased frames in quarantine.", labels=("feed", "reason")
        )
        for labels, count in self._quarantined().items():
            quarantined.add_metric(labels, count)
        yield quarantined
        yield from self._certificates()
        yield self._feed_connections()
        for name, help_text, value in self._bounded():
            yield GaugeMetricFamily(f"graftwatch_gateway_{name}", help_text, value=value)

    def _certificates(self) -> Iterable[Metric]:
        expiry = GaugeMetricFamily(
            "graftwatch_tls_certificate_expiry_timestamp_seconds",
            "When the listener's certificate ends.",
            labels=("feed",),
        )
        broken = GaugeMetricFamily(
            "graftwatch_tls_files_broken", "1 while a changed file of TLS cannot be taken up.", labels=("feed",)
        )
        for feed, (expires_at, is_broken) in list(self._tls.items()):
            expiry.add_metric((feed,), expires_at)
            broken.add_metric((feed,), int(is_broken))
        yield expiry
        yield broken

    def _feed_connections(self) -> Metric:
        family = GaugeMetricFamily("graftwatch_feed_connections", "Its connections that are read.", labels=("feed",))
        for feed, count in (self._levels().by_feed if self._levels else {}).items():
            family.add_metric((feed,), count)
        return family

    def _quarantined(self) -> Mapping[tuple[str, str], int]:
        try:
            return self._quarantine_counts() if self._quarantine_counts else {}
        except QuarantineUnavailable:  # the scrape must go on; the gateway logs its own failures to write
            return {}

    def _bounded(self) -> Iterable[tuple[str, str, int]]:
        if self._levels is not None:
            levels = self._levels()
            yield "connections", "Connections that are read.", levels.connections
            yield "connections_waiting", "Connections beyond the limit, waiting unread.", levels.connections_waiting
            yield "unacknowledged_bytes", "Bytes read and not yet answered.", levels.unacknowledged_bytes
            yield "partial_frame_bytes", "Bytes of half frames in memory.", levels.partial_frame_bytes
            yield "tls_handshakes", "TLS handshakes under way.", levels.tls_handshakes
        if self._ingest_levels is not None:
            window_entries, write_ahead_log_bytes = self._ingest_levels
            yield "duplicate_window_entries", "Control ids remembered.", window_entries()
            yield "write_ahead_log_bytes", "Size of the journal's write-ahead log.", write_ahead_log_bytes()
