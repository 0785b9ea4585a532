"""The console's process as the gateway sees it: started for the first who asks, and started again when it died.

Pages so weigh on no acknowledgement, and a console that fails takes nothing else with it.
"""

import asyncio
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

from graftwatch.entrypoints.child import Child, ChildGone
from graftwatch.entrypoints.link import ConsoleStatus
from graftwatch.entrypoints.options import StartOptions

MODULE: Final = "graftwatch.entrypoints.console_process"
WARM_SECONDS: Final = 30.0
"""Nobody having asked for so long, it is started all the same: the first page of a shift is not the slow one."""
PATIENCE_SECONDS: Final = 60.0
"""A console that cannot be kept running is tried again after this."""
WAITING_CONNECTIONS: Final = 128


class ConsoleChild(Child[ConsoleStatus]):
    """The console's process.

    Args:
        options: what it is started with; it reads the settings for itself.
    """

    def __init__(self, options: StartOptions) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="graftwatch-")
        self.path = Path(self._folder.name) / "console"
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.path))
        self._listening.listen(WAITING_CONNECTIONS)  # who connects while it starts again waits, and is not turned away
        self._listening.setblocking(False)
        self._wanted = asyncio.Event()
        self._tried = asyncio.Event()
        self._up = False
        self.fault = ""
        """Why it cannot be kept running, in words."""
        listening = self._listening.fileno()
        super().__init__(
            "the console's process",
            MODULE,
            ConsoleStatus,
            options.model_copy(update={"listening": listening}),
            (listening,),
        )
        self._console_log = structlog.get_logger(component="serve")

    @property
    def is_wanted(self) -> bool:
        """Whether it was started, or somebody waits for it."""
        return self._wanted.is_set() or self._tried.is_set()

    async def wanted(self) -> bool:
        """Makes sure that it runs; False where it cannot be started at the moment."""
        self._wanted.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._tried.wait()
        return self._up

    async def serve(self) -> None:
        """Keeps it running, from when somebody asks first or a while after the start, until it is cancelled."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WARM_SECONDS):
                await self._wanted.wait()
        while True:
            try:
                await self.start()
                self._up, self.fault = True, ""
                self._tried.set()
                return await self.keep_running()
            except ChildGone as fault:
                self._console_log.error("the console cannot be kept running", reason=str(fault))
                self._up, self.fault = False, str(fault)
                self._tried.set()
                self._turn_away()
            await asyncio.sleep(PATIENCE_SECONDS)

    def _turn_away(self) -> None:
        """Lets go who waits for a process that does not come."""
        with suppress(BlockingIOError):
            while True:
                self._listening.accept()[0].close()

    async def stop(self) -> None:
        """Ends it."""
        await super().stop()
        self._listening.close()
        self._folder.cleanup()
