"""Follows the transaction log of a storage: a change in it is seen at once, however large the tree is.

Only the newest files are followed. At the very first start reading begins at their end, as the scan sees everything
that was before.
"""

from dataclasses import dataclass, field
from pathlib import Path

from graftwatch.adapters.ssmix2.index import StorageIndex
from graftwatch.hl7.ssmix2_transactions import TRANSACTION_FILE, hints_of

# Read in one look; more waits for the next, and nothing is lost.
READ_BYTES = 4 * 1024 * 1024
# The one that is written, and the one before, which may have got its last record just before the change.
FILES_FOLLOWED = 2


@dataclass(slots=True)
class TransactionLog:
    """One storage's log; `not_understood` counts records without a hint."""

    root: Path
    index: StorageIndex
    not_understood: int = 0
    _read: dict[str, int] = field(default_factory=dict)
    _has_begun: bool = False

    def changed_folders(self) -> tuple[str, ...]:
        """Folders that the log says have changed since it was asked last."""
        folders: list[str] = []
        for file in self._files():
            begin = self._begin(file)
            with file.open("rb") as opened:
                opened.seek(begin)
                new = opened.read(READ_BYTES)
            whole = new[: new.rfind(b"\n") + 1] or new[: new.rfind(b"\r") + 1]
            if whole:
                hints = hints_of(whole)
                folders += hints.folders
                self.not_understood += hints.not_understood
                self._note(file, begin + len(whole))
        return tuple(dict.fromkeys(folders))

    def _files(self) -> list[Path]:
        """The newest files as far as they have something unread, older before newer; a year has hundreds of them."""
        years = sorted((path for path in self.root.iterdir() if path.is_dir()), key=lambda path: path.name)[-2:]
        files = [file for year in years for file in year.iterdir() if TRANSACTION_FILE.fullmatch(file.name)]
        newest = sorted(files, key=lambda file: file.name)[-FILES_FOLLOWED:]
        return [file for file in newest if file.stat().st_size > self._begin(file)]

    def _begin(self, file: Path) -> int:
        if file.name not in self._read:
            noted = self.index.log_read(file.name)
            if noted is None:
                noted = 0 if self._has_begun else file.stat().st_size
                self.index.note_log_read(file.name, noted)
            self._read[file.name] = noted
        return self._read[file.name]

    def begin(self) -> None:
        """Notes where each file ends now; what is written from here on is a change."""
        if self.root.is_dir():
            self._files()
        self._has_begun = True

    def _note(self, file: Path, count: int) -> None:
        self._read[file.name] = count
        self.index.note_log_read(file.name, count)
