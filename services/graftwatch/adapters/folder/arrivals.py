"""Which files of a drop folder are whole and may be taken.

A file that is being written changes its size or time: it is taken once both have stood still for the settle time, or
at once when it was renamed into place, which its times show (its status changed later than its content). Files whose
names say that they are not ready (dot files, `*.tmp`, `*.part`) wait for their real name.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

TAKING, DONE, FAILED = "taking", "done", "failed"
OWN_FOLDERS = frozenset({TAKING, DONE, FAILED})
IGNORED = (".*", "*.tmp", "*.part")
_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class DropPlace:
    """A drop folder's rules.

    Attributes:
        path: the folder.
        ignore: patterns of names that are left alone.
        subfolders: whether files in sub-folders are taken, too.
        settle_seconds: size and time of a file must stand still for so long.
        files_at_a_time: files looked at in one look; the others wait.
        max_file_bytes: a larger file is moved to `failed` unread.
    """

    path: Path
    ignore: tuple[str, ...] = IGNORED
    subfolders: bool = False
    settle_seconds: float = 2.0
    files_at_a_time: int = 1000
    max_file_bytes: int = 4 * 1024**3

    @property
    def taking(self) -> Path:
        """Files that a process has taken and not yet dealt with."""
        return self.path / TAKING

    def make(self) -> None:
        """Makes the folders of its own; a file in them may hold whatever a message holds."""
        for name in sorted(OWN_FOLDERS):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file in the folder: its name within it, and what its status says."""

    name: str
    path: Path
    size: int
    inode: int
    modified_ns: int
    changed_ns: int


def arrived(place: DropPlace) -> Iterator[Arrived]:
    """The files that are not to be left alone, as the folder gives them."""
    folders = [place.path]
    while folders:
        folder = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if any(fnmatchcase(entry.name, pattern) for pattern in place.ignore):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if place.subfolders and not (folder == place.path and entry.name in OWN_FOLDERS):
                        folders.append(Path(entry.path))
                elif (found := _file(entry, place.path)) is not None:
                    yield found


def _file(entry: os.DirEntry[str], root: Path) -> Arrived | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    name = str(Path(entry.path).relative_to(root))
    path = Path(entry.path)
    return Arrived(name, path, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)


class Settling:
    """Remembers since when each file has stood still."""

    def __init__(self, settle_seconds: float) -> None:
        self._settle_seconds = settle_seconds
        self._since: dict[str, tuple[tuple[int, int, int], float]] = {}

    def settled(self, files: list[Arrived], now: float) -> list[Arrived]:
        """Those that may be taken; `now` in seconds of any clock that does not go back."""
        before, self._since = self._since, {}
        return [file for file in files if self._is_settled(file, before, now)]

    def oldest_seconds(self, now: float) -> float:
        """How long the file that has waited longest stands still."""
        return max((now - since for _, since in self._since.values()), default=0.0)

    def _is_settled(self, file: Arrived, before: dict[str, tuple[tuple[int, int, int], float]], now: float) -> bool:
        seen = (file.size, file.modified_ns, file.inode)
        known, since = before.get(file.name, (seen, now))
        since = since if known == seen else now
        self._since[file.name] = (seen, since)
        stood_still_before = file.changed_ns - file.modified_ns >= self._settle_seconds * _NANOSECONDS
        return stood_still_before or now - since >= self._settle_seconds
