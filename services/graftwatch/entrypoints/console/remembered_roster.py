"""The roster for who asks again and again: worked out anew only when somebody or some message has changed it."""

import sqlite3
import threading
from datetime import datetime

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.roster import ENTERED_CHANGE, EnteredChange, Roster, RosterConflict

_CHANGED = """
SELECT (SELECT count(*) FROM roster_change), (SELECT max(seq) FROM roster_change),
    (SELECT count(*) FROM identity_statement), (SELECT max(seq) FROM identity_statement)
"""


class RememberedRoster:
    """Reads a folder's roster; any thread."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: tuple[object, ...] | None = None
        self._roster = Roster()
        self._waiting: list[Entry] = []
        self._looked_to = 0

    def now(self) -> Roster:
        """Who is enrolled now, for reading only: what detection has handled, and what still waits for it."""
        with self._lock:
            position = self._position()
            waiting = self._still_waiting(position)
            key = (self._changed(), tuple(one.seq for one in waiting))
            if key != self._known:
                self._roster, self._known = self._folder.roster(), key
            return self._roster

    def waiting(self, subject: str) -> list[tuple[int, datetime, EnteredChange]]:
        """What was entered of a recipient and is not handled yet: number, time, change."""
        with self._lock:
            found = [(one, _change(one)) for one in self._still_waiting(self._position())]
        return [(one.seq, one.received_at, change) for one, change in found if change and change.subject == subject]

    def _position(self) -> int:
        if not self._folder.place.state.exists():
            return 0
        with self._folder.connection() as connection:
            return SqliteState(connection).position()

    def _changed(self) -> tuple[object, ...]:
        if not self._folder.place.state.exists():
            return ()
        with self._folder.connection() as connection:
            return _row(connection)

    def _still_waiting(self, position: int) -> list[Entry]:
        for entry in self._folder.entries_after(max(position, self._looked_to)):
            self._looked_to = entry.seq
            if entry.kind is EntryKind.ROSTER:
                self._waiting.append(entry)
        self._waiting = [one for one in self._waiting if one.seq > position]
        return self._waiting


def _row(connection: sqlite3.Connection) -> tuple[object, ...]:
    return tuple(connection.execute(_CHANGED).fetchone())


def _change(entry: Entry) -> EnteredChange | None:
    try:
        return ENTERED_CHANGE.validate_json(entry.content)
    except (ValueError, RosterConflict):
        return None
