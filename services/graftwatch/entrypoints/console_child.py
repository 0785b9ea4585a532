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
        self._wanted = asyncio.Event()
        self._tried = asyncio.Event()
        self._up = False
        listening = self._listening.fileno()
        super().__init__(
            "the console's process",
            MODULE,
            ConsoleStatus,
            options.model_copy(update={"listening": listening}),
            (listening,),
        )
        self._console_log = structlog.get_logger(component="serve")

    def reached_at(self, port: int) -> None:
        """The port that the gateway answers on, for its figures; to be said before the process starts."""
        self._options = self._options.model_copy(update={"http_port": port})

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
                self._up = True
                self._tried.set()
                return await self.keep_running()
            except ChildGone as fault:
                self._console_log.error("the console cannot be kept running", reason=str(fault))
                self._up = False
                self._tried.set()
            await asyncio.sleep(PATIENCE_SECONDS)

    async def stop(self) -> None:
        """Ends it."""
        await super().stop()
        self._listening.close()
        self._folder.cleanup()
