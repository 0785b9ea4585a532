"""What happens to old days of the journal, and whether the kept ones are whole.

Retention deletes whole segments: never the newest, never one with entries that the pipeline has not yet handled.
Checking looks at each file with SQLite's own integrity check and at the numbering across files: no gap, no overlap,
every segment but the newest closed. What to do about a fault is a person's decision; nothing is repaired here.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graftwatch.adapters.sqlite.journal import structure_lock
from graftwatch.adapters.sqlite.patient_index import remove_index
from graftwatch.adapters.sqlite.segment import connect, day_of, segment_files, state_of


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """One segment, or a store beside the journal, as found: its numbers, its faults in words, a chain's newest hash."""

    name: str
    first_seq: int
    last_seq: int
    closed: bool
    faults: tuple[str, ...]
    hash: str = ""


def expire(folder: Path, keep_from: date, handled_seq: int) -> list[str]:
    """Delete the segments of days before `keep_from` whose last entry is at most `handled_seq`; gives their names."""
    with structure_lock(folder):
        expired = [
            path for path in segment_files(folder)[:-1] if day_of(path) < keep_from and _last_seq(path) <= handled_seq
        ]
        for path in expired:
            _delete(path)
    return [path.name for path in expired]


def verify(folder: Path) -> list[SegmentReport]:
    """One report a segment, oldest first."""
    reports: list[SegmentReport] = []
    files = segment_files(folder)
    for path in files:
        reports.append(_report(path, reports[-1].last_seq if reports else None, newest=path == files[-1]))
    return reports


def _report(path: Path, previous_last: int | None, *, newest: bool) -> SegmentReport:
    try:
        with closing(connect(path)) as connection:
            closed, first, last = state_of(connection)
            (entries,) = connection.execute("SELECT count(*) FROM entry").fetchone()
            found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        return SegmentReport(path.name, 0, previous_last or 0, closed=False, faults=(f"cannot be read: {error}",))
    faults = [line for line in found if line != "ok"]
    if entries != last - first + 1:
        faults.append(f"holds {entries} entries, but its numbers run from {first} to {last}")
    if previous_last is not None and first != previous_last + 1:
        faults.append(f"begins at {first}, but the segment before ends at {previous_last}")
    if not closed and not newest:
        faults.append("is not closed, although there is a newer segment")
    return SegmentReport(path.name, first, last, closed=closed, faults=tuple(faults))


def _last_seq(path: Path) -> int:
    with closing(connect(path)) as connection:
        return state_of(connection)[2]


def _delete(path: Path) -> None:
    path.unlink()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    remove_index(path)
