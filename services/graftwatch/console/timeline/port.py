"""What the timeline's pages ask of the service."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.timeline.views import Timeline


class TimelineDesk(Protocol):
    """Timelines; every call may block."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def of(self, subject: str, known_by: datetime | None = None) -> Timeline | None:
        """A recipient's timeline, as of now or as known by a time; None where nobody of this name was enrolled then."""
        ...
