"""A sender in a thread and an event loop of its own, so that nothing of one channel holds up another.

What a shared loop would share: the few threads in which names are looked up. A name server that does not answer keeps
them all, and then no channel finds its receiver. Here each channel has its own, so many at a time, and a look-up that
hangs counts in the attempt's time-out like anything else.
"""

import asyncio
import socket
import threading
from datetime import datetime
from typing import Any

from graftwatch.adapters.senders.threads import Threads
from graftwatch.pipeline.sender import Answer, Dispatch, Sender

LOOK_UPS = 8
"""Look-ups of names under way in one channel. A resolver gives up by itself after some 5 to 30 seconds."""


class ChannelLoop(asyncio.SelectorEventLoop):
    """An event loop whose look-ups of names hold up no other loop's, and not the process's end."""

    def __init__(self, look_ups: int = LOOK_UPS) -> None:
        super().__init__()
        self._look_ups = Threads(look_ups)

    async def getaddrinfo(
        self,
        host: str | bytes | None,
        port: str | bytes | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the base class's own words
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Looks a name up."""
        return await self._look_ups.run(lambda: socket.getaddrinfo(host, port, family, type, proto, flags))


class Apart:
    """A sender, apart."""

    def __init__(self, sender: Sender, name: str) -> None:
        self._sender = sender
        self._name = name
        self._loop: ChannelLoop | None = None

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """One attempt; giving it up here gives it up there."""
        attempt = asyncio.run_coroutine_threadsafe(self._sender.send(dispatch, now), self._running())
        return await asyncio.wrap_future(attempt)

    async def close(self) -> None:
        """Lets connections and the thread go."""
        loop, self._loop = self._loop, None
        if loop is not None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._sender.close(), loop))
            loop.call_soon_threadsafe(loop.stop)

    def _running(self) -> ChannelLoop:
        if self._loop is None:
            self._loop = ChannelLoop()
            threading.Thread(target=_run, args=(self._loop,), daemon=True, name=f"channel {self._name}").start()
        return self._loop


def _run(loop: ChannelLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
