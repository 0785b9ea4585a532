"""Blocking calls that may never return, in threads that hold up nobody: not the event loop, not the process's end.

A call that its caller has given up goes on in its thread until it ends; so many may be under way, and a further one is
turned away rather than kept waiting behind them.
"""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")


class TooManyUnderWayError(OSError):
    """As many calls as there may be have not ended; a further one is not begun."""


class Threads:
    """So many calls at a time, each in a thread of its own that dies with the process."""

    def __init__(self, at_most: int) -> None:
        self._free = threading.BoundedSemaphore(at_most)

    async def run(self, call: Callable[[], Result]) -> Result:
        """The result of a call.

        Raises:
            TooManyUnderWayError: earlier calls have not ended.
        """
        if not self._free.acquire(blocking=False):
            raise TooManyUnderWayError("earlier attempts have not ended")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def called() -> None:
            try:
                settle = partial(future.set_result, call())
            except BaseException as fault:  # noqa: BLE001 - it is raised again where the call was asked for
                settle = partial(future.set_exception, fault)
            finally:
                self._free.release()
            _tell(loop, future, settle)

        threading.Thread(target=called, daemon=True, name="channel call").start()
        return await future


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[Result], settle: Callable[[], None]) -> None:
    def settled() -> None:
        if not future.done():
            settle()

    try:
        loop.call_soon_threadsafe(settled)
    except RuntimeError:  # the loop has ended: nobody waits any more
        return
