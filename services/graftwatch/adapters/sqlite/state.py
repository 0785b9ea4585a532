"""The embedded engine's store, state.db: SQLite in WAL mode, synchronous=FULL.

One process writes, any may read. A transaction is durable when it ends; nothing is written outside one.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.frame_rows import FrameRows
from graftwatch.adapters.sqlite.protocol_rows import ProtocolRows
from graftwatch.adapters.sqlite.state_schema import (
    END_LAPSE,
    KEEP_FACT,
    KEEP_ROSTER_CHANGE,
    KEEP_STATEMENT,
    ROSTER_CHANGES,
    SCHEMA_VERSION,
    microseconds,
    moment,
    steps_from,
)
from graftwatch.adapters.sqlite.transaction import AskedConnection, transaction
from graftwatch.adapters.sqlite.watch_notes import keep_notes, read_notes
from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, FactSet, Lapse, Source, Statement, Version
from graftwatch.facts.codec import decode, encode
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import Ledger, Page
from graftwatch.pipeline.audit import AuditItem, decided_item
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.state import DeadLetter, RecipientState, UnmappedCount
from graftwatch.pipeline.watch_state import WatchNotes
from graftwatch.roster import ROSTER_CHANGE, IdentityStatement, RosterChange

_ADD_PAGE = "INSERT OR IGNORE INTO page VALUES (?, ?, ?, ?, ?)"
# Another process may hold the lock for one short transaction; longer means that something is wrong.
BUSY_SECONDS = 10.0


class StateUnusable(Exception):  # noqa: N818 - said as a state: this store cannot be used, and why
    """The store cannot be used; the message says why and what to do."""


def open_state(
    path: Path, *, read_only: bool = False, before_commit: Callable[[], None] | None = None
) -> sqlite3.Connection:
    """A connection to state.db, its tables made where they are missing.

    Args:
        path: the file.
        read_only: for those who only look.
        before_commit: called inside each transaction before it is made durable (a replicated database; else nobody).

    Raises:
        StateUnusable: the store was written by a newer version, or is not there and cannot be made.
    """
    try:
        connection = sqlite3.connect(
            f"file:{path}?mode={'ro' if read_only else 'rwc'}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            factory=AskedConnection,
        )
        connection.before_commit = before_commit
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as fault:
        raise StateUnusable(f"{path.name} cannot be opened: {fault}") from fault
    if version > SCHEMA_VERSION:
        raise StateUnusable(f"{path.name} was written by a newer version of the service; upgrade before you start it")
    if version < SCHEMA_VERSION:
        _bring_up(connection, path, version, read_only=read_only)
    return connection


def _bring_up(connection: sqlite3.Connection, path: Path, version: int, *, read_only: bool) -> None:
    """Makes the tables that are missing."""
    if read_only and version == 0:
        raise StateUnusable(f"{path.name} is empty: the service has not run on this folder yet")
    if read_only:
        raise StateUnusable(f"{path.name} was written by an older version of the service; start the service once")
    connection.executescript(steps_from(version))


class SqliteState(FrameRows, ProtocolRows):
    """The pipeline's store in state.db; see `pipeline.state.StateStore`.

    Args:
        connection: from `open_state`.
        channels: the channels that a page is delivered through, by severity (see `pipeline.channels`).
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._audit = SqliteAudit(connection)

    def transaction(self) -> AbstractContextManager[None]:
        """Begins a transaction, durable when it ends, undone when an exception leaves it."""
        return transaction(self._db)

    def position(self) -> int:
        """Sequence number of the last journal entry that was handled; 0 at the start."""
        return int(self._db.execute("SELECT seq FROM position").fetchone()[0])

    def handling(self, entry: Entry | None) -> None:
        """What leads to what is not kept."""

    def move_to(self, seq: int) -> None:
        """Notes the position."""
        self._db.execute("UPDATE position SET seq = ?", (seq,))

    def base(self) -> int:
        """Sequence number before the first entry of the log that this journal goes on with, or copies."""
        return int(self._db.execute("SELECT base FROM position").fetchone()[0])

    def source_positions(self) -> dict[str, int]:
        """The highest place that was handled of each log that entries were taken from."""
        return dict(self._db.execute("SELECT name, offset FROM source"))

    def keep_source_positions(self, positions: Mapping[str, int]) -> None:
        """Keeps the highest place that was handled of these logs."""
        self._db.executemany("INSERT OR REPLACE INTO source VALUES (?, ?)", [*positions.items()])

    def watch_notes(self) -> WatchNotes:
        """Where the watch over the service stands."""
        return read_notes(self._db)

    def keep_watch_notes(self, notes: WatchNotes) -> None:
        """Keeps where the watch over the service stands, and adds what came since."""
        keep_notes(self._db, notes)

    def roster_changes(self, known_by: datetime | None = None) -> list[RosterChange]:
        """The roster's changes in order, all or those known by a time."""
        until = 2**62 if known_by is None else microseconds(known_by)
        rows = self._db.execute(ROSTER_CHANGES, (until, until))
        return [ROSTER_CHANGE.validate_json(change) for (change,) in rows]

    def roster_changed_at(self) -> list[datetime]:
        """The times at which a change of the roster became known, in order."""
        rows = self._db.execute("SELECT known_at FROM roster_change UNION SELECT known_at FROM identity_statement")
        return sorted(moment(at) for (at,) in rows)

    def add_roster_change(self, seq: int, known_at: datetime, change: RosterChange) -> None:
        """Keeps a change of the roster: the one of an entry, or one of several that follow from an entry."""
        row = {"seq": seq, "at": microseconds(known_at), "change": change.model_dump_json()}
        self._db.execute(KEEP_STATEMENT if isinstance(change, IdentityStatement) else KEEP_ROSTER_CHANGE, row)

    def codes(self) -> dict[str, CodesChange]:
        """Each feed's own codes as they were last set."""
        rows = self._db.execute("SELECT feed, change FROM codes")
        return {feed: CodesChange.model_validate_json(change) for feed, change in rows}

    def save_codes(self, seq: int, known_at: datetime, change: CodesChange) -> None:
        """Keeps a feed's own codes."""
        row = (change.feed, seq, microseconds(known_at), change.model_dump_json())
        self._db.execute("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)", row)

    def load(self, subject: str) -> RecipientState:
        """What is held of a recipient; empty where nothing is."""
        row = self._db.execute(
            "SELECT assessment, ledger, next_look FROM recipient WHERE subject = ?", (subject,)
        ).fetchone()
        facts = FactSet(self.facts(subject), self.lapses(subject))
        if row is None:
            return RecipientState(facts)
        assessment, ledger, next_look = row
        return RecipientState(
            facts,
            None if assessment is None else Assessment.model_validate_json(assessment),
            Ledger.model_validate_json(ledger),
            None if next_look is None else moment(next_look),
        )

    def facts(self, subject: str, of_feed: str = "") -> Iterator[Fact[Statement]]:
        """All versions of all facts of a recipient; of a feed, where one is named."""
        rows = self._db.execute(
            "SELECT * FROM fact WHERE subject = ? AND (? = '' OR feed = ?)", (subject, of_feed, of_feed)
        )
        for owner, identity, finality, stated_at, rank, content, known_at, feed, control_id, kind, statement in rows:
            version = Version(finality, moment(stated_at), rank, content)
            source = Source(feed, control_id)
            yield Fact(owner, identity, version, moment(known_at), source, decode(kind, statement))

    def lapses(self, subject: str) -> Iterator[Lapse]:
        """When versions of a recipient's facts did not count."""
        rows = self._db.execute("SELECT * FROM lapse WHERE subject = ?", (subject,))
        for owner, identity, finality, stated_at, rank, content, since, until in rows:
            version = Version(finality, moment(stated_at), rank, content)
            yield Lapse(owner, identity, version, moment(since), None if until is None else moment(until))

    def assessments(self) -> list[Assessment]:
        """The last assessment of every recipient, by subject."""
        rows = self._db.execute("SELECT assessment FROM recipient WHERE assessment IS NOT NULL ORDER BY subject")
        return [Assessment.model_validate_json(document) for (document,) in rows]

    def next_looks(self) -> dict[str, datetime]:
        """Every recipient's next look."""
        rows = self._db.execute("SELECT subject, next_look FROM recipient WHERE next_look IS NOT NULL")
        return {subject: moment(at) for subject, at in rows}

    def add_facts(self, facts: Iterable[Fact[Statement]], replacing: str | None = None) -> None:
        """Merges facts in; those of the subject `replacing` are dropped first (the heartbeat keeps no history)."""
        if replacing is not None:
            self._db.execute("DELETE FROM fact WHERE subject = ?", (replacing,))
        rows = [_row(one) for one in facts]
        self._db.executemany(KEEP_FACT, rows)
        self._db.executemany(END_LAPSE, [(row[6], *row[:6], row[6]) for row in rows])

    def add_lapses(self, lapses: Iterable[Lapse]) -> None:
        """Notes versions that do not count from some time on."""
        self._db.executemany(
            "INSERT OR IGNORE INTO lapse VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            [(one.subject, one.identity, *_version(one.version), microseconds(one.since)) for one in lapses],
        )

    def save(self, subject: str, state: RecipientState) -> None:
        """Keeps the assessment, the ledger and the next look."""
        self._db.execute(
            "INSERT OR REPLACE INTO recipient VALUES (?, ?, ?, ?)",
            (
                subject,
                None if state.assessment is None else state.assessment.model_dump_json(),
                state.ledger.model_dump_json(),
                None if state.next_look is None else microseconds(state.next_look),
            ),
        )

    def unheard_ledgers(self) -> list[Ledger]:
        """The recipients' ledgers in which a story waits for an acknowledgement, or never got one."""
        rows = self._db.execute(
            """SELECT ledger FROM recipient WHERE ledger LIKE '%"waiting"%' OR ledger LIKE '%"unheard"%'"""
        )
        return [Ledger.model_validate_json(ledger) for (ledger,) in rows]

    def service_ledgers(self) -> list[Ledger]:
        """What was told about the service itself: by the watch over it, and about its channels."""
        return [self.watch_notes().state.ledger, self.channel_ledger()]

    def channel_ledger(self) -> Ledger:
        """What was told about channels that fail."""
        row = self._db.execute("SELECT channel_ledger FROM service").fetchone()
        return Ledger.model_validate_json(row[0]) if row[0] else Ledger()

    def save_channel_ledger(self, ledger: Ledger) -> None:
        """Keeps what was told about channels that fail."""
        self._db.execute("UPDATE service SET channel_ledger = ?", (ledger.model_dump_json(),))

    def add_pages(self, pages: Sequence[Page], seq: int) -> None:
        """Keeps pages; one that is there already stays as it is."""
        rows = ((one, (one.id, seq, one.subject, microseconds(one.decided_at), one.model_dump_json())) for one in pages)
        new = [one for one, row in rows if self._db.execute(_ADD_PAGE, row).rowcount > 0]
        self.note([decided_item(one) for one in new])

    def note(self, items: Sequence[AuditItem]) -> None:
        """Appends to the audit of pages."""
        self._audit.note(items)

    def held_back(self, subject: str) -> dict[str, str]:
        """By what each story of a recipient, or of the service (empty), was held back, where that is told last."""
        return self._audit.held_back(subject)

    def pages(self) -> list[Page]:
        """All pages in the order they were decided."""
        rows = self._db.execute("SELECT page FROM page ORDER BY decided_at, seq, id")
        return [Page.model_validate_json(page) for (page,) in rows]

    def pages_decided_at(self, seq: int) -> list[Page]:
        """The pages that an entry led to at once."""
        rows = self._db.execute("SELECT page FROM page WHERE seq = ? ORDER BY id", (seq,))
        return [Page.model_validate_json(page) for (page,) in rows]

    def pages_of(self, subject: str) -> list[Page]:
        """A recipient's pages in the order they were decided."""
        rows = self._db.execute("SELECT page FROM page WHERE subject = ? ORDER BY decided_at, seq, id", (subject,))
        return [Page.model_validate_json(page) for (page,) in rows]

    def entry_of_page(self, page_id: str) -> int | None:
        """The entry at which a page was decided."""
        row = self._db.execute("SELECT seq FROM page WHERE id = ?", (page_id,)).fetchone()
        return None if row is None else int(row[0])

    def count_unmapped(self, unmapped: Sequence[Unmapped]) -> None:
        """Counts what nobody could map."""
        self._db.executemany(
            "INSERT INTO unmapped VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
            [(one.feed, one.field, one.code, one.system, one.text) for one in unmapped],
        )

    def forget_unmapped(self, feed: str, codes: Iterable[tuple[str, str]]) -> None:
        """Drops the counts of codes (with their systems, in small letters) that a feed's own codes now speak of."""
        self._db.executemany(
            "DELETE FROM unmapped WHERE feed = ? AND (code = ? OR lower(trim(code)) = ?)"
            " AND (lower(trim(system)) = ? OR ? = '')",
            [(feed, code, code, system, system) for code, system in codes],
        )

    def unmapped(self) -> list[UnmappedCount]:
        """What nobody could map, the most frequent first."""
        rows = self._db.execute("SELECT * FROM unmapped ORDER BY count DESC, feed, field, code, system, text")
        return [UnmappedCount(Unmapped(*row[:-1]), row[-1]) for row in rows]

    def take_dead_letters(self, seq: int) -> list[DeadLetter]:
        """The notes of an entry that failed, which are kept no more: it is handled again."""
        taken = [one for one in self.dead_letters() if one.seq == seq]
        self._db.execute("DELETE FROM dead_letter WHERE seq = ?", (seq,))
        return taken

    def add_dead_letter(self, letter: DeadLetter) -> None:
        """Keeps the note of an entry that failed in processing."""
        self._db.execute(
            "INSERT OR REPLACE INTO dead_letter VALUES (?, ?, ?, ?)",
            (letter.seq, letter.subject, microseconds(letter.failed_at), letter.reason),
        )

    def dead_letters(self) -> list[DeadLetter]:
        """The notes of entries that failed in processing."""
        rows = self._db.execute("SELECT * FROM dead_letter ORDER BY seq, subject")
        return [DeadLetter(seq, subject, moment(at), reason) for seq, subject, at, reason in rows]


def _row(one: Fact[Statement]) -> tuple[object, ...]:
    kind, statement = encode(one.statement)
    version, source = one.version, one.source
    return (
        *(one.subject, one.identity),
        *_version(version),
        *(microseconds(one.known_at), source.feed, source.control_id, kind, statement.decode()),
    )


def _version(version: Version) -> tuple[int, int, int, str]:
    return version.finality, microseconds(version.stated_at), version.rank, version.content_hash
