"""Runs one role in this process: the data folder's lock, HTTP, the wait for the cluster, the ready line, the end.

HTTP answers from the first moment on: a role that waits for the cluster lives and is not ready, and says why. A cluster
that cannot be reached is waited for; one that is not as it must be ends the process with the words of the fault, for
somebody must mend it.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

import structlog

from graftwatch.adapters.kafka.faults import ClusterUnavailable
from graftwatch.adapters.kafka.waiting import check_cluster
from graftwatch.console.app import Readiness
from graftwatch.entrypoints.http import HttpServer
from graftwatch.entrypoints.options import RoleName, StartOptions
from graftwatch.entrypoints.roles.role import Role, RoleStart, WithConsole, role_of
from graftwatch.entrypoints.serve import lock_folder
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

# A cluster that was away is looked for so often: soon enough after a restart, no load while it is down.
LOOK_SECONDS = 2.0
# What is under way when the process is told to stop may end for so long.
STOP_SECONDS = 10.0


async def until_told() -> None:
    """A process that a person or a supervisor started has no parent to end with."""
    await asyncio.Event().wait()


class RoleView:
    """What HTTP answers: the role's own answers once it works, and until then what it waits for."""

    def __init__(self, role: Role) -> None:
        self._role = role
        self.waits_for = "the start"

    async def not_live_because(self) -> Sequence[str]:
        """Why the process should be started again; one that waits for the cluster lives."""
        return () if self.waits_for else await self._role.not_live_because()

    async def readiness(self) -> Readiness:
        """Whether it can do its work now."""
        return Readiness((f"waits for {self.waits_for}",), None) if self.waits_for else await self._role.readiness()

    async def metrics(self) -> bytes:
        """All metrics; none before it works."""
        return b"" if self.waits_for else await self._role.metrics()


async def run_role(name: RoleName, options: StartOptions, parent_gone: Callable[[], Awaitable[object]]) -> None:
    """Runs a role until SIGTERM, SIGINT, or until the process that started it is gone.

    Raises:
        SettingsError, InputFault, ClusterUnfit: what was given cannot be used, or the cluster is not as it must be.
    """
    settings = options.settings()
    folder = DataFolder(settings.data)
    folder.make()
    lock = await lock_folder(folder)
    try:
        await RoleProcess(name, settings, role_of(name, RoleStart(settings, options, lock))).run(parent_gone)
    finally:
        os.close(lock)


class RoleProcess:
    """A role with all that runs around it."""

    def __init__(self, name: RoleName, settings: Settings, role: Role) -> None:
        self._name = name
        self._settings = settings
        self._role = role
        self._view = RoleView(role)
        self._stop = asyncio.Event()
        self._log = structlog.get_logger(component="role")

    async def run(self, parent_gone: Callable[[], Awaitable[object]]) -> None:
        """Starts the role as soon as the cluster allows, says that it is ready, and works until it is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        console = self._role.console if isinstance(self._role, WithConsole) else None
        http = HttpServer(self._settings.http, self._view, self._role.routes(), console.answer if console else None)
        await http.start()
        if console:
            console.reached_at(http.port)
        stop = asyncio.create_task(self._stop.wait(), name="stop")
        tasks = {
            asyncio.create_task(self._work(http.url), name=self._name),
            asyncio.create_task(http.ended(), name="http"),
            asyncio.ensure_future(parent_gone()),
        }
        done, pending = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._role.stop()
        for task in pending:
            task.cancel()
        await http.stop()
        for task in done - {stop}:
            task.result()

    async def _work(self, url: str) -> None:
        ready = await self._started()
        self._view.waits_for = ""
        said: dict[str, object] = {"mllp": [], **ready}
        if isinstance(self._role, WithConsole) and (
            link := await asyncio.to_thread(self._role.console.first_link, url)
        ):
            said["console"] = link
        self._say({"ready": True, "role": self._name, **said, "http": url, "data": str(self._settings.data.resolve())})
        await self._role.run()

    async def _started(self) -> Mapping[str, object]:
        """Starts the role, waiting for a cluster that cannot be reached."""
        while True:
            try:
                if self._role.waits_for_cluster:
                    await asyncio.to_thread(check_cluster, self._settings.kafka, self._name, self._settings.data)
                return await self._role.start()
            except ClusterUnavailable as fault:
                if str(fault) != self._view.waits_for:
                    self._log.warning("waits for the cluster", fault=str(fault))
                self._view.waits_for = str(fault)
                await asyncio.sleep(LOOK_SECONDS)

    @staticmethod
    def _say(ready: Mapping[str, object]) -> None:
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
