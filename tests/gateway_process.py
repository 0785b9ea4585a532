"""The gateway alone in a process of its own, for tests that kill it and benches that load it.

`python gateway_process.py FOLDER [--port N] [--journal sqlite|none] [--tls]`: prints the port when it listens, ends on
SIGTERM. `none` keeps nothing: the listener's own limit. `--tls`: mutual TLS with the files that lie in the folder.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
import uvloop

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.gateway import Gateway
from graftwatch.adapters.mllp.limits import FeedListener
from graftwatch.adapters.mllp.tls_files import TlsFiles
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.journal import JournalWriter, NewEntry
from silent_metrics import SilentMetrics

WINDOW = 100_000


class NoJournal:
    """Keeps nothing and says it has."""

    def __init__(self) -> None:
        self._last = 0

    def append(self, entries: Sequence[NewEntry]) -> int:
        first = self._last + 1
        self._last += len(entries)
        return first


async def serve(folder: Path, port: int, journal_kind: str, tls: TlsFiles | None) -> None:
    durable = SqliteJournal(folder / "journal", full_size_log=True) if journal_kind == "sqlite" else None
    journal: JournalWriter = durable or NoJournal()
    reader = SqliteJournalReader(folder / "journal")
    ingest = Ingest(journal, reader, DuplicateWindow(WINDOW))
    ingest.reload(WINDOW)
    quarantine = SqliteQuarantine(folder / "quarantine.db")
    gateway = Gateway(ingest, quarantine, SystemClock(), SilentMetrics())
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    port = await gateway.listen(FeedListener("default", port=port, tls=tls))
    print(port, flush=True)  # noqa: T201 -- the caller waits for it
    await stop.wait()
    await gateway.close()
    if durable is not None:
        durable.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", choices=["sqlite", "none"], default="sqlite")
    parser.add_argument("--tls", action="store_true")
    given = parser.parse_args()
    names = ("listener.crt", "listener.key", "authority.pem")
    tls = TlsFiles(*(given.folder / name for name in names)) if given.tls else None
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), cache_logger_on_first_use=True)
    uvloop.run(serve(given.folder, given.port, given.journal, tls))


if __name__ == "__main__":
    main()
