"""Where mappings that people entered at the console lie: one file a feed in the data folder, beside the stores.

The console writes it whole or not at all; the gateway's watch takes it up as it does the settings' files, so one
process alone says what is in force.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graftwatch.terminology.entered_codes import EnteredMapping, entered_csv, entered_mappings


def entered_file(root: Path, feed: str) -> Path:
    """The file of a feed; there once something was entered."""
    return root / f"codes-{feed}.csv"


def entered_files(root: Path) -> list[Path]:
    """All such files of a data folder."""
    return sorted(root.glob("codes-*.csv"))


def read_entered(path: Path | None) -> list[EnteredMapping]:
    """What was entered; nothing where there is no file."""
    try:
        return [] if path is None else entered_mappings(path.read_text("utf-8"))
    except FileNotFoundError:
        return []


def change_entered(path: Path, change: Callable[[list[EnteredMapping]], list[EnteredMapping]]) -> list[EnteredMapping]:
    """Changes what was entered, durably, one at a time among all processes; gives what it is now.

    Raises:
        OSError: the folder cannot be written to.
    """
    with _alone(path):
        after = change(read_entered(path))
        draft = path.with_name(f".{path.name}.begun")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(entered_csv(after))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(path.parent)
    return after


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
