"""A process of the service as its parent sees it: started, asked how it is, started again when it died."""

import asyncio
import socket
import sys
from contextlib import suppress
from typing import Generic, Literal, TypeVar

import structlog
from pydantic import BaseModel

from graftwatch.entrypoints.link import Word, decode_word, encode_word, open_line
from graftwatch.entrypoints.options import StartOptions

STATUS_SECONDS = 5.0
# One that has not answered the question before is not waited for as long again: probes and scrapes have time-outs, too.
OWED_SECONDS = 0.5
START_SECONDS = 60.0
STOP_SECONDS = 15.0
# A process that dies once is started again at once; one that dies so often in a row will not get better by itself.
STARTS_IN_A_ROW = 5
RESTART_SECONDS = 1.0
# Having run so long, its next death is the first of a new row.
GOOD_RUN_SECONDS = 60.0

Answer = TypeVar("Answer", bound=BaseModel)


class ChildGone(Exception):  # noqa: N818 - said as what happened
    """A process of the service cannot be kept running; its own log says why."""


class Child(Generic[Answer]):
    """One child of the service.

    Args:
        what: the process in words, such as "the detector's process".
        module: what it runs.
        answer: how it answers when asked how it is.
        options: the start options; the child reads the settings for itself.
        keeps: descriptors that it holds open, too: the data folder's lock, which so outlives a killed parent until
            the child is gone as well.
    """

    def __init__(
        self, what: str, module: str, answer: type[Answer], options: StartOptions, keeps: tuple[int, ...]
    ) -> None:
        self.what = what
        self._module = module
        self._answer = answer
        self._options = options
        self._keeps = keeps
        self._log = structlog.get_logger(component="serve")
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._asking = asyncio.Lock()
        self._asked: dict[str, asyncio.Task[Answer | None]] = {}
        self._owed = 0
        self._stopping = False

    async def start(self) -> None:
        """Starts the process and waits until it is ready.

        Raises:
            ChildGone: it did not become ready.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module),
                *(str(theirs.fileno()), self._options.model_dump_json()),
                pass_fds=(theirs.fileno(), *self._keeps),
                stdin=asyncio.subprocess.DEVNULL,
            )
        reader, writer = await open_line(ours)
        try:
            async with asyncio.timeout(START_SECONDS):
                line = await reader.readline()
        except (TimeoutError, ConnectionError):
            line = b""
        if not line or decode_word(line) != "ready":
            writer.close()
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            raise ChildGone(f"{self.what} did not start; its log above says why")
        self._reader, self._writer = reader, writer

    async def keep_running(self) -> None:
        """Starts the process again whenever it dies, until `stop`.

        Raises:
            ChildGone: it died too often in a row.
        """
        loop, deaths = asyncio.get_running_loop(), 0
        while self._process is not None:
            began = loop.time()
            code = await self._process.wait()
            if self._stopping:
                return
            self._hang_up()
            deaths = 1 if loop.time() - began > GOOD_RUN_SECONDS else deaths + 1
            self._log.error(f"{self.what} died", code=code, deaths_in_a_row=deaths)
            if deaths >= STARTS_IN_A_ROW:
                raise ChildGone(f"{self.what} died {deaths} times in a row")
            await asyncio.sleep(RESTART_SECONDS)
            with suppress(ChildGone):
                await self.start()

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
        self._owed = 0

    def _say(self, word: Word) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode_word(word))

    async def status(self, asking: Literal["status", "metrics"] = "status") -> Answer | None:
        """How the process is, with its metrics if asked for; None where it does not answer.

        Whoever asks while the same is being asked gets the same answer, so that askers do not queue up before a
        process that hangs.
        """
        under_way = self._asked.get(asking)
        if under_way is None:
            under_way = self._asked[asking] = asyncio.create_task(self._ask(asking))
            under_way.add_done_callback(lambda _: self._asked.pop(asking, None))
        return await asyncio.shield(under_way)

    async def _ask(self, asking: Literal["status", "metrics"]) -> Answer | None:
        async with self._asking:
            while self._owed:  # an answer that came too late belongs to a question of before
                if not await self._line(OWED_SECONDS):
                    return None
            self._say(asking)
            self._owed += 1
            line = await self._line(STATUS_SECONDS)
            return self._answer.model_validate_json(line) if line else None

    async def _line(self, seconds: float) -> bytes:
        """The next answer; nothing where none comes in time."""
        if self._reader is None:
            self._owed = 0
            return b""
        try:
            async with asyncio.timeout(seconds):
                line = await self._reader.readline()
        except (TimeoutError, ConnectionError):
            return b""
        except ValueError:  # an answer beyond the line's limit is none, and is not owed any more
            line = b""
        self._owed = max(self._owed - 1, 0)
        return line

    async def stop(self) -> None:
        """Lets the process end what it does and go; one that does not is killed, which loses nothing."""
        self._stopping = True
        if self._process is None:
            return
        self._say("stop")
        if self._writer is not None:
            self._writer.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
