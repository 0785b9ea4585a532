"""What infection control's pages ask of the service."""

from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.signals.views import OpenSignals


class SignalsDesk(Protocol):
    """Signals and recipients; every call may block."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def open_signals(self) -> OpenSignals:
        """What needs somebody now."""
        ...
