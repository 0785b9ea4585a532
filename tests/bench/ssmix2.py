"""An SS-MIX2 storage of a million files: the first scan, how soon a change is seen, and a restart.

The real service with one storage as its feed. A change is seen when its message is in the journal: a new patient's
file, a new day's, one more in a folder that is there, and a file that is renamed to deleted. While the first scan
runs, messages come in over MLLP, so that it shows whether their senders wait for it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import perf_counter

import httpx
from rich.table import Table
from tests.bench.latency import Times
from tests.bench.mllp_load import FRAME_AFTER, FRAME_BEFORE
from tests.bench.service import fresh_folder, now
from tests.bench.storage_tree import Tree, build, put
from tests.bench.verdict import Line, table
from tests.running_service import RunningService, until

from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.hl7.ssmix2 import Flag, StorageName, build_name
from graftwatch.pipeline.journal import EntryKind

FEED = "storage"
CHANGES = 40
SEEN_SECONDS = 2.0
ACK_P99_MS = 5.0
SCAN_SECONDS = 1800.0
# Reading all metrics more often would be felt by those whose answers are timed.
LOOK_SECONDS = 0.5
SETTINGS = """
[[feeds]]
name = "laboratory"
port = 0
[[feeds]]
kind = "ssmix2"
name = "{feed}"
path = "{root}"
"""


def storage(files: int) -> Table:
    """The table of a storage of so many files."""
    with fresh_folder() as folder:
        began = perf_counter()
        tree = build(folder / "storage", files)
        lines = [Line("building the tree", f"{perf_counter() - began:.0f} s")]
        (folder / "settings.toml").write_text(SETTINGS.format(feed=FEED, root=tree.root))
        with _running(folder) as running:
            lines += _first_scan(running)
            lines += _changes(running, folder, tree)
        with _running(folder) as running:
            seconds = _scanned(running)
            reads = _figure(running, "files_total", "done")
            lines.append(Line("scan after a restart", f"{seconds:.1f} s"))
            lines.append(Line("files read again after it", f"{reads:.0f}", "0", reads == 0))
    return table(f"SS-MIX2 storage of {files:,} files", lines)


@contextmanager
def _running(folder: Path) -> Iterator[RunningService]:
    with RunningService(folder / "data", "--config", str(folder / "settings.toml")) as running:
        yield running.ready()
        running.stop()


def _first_scan(running: RunningService) -> Iterator[Line]:
    while_scanning = _acknowledged(running, lambda: _scanned(running))
    quiet = _acknowledged(running, lambda: Event().wait(5.0))
    seconds = _figure(running, "ssmix2_scan_seconds")
    yield Line("first scan", f"{seconds:.1f} s")
    yield Line("folders visited", f"{_figure(running, 'ssmix2_scanned_folders'):,.0f}")
    yield Line("files read: current, wanted, of 35 days", f"{_figure(running, 'files_total', 'done'):,.0f}")
    yield Line("index on disk", f"{_figure(running, 'ssmix2_index_bytes') / 1e6:.1f} MB")
    yield Line("folders watched", f"{_figure(running, 'ssmix2_watches'):,.0f}")
    yield Line(
        "memory of the process, at most",
        f"{_most_megabytes(running):.0f} MB",
        "< 200 MB",
        _most_megabytes(running) < 200,
    )
    yield Line("answer over MLLP meanwhile, p50 / p99", f"{while_scanning.p50:.2f} / {while_scanning.p99:.2f} ms")
    yield Line("the same when the scan has ended", f"{quiet.p50:.2f} / {quiet.p99:.2f} ms")


def _acknowledged(running: RunningService, during: Callable[[], object]) -> Times:
    """Answer times of a steady sender of a thousand messages a second, while something is done."""
    times: list[float] = []
    done = Event()
    before, after = FRAME_BEFORE.removeprefix(b"\x0b"), FRAME_AFTER.removesuffix(b"\x1c\r")

    def send() -> None:
        with MllpClient("127.0.0.1", running.port) as client:
            while not done.wait(0.001):
                (answer,) = client.send([before + b"%010d" % len(times) + after])
                times.append(answer.seconds * 1000)

    sender = Thread(target=send)
    sender.start()
    during()
    done.set()
    sender.join()
    return Times(sorted(times))


def _changes(running: RunningService, folder: Path, tree: Tree) -> Iterator[Line]:
    random, seen = Random(2), _Seen(folder / "data" / "journal")
    today = now().strftime("%Y%m%d")
    times: dict[str, list[float]] = {"a new patient": [], "a new day": [], "one more file": [], "deleted": []}
    for count in range(CHANGES // 4):
        order = f"{count:015d}"
        known = StorageName(
            random.choice(tree.patients), today, "OML-11", order, f"{today}120000000", "01", Flag.CURRENT
        )
        new = replace(known, patient=f"999{random.randrange(10**7):07d}")
        more = replace(known, order=f"{count + 1000:015d}")
        for what, name in (("a new patient", new), ("a new day", known), ("one more file", more)):
            began = perf_counter()
            path = put(tree.root, name, f"{what}{count}")
            seen.message(f"{what}{count}")
            times[what].append((perf_counter() - began) * 1000)
        began = perf_counter()
        path.rename(path.with_name(build_name(replace(name, flag=Flag.DELETED))))
        seen.withdrawal()
        times["deleted"].append((perf_counter() - began) * 1000)
    seen.close()
    for what, milliseconds in times.items():
        longest = max(milliseconds) / 1000
        shown = f"{sorted(milliseconds)[len(milliseconds) // 2] / 1000:.2f} s, {longest:.2f} s"
        yield Line(f"change seen ({what}), p50 and longest", shown, f"< {SEEN_SECONDS:.0f} s", longest < SEEN_SECONDS)
    assert running.process.poll() is None


class _Seen:
    """Follows the journal."""

    def __init__(self, journal: Path) -> None:
        self._reader = SqliteJournalReader(journal)
        self._seq = self._reader.last_seq()

    def message(self, control_id: str) -> None:
        until(lambda: self._came(lambda kind, name: kind is EntryKind.FRAME and name == control_id))

    def withdrawal(self) -> None:
        until(lambda: self._came(lambda kind, _: kind is EntryKind.WITHDRAWN))

    def _came(self, wanted: Callable[[EntryKind, str], bool]) -> bool:
        entries = self._reader.read_after(self._seq, 1000)
        self._seq = entries[-1].seq if entries else self._seq
        return any(wanted(entry.kind, entry.control_id) for entry in entries)

    def close(self) -> None:
        self._reader.close()


def _scanned(running: RunningService) -> float:
    """Waits until the first scan has ended; gives how long it took."""
    pause = Event()
    until(lambda: pause.wait(LOOK_SECONDS) or _figure(running, "ssmix2_scan_seconds") > 0, SCAN_SECONDS)
    return _figure(running, "ssmix2_scan_seconds")


def _figure(running: RunningService, name: str, outcome: str = "") -> float:
    """One of the storage's metrics; 0 where there is none."""
    labels = f'feed="{FEED}"' + (f',outcome="{outcome}"' if outcome else "")
    try:
        metrics = running.metrics()
    except httpx.ReadTimeout:
        return 0.0
    found = re.search(rf"^graftwatch_{name}{{{labels}}} (\S+)$", metrics, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def _most_megabytes(running: RunningService) -> float:
    status = Path(f"/proc/{running.child('files_process')}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024
