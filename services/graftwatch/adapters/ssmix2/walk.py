"""Walks a storage down to the folders whose messages are wanted, and watches each on its way.

A folder is watched before it is read, so that nothing that comes in between is missed. Days too long ago and types that
nobody wants are passed by their names alone; memory holds the names of the folders that are still to be visited.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graftwatch.adapters.ssmix2.inotify import Watches
from graftwatch.hl7.ssmix2 import is_day_wanted, is_type_wanted

# Steps below the root: two of the patient's first signs, the patient, then the day, then the type.
DAY_DEPTH, TYPE_DEPTH = 4, 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a storage is wanted: days from the first one on (YYYYMMDD, as of now), and types by pattern."""

    first_day: Callable[[], str]
    types: tuple[str, ...]

    def is_wanted(self, folder: str, first_day: str) -> bool:
        """Whether a folder, named from the storage's root, may hold anything wanted of that day or a later one."""
        steps = folder.split("/") if folder else []
        if len(steps) >= DAY_DEPTH and not is_day_wanted(steps[DAY_DEPTH - 1], first_day):
            return False
        if len(steps) == TYPE_DEPTH:
            return is_type_wanted(steps[-1], self.types)
        return len(steps) < TYPE_DEPTH and not any(step.startswith(".") for step in steps)


class Walk:
    """Walks one storage.

    Attributes:
        visited: folders visited, ever.
        unwatched: of these, those for which no watch was left.
        unreadable: those that may not be read.
    """

    def __init__(self, root: str, wanted: Wanted, most_watches: int) -> None:
        self._root = root
        self.wanted = wanted
        self.watches: Watches | None = None
        self._most_watches = most_watches
        self.visited = self.unwatched = self.unreadable = 0

    def path(self, folder: str) -> str:
        """Where a folder is."""
        return f"{self._root}/{folder}" if folder else self._root

    def below(self, folder: str) -> Iterator[str]:
        """The type folders in and below a folder; an empty text for each other one, so that the walk can pause."""
        first_day = self.wanted.first_day()
        ahead = [folder] if self.wanted.is_wanted(folder, first_day) else []
        while ahead:
            here = ahead.pop()
            self.visited += 1
            self._watch(here)
            if depth_of(here) == TYPE_DEPTH:
                yield here
            else:
                ahead += self._folders_in(here, first_day)
                yield ""

    def _folders_in(self, folder: str, first_day: str) -> list[str]:
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(self.path(folder)) as entries:
                return [
                    prefix + one.name
                    for one in entries
                    if self.wanted.is_wanted(prefix + one.name, first_day) and one.is_dir()
                ]
        except PermissionError:
            self.unreadable += 1
            return []
        except (FileNotFoundError, NotADirectoryError):
            if not folder:
                raise
            return []

    def _watch(self, folder: str) -> None:
        if self.watches is None:
            return
        if len(self.watches) >= self._most_watches or not self.watches.add(self.path(folder), folder):
            self.unwatched += len(self.watches) >= self._most_watches or self.watches.used_up


def depth_of(folder: str) -> int:
    """How many steps a folder is below the storage's root."""
    return folder.count("/") + 1 if folder else 0
