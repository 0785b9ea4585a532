"""Time that passes without waiting: the true time, and a wall clock that jumps.

The event loop's own time is the true one: a receiver that hangs, a time-out and a rest take their full time in it,
and none outside. The service reads the wall clock, which somebody sets now and then; receivers and people live by the
true time.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class _Skipping(selectors.SelectSelector):
    """Waits for nothing: the time it should have waited is simply over."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everything in the simulation waits for something that never comes")
        self.seconds += max(timeout, 0.0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.skipping = _Skipping()
        super().__init__(self.skipping)

    def time(self) -> float:
        return self.skipping.seconds


class Clock:
    """The true time, the wall clock beside it, and the loop that both run by."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._loop = _Loop()
        self.ahead = timedelta(0)

    @property
    def true(self) -> datetime:
        """What time it is."""
        return self._start + timedelta(seconds=self._loop.time())

    def wall(self) -> datetime:
        """What time the machine thinks it is."""
        return self.true + self.ahead

    def true_at(self, wall: datetime) -> datetime:
        """When the wall clock will say so, if nobody sets it."""
        return wall - self.ahead

    def pass_until(self, at: datetime) -> None:
        """Lets the true time pass; a time that is over changes nothing."""
        self._loop.skipping.seconds = max(self._loop.skipping.seconds, (at - self._start).total_seconds())

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs work to its end; what it left behind when it broke off ends with it."""
        try:
            self._loop.run_until_complete(work)
        finally:
            self._cancel_all()

    def close(self) -> None:
        self._loop.close()

    def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
