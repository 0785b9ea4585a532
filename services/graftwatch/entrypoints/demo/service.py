"""The service as the demo starts it: the real one, in a process of its own, on free ports and in a fresh folder."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Self

import httpx

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import Account, ConsoleStore
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.wiring import DataFolder

SECRET = "an invented key of the demo's own pager"  # noqa: S105 - the demo's own, on loopback, for one run
START_SECONDS = 60.0
STOP_SECONDS = 30.0
SETTLE_SECONDS = 60.0
LOOK_SECONDS = 0.002
LAST_WORDS_CHARACTERS = 2000
LINK_LASTS = timedelta(days=365)
LINK_USES = 1_000_000


class DemoFailed(Exception):  # noqa: N818 - said as what happened
    """The demo's service did not do what a service must; the words say what."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the service said when it was ready."""

    mllp_port: int
    http: str


class DemoService:
    """A running service; a context manager.

    Args:
        folder: a fresh folder for everything.
        roster_csv: the roster to begin with.
        pager_url: where pages go.
    """

    def __init__(self, folder: Path, roster_csv: str, pager_url: str) -> None:
        self.folder = DataFolder(folder / "data")
        (folder / "roster.csv").write_text(roster_csv, "utf-8")
        port = _free_port()
        (folder / "settings.toml").write_text(_settings(pager_url, f"http://127.0.0.1:{port}"), "utf-8")
        self._command = (sys.executable, "-m", "graftwatch.entrypoints", "serve", "--engine", "embedded")
        self._arguments = (
            *("--data", str(self.folder.root), "--config", str(folder / "settings.toml")),
            *("--roster", str(folder / "roster.csv"), "--mllp-port", "0", "--http-port", str(port)),
        )
        self._log = (folder / "service.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None
        self._state: sqlite3.Connection | None = None
        self._http = httpx.Client(timeout=SETTLE_SECONDS)

    def __enter__(self) -> Self:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GRAFTWATCH_")}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            (*self._command, *self._arguments), stdout=subprocess.PIPE, stderr=self._log, env=environment
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        if self._state is not None:
            self._state.close()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
        self._log.close()

    def ready(self) -> Ready:
        """Waits until the service takes messages.

        Raises:
            DemoFailed: it ended instead.
        """
        if self._process is None or self._process.stdout is None:
            raise DemoFailed("the service was not started")
        line = self._process.stdout.readline()
        if not line:
            raise DemoFailed(f"the service did not start; its log ends: {self._last_words()}")
        said = json.loads(line)
        self._state = open_state(self.folder.state, read_only=True)
        self._http = httpx.Client(base_url=said["http"], timeout=SETTLE_SECONDS)
        return Ready(said["mllp"][0]["port"], said["http"])

    def console_link(self) -> str:
        """Where a browser signs in with every role, as often as wanted while the service runs."""
        store = ConsoleStore(self.folder.console, SystemClock().now)
        try:
            everybody = Account("demo", frozenset(one.value for one in Role))
            return f"{self._http.base_url}/start/{store.demo_link(everybody, LINK_LASTS, LINK_USES)}"
        finally:
            store.close()

    def writer(self) -> SqliteJournal:
        """The journal, for people's decisions; any process may append."""
        return SqliteJournal(self.folder.journal)

    def store(self) -> SqliteState:
        """The service's store, for reading."""
        if self._state is None:
            raise DemoFailed("the service is not ready")
        return SqliteState(self._state)

    def settle(self) -> None:
        """Waits until the service has handled everything it took, and delivered all its pages.

        Raises:
            DemoFailed: it did not, in a minute.
        """
        until = monotonic() + SETTLE_SECONDS
        while self._http.get("/health/ready").json()["behind"] != 0 or self._waiting():
            if monotonic() > until:
                raise DemoFailed(f"the service fell behind; its log ends: {self._last_words()}")
            sleep(LOOK_SECONDS)

    def _last_words(self) -> str:
        return Path(self._log.name).read_text("utf-8")[-LAST_WORDS_CHARACTERS:]

    def _waiting(self) -> int:
        if self._state is None:
            return 0
        return int(self._state.execute("SELECT count(*) FROM delivery WHERE state = 'waiting'").fetchone()[0])


def _free_port() -> int:
    """A port that is free now, so that the links in pages can name it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _settings(pager_url: str, base_url: str) -> str:
    return (
        f'clock = "replay"\nbase_url = "{base_url}"\n\n'
        "[[channels]]\n"
        f'kind = "webhook"\nname = "infection-control"\nurl = "{pager_url}"\nsecret = "{SECRET}"\n'
    )
