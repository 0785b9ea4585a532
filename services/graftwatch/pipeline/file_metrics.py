"""What the feeds of files count, as a port."""

from datetime import datetime
from typing import Protocol


class FileMetrics(Protocol):
    """Counters and levels of feeds that come as files; every name is a feed's."""

    def frames(self, feed: str, outcome: str, count: int) -> None:
        """So many messages ended so."""
        ...

    def last_message(self, feed: str, at: datetime) -> None:
        """The newest message was taken then."""
        ...

    def file(self, feed: str, outcome: str, size: int) -> None:
        """A file of so many bytes ended so."""
        ...

    def waiting(self, feed: str, files: int, oldest_seconds: float) -> None:
        """So many files wait, the oldest for so long."""
        ...

    def storage(self, feed: str, **levels: float) -> None:
        """What is known of an SS-MIX2 storage now, by name: `indexed`, `pending`, `watches` and so on."""
        ...
