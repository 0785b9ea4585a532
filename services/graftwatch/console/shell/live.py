"""`/events`: tells open pages that something changed, so that a page that was opened an hour ago is right.

Server-sent events (HTML Living Standard, 9.2). An event names what changed and holds nothing of it: the page asks for
itself anew, through the same guard. Nothing changed for a while: a comment keeps the connection, and whoever is on the
other side of it, awake. A session that has ended is told so.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

AWAKE_SECONDS: Final = 15.0


class Changes:
    """What open pages wait for: a number that rises with every change."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = asyncio.Condition()

    async def note(self) -> None:
        """Something changed."""
        async with self._changed:
            self._number += 1
            self._changed.notify_all()

    @property
    def number(self) -> int:
        """How often something changed so far."""
        return self._number

    async def after(self, number: int) -> int:
        """Waits until more has changed than this, and says how much."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._number > number)
            return self._number


def live_routes(changes: Changes, still_signed_in: Callable[[Request], Awaitable[bool]]) -> list[Route]:
    """The route of the events."""

    async def events(request: Request) -> Response:
        return StreamingResponse(_events(request), media_type="text/event-stream")

    async def _events(request: Request) -> AsyncIterator[str]:
        seen, asked = changes.number, monotonic()
        yield f"retry: 2000\nevent: hello\ndata: {seen}\n\n"
        while True:
            try:
                async with asyncio.timeout(AWAKE_SECONDS):
                    seen = await changes.after(seen)
                said = f"event: changed\ndata: {seen}\n\n"
            except TimeoutError:
                said = ": awake\n\n"
            if monotonic() - asked >= AWAKE_SECONDS:  # also where changes leave no time for being awake
                if not await still_signed_in(request):
                    yield "event: signed-out\ndata:\n\n"
                    return
                asked = monotonic()
            yield said

    return [Route("/events", events, methods=["GET"])]
