"""A line for each time somebody looked for a patient: who, when, what was asked and how much came, never for whom."""

import getpass
import json
import os

from graftwatch.entrypoints.cli.folder import OpenFolder


def note_search(folder: OpenFolder, what: str, found: int) -> None:
    """Appends the line to `audit.jsonl` of the data folder, readable by its owner only.

    Raises:
        OSError: it could not be written; then nothing may be shown.
    """
    line = {"at": folder.read_at().isoformat(), "by": getpass.getuser(), "what": what, "found": found}
    descriptor = os.open(folder.place.audit, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, json.dumps(line).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
