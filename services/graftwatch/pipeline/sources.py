"""How far each log was handled, where entries are taken from several and may be brought twice.

Whoever brings entries of another log into the journal brings each at least once, and in that log's order. So one that
stands no further there than what was handled last was handled already.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from graftwatch.pipeline.journal import Entry

LEAST_SET_BACK: Final = timedelta(minutes=1)
"""An entry that came so much before the one before it shows that the clock was set back; processes that append side by
side differ by less, and a repetition that is put off by less is no harm."""


def is_late(entry: Entry, newest: datetime | None) -> bool:
    """Whether an entry is older than the newest one by more than what appends side by side explain.

    In a journal that is the only log the clock was set back. Where several logs are brought into one, theirs overtake
    each other: the entry was delayed.
    """
    return newest is not None and entry.received_at < newest - LEAST_SET_BACK


def delayed(entry: Entry, newest: datetime) -> Entry:
    """A late entry of one log among several, as it is handled: now, with the time that it came."""
    held_up = entry.first_received_at is None
    return replace(entry, received_at=newest, first_received_at=entry.came_at, delayed=held_up)


class SourcePositions:
    """How far each log was handled.

    Args:
        handled: the highest place of each.
    """

    def __init__(self, handled: Mapping[str, int]) -> None:
        self._handled = dict(handled)
        self._moved: dict[str, int] = {}

    def repeats(self, entry: Entry) -> bool:
        """Whether an entry was handled already."""
        return entry.source_offset >= 0 and entry.source_offset <= self._handled.get(entry.source, -1)

    def note(self, entry: Entry) -> None:
        """Notes that an entry is handled now."""
        if entry.source_offset >= 0:
            self._handled[entry.source] = self._moved[entry.source] = entry.source_offset

    def take_moved(self) -> dict[str, int]:
        """What was noted since it was taken last."""
        taken, self._moved = self._moved, {}
        return taken
