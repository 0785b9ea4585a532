"""All roles on one machine: each in a process of its own, kept running by this one, which does nothing else.

For one machine, a trial of the engine and the tests. Each role has its own folder in the data folder and its own HTTP
port: the console the settings' one, the others those behind it.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence

from graftwatch.adapters.key_file import secret_key
from graftwatch.entrypoints.options import ROLES, RoleName, StartOptions
from graftwatch.entrypoints.roles.role_child import RoleChild
from graftwatch.entrypoints.serve import lock_folder
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

# What people are led to by links in pages; so it has the port of the settings.
FIRST: RoleName = "console"


async def serve_all_roles(options: StartOptions) -> None:
    """Runs all roles until SIGTERM or SIGINT.

    Raises:
        SettingsError, InputFault: what was given cannot be used.
        ChildGone: a role cannot be kept running.
    """
    settings = options.settings()
    folder = DataFolder(settings.data)
    folder.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = await lock_folder(folder)
    secret_key(folder.acknowledge_key)  # made once, before a pager and a console need the same
    options = options.model_copy(update={"acknowledge_key": folder.acknowledge_key.resolve()})
    try:
        await _run([RoleChild(name, options_of(name, options, settings), (lock,)) for name in ROLES], settings)
    finally:
        os.close(lock)


def options_of(name: RoleName, options: StartOptions, settings: Settings) -> StartOptions:
    """The start options of one role among all.

    >>> from graftwatch.entrypoints.settings import Http
    >>> settings = Settings(http=Http(port=8080))
    >>> [options_of(name, StartOptions(), settings).http_port for name in ROLES]
    [8081, 8082, 8083, 8080, 8084]
    """
    order = [FIRST, *(one for one in ROLES if one != FIRST)]
    port = settings.http.port and settings.http.port + order.index(name)
    own = {"role": name, "data": settings.data / name, "http_port": port, "engine": "kafka"}
    return options.model_copy(update=own if name == "gateway" else {**own, "mllp_port": None})


async def _run(children: Sequence[RoleChild], settings: Settings) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    running = {asyncio.create_task(one.keep_running(), name=one.name) for one in children}
    saying = asyncio.create_task(_say_ready(children, settings), name="ready")
    stop = asyncio.create_task(told.wait(), name="stop")
    done, _ = await asyncio.wait({*running, stop}, return_when=asyncio.FIRST_COMPLETED)
    saying.cancel()
    stop.cancel()
    await asyncio.gather(*(one.stop() for one in children))
    await asyncio.wait(running)
    for task in done - {stop}:
        task.result()


async def _say_ready(children: Sequence[RoleChild], settings: Settings) -> None:
    """One line when every role is ready: as of one service, and where each role is."""
    for one in children:
        await one.is_ready.wait()
    by_name = {one.name: one.ready for one in children}
    ready = {
        "ready": True,
        "mllp": by_name["gateway"].get("mllp", []),
        "http": by_name[FIRST]["http"],
        "roles": {name: {"http": one["http"], "data": one["data"]} for name, one in by_name.items()},
        "data": str(settings.data.resolve()),
    }
    if link := by_name[FIRST].get("console"):
        ready["console"] = link
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
