"""The real service as a test starts it: `graftwatch serve` in a process of its own, killed or stopped by its id."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import httpx

from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import open_state

STOP_SECONDS = 60.0
WAIT_SECONDS = 60.0
"""Long on purpose: a test asserts what comes true, not how fast; two dozen processes may share two cores."""
LOOK_SECONDS = 0.01


def until(condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Waits for a condition, with a deadline."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "the condition did not come true in time"
        sleep(LOOK_SECONDS)


class RunningService:
    """One run of the service on a folder."""

    def __init__(self, folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        bare = {name: value for name, value in os.environ.items() if not name.startswith("GRAFTWATCH_")}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "graftwatch.entrypoints", "serve", "--data", str(folder)),
                *("--mllp-port", "0", "--http-port", "0", *arguments),
            ],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**bare, **(environment or {})},
        )
        self.http = httpx.Client(timeout=WAIT_SECONDS)
        self.port = 0
        self.said: dict[str, Any] = {}
        self.ports: dict[str, int] = {}

    def ready(self) -> Self:
        """Waits until it takes messages."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log()
        said = self.said = json.loads(line)
        self.ports = {one["feed"]: int(one["port"]) for one in said["mllp"]}
        self.port = next(iter(self.ports.values()), 0)
        self.http = httpx.Client(base_url=said["http"], timeout=WAIT_SECONDS)
        return self

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def child(self, module: str = "detector_process") -> int:
        """The process id of the detector, or of another process of the service."""
        (found,) = self.children(module)
        return found

    def children(self, module: str) -> list[int]:
        """The process ids of the service's processes of a kind: one, or none while it does not run."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(one) for one in children if module in Path(f"/proc/{one}/cmdline").read_text()]

    def behind(self) -> int:
        return int(self.http.get("/health/ready").json()["behind"])

    def settled(self) -> None:
        """Waits until everything taken was handled, and every page delivered."""
        until(lambda: self.behind() == 0)
        connection = open_state(self.folder / "state.db", read_only=True)
        outbox = SqliteOutbox(connection)
        until(lambda: not outbox.backlog())
        connection.close()

    def metrics(self) -> str:
        return self.http.get("/metrics").text

    def shows(self, series: str) -> None:
        """Waits until a line stands in the metrics: those of a child that is slow to answer are left out meanwhile."""
        until(lambda: series in self.metrics())

    def kill(self) -> None:
        """`kill -9`."""
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self._end()

    def _end(self) -> int:
        code = self.process.wait(STOP_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.http.close()
        self._log.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self._end()
