"""What differs when something changed that a page may show, by topic.

Looked at many times a second, so it costs little: a database that nobody wrote is not read (PRAGMA data_version), and
of one that was written only what tells of a change. The service's own heartbeats are no change.
"""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from graftwatch.console.shell.live import Topic
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.heartbeat import FEED

_ONE_ROW: Final[Mapping[Topic, str]] = {
    "roster": "SELECT (SELECT max(seq) FROM roster_change), (SELECT count(*) FROM identity_statement)",
    "service": (
        "SELECT watch -> '$.ledger', watch -> '$.storm.held', watch -> '$.silences', watch -> '$.maintenance', "
        "channel_ledger, (SELECT max(seq) FROM audit), (SELECT max(seq) FROM codes), "
        "(SELECT max(place) FROM protocol), (SELECT count(*) FROM dead_letter), "
        "(SELECT count(*) FROM delivery WHERE state = 'waiting'), (SELECT sum(count) FROM unmapped) FROM service"
    ),
    "messages": f"SELECT count(*), sum(last_at), max(last_at) FROM feed WHERE name != '{FEED}'",  # noqa: S608 - ours
}
_SIGNALS: Final = (
    "SELECT (SELECT max(seq) FROM audit), (SELECT max(seq) FROM page), (SELECT max(rowid) FROM frame), "
    "(SELECT count(*) FROM withdrawn)"
)
_ASSESSED: Final = "SELECT substr(assessment, 1, 120) FROM recipient WHERE subject != 'heartbeat'"
"""An assessment begins with whose it is and the time that it was drawn at; the rest of it is not read."""
_POSITION: Final = "SELECT seq FROM position"


class _Watched:
    """One database: what is read of it, anew where somebody wrote it."""

    def __init__(self, path: Path, read: Callable[[sqlite3.Connection], Mapping[Topic, object]]) -> None:
        self._path = path
        self._read = read
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)
        self._version = -1
        self._held: Mapping[Topic, object] = {}

    def look(self) -> Mapping[Topic, object]:
        """What it gives; what was held before where it cannot be read at the moment."""
        with suppress(OSError, sqlite3.Error):
            found = self._path.stat()
            if self._connection is None or self._file != (found.st_dev, found.st_ino):
                self._open((found.st_dev, found.st_ino))
            if self._connection is not None:
                version = self._connection.execute("PRAGMA data_version").fetchone()[0]
                if version != self._version:
                    self._held = self._read(self._connection)
                    self._version = version
        return self._held

    def _open(self, file: tuple[int, int]) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = sqlite3.connect(
            f"file:{self._path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._file, self._version = file, -1


def state_of(folder: OpenFolder) -> Callable[[], Mapping[Topic, object]]:
    """A look at the folder: for each topic something that is another thing once it has changed."""
    by_messages = folder.settings.clock == "replay"

    def of_state(db: sqlite3.Connection) -> Mapping[Topic, object]:
        found: dict[Topic, object] = {topic: db.execute(asked).fetchone() for topic, asked in _ONE_ROW.items()}
        with closing(db.execute(_ASSESSED)) as assessed:
            drawn = hash(tuple(assessed))
        at = db.execute(_POSITION).fetchone() if by_messages else None  # time does not tell them apart there
        found["signals"] = (drawn, at, *db.execute(_SIGNALS).fetchone())
        return found

    watched = (
        _Watched(folder.place.state, of_state),
        _Watched(folder.place.quarantine, lambda db: {"quarantine": _written(db)}),
        _Watched(folder.place.console, lambda db: {"people": _written(db)}),
    )

    def look() -> Mapping[Topic, object]:
        return {topic: held for one in watched for topic, held in one.look().items()}

    return look


def _written(db: sqlite3.Connection) -> object:
    return db.execute("PRAGMA data_version").fetchone()[0]
