"""The gateway's spool as the embedded journal: both its sides over one folder."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from graftwatch.adapters.kafka.raw.spool import Spool, SpoolLimits
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.pipeline.journal import Entry, NewEntry


class SqliteSpoolStore:
    """A journal in a folder, written and read."""

    def __init__(self, folder: Path) -> None:
        self._writer = SqliteJournal(folder)
        self._reader = SqliteJournalReader(folder)

    def append(self, entries: Sequence[NewEntry]) -> int:
        """Keep all entries or none; durable on return."""
        return self._writer.append(entries)

    def read_after(self, seq: int, limit: int) -> list[Entry]:
        """Up to `limit` entries behind a number."""
        return self._reader.read_after(seq, limit)

    def close(self) -> None:
        """Let go of the files."""
        self._writer.close()
        self._reader.close()


def spool_of(folder: Path, settings: KafkaSettings) -> Spool | None:
    """The spool of the settings, if they want one."""
    if not settings.spool:
        return None
    limits = SpoolLimits(settings.spool_bytes, timedelta(hours=settings.spool_hours))
    return Spool(folder, SqliteSpoolStore, limits)
