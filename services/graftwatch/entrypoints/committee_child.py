"""The process that makes the trial's page as its parent sees it: started for the first reader, ended when idle.

Many readers of one page cost one: whoever asks while it is made, or within some seconds after, gets the same.
"""

import asyncio
import socket
import sys
from contextlib import suppress
from typing import Final

import structlog

from graftwatch.committee.audience import Audience
from graftwatch.console.committee_page import Made
from graftwatch.entrypoints.link import open_line
from graftwatch.entrypoints.options import StartOptions

MODULE: Final = "graftwatch.entrypoints.committee_process"
START_SECONDS: Final = 60.0
PAGE_SECONDS: Final = 60.0
"""A trial's page takes a second or two, on a busy machine some more."""
IDLE_SECONDS: Final = 180.0
"""Longer than a live page waits until it renews itself."""
FRESH_SECONDS: Final = 5.0
PAGES_KEPT: Final = 16

_Key = tuple[Audience, str]


class CommitteeChild:
    """Makes pages in a process of its own.

    Args:
        options: what the process is started with; it reads the settings for itself.
        idle_seconds: nobody having looked for so long, it is ended.
    """

    def __init__(self, options: StartOptions, idle_seconds: float = IDLE_SECONDS) -> None:
        self._options = options
        self._idle_seconds = idle_seconds
        self._log = structlog.get_logger(component="committee")
        self._process: asyncio.subprocess.Process | None = None
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._made: dict[_Key, asyncio.Task[Made | None]] = {}
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """Of the process; None while there is none."""
        return None if self._process is None else self._process.pid

    async def page(self, audience: Audience, as_of: str) -> Made | None:
        """The page of an audience at a cut-off, empty for now; None where it cannot be made at the moment."""
        key = (audience, as_of)
        task = self._made.get(key)
        if task is None:
            if len(self._made) >= PAGES_KEPT:
                return None
            task = self._made[key] = asyncio.create_task(self._page(audience, as_of), name="trial's page")
            task.add_done_callback(lambda _: self._keep_for_a_while(key))
        return await asyncio.shield(task)

    def _keep_for_a_while(self, key: _Key) -> None:
        asyncio.get_running_loop().call_later(FRESH_SECONDS, self._made.pop, key, None)

    async def _page(self, audience: Audience, as_of: str) -> Made | None:
        async with self._one_at_a_time:
            self._wait_no_more()
            try:
                return await self._asked(audience, as_of)
            except (TimeoutError, OSError, ValueError) as fault:
                self._log.error("the trial's page was not made", reason=repr(fault))
                await self._end()
                return None
            finally:
                if self._process is not None:
                    loop = asyncio.get_running_loop()
                    self._idle = loop.call_later(self._idle_seconds, self._end_idle)

    async def _asked(self, audience: Audience, as_of: str) -> Made | None:
        from graftwatch.entrypoints.committee_process import PageAnswer, PageAsked  # noqa: PLC0415

        reader, writer = self._line or await self._start()
        writer.write(PageAsked(audience=audience, as_of=as_of).model_dump_json().encode() + b"\n")
        async with asyncio.timeout(PAGE_SECONDS):
            await writer.drain()
            line = await reader.readline()
        answer = PageAnswer.model_validate_json(line)  # nothing, where the process died: a ValueError
        return Made(answer.page, answer.refused) if answer.page or answer.refused else None

    async def _start(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", MODULE, str(theirs.fileno()), self._options.model_dump_json()),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
            )
        self._line = await open_line(ours)
        async with asyncio.timeout(START_SECONDS):
            if not await self._line[0].readline():
                raise ConnectionError("the process did not start; its log above says why")
        return self._line

    def _wait_no_more(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = None

    def _end_idle(self) -> None:
        self._ending = asyncio.create_task(self._end_when_free(), name="trial's page ends")

    async def _end_when_free(self) -> None:
        async with self._one_at_a_time:
            await self._end()

    async def _end(self) -> None:
        """Ends the process, which keeps nothing."""
        if self._line is not None:
            self._line[1].close()
        process, self._process, self._line = self._process, None, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def stop(self) -> None:
        """Ends it, whatever it does."""
        self._wait_no_more()
        for task in list(self._made.values()):
            task.cancel()
        await self._end()
