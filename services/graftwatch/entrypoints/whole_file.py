"""Replaces a file as a whole or not at all, with its permissions."""

import os
from pathlib import Path


def replace_whole(path: Path, text: str) -> None:
    """Writes beside the file first, so that nobody ever reads half of it.

    Raises:
        OSError: the folder cannot be written to.
    """
    target = path.resolve()
    begun = target.with_name(f"{target.name}.begun")
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, target.stat().st_mode & 0o777)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        begun.replace(target)
    except OSError:
        begun.unlink(missing_ok=True)
        raise
