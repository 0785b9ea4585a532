"""What infection control's pages ask of the service."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from starlette.requests import Request

from graftwatch.console.signals.views import OpenSignals

TimelineSlot = Callable[[Request, str, datetime | None], Mapping[str, object]]
"""The context that `timeline/fragment.html.j2` needs on a recipient's page, of a subject as known at a time (None:
now); may block. Its names must not be the page's own: `subject`, `at`, `zone`, `found`, `told`."""


def no_timeline(request: Request, subject: str, at: datetime | None) -> Mapping[str, object]:  # noqa: ARG001 - a stand-in
    """No picture."""
    return {}


class SignalsDesk(Protocol):
    """Signals and recipients; every call may block."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def open_signals(self) -> OpenSignals:
        """What needs somebody now."""
        ...
