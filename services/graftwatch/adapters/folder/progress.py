"""How far each file that is being taken is durable, and until when: one small SQLite file in the data folder.

A service that is killed in the middle of a large file begins it again and keeps only what lies behind this place. The
moment between the journal and this note is the duplicate window's.
"""

import sqlite3
import threading
from pathlib import Path

# "GWF1": says what the file is to whoever finds it.
APPLICATION_ID = 0x47574631
LOCK_WAIT_SECONDS = 2.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS taking (
  feed TEXT NOT NULL, token TEXT NOT NULL, kept_before INTEGER NOT NULL, PRIMARY KEY (feed, token)) WITHOUT ROWID;
"""
_NOTE = """
INSERT INTO taking VALUES (?, ?, ?) ON CONFLICT (feed, token) DO UPDATE SET kept_before = excluded.kept_before
"""


class Progress:
    """Notes of one data folder; any thread, one at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=LOCK_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A note lost with the power is one that the duplicate window or the next look makes up for.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    def kept_before(self, feed: str, token: str) -> int:
        """Messages of this file that begin before this place are durable."""
        with self._lock:
            row = self._connection.execute(
                "SELECT kept_before FROM taking WHERE feed = ? AND token = ?", (feed, token)
            ).fetchone()
        return int(row[0]) if row else 0

    def note(self, feed: str, token: str, kept_before: int) -> None:
        """What begins before this place is durable now."""
        with self._lock:
            self._connection.execute(_NOTE, (feed, token, kept_before))

    def forget(self, feed: str, token: str) -> None:
        """The file is dealt with."""
        with self._lock:
            self._connection.execute("DELETE FROM taking WHERE feed = ? AND token = ?", (feed, token))

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()
