"""How each channel's deliveries ended last, for who looks at the channels."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.state_schema import moment

# A bare column beside max() is that of the row with the greatest (SQLite).
_ENDED: Final = """
SELECT channel, state, max(ended_at), reason FROM delivery WHERE state <> 'waiting' GROUP BY channel, state
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """The newest delivery that ended so, when, and what was said of it."""

    at: datetime
    reason: str


def ended_last(connection: sqlite3.Connection) -> dict[tuple[str, str], Ended]:
    """By channel and state (delivered, failed), over a connection to state.db."""
    rows = connection.execute(_ENDED)
    return {(channel, state): Ended(moment(at), reason) for channel, state, at, reason in rows if at is not None}
