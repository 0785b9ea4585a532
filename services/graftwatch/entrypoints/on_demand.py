"""A process that answers questions one at a time: started for the first who asks, ended when nobody asks for a while.

Many who ask the same cost one: whoever asks while it is worked out, or within some seconds after, gets the same.
"""

import asyncio
import socket
import sys
from contextlib import suppress
from typing import Final

import structlog

from graftwatch.entrypoints.link import open_line
from graftwatch.entrypoints.options import StartOptions

START_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 60.0
"""A trial's page takes a second or two, on a busy machine some more."""
IDLE_SECONDS: Final = 180.0
"""Longer than a live page waits until it renews itself."""
FRESH_SECONDS: Final = 5.0
QUESTIONS_KEPT: Final = 16


class OnDemand:
    """Asks a process of its own.

    Args:
        module: what the process runs; it answers each line with a line.
        options: what it is started with; it reads the settings for itself.
        idle_seconds: nobody having asked for so long, it is ended.
        answer_seconds: an answer that takes longer is none, and the process begins anew.
    """

    def __init__(
        self,
        module: str,
        options: StartOptions,
        idle_seconds: float = IDLE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._module = module
        self._options = options
        self._idle_seconds = idle_seconds
        self._answer_seconds = answer_seconds
        self._log = structlog.get_logger(component="committee")
        self._process: asyncio.subprocess.Process | None = None
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._answers: dict[bytes, asyncio.Task[bytes]] = {}
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def process_id(self) -> int | None:
        """Of the process; None while there is none."""
        return None if self._process is None else self._process.pid

    async def ask(self, question: bytes) -> bytes:
        """The answer to a line; nothing where there is none at the moment, and the log says why."""
        task = self._answers.get(question)
        if task is None:
            if len(self._answers) >= QUESTIONS_KEPT:
                return b""
            task = self._answers[question] = asyncio.create_task(self._answer(question), name="trial's page")
            task.add_done_callback(lambda _: self._keep_for_a_while(question))
        return await asyncio.shield(task)

    def _keep_for_a_while(self, question: bytes) -> None:
        asyncio.get_running_loop().call_later(FRESH_SECONDS, self._answers.pop, question, None)

    async def _answer(self, question: bytes) -> bytes:
        async with self._one_at_a_time:
            self._wait_no_more()
            try:
                return await self._asked(question)
            except (TimeoutError, OSError, ValueError) as fault:
                self._log.error("the trial's page was not made", reason=repr(fault))
                await self._end()
                return b""
            finally:
                if self._process is not None:
                    loop = asyncio.get_running_loop()
                    self._idle = loop.call_later(self._idle_seconds, self._end_idle)

    async def _asked(self, question: bytes) -> bytes:
        reader, writer = self._line or await self._start()
        writer.write(question + b"\n")
        async with asyncio.timeout(self._answer_seconds):
            await writer.drain()
            line = await reader.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the process died; its log above says why")
        return line

    async def _start(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module, str(theirs.fileno()), self._options.model_dump_json()),
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
        for task in list(self._answers.values()):
            task.cancel()
        await self._end()
