"""Whoever counts what comes to the door for acknowledgements; outcomes only, never who or which page."""

from typing import Final, Protocol

LINK_OUTCOMES: Final = (
    *("shown", "taken", "repeated", "heard_before", "superseded", "over", "expired", "invalid", "limited"),
    *("nameless", "unreadable", "unavailable"),
)
"""What becomes of a link: looked at, acknowledged, or why not."""

WEBHOOK_OUTCOMES: Final = (
    *("taken", "repeated", "heard_before", "superseded", "over", "unknown_page", "ping", "no_person", "no_effect"),
    *("unreadable", "unsigned", "too_large", "too_slow", "unavailable"),
)
"""What becomes of a receiver's event."""


class AcknowledgingMetrics(Protocol):
    """Counts."""

    def link(self, outcome: str) -> None:
        """A link was opened or used."""
        ...

    def webhook(self, receiver: str, outcome: str) -> None:
        """A receiver's event came."""
        ...


class NoAcknowledgingMetrics:
    """Counts nothing."""

    def link(self, outcome: str) -> None:
        """Nothing."""

    def webhook(self, receiver: str, outcome: str) -> None:
        """Nothing."""
