"""A role as the parent of all roles sees it: started, waited for, started again when it died.

One that ends because of what it was given (exit status 1: settings, topics, rights) would end so again: then all end,
and its words stand in the log. A role that waits for the cluster is waited for, however long.
"""

import asyncio
import json
import socket
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import structlog

from graftwatch.entrypoints.child import GOOD_RUN_SECONDS, RESTART_SECONDS, STARTS_IN_A_ROW, STOP_SECONDS, ChildGone
from graftwatch.entrypoints.options import RoleName, StartOptions

GIVEN_IS_AT_FAULT = 1
"""The exit status that says so (docs: the contract of the command line)."""


class RoleChild:
    """One role in a process of its own.

    Args:
        name: the role.
        options: its start options.
        keeps: descriptors that it holds open, too: the lock of the folder that all roles' folders lie in.
    """

    def __init__(self, name: RoleName, options: StartOptions, keeps: tuple[int, ...]) -> None:
        self.name = name
        self.ready: dict[str, object] = {}
        self.is_ready = asyncio.Event()
        self._options = options
        self._keeps = keeps
        self._process: asyncio.subprocess.Process | None = None
        self._line: socket.socket | None = None
        self._stopping = False
        self._log = structlog.get_logger(component="serve")

    async def keep_running(self) -> None:
        """Runs the process, and starts it again whenever it dies, until `stop`.

        Raises:
            ChildGone: it died too often in a row, or because of what it was given.
        """
        loop, deaths = asyncio.get_running_loop(), 0
        while True:
            began, code = loop.time(), await self._run()
            if self._stopping:
                return
            if code == GIVEN_IS_AT_FAULT:
                raise ChildGone(f"the role {self.name} cannot run; its words above say why")
            deaths = 1 if loop.time() - began > GOOD_RUN_SECONDS else deaths + 1
            self._log.error(f"the role {self.name} died", code=code, deaths_in_a_row=deaths)
            if deaths >= STARTS_IN_A_ROW:
                raise ChildGone(f"the role {self.name} died {deaths} times in a row")
            await asyncio.sleep(RESTART_SECONDS)

    async def _run(self) -> int:
        """One life of the process; gives its exit status."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "graftwatch.entrypoints.roles.child_main"),
                *(str(theirs.fileno()), self._options.model_dump_json()),
                pass_fds=(theirs.fileno(), *self._keeps),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
            )
        self._line = ours
        try:
            await self._listen(process)
            return await process.wait()
        finally:
            ours.close()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Takes the ready line; whatever else the process says on standard output is let go."""
        if process.stdout is None:
            return
        while line := await process.stdout.readline():
            if not self._said_ready(line):
                self._log.warning("a role said what no role says on standard output", name=self.name)

    def _said_ready(self, line: bytes) -> bool:
        try:
            said = json.loads(line)
        except ValueError:
            return False
        self.ready = said
        self._options = self._options.model_copy(update=_same_ports(said))
        self.is_ready.set()
        return True

    async def stop(self) -> None:
        """Lets the process end what it does and go; one that does not is killed, which loses nothing."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _same_ports(ready: dict[str, object]) -> dict[str, object]:
    """A role that is started again listens where it did: senders and scrapers know its ports."""
    kept: dict[str, object] = {"http_port": urlsplit(str(ready["http"])).port}
    mllp = ready.get("mllp")
    if isinstance(mllp, list) and mllp:
        kept["mllp_port"] = mllp[0]["port"]
    return kept
