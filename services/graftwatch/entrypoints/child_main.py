"""How a child process of `graftwatch serve` starts: its arguments, its logs, and its place behind acknowledgements."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Protocol

import uvloop

from graftwatch.entrypoints.logs import configure_logs
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings


class ChildProcess(Protocol):
    """What a child process does."""

    async def run(self, end: socket.socket) -> None:
        """Works until the line to its parent ends or says stop."""
        ...


def run_child(process: Callable[[Settings], ChildProcess], niceness: int) -> None:
    """Runs a child; arguments: the line's descriptor, and the start options as JSON (see `options`)."""
    end, options = socket.socket(fileno=int(sys.argv[1])), StartOptions.model_validate_json(sys.argv[2])
    settings = options.settings()
    configure_logs(settings.log_level)
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent says stop

    async def run() -> None:
        await process(settings).run(end)

    uvloop.run(run())
