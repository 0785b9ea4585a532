"""How much of the disk each part of a data folder takes, and how old its oldest content is.

Asked by metrics at each scrape and by `graftwatch doctor`: sizes are the files', oldest times one look each.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graftwatch.adapters.sqlite.segment import connect, segment_files
from graftwatch.adapters.sqlite.state_schema import moment

# Numbers rise with time; looking for the least time would read every message that is kept.
_OLDEST_KEPT = "SELECT coalesce(first_received_at, received_at) FROM frame ORDER BY seq LIMIT 1"
_OLDEST_QUARANTINED = "SELECT first_tried_at FROM quarantined ORDER BY id LIMIT 1"
_OLDEST_ENTRY = "SELECT received_at FROM entry ORDER BY seq LIMIT 1"


@dataclass(frozen=True, slots=True)
class StoragePart:
    """One part: its name, its bytes on disk with all that SQLite keeps beside it, its oldest content's time."""

    name: str
    size_bytes: int
    oldest: datetime | None


def storage_parts(journal: Path, state: Path, quarantine: Path) -> list[StoragePart]:
    """The journal (of the whole hospital), its index, what is kept of recipients, and the quarantine."""
    segments = segment_files(journal)
    return [
        StoragePart("journal", _size(one for path in segments for one in _beside(path)), _oldest_entry(segments)),
        StoragePart("patient_index", _size(journal.glob("*.index*")), None),
        StoragePart("recipients", _size(_beside(state)), _oldest(state, _OLDEST_KEPT)),
        StoragePart("quarantine", _size(_beside(quarantine)), _oldest(quarantine, _OLDEST_QUARANTINED)),
    ]


def _beside(path: Path) -> Iterator[Path]:
    yield from (path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm"))


def _size(files: Iterable[Path]) -> int:
    total = 0
    for one in files:
        with suppress(FileNotFoundError):  # it may leave while it is looked at
            total += one.stat().st_size
    return total


def _oldest_entry(segments: list[Path]) -> datetime | None:
    for path in segments:
        with suppress(sqlite3.Error), closing(connect(path)) as connection:
            row = connection.execute(_OLDEST_ENTRY).fetchone()
            if row is not None:
                return moment(row[0])
    return None


def _oldest(path: Path, query: str) -> datetime | None:
    if not path.exists():
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        row = connection.execute(query).fetchone()
        return None if row is None else moment(row[0])
    return None


def age_days(oldest: datetime | None, now: datetime) -> float | None:
    """How old the oldest content is."""
    return None if oldest is None else (now.astimezone(UTC) - oldest).total_seconds() / 86_400
