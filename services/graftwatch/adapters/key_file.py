"""A secret of a data folder: a file of random bytes that only its owner may read, made where it is missing.

Several processes may ask at the same time: the file is written beside its place and linked into it whole, so nobody
ever reads half a key, and all read the same one.
"""

import os
from pathlib import Path

KEY_BYTES = 32


def secret_key(file: Path) -> bytes:
    """The key; one that is missing, or is not whole, is made anew."""
    held = _read(file)
    if len(held) != KEY_BYTES:
        _make(file, held)
        held = _read(file)
    return held


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _make(file: Path, damaged: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, os.urandom(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if damaged:
        draft.replace(file)
        return
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the folder's
    finally:
        draft.unlink()
