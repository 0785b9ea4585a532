"""Changes of the operator's on-call file by commands: whole or not at all, under a lock, its owner's mode kept."""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from graftwatch.entrypoints.on_call_files import read_on_call
from graftwatch.on_call import Rota


def amend(path: Path, channels: Collection[str] | None, change: Callable[[str], str]) -> Rota:
    """Changes the text of a file, which must be without a fault before and after; gives the new rota.

    Raises:
        OnCallFileError: it would not be; the file is left as it was.
        NotAmendableError: it is written in a way that cannot be added to.
    """
    file = path.resolve()  # a link stays one
    with _alone(file.parent):
        read_on_call(file, channels)
        amended = change(file.read_bytes().decode("utf-8-sig"))
        tried = file.with_name(f".{file.name}.new")
        _write(tried, amended.encode(), file.stat().st_mode & 0o777)
        try:
            _, rota = read_on_call(tried, channels, file.name)
            tried.replace(file)
        finally:
            tried.unlink(missing_ok=True)
    return rota


def put_beside(path: Path, name: str, content: bytes) -> None:
    """Writes a calendar beside the on-call file, in place of the one before."""
    file = path.resolve().parent / name
    begun = file.with_name(f".{file.name}.new")
    _write(begun, content, path.stat().st_mode & 0o777)
    begun.replace(file)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two commands at once change one after the other."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
