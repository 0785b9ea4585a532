"""An SS-MIX2 storage at work as tests drive it: a real tree, a real journal and index, clocks that the test sets."""

import json
import os
from dataclasses import replace
from pathlib import Path
from threading import Lock

from drop_desk import FEED, WINDOW, CountedFiles
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.ssmix2.index import StorageIndex
from graftwatch.adapters.ssmix2.storage import Rhythm, Storage
from graftwatch.adapters.ssmix2.taking import Settle, Taking
from graftwatch.adapters.ssmix2.transaction_log import TransactionLog
from graftwatch.adapters.ssmix2.walk import Walk, Wanted
from graftwatch.hl7.ssmix2 import UNDERSTOOD_TYPES, Flag, StorageName, build_name, read_name
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.file_intake import FileIntake, Terms
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.journal import EntryKind, JournalWriter

CULTURE = StorageName("0012345678", "20260605", "OML-11", "000000000000042", "20260606093000123", "01", Flag.CURRENT)
VITALS = replace(CULTURE, data_type="L-OBSERVATIONS^OBSERVATIONS^99ZL01", order="2026060509")


class StorageDesk:
    """One run over a storage; begin another over the same root to see what a restart does."""

    def __init__(
        self,
        root: Path,
        *,
        rhythm: Rhythm | None = None,
        journal: JournalWriter | None = None,
        first_day: str = "20260501",
        types: tuple[str, ...] = UNDERSTOOD_TYPES,
        log: bool = False,
        most_watches: int = 1000,
    ) -> None:
        self.root = root / "storage"
        self.root.mkdir(exist_ok=True)
        self.seconds = 0.0
        self.metrics = CountedFiles()
        self.journal = SqliteJournal(root / "journal")
        self._reader = SqliteJournalReader(root / "journal")
        self.quarantine = SqliteQuarantine(root / "quarantine.db")
        ingest = Ingest(journal or self.journal, self._reader, DuplicateWindow(WINDOW))
        ingest.reload(WINDOW)
        intake = FileIntake(ingest, self.quarantine, SystemClock(), Terms(FEED, None, 4096), Lock())
        self.index = StorageIndex(root / "index.db")
        # Every file is as old as the test says: by the wall it was written long ago, unless the test makes it young.
        self.taking = Taking(
            intake, self.index, SystemClock(), self.metrics, Settle(1.0, lambda: self.wall, lambda: self.seconds)
        )
        self.wall = SystemClock().now().timestamp() + 1_000_000
        self.transactions = root / "transactions"
        walk = Walk(str(self.root), Wanted(lambda: first_day, types), most_watches)
        transaction_log = TransactionLog(self.transactions, self.index) if log else None
        self.storage = Storage(walk, self.taking, transaction_log, rhythm or Rhythm(), lambda: self.seconds)

    def put(self, name: StorageName, content: bytes = b"") -> Path:
        """A file of the standardised storage."""
        folder = self.root / name.folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / build_name(name)
        path.write_bytes(content or message(name))
        return path

    def put_in_folder(self, name: StorageName) -> Path:
        """A content folder of the extended storage, with its message."""
        folder = self.root / name.folder / build_name(name)
        folder.mkdir(parents=True)
        (folder / "main_document.hl7").write_bytes(message(name))
        return folder

    def flag(self, path: Path, flag: Flag) -> Path:
        """Renames a file to another flag, as a storage does."""
        name = read_name(path.name)
        assert isinstance(name, StorageName)
        return path.rename(path.with_name(build_name(replace(name, flag=flag))))

    def look(self, *, after_seconds: float = 0.1) -> None:
        """One look, so much later; it must find nothing wrong."""
        self.seconds += after_seconds
        self.storage.look()
        assert self.storage.fault == ""

    def kept(self) -> list[tuple[int, str]]:
        """Number and control id of each message in the journal."""
        return [(one.seq, one.control_id) for one in self._reader.read_after(0, 10**6) if one.kind is EntryKind.FRAME]

    def withdrawn(self) -> list[tuple[int, int, int | None]]:
        """Its own number, the message's and the successor's of each entry that says a message counts no more."""
        entries = [one for one in self._reader.read_after(0, 10**6) if one.kind is EntryKind.WITHDRAWN]
        said = [(one.seq, json.loads(one.content)) for one in entries]
        return [(seq, document["seq"], document["superseded_by"]) for seq, document in said]

    @property
    def reads(self) -> int:
        """Files read in this run."""
        return self.metrics.files["done"] + self.metrics.files["failed"]

    def close(self) -> None:
        self.journal.close()
        self._reader.close()
        self.quarantine.close()
        self.index.close()
        watches = self.storage._walk.watches
        if watches is not None:
            watches.close()


def control_id(name: StorageName) -> str:
    return f"{name.data_type[:6]}-{name.order}-{name.at}"


def message(name: StorageName) -> bytes:
    """A message as the storage holds it: ISO 2022, no framing."""
    return (
        f"MSH|^~\\&|HIS|H|GW|H|{name.at[:14]}.{name.at[14:]}||OUL^R22^OUL_R22|{control_id(name)}|P|2.5||||||~ISO IR87"
        f"||ISO 2022-1994\rPID|1||{name.patient}^^^^PI||".encode("ascii")
        + b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B\r"
    )


def touch(path: Path, seconds: float) -> None:
    """Gives a file a time."""
    os.utime(path, (seconds, seconds))
