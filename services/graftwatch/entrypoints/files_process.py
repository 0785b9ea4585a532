"""The process of the feeds that come as files: drop folders and SS-MIX2 storages.

It is a child of `graftwatch serve`, so that a scan of a million files never slows an acknowledgement. It ends when the
line to its parent ends, whatever happened to the parent; what it was doing is taken up again at the next start.
"""

import socket
from threading import Event

from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.adapters.prometheus.files import PrometheusFileMetrics
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.file_feeds import STUCK_SECONDS, Door, Worker, workers_of
from graftwatch.entrypoints.link import FilesStatus, decode_word, open_line
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import taken_as_files

# Acknowledgements come first when both cores are busy, then detection; files can wait a moment.
NICENESS = 10


class FilesProcess:
    """The workers, and the line to the gateway's process."""

    def __init__(self, settings: Settings) -> None:
        self._registry = CollectorRegistry()
        self._stop = Event()
        self._door = Door(settings)
        self._door.remember(frozenset(feed.name for feed in taken_as_files(settings)))
        self._workers = workers_of(settings, self._door, PrometheusFileMetrics(self._registry), self._stop)

    async def run(self, end: socket.socket) -> None:
        """Works until the line ends or says stop."""
        reader, writer = await open_line(end)
        for worker in self._workers:
            worker.start()
        writer.write(b'"ready"\n')
        try:
            while line := await reader.readline():
                word = decode_word(line)
                if word == "stop":
                    break
                status = _status(self._workers, self._registry if word == "metrics" else None)
                writer.write(status.model_dump_json().encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass
        self._stop.set()


def _status(workers: list[Worker], registry: CollectorRegistry | None) -> FilesStatus:
    return FilesStatus(
        faults=tuple(worker.fault for worker in workers if worker.fault),
        stuck=tuple(
            f"feed {worker.feed}: no look at its folder for {STUCK_SECONDS:.0f} s"
            for worker in workers
            if worker.is_stuck
        ),
        metrics=generate_latest(registry).decode() if registry else "",
    )


if __name__ == "__main__":
    run_child(FilesProcess, NICENESS)
