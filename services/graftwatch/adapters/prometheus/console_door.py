"""Requests for the console that were not handed on to its process, or not answered by it."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge

REASONS = ("busy", "too_large", "too_slow", "too_long", "unavailable")


class ConsoleDoorMetrics:
    """Counts at the door.

    Args:
        registry: where the metrics are registered.
        under_way: how many requests are being answered.
    """

    def __init__(self, registry: CollectorRegistry, under_way: Callable[[], int]) -> None:
        self._refused = Counter(
            "graftwatch_console_requests_refused_total",
            "Requests for the console that were refused before it, or not answered by it, by why",
            ["reason"],
            registry=registry,
        )
        for reason in REASONS:
            self._refused.labels(reason)
        Gauge(
            "graftwatch_console_requests_under_way",
            "Requests for the console that are being answered, event streams among them",
            registry=registry,
        ).set_function(under_way)

    def refused(self, reason: str) -> None:
        """One was not answered."""
        self._refused.labels(reason).inc()
