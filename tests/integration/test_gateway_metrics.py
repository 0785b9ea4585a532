"""The gateway's metrics as a scraper reads them."""

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from graftwatch.adapters.prometheus.gateway import PrometheusGatewayMetrics
from graftwatch.pipeline.gateway_metrics import GatewayLevels
from graftwatch.pipeline.quarantine import QuarantineUnavailable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def scraped(registry: CollectorRegistry) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def labels(**values: str) -> frozenset[tuple[str, str]]:
    return frozenset(values.items())


def test_counts_and_times_under_their_published_names() -> None:
    registry = CollectorRegistry()
    metrics = PrometheusGatewayMetrics(registry)
    metrics.frames("lab", "accepted", 3)
    metrics.frames("lab", "accepted", 2)
    metrics.frames("lab", "rejected", 1)
    metrics.control_id_conflicts("lab", 1)
    metrics.frames_refused("lab", "not_hl7", 4)
    metrics.skipped_bytes("lab", 7)
    metrics.last_message("lab", NOON)
    found = scraped(registry)
    assert found["graftwatch_frames_received_total", labels(feed="lab", outcome="accepted")] == 5
    assert found["graftwatch_frames_received_total", labels(feed="lab", outcome="rejected")] == 1
    assert found["graftwatch_control_id_conflicts_total", labels(feed="lab")] == 1
    assert found["graftwatch_frames_refused_total", labels(feed="lab", reason="not_hl7")] == 4
    assert found["graftwatch_skipped_bytes_total", labels(feed="lab")] == 7
    assert found["graftwatch_feed_last_message_timestamp_seconds", labels(feed="lab")] == NOON.timestamp()


def test_answer_times_fall_into_their_buckets() -> None:
    registry = CollectorRegistry()
    metrics = PrometheusGatewayMetrics(registry)
    metrics.acknowledged("lab", 0.0004, 10)
    metrics.acknowledged("lab", 0.005, 2)
    metrics.acknowledged("lab", 60.0, 1)
    found = scraped(registry)
    buckets = {dict(of)["le"]: value for (name, of), value in found.items() if name == "graftwatch_ack_seconds_bucket"}
    assert [buckets[bound] for bound in ("0.0005", "0.0025", "0.005", "5.0", "+Inf")] == [10, 10, 12, 12, 13]
    assert found["graftwatch_ack_seconds_count", labels(feed="lab")] == 13
    assert found["graftwatch_ack_seconds_sum", labels(feed="lab")] == 60.014


def test_levels_and_quarantine_are_asked_at_the_scrape() -> None:
    registry = CollectorRegistry()
    metrics = PrometheusGatewayMetrics(registry)
    metrics.levels_from(lambda: GatewayLevels(4, 1, 1000, 20, 3))
    metrics.ingest_levels_from(lambda: 99, lambda: 4096)
    metrics.quarantine_from(lambda: {("lab", "not_hl7"): 2})
    found = scraped(registry)
    assert found["graftwatch_quarantined_frames", labels(feed="lab", reason="not_hl7")] == 2
    levels = {name.removeprefix("graftwatch_gateway_"): value for (name, of), value in found.items() if not of}
    assert levels == {
        "connections": 4,
        "connections_waiting": 1,
        "unacknowledged_bytes": 1000,
        "partial_frame_bytes": 20,
        "tls_handshakes": 3,
        "duplicate_window_entries": 99,
        "write_ahead_log_bytes": 4096,
    }


def test_a_quarantine_that_cannot_be_asked_does_not_break_the_scrape() -> None:
    def unavailable() -> dict[tuple[str, str], int]:
        raise QuarantineUnavailable("locked")

    registry = CollectorRegistry()
    metrics = PrometheusGatewayMetrics(registry)
    metrics.quarantine_from(unavailable)
    metrics.frames("lab", "accepted", 1)
    assert ("graftwatch_frames_received_total", labels(feed="lab", outcome="accepted")) in scraped(registry)
