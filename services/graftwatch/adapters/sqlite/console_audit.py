"""Who did what at the console: a table that is only ever appended to, each row chained to the one before.

The scheme is that of `adapters.sqlite.audit`. What a chain cannot show is that its newest rows were cut off: whoever
has noted a row's number and hash (the service's log has them each day) asks by them whether it is still in the chain.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.audit import BEGINNING, chained
from graftwatch.adapters.sqlite.console_schema import ConsoleDatabase
from graftwatch.adapters.sqlite.state_schema import microseconds, moment

WORDS_LENGTH: Final = 500
"""Characters of words in a row."""
NAMES_LENGTH: Final = 200
"""Characters of an account's name, or of what it is about."""
_NEWEST: Final = "SELECT seq, hash FROM did ORDER BY seq DESC LIMIT 1"
_ROWS: Final = "SELECT seq, at, by, did, about, words, hash FROM did"


@dataclass(frozen=True, slots=True)
class DidRow:
    """What somebody did: its place in the chain, when (aware), who, what, about what, words, and the hash so far."""

    seq: int
    at: datetime
    by: str
    did: str
    about: str
    words: str
    hash: str


@dataclass(frozen=True, slots=True)
class DidQuery:
    """Which rows are asked for; None asks for all.

    Attributes:
        since, until: from this time on, and before that one.
        by: the account.
        did: what was done, a `console.access.audit.Did`.
        about: exactly this.
        before: rows with a smaller number only, which is how one pages on.
        at_most: so many, the newest first.
    """

    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    did: str | None = None
    about: str | None = None
    before: int | None = None
    at_most: int = 100


class ConsoleAudit:
    """Appends what people do and finds it again."""

    def __init__(self, database: ConsoleDatabase) -> None:
        self._database = database

    def note(self, by: str, did: str, about: str = "", words: str = "") -> None:
        """Appends what somebody did, durable on return."""
        with self._database.writing() as db:
            append(db, self._database.microseconds(), by, did, about, words)

    def note_each(self, by: str, did: str, noted: Iterable[tuple[str, str]]) -> None:
        """The same about several, each (about, words): all of it or none."""
        with self._database.writing() as db:
            for about, words in noted:
                append(db, self._database.microseconds(), by, did, about, words)

    def rows(self, query: DidQuery | None = None) -> list[DidRow]:
        """The rows that are asked for, the newest first."""
        asked = query or DidQuery()
        where, values = _condition(asked)
        found = self._database.rows(f"{_ROWS}{where} ORDER BY seq DESC LIMIT ?", (*values, asked.at_most))
        return [_row(one) for one in found]

    def accounts(self) -> list[str]:
        """Whoever did something, by name."""
        return [str(name) for (name,) in self._database.rows("SELECT DISTINCT by FROM did ORDER BY by")]

    def newest(self) -> tuple[int, str]:
        """The newest row's number and hash: what to note elsewhere, so that a cut-off end is noticed."""
        seq, said = self._database.row(_NEWEST) or (0, BEGINNING)
        return int(seq), str(said)


def append(db: sqlite3.Connection, at: int, *said: str) -> None:
    """Appends within a transaction: the time in microseconds; by, did, about, words."""
    by, did, about, words = said
    seq, before = db.execute(_NEWEST).fetchone() or (0, BEGINNING)
    row = (seq + 1, at, by[:NAMES_LENGTH], did, about[:NAMES_LENGTH], words[:WORDS_LENGTH])
    db.execute("INSERT INTO did VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, chained(before, row)))


def newest_did(db: sqlite3.Connection) -> tuple[int, str]:
    """The newest row's number and hash."""
    seq, said = db.execute(_NEWEST).fetchone() or (0, BEGINNING)
    return int(seq), str(said)


def first_fault(db: sqlite3.Connection, seen: tuple[int, str] | None = None) -> str:
    """Where the chain breaks first, in words; empty where it is whole.

    Args:
        db: a connection to console.db.
        seen: a row's number and hash as they were noted elsewhere; it must still be there.
    """
    expected, before = 1, BEGINNING
    for row in _everything(db):
        if row[0] != expected:
            return f"row {expected} of what people did at the console is missing"
        if chained(before, row[:6]) != row[6]:
            return f"row {row[0]} of what people did at the console is not as it was written, or one before it is gone"
        if seen is not None and row[0] == seen[0] and row[6] != seen[1]:
            return f"row {row[0]} of what people did at the console is another than the one that was noted"
        expected, before = expected + 1, row[6]
    if seen is not None and seen[0] >= expected:
        return f"what people did at the console ends at row {expected - 1}; row {seen[0]} was there once"
    return ""


def _everything(db: sqlite3.Connection) -> Iterator[tuple[int, int, str, str, str, str, str]]:
    yield from db.execute(f"{_ROWS} ORDER BY seq")


def _row(row: tuple[int, int, str, str, str, str, str]) -> DidRow:
    seq, at, *said = row
    return DidRow(seq, moment(at), *said)


def _condition(query: DidQuery) -> tuple[str, tuple[object, ...]]:
    asked = {
        "at >= ?": None if query.since is None else microseconds(query.since),
        "at < ?": None if query.until is None else microseconds(query.until),
        "by = ?": query.by,
        "did = ?": query.did,
        "about = ?": query.about,
        "seq < ?": query.before,
    }
    given = {one: value for one, value in asked.items() if value is not None}
    return (f" WHERE {' AND '.join(given)}" if given else ""), tuple(given.values())
