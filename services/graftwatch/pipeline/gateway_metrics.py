"""What the gateway counts, as a port: told once a batch, never once a message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class GatewayLevels:
    """What is bounded in the gateway, as it is now; `by_feed` has the connections that are read of each feed."""

    connections: int
    connections_waiting: int
    unacknowledged_bytes: int
    partial_frame_bytes: int
    tls_handshakes: int
    by_feed: Mapping[str, int] = field(default_factory=dict)


class GatewayMetrics(Protocol):
    """Counters and levels of the gateway."""

    def frames(self, feed: str, outcome: str, count: int) -> None:
        """So many frames of a feed ended so."""
        ...

    def acknowledged(self, feed: str, seconds: float, count: int) -> None:
        """So many frames were answered, each so long after it was read."""
        ...

    def last_message(self, feed: str, at: datetime) -> None:
        """The feed's newest message was received then."""
        ...

    def control_id_conflicts(self, feed: str, count: int) -> None:
        """So many messages used a control id again for other bytes."""
        ...

    def frames_refused(self, feed: str, reason: str, count: int) -> None:
        """So many frames of a feed were refused for a reason."""
        ...

    def skipped_bytes(self, feed: str, count: int) -> None:
        """So many bytes stood between frames."""
        ...

    def turned_away(self, feed: str, reason: str) -> None:
        """A connection was not taken; `feed` names all feeds of the address, with + between, where none was chosen."""
        ...

    def tls_certificate(self, feed: str, expires_at: datetime, *, broken: bool) -> None:
        """The feed's certificate ends then; `broken`: a file of its TLS changed and cannot be taken up."""
        ...

    def ingest_levels_from(self, window_entries: Callable[[], int], write_ahead_log_bytes: Callable[[], int]) -> None:
        """Ask these for the duplicate window's and the journal log's size whenever they are wanted."""
        ...

    def levels_from(self, levels: Callable[[], GatewayLevels]) -> None:
        """Ask this for the levels whenever they are wanted."""
        ...

    def quarantine_from(self, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        """Ask this for the quarantine's unreleased records by feed and reason whenever they are wanted."""
        ...
