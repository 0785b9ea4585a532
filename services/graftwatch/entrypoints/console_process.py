"""The console's process: answers what the gateway hands on to it, over a data folder that others write.

What somebody enters is appended to the journal, as the command line does; detection takes it up at once.
"""

import asyncio
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import structlog
import uvicorn
from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.prometheus.console import PrometheusConsoleMetrics
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.application import Parts, console_application, watch
from graftwatch.console.shell.live import Changes, Streams
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.access import access_rules
from graftwatch.entrypoints.console.areas import area_routes
from graftwatch.entrypoints.console.changed import state_of
from graftwatch.entrypoints.console.noting import note_daily
from graftwatch.entrypoints.console.trial import TRIAL_MODULE, AskedTrial
from graftwatch.entrypoints.link import ConsoleStatus, decode_word, open_line
from graftwatch.entrypoints.on_demand import OnDemand
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

# Behind acknowledgements and detection.
NICENESS: Final = 5
# A trial of hundreds of recipients is worked out in minutes once, and then remembered.
TRIAL_SECONDS: Final = 900.0
LOOK_SECONDS: Final = 0.1
# Longer than the parent keeps a connection that nobody uses, so that it never writes into one that is being closed.
KEPT_SECONDS: Final = 60
STOP_SECONDS: Final = 2
END_SECONDS: Final = 6


class _Server(uvicorn.Server):
    """A server that leaves the signals to its parent."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ConsoleProcess:
    """Answers until the line to its parent ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = OpenFolder.of_settings(settings)
        self._store = _open_store(DataFolder(settings.data).console)
        self._changes = Changes()
        self._streams = Streams(settings.console.event_streams)
        self._registry = CollectorRegistry()
        self._options = StartOptions.model_validate_json(sys.argv[2])
        self._trial = OnDemand(
            TRIAL_MODULE, self._options.model_copy(update={"listening": None}), answer_seconds=TRIAL_SECONDS
        )
        self._metrics = PrometheusConsoleMetrics(self._registry, lambda: (self._streams.open, self._streams.limit))

    async def run(self, end: socket.socket) -> None:
        """Answers until the line ends or says stop."""
        reader, writer = await open_line(end)
        server, listening = self._server(), self._listening()
        serving = asyncio.create_task(server.serve(sockets=[listening]), name="console")
        watching = asyncio.create_task(watch(self._changes, state_of(self._folder), LOOK_SECONDS), name="changes")
        noting = asyncio.create_task(note_daily(self._store), name="noting")
        writer.write(b'"ready"\n')
        with suppress(ConnectionError):
            while (line := await reader.readline()) and (word := decode_word(line)) != "stop":
                text = generate_latest(self._registry).decode() if word == "metrics" else ""
                writer.write(ConsoleStatus(metrics=text).model_dump_json().encode() + b"\n")
                await writer.drain()
        signal.alarm(END_SECONDS)  # the kernel ends what hangs, whether the parent is there or not
        server.should_exit = True
        watching.cancel()
        noting.cancel()
        await self._changes.end()
        await asyncio.wait({serving}, timeout=STOP_SECONDS)
        await self._trial.stop()
        self._store.close()

    def _server(self) -> uvicorn.Server:
        trial = AskedTrial(self._trial.ask, lambda: self._folder.protocol.zone)
        routes = area_routes(self._folder, self._store, trial, self._options)
        rules = access_rules(self._settings, self._folder.protocol.zone)
        application = console_application(
            Parts(self._store, self._changes, routes, rules, self._streams, self._metrics)
        )
        return _Server(
            uvicorn.Config(
                application,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=True,
                forwarded_allow_ips="*",  # only the parent reaches the socket
                timeout_keep_alive=KEPT_SECONDS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )

    def _listening(self) -> socket.socket:
        if self._options.listening is None:
            raise ValueError("the console's process was started without a socket to listen on")
        return socket.socket(fileno=self._options.listening)


def _open_store(path: Path) -> ConsoleStore:
    try:
        return ConsoleStore(path, SystemClock().now)
    except sqlite3.Error as fault:
        mend = "restore it from a backup, or move it away: then accounts are made anew by `graftwatch console`"
        structlog.get_logger(component="console").error(
            "the console cannot start", reason=f"{path.name} cannot be used: {fault}", mend=mend
        )
        raise SystemExit(1) from None


if __name__ == "__main__":
    run_child(ConsoleProcess, NICENESS)
