"""Gateway metrics for tests that do not look at them, and ones that remember for those that do."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from graftwatch.pipeline.gateway_metrics import GatewayLevels


class SilentMetrics:
    """Takes everything and says nothing."""

    def frames(self, feed: str, outcome: str, count: int) -> None: ...

    def acknowledged(self, feed: str, seconds: float, count: int) -> None: ...

    def last_message(self, feed: str, at: datetime) -> None: ...

    def control_id_conflicts(self, feed: str, count: int) -> None: ...

    def frames_refused(self, feed: str, reason: str, count: int) -> None: ...

    def skipped_bytes(self, feed: str, count: int) -> None: ...

    def turned_away(self, feed: str, reason: str) -> None: ...

    def tls_certificate(self, feed: str, expires_at: datetime, *, broken: bool) -> None: ...

    def ingest_levels_from(
        self, window_entries: Callable[[], int], write_ahead_log_bytes: Callable[[], int]
    ) -> None: ...

    def levels_from(self, levels: Callable[[], GatewayLevels]) -> None: ...

    def quarantine_from(self, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None: ...


class RememberedMetrics(SilentMetrics):
    """Remembers the counts."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.conflicts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.certificates: dict[str, tuple[datetime, bool]] = {}

    def frames(self, feed: str, outcome: str, count: int) -> None:
        self.outcomes[feed, outcome] += count

    def control_id_conflicts(self, feed: str, count: int) -> None:
        self.conflicts[feed] += count

    def skipped_bytes(self, feed: str, count: int) -> None:
        self.skipped[feed] += count

    def turned_away(self, feed: str, reason: str) -> None:
        self.refused[feed, reason] += 1

    def tls_certificate(self, feed: str, expires_at: datetime, *, broken: bool) -> None:
        self.certificates[feed] = expires_at, broken
