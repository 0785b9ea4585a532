"""The protocol's versions in state.db: every one that was in force, as its file said it."""

import sqlite3
from datetime import datetime

from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.protocol import ProtocolVersion


class ProtocolRows:
    """The part of the store that holds the protocol's history."""

    _db: sqlite3.Connection

    def protocol_history(self) -> tuple[ProtocolVersion, ...]:
        """Every version that was in force, the newest last."""
        rows = self._db.execute("SELECT name, version, sha256, since, said FROM protocol ORDER BY place")
        return tuple(
            ProtocolVersion(name, version, sha, moment(since), said) for name, version, sha, since, said in rows
        )

    def add_protocol(self, one: ProtocolVersion) -> None:
        """Keeps a version that comes in force."""
        row = (one.name, one.version, one.sha256, microseconds(one.since), one.said)
        self._db.execute("INSERT INTO protocol SELECT 1 + count(*), ?, ?, ?, ?, ? FROM protocol", row)

    def look_at_everybody(self, at: datetime) -> None:
        """Every recipient is to be looked at again at a time, or sooner where that was so before."""
        self._db.execute(
            "UPDATE recipient SET next_look = :at WHERE next_look IS NULL OR next_look > :at", {"at": microseconds(at)}
        )
