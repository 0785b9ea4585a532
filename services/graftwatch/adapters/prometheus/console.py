"""What the console is asked, in its own process; never who asks, or about whom."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SIGN_INS: Final = ("signed_in", "refused", "turned_away")
"""What became of a name, password and code: they were right, they were not, or too many were tried."""
SECONDS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0)


class PrometheusConsoleMetrics:
    """Counts; see `console.shell.measured.ConsoleMetrics`.

    Args:
        registry: where the metrics are registered.
        streams: how many event streams are open, and how many may be.
    """

    def __init__(self, registry: CollectorRegistry, streams: Callable[[], tuple[int, int]]) -> None:
        self._requests = Counter(
            "graftwatch_console_requests_total",
            "Requests that the console answered, by the first part of their path and the status",
            ["area", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "graftwatch_console_request_seconds",
            "From a request to the first byte of its answer, in the console's process",
            ["area"],
            buckets=SECONDS,
            registry=registry,
        )
        self._sign_ins = Counter(
            "graftwatch_console_sign_ins_total",
            "How often somebody tried to sign in, by what became of it",
            ["outcome"],
            registry=registry,
        )
        for outcome in SIGN_INS:
            self._sign_ins.labels(outcome)
        Gauge("graftwatch_console_event_streams", "Open pages that are kept right", registry=registry).set_function(
            lambda: streams()[0]
        )
        Gauge(
            "graftwatch_console_event_streams_limit", "How many of them there may be", registry=registry
        ).set_function(lambda: streams()[1])

    def request(self, area: str, status: int, seconds: float | None) -> None:
        """One was answered."""
        self._requests.labels(area, str(status)).inc()
        if seconds is not None:
            self._seconds.labels(area).observe(seconds)

    def sign_in(self, outcome: str) -> None:
        """Somebody tried to sign in."""
        self._sign_ins.labels(outcome).inc()
