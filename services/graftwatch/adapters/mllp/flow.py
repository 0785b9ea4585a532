"""How much the whole gateway has in hand, and which connections it therefore does not read for a while."""

from typing import Protocol


class Held(Protocol):
    """A connection that can be read again."""

    def review_reading(self) -> None:
        """Read again if nothing else speaks against it."""
        ...


class Flow:
    """Bytes unanswered and bytes of half frames, over all connections.

    Reading stops above the limit and begins again at half of it, so that it does not flutter.
    """

    def __init__(self, unacknowledged_bytes: int, partial_frame_bytes: int) -> None:
        self._limit = unacknowledged_bytes
        self._partial_limit = partial_frame_bytes
        self._held_back: set[Held] = set()
        self.unanswered_bytes = 0
        self.partial_bytes = 0
        self.congested = False

    @property
    def too_many_partial_bytes(self) -> bool:
        """Whether a half frame that grows must be given up."""
        return self.partial_bytes > self._partial_limit

    def took(self, size: int) -> None:
        """So many bytes wait for their answer now."""
        self.unanswered_bytes += size
        if self.unanswered_bytes > self._limit:
            self.congested = True

    def answered(self, size: int) -> None:
        """So many bytes wait no longer."""
        self.unanswered_bytes -= size
        if self.congested and self.unanswered_bytes <= self._limit // 2:
            self.congested = False
            held_back, self._held_back = self._held_back, set()
            for connection in held_back:
                connection.review_reading()

    def hold_back(self, connection: Held) -> None:
        """Have this connection look again once there is room."""
        self._held_back.add(connection)

    def forget(self, connection: Held) -> None:
        """This connection is gone."""
        self._held_back.discard(connection)
