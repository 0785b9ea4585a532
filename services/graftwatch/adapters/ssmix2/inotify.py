"""Watching folders by Linux' inotify, one watch a folder, added and let go one by one.

A storage has far more folders than watches are to be had, and only those of recent days matter; libraries that watch a
whole tree take one for each. So this is the system's own interface (man 7 inotify), as small as it is. Where it is not
to be had, `Watches.open` gives nothing, and the storage is scanned instead.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

# <sys/inotify.h>
_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE = 0x8, 0x40, 0x80, 0x100
_OVERFLOW, _IGNORED = 0x4000, 0x8000
_ONLY_FOLDERS = 0x01000000
_MASK = _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _ONLY_FOLDERS
_EVENT = struct.Struct("iIII")
_READ_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Change:
    """Something was created, written or renamed in a folder; `name` is what."""

    folder: str
    name: str


class EventsLost(Exception):  # noqa: N818 - said as what happened
    """More happened than the system remembers; only a scan says what."""


class Watches:
    """Watches of folders, known by the name that the caller gave them."""

    def __init__(self, libc: ctypes.CDLL, descriptor: int) -> None:
        self._libc = libc
        self._descriptor = descriptor
        self._folders: dict[int, str] = {}
        self.used_up = False

    @classmethod
    def open(cls) -> "Watches | None":
        """Watches, or nothing where the system has none to give."""
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        except AttributeError:
            return None
        return cls(libc, descriptor) if descriptor >= 0 else None

    def __len__(self) -> int:
        return len(self._folders)

    def add(self, path: str, folder: str) -> bool:
        """Watches a folder; False where it is gone, or where watches are used up."""
        watch = self._libc.inotify_add_watch(self._descriptor, os.fsencode(path), _MASK)
        if watch < 0:
            self.used_up |= ctypes.get_errno() == errno.ENOSPC
            return False
        self._folders[watch] = folder
        return True

    def changes(self) -> Iterator[Change]:
        """What has happened since it was asked last.

        Raises:
            EventsLost: not everything that has happened is known.
        """
        while True:
            try:
                data = os.read(self._descriptor, _READ_BYTES)
            except BlockingIOError:
                return
            yield from self._events(data)

    def _events(self, data: bytes) -> Iterator[Change]:
        offset = 0
        while offset < len(data):
            watch, mask, _, length = _EVENT.unpack_from(data, offset)
            name = data[offset + _EVENT.size : offset + _EVENT.size + length].rstrip(b"\0")
            offset += _EVENT.size + length
            if mask & _OVERFLOW:
                raise EventsLost
            if mask & _IGNORED:
                self._folders.pop(watch, None)
            elif watch in self._folders:
                yield Change(self._folders[watch], os.fsdecode(name))

    def close(self) -> None:
        """Lets all watches go."""
        os.close(self._descriptor)
