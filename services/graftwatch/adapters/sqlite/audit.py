"""The audit of pages in state.db: a table that is only ever appended to, each row chained to the one before.

A row's hash is the SHA-256 of the hash before it and of all that stands in the row, so a row that was changed,
taken out or slipped in later breaks the chain at its place. Triggers refuse UPDATE, DELETE and a number out of turn
(which `INSERT OR REPLACE` would need). What a chain cannot show is that its newest rows were cut off: an export
holds its last hash for that. Source of the scheme: Schneier and Kelsey, "Secure Audit Logs to Support Computer
Forensics" (1999), hash chain without the key evolution. See `pipeline.audit`.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.pipeline.audit import WORDS_LENGTH, AuditItem, AuditQuery, AuditRow, Happened

BEGINNING: Final = "0" * 64
"""The hash before the first row."""

_NEWEST = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
_ROWS = "SELECT seq, at, what, page, subject, content, hash FROM audit"
_CHOSEN = """
seq < ? AND (? = '' OR what = ?) AND (? = '' OR subject = ? OR page = ?)
AND (? = '' OR ? IN (content ->> '$.by', content ->> '$.person'))
"""
_HELD = (Happened.DECIDED.value, Happened.HELD_BACK.value)
# These stand in columns of their own.
_COLUMNS = {"at", "what", "page", "subject"}


@dataclass(frozen=True, slots=True)
class AuditChosen:
    """Which rows are asked for, the newest first; empty asks for all.

    Attributes:
        query: their times.
        what: what they tell.
        who: who acknowledged or was told.
        about: their subject or page.
        before: rows with a smaller number only.
    """

    query: AuditQuery
    what: str = ""
    who: str = ""
    about: str = ""
    before: int = 2**62


class SqliteAudit:
    """The audit, over a connection to state.db; the writer's is inside a transaction when it notes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def note(self, items: Sequence[AuditItem]) -> None:
        """Appends items to the chain."""
        if not items:
            return
        seq, last = self._db.execute(_NEWEST).fetchone() or (0, BEGINNING)
        for one in items:
            seq += 1
            row = (seq, microseconds(one.at), one.what.value, one.page, one.subject, _content(one))
            last = chained(last, row)
            self._db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, last))

    def rows(self, query: AuditQuery) -> Iterator[AuditRow]:
        """The rows that are asked for, in their order."""
        where, values = _condition(query)
        for row in self._db.execute(f"{_ROWS}{where} ORDER BY seq", values):
            yield AuditRow(row[0], _item(row), row[6])

    def newest(self, chosen: AuditChosen, at_most: int) -> list[AuditRow]:
        """The newest rows that are asked for, the newest first."""
        where, values = _condition(chosen.query)
        asked = (chosen.before, *[chosen.what] * 2, *[chosen.about] * 3, *[chosen.who] * 2, at_most)
        query = f"{_ROWS}{where}{' AND ' if where else ' WHERE '}{_CHOSEN} ORDER BY seq DESC LIMIT ?"
        return [AuditRow(row[0], _item(row), row[6]) for row in self._db.execute(query, (*values, *asked))]

    def held_back(self, subject: str) -> dict[str, str]:
        """By what each story of a subject was held back, where nothing was decided about it since."""
        held: dict[str, str] = {}
        for row in self._db.execute(f"{_ROWS} WHERE subject = ? AND what IN (?, ?) ORDER BY seq", (subject, *_HELD)):
            item = _item(row)
            held.pop(item.story, None)
            if item.what is Happened.HELD_BACK:
                held[item.story] = item.words
        return held

    def size(self) -> int:
        """How many rows there are."""
        seq, _ = self._db.execute(_NEWEST).fetchone() or (0, BEGINNING)
        return int(seq)

    def first_fault(self) -> str:
        """Where the chain breaks first, in words; empty where it is whole."""
        expected, before = 1, BEGINNING
        for row in self._db.execute(f"{_ROWS} ORDER BY seq"):
            if row[0] != expected:
                return f"audit row {expected} is missing"
            if chained(before, row[:6]) != row[6]:
                return f"audit row {row[0]} is not as it was written, or a row before it was taken out"
            expected, before = expected + 1, row[6]
        return ""


def chained(before: str, row: Sequence[object]) -> str:
    """The hash of a row that follows a hash: over number, time, kind, page, subject and content."""
    said = json.dumps(list(row), ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()


def _content(item: AuditItem) -> str:
    cut = item.model_copy(update={"words": item.words[:WORDS_LENGTH]})
    return cut.model_dump_json(exclude=_COLUMNS, exclude_defaults=True)


def _item(row: Sequence[object]) -> AuditItem:
    _, at, what, page, subject, content, _ = row
    named = {"at": moment(int(str(at))), "what": what, "page": page, "subject": subject}
    return AuditItem.model_validate({**json.loads(str(content)), **named})


def _condition(query: AuditQuery) -> tuple[str, list[object]]:
    def micro(at: datetime | None) -> int | None:
        return None if at is None else microseconds(at)

    asked = {
        "at >= ?": micro(query.since),
        "at < ?": micro(query.until),
        "subject = ?": query.subject,
        "page = ?": query.page,
    }
    given = {one: value for one, value in asked.items() if value is not None}
    return (f" WHERE {' AND '.join(given)}" if given else ""), list(given.values())
