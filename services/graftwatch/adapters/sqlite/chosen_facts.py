"""Some of a recipient's facts from state.db, for pages that show a part of them: the rest is not even decoded."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.state_schema import moment
from graftwatch.facts import Fact, Lapse, Source, Statement, Version
from graftwatch.facts.codec import decode

MEASUREMENT: Final = "Measurement"
_CHOSEN: Final = f"""
SELECT subject, identity, finality, stated_at, rank, content_hash, known_at, feed, control_id, kind, statement
FROM fact WHERE subject = ? AND (
    kind IN (SELECT value FROM json_each(?))
    OR kind = '{MEASUREMENT}' AND statement ->> '$.concept' IN (SELECT value FROM json_each(?))
)
"""  # noqa: S608 - a constant
_LAPSES: Final = "SELECT * FROM lapse WHERE subject = ?"
_LAST_MESSAGE: Final = "SELECT received_at FROM frame WHERE subject = ? ORDER BY seq DESC LIMIT 1"
_NUMBERS: Final = "SELECT feed, control_id, max(seq) FROM frame WHERE subject = ? GROUP BY feed, control_id"
_STANDING: Final = """
SELECT (SELECT assessment FROM recipient WHERE subject = :subject),
    (SELECT ledger FROM recipient WHERE subject = :subject),
    (SELECT count(*) || ' ' || max(known_at) FROM fact WHERE subject = :subject),
    (SELECT count(*) || ' ' || count(until) FROM lapse WHERE subject = :subject),
    (SELECT count(*) FROM page WHERE subject = :subject AND subject <> ''),
    (SELECT max(seq) FROM roster_change)
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which facts: kinds of statements by their class's name, and measurements of these concepts."""

    kinds: Collection[str]
    concepts: Collection[str]


def chosen_facts(db: sqlite3.Connection, subject: str, choice: Choice) -> Iterator[Fact[Statement]]:
    """All versions of the chosen facts of a recipient."""
    rows = db.execute(_CHOSEN, (subject, json.dumps(sorted(choice.kinds)), json.dumps(sorted(choice.concepts))))
    for owner, identity, finality, stated_at, rank, content, known_at, feed, control_id, kind, statement in rows:
        version = Version(finality, moment(stated_at), rank, content)
        yield Fact(owner, identity, version, moment(known_at), Source(feed, control_id), decode(kind, statement))


def lapses_of(db: sqlite3.Connection, subject: str) -> Iterator[Lapse]:
    """When versions of a recipient's facts did not count."""
    for owner, identity, finality, stated_at, rank, content, since, until in db.execute(_LAPSES, (subject,)):
        version = Version(finality, moment(stated_at), rank, content)
        yield Lapse(owner, identity, version, moment(since), None if until is None else moment(until))


def last_message_at(db: sqlite3.Connection, subject: str) -> datetime | None:
    """When the newest message about a recipient came; None where none did."""
    row = db.execute(_LAST_MESSAGE, (subject,)).fetchone()
    return None if row is None else moment(row[0])


def message_numbers(db: sqlite3.Connection, subject: str) -> dict[tuple[str, str], int]:
    """The newest kept message about a recipient of each feed and control id, by its place in the journal."""
    return {(feed, control_id): seq for feed, control_id, seq in db.execute(_NUMBERS, (subject,))}


def standing_of_recipient(db: sqlite3.Connection, subject: str) -> tuple[object, ...]:
    """What differs whenever anything that is kept of a recipient has changed: facts, assessment, pages, enrolment."""
    return tuple(db.execute(_STANDING, {"subject": subject}).fetchone())
