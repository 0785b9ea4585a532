"""A process that appends to a journal over several midnights: `python journal_writer_process.py FOLDER NAME COUNT`."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.pipeline.journal import EntryKind, NewEntry

START = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def main(folder: Path, name: str, count: int) -> None:
    journal = SqliteJournal(folder)
    for number in range(count):
        at = START + timedelta(hours=number)
        journal.append([NewEntry(at, EntryKind.FRAME, "lab", f"{name}{number}{mark}", b"MSH|") for mark in ("", "+")])
    journal.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
