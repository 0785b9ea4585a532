"""One role of the Kafka engine as tests start it: `graftwatch serve --role …` with all its own children, by one id.

A fault hits the whole group of processes, as it does when a machine dies or stands still.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx

from kafka_broker import free_port
from running_service import until

READY_SECONDS = 90.0
ANSWER_SECONDS = 2.0
STOP_SECONDS = 60.0


class RoleProcess:
    """A copy of a role: its folder, its ports, which stay the same over starts, and the process that runs, if one does.

    Args:
        role: such as `gateway`.
        copy: its number among the copies.
        folder: where its data folder and its log are made.
        arguments: further words of the command line.
    """

    def __init__(self, role: str, copy: int, folder: Path, *arguments: str) -> None:
        self.role = role
        self.name = f"{role}-{copy}"
        self.data = folder / self.name
        self.http_port, self.mllp_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.paused = False
        self._said = folder / f"{self.name}.out"
        self._log = folder / f"{self.name}.log"
        self._arguments = arguments

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def answering(self) -> bool:
        """Runs and is not paused."""
        return self.running and not self.paused

    def start(self) -> None:
        assert not self.running
        ports = ("--http-port", str(self.http_port))
        if self.role == "gateway":
            ports = (*ports, "--mllp-port", str(self.mllp_port))
        command = (
            *(sys.executable, "-m", "graftwatch.entrypoints", "serve", "--engine", "kafka", "--role", self.role),
            *("--data", str(self.data), *ports, *self._arguments),
        )
        bare = {name: value for name, value in os.environ.items() if not name.startswith("GRAFTWATCH_")}
        with self._said.open("wb") as said, self._log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=said, stderr=log, env=bare, start_new_session=True)
        self.paused = False

    def ready(self) -> None:
        """Waits until it has said that it is ready."""

        def said() -> bool:
            assert self.running, self.log()
            return any(json.loads(line).get("ready") for line in self._said.read_text().splitlines())

        until(said, READY_SECONDS)

    def log(self) -> str:
        return self._log.read_text()

    def metric(self, series: str) -> float | None:
        """The value of a series; None while it does not answer or shows none."""
        try:
            text = httpx.get(f"http://127.0.0.1:{self.http_port}/metrics", timeout=ANSWER_SECONDS).text
        except httpx.HTTPError:
            return None
        values = (
            line.rsplit(" ", 1)[1] for line in text.splitlines() if line.startswith((f"{series} ", f"{series}{{"))
        )
        return next((float(one) for one in values), None)

    def kill(self) -> None:
        """`kill -9` of the process and all that it started."""
        self._signal(signal.SIGKILL)
        self._ended()

    def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)
        self.paused = True

    def resume(self) -> None:
        self._signal(signal.SIGCONT)
        self.paused = False

    def descriptors(self) -> int:
        """The most descriptors that one of its processes holds open."""
        return max((len(list(Path(f"/proc/{one}/fd").iterdir())) for one in self._processes()), default=0)

    def _processes(self) -> Iterator[int]:
        """The ids of all its processes: those of its session."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                session = int(stat.read_text().rpartition(")")[2].split()[3])
                if self.process is not None and session == self.process.pid:
                    yield int(stat.parent.name)

    def _signal(self, which: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, which)

    def _ended(self) -> int:
        assert self.process is not None
        return self.process.wait(STOP_SECONDS)
