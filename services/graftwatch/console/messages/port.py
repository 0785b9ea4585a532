"""What the integration team's pages ask of the service. Every call may block."""

from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.messages.feed_views import FeedsShown
from graftwatch.console.messages.message_views import MessageQuery, MessagesFound, MessageShown


class FeedsDesk(Protocol):
    """How the feeds stand."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def feeds(self) -> FeedsShown:
        """All feeds as they stand now."""
        ...


class MessagesDesk(Protocol):
    """Messages: found, looked at, followed."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds' names, in the settings' order."""
        ...

    def find(self, asked: MessageQuery) -> MessagesFound:
        """The messages that are meant, the newest first; within a second, and as far as that goes."""
        ...

    def message(self, seq: int, *, identifiers: bool) -> MessageShown | None:
        """One message; without who it is about, unless identifiers are asked for. None where there is none."""
        ...

    def subjects(self, seq: int) -> tuple[str, ...]:
        """The recipients that a message is about."""
        ...

    def content(self, seq: int) -> bytes | None:
        """The bytes of a message; None where there is none."""
        ...
