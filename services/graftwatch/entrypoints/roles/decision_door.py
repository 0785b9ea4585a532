"""The way into the trial's order from a copy that follows: what is entered goes to `decisions`, and comes back.

Until it has come back in the copied entries it is remembered here, so that the same acknowledgement is not entered
twice by this copy. Two copies may enter one acknowledgement each at the same moment: it has one key, detection hears
the first, and the second changes nothing.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from graftwatch.pipeline.journal import Entry, JournalReader, JournalWriter, NewEntry

REMEMBERED: Final = 1000
"""Entries are back within a second; so many acknowledgements are not entered in any."""
NOT_NUMBERED: Final = 0
"""What was entered and has not come back has no number yet."""


class DecisionDoor:
    """A journal writer and a reader that also finds what was written a moment ago; any thread."""

    def __init__(self, writer: JournalWriter, reader: JournalReader) -> None:
        self._writer = writer
        self._reader = reader
        self._recent: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()
        self.read_after, self.last_seq, self.entry = reader.read_after, reader.last_seq, reader.entry

    def append(self, entries: Sequence[NewEntry]) -> int:
        """Enters all or none; durable on return. Gives the first one's place in `decisions`.

        Raises:
            JournalUnavailable: they could not be entered.
        """
        place = self._writer.append(entries)
        with self._lock:
            for one in (held for held in entries if held.control_id):
                self._recent[one.control_id] = Entry(NOT_NUMBERED, *one)
            while len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)
        return place

    def find(self, control_id: str) -> list[Entry]:
        """All kept entries with this control id, oldest first; one that has not come back yet stands alone."""
        found = self._reader.find(control_id)
        with self._lock:
            recent = self._recent.get(control_id)
        return found or ([recent] if recent is not None else [])
