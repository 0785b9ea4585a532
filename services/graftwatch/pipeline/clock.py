"""The clock's port: what time it is, and when a message counts as received.

Everything downstream runs on the `received_at` of the journal's entries; nothing else asks a clock. The real service
uses the machine's time; a replay takes each message's own MSH-7, so that a month of a trial plays in seconds.
"""

from datetime import datetime
from typing import Protocol

from graftwatch.hl7.header import Header


class Clock(Protocol):
    """Gives aware times in UTC that never go backwards by much: real clocks may be set, a replay never goes back."""

    def now(self) -> datetime:
        """The current time."""
        ...

    def received_at(self, header: Header) -> datetime:
        """When the message with this header counts as received."""
        ...
