"""What differs when something changed that a page may show."""

import sqlite3
from collections.abc import Callable

from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli.folder import OpenFolder


def state_of(folder: OpenFolder) -> Callable[[], object]:
    """A look at the folder: whatever it gives is another thing once detection has written."""
    connections: list[sqlite3.Connection] = []

    def look() -> object:
        if not connections:
            if not folder.place.state.exists():
                return 0
            connections.append(open_state(folder.place.state, read_only=True))
        return connections[0].execute("PRAGMA data_version").fetchone()[0]

    return look
