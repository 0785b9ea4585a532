"""The whole service for a bench: `graftwatch serve` in a fresh folder with a roster, as an operator starts it.

Its recipients had their grafts ten days ago, so every one of them is watched. The memory that counts is the sum of
the resident sets of both processes, pages that they share counted twice.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.running_service import RunningService

from graftwatch.adapters.clock import SystemClock

RECIPIENTS = 19
AUTHORITY = "HOSP"
TRANSPLANTED = timedelta(days=10)


def now() -> datetime:
    """The real time in UTC, which the service runs by."""
    return SystemClock().now().astimezone(UTC)


def subject(index: int) -> str:
    """The recipient of an index, from 0."""
    return f"S{index + 1:03}"


def number(index: int) -> str:
    """The same one's patient number."""
    return f"771{index:05}"


@contextmanager
def service(*arguments: str, recipients: int = RECIPIENTS) -> Iterator[RunningService]:
    """A running service that takes messages; it has ended when the block ends."""
    with fresh_folder() as folder:
        roster = folder / "roster.csv"
        roster.write_text(_roster(recipients))
        with RunningService(folder / "data", "--roster", str(roster), *arguments) as running:
            yield running.ready()
            running.stop()


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A folder on the disk that is measured: the system's own, or GRAFTWATCH_BENCH_DIR."""
    with tempfile.TemporaryDirectory(prefix="graftwatch-", dir=os.environ.get("GRAFTWATCH_BENCH_DIR")) as folder:
        yield Path(folder)


def _roster(recipients: int) -> str:
    grafted = (now() - TRANSPLANTED).isoformat()
    rows = (f"{subject(one)},{number(one)},{AUTHORITY},{grafted}" for one in range(recipients))
    return "\n".join(("subject,identifier,authority,transplanted_at", *rows)) + "\n"


def resident_megabytes(running: RunningService) -> float:
    """What both processes hold in memory."""
    return sum(_resident_kilobytes(process) for process in (running.process.pid, running.child())) / 1024


def _resident_kilobytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
