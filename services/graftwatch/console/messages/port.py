"""What the integration team's pages ask of the service. Every call may block."""

from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.messages.feed_views import FeedsShown


class FeedsDesk(Protocol):
    """How the feeds stand."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def feeds(self) -> FeedsShown:
        """All feeds as they stand now."""
        ...
