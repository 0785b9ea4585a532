"""A drop folder at work as tests drive it: real files, a real journal and quarantine, a clock that the test sets."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from threading import Lock

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.folder.arrivals import DropPlace
from graftwatch.adapters.folder.drop_folder import DropFolder
from graftwatch.adapters.folder.progress import Progress
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.file_intake import FileIntake, Terms
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.journal import EntryKind, JournalWriter

FEED = "reports"
WINDOW = 10_000


class CountedFiles:
    """File metrics as plain numbers."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()
        self.files: Counter[str] = Counter()
        self.levels: dict[str, float] = {}

    def frames(self, feed: str, outcome: str, count: int) -> None:
        assert feed == FEED
        self.messages[outcome] += count

    def last_message(self, feed: str, at: datetime) -> None:
        assert feed == FEED
        assert at.tzinfo

    def file(self, feed: str, outcome: str, size: int) -> None:
        assert feed == FEED
        assert size >= 0
        self.files[outcome] += 1

    def waiting(self, feed: str, files: int, oldest_seconds: float) -> None:
        assert feed == FEED
        self.levels |= {"waiting": files, "oldest": oldest_seconds}

    def storage(self, feed: str, **levels: float) -> None:
        assert feed == FEED
        self.levels |= levels


class DropDesk:
    """One run of a drop folder over a folder of everything; begin another to see what a restart does."""

    def __init__(
        self, root: Path, *, journal: JournalWriter | None = None, window: int = WINDOW, **rules: object
    ) -> None:
        self.inbox = root / "in"
        self.inbox.mkdir(exist_ok=True)
        self.seconds = 0.0
        self.metrics = CountedFiles()
        self._journal = SqliteJournal(root / "journal")
        self.reader = SqliteJournalReader(root / "journal")
        self.quarantine = SqliteQuarantine(root / "quarantine.db")
        ingest = Ingest(journal or self._journal, self.reader, DuplicateWindow(window))
        ingest.reload(window)
        self.intake = FileIntake(ingest, self.quarantine, SystemClock(), Terms(FEED, None, 4096), Lock())
        self._progress = Progress(root / "files.db")
        place = DropPlace(self.inbox, **{"settle_seconds": 2.0, **rules})  # type: ignore[arg-type]
        self.folder = DropFolder(place, self.intake, self._progress, SystemClock(), self.metrics, lambda: self.seconds)

    def put(self, name: str, content: bytes) -> Path:
        """Writes a file as a careless writer does: straight into the folder."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self, *, after_seconds: float = 0.0) -> int:
        """One look at the folder, so much later."""
        self.seconds += after_seconds
        return self.folder.look()

    def settle(self) -> int:
        """Looks, and looks again when everything has settled."""
        return self.look() + self.look(after_seconds=2.0)

    def kept(self) -> list[bytes]:
        """The messages in the journal."""
        return [entry.content for entry in self.reader.read_after(0, 10**6) if entry.kind is EntryKind.FRAME]

    def refused(self) -> list[dict[str, int]]:
        """What the journal was told of refusals."""
        entries = [entry for entry in self.reader.read_after(0, 10**6) if entry.kind is EntryKind.REFUSED]
        return [json.loads(entry.content)["counts"] for entry in entries]

    def there(self, folder: str) -> list[str]:
        """The files below a folder of the drop folder, without outcomes."""
        names = (path for path in (self.inbox / folder).rglob("*") if path.is_file())
        return sorted(
            str(path.relative_to(self.inbox / folder)) for path in names if not path.name.endswith(".outcome.json")
        )

    def outcome(self, place: str) -> dict[str, object]:
        """What the outcome beside a file says."""
        document: dict[str, object] = json.loads((self.inbox / f"{place}.outcome.json").read_text("utf-8"))
        return document

    def close(self) -> None:
        self._journal.close()
        self.reader.close()
        self.quarantine.close()
        self._progress.close()
