"""What the people of a hospital have beside a running service: its port, its command line, its metrics, its pages."""

import json
import subprocess
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue

from graftwatch.paging import Page
from mllp_wire import Wire
from running_service import RunningService


class Hospital:
    """The service, its folder and its pager."""

    def __init__(self, service: RunningService, arriving: "SimpleQueue[Page]") -> None:
        self.service = service
        self._arriving = arriving
        self._told: list[Page] = []

    def connect(self) -> Wire:
        return Wire(self.service.port)

    def graftwatch(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments, "--data", str(self.service.folder)]
        return subprocess.run(command, check=False, capture_output=True)

    def asked(self, *arguments: str) -> object:
        ended = self.graftwatch(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr.decode()
        return json.loads(ended.stdout)

    def metric(self, series: str) -> float:
        """The value of one series; 0 while it is not there."""
        lines = self.service.metrics().splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(series)), 0.0)

    def entries(self, control_id: str) -> list[object]:
        """What the journal holds under a control id; nothing where it holds nothing."""
        ended = self.graftwatch("journal", "find", control_id, "--json")
        found = json.loads(ended.stdout) if ended.returncode == 0 else []
        assert isinstance(found, list)
        return found

    def organisms(self, subject: str) -> list[str]:
        """The organisms of a recipient's events, once everything taken was handled."""
        self.service.settled()
        said = self.asked("explain", subject)
        assert isinstance(said, dict)
        return sorted(organism["name"] for event in said["events"] for organism in event["organisms"])

    def told(self) -> list[Page]:
        """Every page so far, once everything taken was handled."""
        self.service.settled()
        with suppress(Empty):
            while True:
                self._told.append(self._arriving.get_nowait())
        return self._told
