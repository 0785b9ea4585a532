"""Where pages stand, read from state.db beside its one writer: a connection for each question, held by nobody.

See `pipeline.acknowledging.PageStandings`. A page belongs to a story of its recipient's ledger, or of one of the two
about the service itself; a summary of a storm belongs to none and stands by its acknowledgement alone.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from graftwatch.adapters.sqlite.state import open_state
from graftwatch.adapters.sqlite.watch_notes import watch_state
from graftwatch.facts import Acknowledgement
from graftwatch.facts.codec import decode
from graftwatch.paging import Ledger, Page
from graftwatch.pipeline.acknowledging import PageState, Standing, standing_in
from graftwatch.pipeline.journal import JournalUnavailable

_BY_ID: Final = "SELECT page FROM page WHERE id = ?"
_BY_KEY: Final = "SELECT page FROM page WHERE page ->> '$.dedup_key' = ? ORDER BY decided_at DESC, seq DESC, id LIMIT 1"
_ACKNOWLEDGEMENT: Final = """
SELECT kind, statement FROM fact WHERE subject = ? AND identity = ? ORDER BY stated_at LIMIT 1
"""


class SqlitePageStandings:
    """Reads state.db; any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of_page(self, page_id: str) -> Standing | None:
        """A page and where it stands; None where there is no such page."""
        return self._found(_BY_ID, page_id)

    def of_key(self, dedup_key: str) -> Standing | None:
        """The newest page with a dedup key, and where it stands."""
        return self._found(_BY_KEY, dedup_key)

    def _found(self, query: str, asked: str) -> Standing | None:
        with self._connection() as db:
            row = db.execute(query, (asked,)).fetchone()
            return None if row is None else standing_of(db, Page.model_validate_json(row[0]))

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(open_state(self._path, read_only=True)) as connection:
                yield connection
        except sqlite3.Error as fault:
            raise JournalUnavailable(f"{self._path.name} cannot be read: {fault}") from fault


def standing_of(db: sqlite3.Connection, page: Page) -> Standing:
    """Where a page stands."""
    return standing_in(page, _ledgers(db, page.subject)) or _by_acknowledgement(db, page)


def _ledgers(db: sqlite3.Connection, subject: str) -> Iterator[Ledger]:
    if subject:
        rows = db.execute("SELECT ledger FROM recipient WHERE subject = ?", (subject,))
    else:
        watch = watch_state(db)
        yield from (watch.ledger, watch.storm.ledger)
        rows = db.execute("SELECT channel_ledger FROM service WHERE channel_ledger IS NOT NULL")
    for (ledger,) in rows:
        yield Ledger.model_validate_json(ledger)


def _by_acknowledgement(db: sqlite3.Connection, page: Page) -> Standing:
    row = db.execute(_ACKNOWLEDGEMENT, (page.subject, f"acknowledgement:{page.id}")).fetchone()
    heard = decode(row[0], row[1].encode()) if row else None
    if not isinstance(heard, Acknowledgement):
        return Standing(page, PageState.WAITING)
    return Standing(page, PageState.HEARD, heard.by, heard.acknowledged.at)
