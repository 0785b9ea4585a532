"""What was entered of one recipient in the roster, from state.db."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graftwatch.adapters.sqlite.state_schema import moment
from graftwatch.roster import ENTERED_CHANGE, EnteredChange

_OF = "SELECT seq, known_at, change FROM roster_change WHERE change ->> '$.subject' = ? ORDER BY seq"
_EARLIER = """
SELECT count(DISTINCT seq) FROM frame
WHERE subject = :subject AND seq < (SELECT min(seq) FROM roster_change WHERE change ->> '$.subject' = :subject)
"""


@dataclass(frozen=True, slots=True)
class EnteredAt:
    """A change with its entry's number and since when it is known (aware)."""

    seq: int
    known_at: datetime
    change: EnteredChange


def entered_of(connection: sqlite3.Connection, subject: str) -> list[EnteredAt]:
    """What was entered of a recipient, oldest first."""
    rows = connection.execute(_OF, (subject,))
    return [EnteredAt(seq, moment(at), ENTERED_CHANGE.validate_json(change)) for seq, at, change in rows]


def earlier_messages(connection: sqlite3.Connection, subject: str) -> int:
    """How many of a recipient's messages came before the enrolment, and count."""
    return int(connection.execute(_EARLIER, {"subject": subject}).fetchone()[0])


def still_searching(connection: sqlite3.Connection, subject: str) -> bool:
    """Whether a search for a recipient's earlier messages waits for the journal's index."""
    return connection.execute("SELECT 1 FROM search WHERE subject = ?", (subject,)).fetchone() is not None


def messages_of(connection: sqlite3.Connection, subjects: Sequence[str]) -> int:
    """How many messages are kept of these recipients."""
    asked = json.dumps(list(subjects))
    row = connection.execute(
        "SELECT count(*) FROM frame WHERE subject IN (SELECT value FROM json_each(?))", (asked,)
    ).fetchone()
    return int(row[0])
