"""One partition of hl7.raw: frames that concern nobody pass by while one that concerns a recipient is being written.

Only one is written at a time, so the entries of a partition are in its order, and none stands behind one that is
missing. What passed by meanwhile counts as done after it and not before: Faust's consumer cannot be trusted with a gap
at its committed offset, it commits past the first record that is not done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

# More are not looked at while an entry waits for the cluster.
BEHIND_AT_MOST: Final = 1000


class Lane:
    """The events of a partition, in their order.

    Args:
        finish: says that an event is done.
        fail: told what ended a work; nothing of the partition is done after it.
    """

    def __init__(self, finish: Callable[[Any], None], fail: Callable[[BaseException], None]) -> None:
        self._finish = finish
        self._fail = fail
        self._waiting: list[Any] = []
        self._under_way: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether so many events passed by that the work under way must be waited for: `clear`."""
        return len(self._waiting) > BEHIND_AT_MOST

    def pass_by(self, event: Any) -> None:  # noqa: ANN401 - Faust's event
        """Takes an event that asks for nothing."""
        if self._under_way is None:
            self._finish(event)
        else:
            self._waiting.append(event)

    async def begin(self, event: Any, work: Callable[[], Awaitable[None]]) -> None:  # noqa: ANN401
        """Begins what an event asks for, once what was begun before is done."""
        await self.clear()
        self._waiting.append(event)
        self._under_way = asyncio.create_task(self._do(work))

    async def clear(self) -> None:
        """Waits until nothing is under way; for ever where that failed. Who is cancelled here breaks nothing off."""
        if self._under_way is not None:
            await asyncio.shield(self._under_way)

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as fault:  # noqa: BLE001 - whatever it is, nothing behind it may be handled
            self._fail(fault)
            await asyncio.Event().wait()
        for event in self._waiting:
            self._finish(event)
        self._waiting.clear()
        self._under_way = None
