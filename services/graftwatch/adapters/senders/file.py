"""The file channel: each page a line of JSON, on the disk before it counts as delivered.

A line that a crash tore is ended before the next one is written. A delivery that is repeated after a crash is
written twice, with the same `delivery`.
"""

import asyncio
import fcntl
import os
from datetime import datetime
from pathlib import Path

from graftwatch.paging.payloads import notification
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Unavailable


class FileSender:
    """Appends to one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Appends the page; in a thread, so that a slow disk holds up nobody else."""
        del now
        line = notification(dispatch.page, dispatch.delivery.id, person=dispatch.delivery.person).model_dump_json()
        try:
            await asyncio.to_thread(self._append, line.encode() + b"\n")
        except OSError as fault:
            return Unavailable(f"cannot write the file: {os.strerror(fault.errno or 0)}")
        return Accepted()

    async def close(self) -> None:
        """Nothing is held open."""

    def _append(self, line: bytes) -> None:
        with self._path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the watchdog's process writes here, too, and pages go out side by side
            file.seek(0, os.SEEK_END)
            if file.tell() and not _ends_a_line(file.fileno(), file.tell()):
                line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _ends_a_line(file: int, size: int) -> bool:
    return os.pread(file, 1, size - 1) == b"\n"
