"""How many attempts that fail may be made in a minute, whoever makes them; the ones that succeed are never counted."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

MINUTE_SECONDS: Final = 60.0


class FailedAttempts:
    """Counts failed attempts of the last minute.

    Args:
        at_most: so many; a further one is one too many.
        seconds: a clock that never goes back.
    """

    def __init__(self, at_most: int, seconds: Callable[[], float] = monotonic) -> None:
        self._at_most = at_most
        self._seconds = seconds
        self._failed: deque[float] = deque(maxlen=at_most)

    def one_more(self) -> bool:
        """Notes a failed attempt; whether it is within the limit."""
        now = self._seconds()
        within = len(self._failed) < self._at_most or now - self._failed[0] >= MINUTE_SECONDS
        if within:
            self._failed.append(now)
        return within
