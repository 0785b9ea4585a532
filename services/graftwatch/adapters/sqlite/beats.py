"""The heartbeats in the outbox: one row a channel, replaced by each newer one, so that they never grow.

They stand apart from the pages: no list, no audit and no backlog has them, and no page ever waits behind one.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from graftwatch.adapters.sqlite.delivery_rows import COLUMNS, delivery_of
from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.pipeline.outbox import Delivery, Outcome, after

# Both are made of constants. A heartbeat is for no person and acknowledges nothing.
_KEEP = f"INSERT OR REPLACE INTO heartbeat (id, page, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - the same
_WAITING = f"SELECT page, {COLUMNS}, '', '' FROM heartbeat WHERE state = 'waiting'"  # noqa: S608 - the same


class SqliteBeats:
    """Heartbeats in state.db; each method joins the transaction that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def keep(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries, each in the place of the one before through its channel."""
        self._db.executemany(_KEEP, [_row(one) for one in deliveries])

    def waiting(self, channel: str) -> Delivery | None:
        """The heartbeat that waits for a channel, or None."""
        row = self._db.execute(f"{_WAITING} AND channel = ?", (channel,)).fetchone()
        return None if row is None else delivery_of(row)

    def newest(self) -> datetime | None:
        """When the newest heartbeat was put in; None where none was."""
        at = self._db.execute("SELECT max(added_at) FROM heartbeat").fetchone()[0]
        return None if at is None else moment(at)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> Delivery | None:
        """Notes the outcome of an attempt; gives the heartbeat as it stands then, None where it was none that waits."""
        row = self._db.execute(f"{_WAITING} AND id = ?", (delivery_id,)).fetchone()
        if row is None:
            return None
        attempted = after(delivery_of(row), outcome, now)
        self.keep([attempted])
        return attempted


def _row(one: Delivery) -> tuple[object, ...]:
    return (
        *(one.id, one.page.model_dump_json(), one.channel, microseconds(one.added_at), microseconds(one.due_at)),
        *(None if one.tried_since is None else microseconds(one.tried_since), one.attempts, one.state, one.reason),
        None if one.ended_at is None else microseconds(one.ended_at),
    )
