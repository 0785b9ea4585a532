"""A local copy of a replicated database: a SQLite file, and in it how far it has followed its topic.

How far is kept in the same transaction as the rows, so a crash leaves a copy that is whole and at most behind: WAL with
synchronous=NORMAL, where a power cut may cost the newest transactions and nothing else. A file that is torn all the
same is put aside for good and made anew, since the topic has every row; so is one that

- did not follow for longer than the topic says that rows are gone (`limits.AWAY_AT_MOST`), and
- one that passed over columns or tables of a newer program, once the program is that new.

Never made anew by itself is a copy whose topic is another one than it followed, or has lost records: then the topic is
at fault, and somebody must say which of the two is right.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.replica.limits import AWAY_AT_MOST
from graftwatch.adapters.kafka.replica.rows import Change
from graftwatch.adapters.kafka.replica.tables import BOOKKEEPING, Table, listed, quoted, tables_of

Opener = Callable[[Path, Callable[[], None]], sqlite3.Connection]
"""Opens the file, its tables made where they are missing; the second is called before each COMMIT of a transaction."""

_MADE = f"""
CREATE TABLE {BOOKKEEPING} (
    only INTEGER PRIMARY KEY CHECK (only = 1), topic TEXT NOT NULL, topic_id TEXT NOT NULL,
    next_offset INTEGER NOT NULL, followed_at INTEGER NOT NULL,
    tables_here INTEGER NOT NULL, tables_seen INTEGER NOT NULL
)
"""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_BUSY_SECONDS: Final = 10.0
# The low byte of an extended error code of SQLite is the kind of error.
_PRIMARY_CODE: Final = 0xFF

logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a copy has followed.

    Attributes:
        topic: the name of its topic and its partition.
        topic_id: the cluster's own id of the topic; empty: it never followed.
        next_offset: of the first record that it does not have.
        followed_at: when it was last known to have all (aware).
        tables_here: version of the tables that the rows were put into.
        tables_seen: the newest version of the tables that a row came from.
    """

    topic: str
    topic_id: str
    next_offset: int
    followed_at: datetime
    tables_here: int
    tables_seen: int


class Copy:
    """The file, opened.

    Args:
        path: where it is or will be.
        topic: the name of its topic and its partition, in words.
        opener: opens it.
        before_commit: see `Opener`.
        now: the current time.

    Raises:
        ClusterUnfit: the file is no copy of this topic, or cannot be one.
    """

    def __init__(
        self, path: Path, topic: str, opener: Opener, before_commit: Callable[[], None], now: datetime
    ) -> None:
        self.path, self.topic = path, topic
        self._opener, self._before_commit = opener, before_commit
        self.connection, self.tables = self._open(now)
        why = self._why_anew(now)
        if why:
            logger.warning("replica_made_anew", file=path.name, topic=topic, reason=why)
            self.connection.close()
            discard(path)
            self.connection, self.tables = self._open(now)
        self._put = {one.name: _Put(one) for one in self.tables}

    def standing(self) -> Standing:
        """How far it has followed."""
        row = self.connection.execute(
            f"SELECT topic, topic_id, next_offset, followed_at, tables_here, tables_seen FROM {BOOKKEEPING}"  # noqa: S608 - a name
        ).fetchone()
        return Standing(row[0], row[1], row[2], _EPOCH + row[3] * _MICROSECOND, *row[4:])

    def version(self) -> int:
        """The version of its tables."""
        return int(self.connection.execute("PRAGMA main.user_version").fetchone()[0])

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A transaction of the copy's own, which nobody is asked about."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def apply(self, change: Change) -> None:
        """Puts in a row of the topic, or takes it out; joins the open transaction.

        Raises:
            ClusterUnfit: the table's own rules forbid it: the copy and the topic tell different histories.
        """
        put = self._put.get(change.table)
        if put is None:
            return
        try:
            put.apply(self.connection, change)
        except sqlite3.IntegrityError as fault:
            raise ClusterUnfit(
                f"{self.path.name} and {self.topic} tell different histories in table {change.table} ({fault});"
                " if the topic is right, put the file aside: it is made anew"
            ) from None

    def move_to(self, next_offset: int, tables_seen: int = 0) -> None:
        """Notes how far it has followed; joins the open transaction."""
        self.connection.execute(
            f"UPDATE {BOOKKEEPING} SET next_offset = ?, tables_here = ?, tables_seen = max(tables_seen, ?)",  # noqa: S608 - a name
            (next_offset, self.version(), tables_seen),
        )

    def follows(self, topic_id: str, now: datetime) -> None:
        """Notes which topic it follows, and that it has all of it at a time; joins the open transaction."""
        self.connection.execute(
            f"UPDATE {BOOKKEEPING} SET topic_id = ?, followed_at = ?",  # noqa: S608 - a name
            (topic_id, _microseconds(now)),
        )

    def close(self) -> None:
        """Closes the file."""
        self.connection.close()

    def _open(self, now: datetime) -> tuple[sqlite3.Connection, tuple[Table, ...]]:
        torn = _why_torn(self.path)
        if torn:
            logger.error("replica_torn", file=self.path.name, topic=self.topic, reason=torn)
            discard(self.path)
        if not _begun(self.path, self.topic, now):
            raise ClusterUnfit(
                f"{self.path.name} is the embedded engine's own store, not a copy of {self.topic}:"
                " take another data folder, or carry it over with `graftwatch migrate`"
            )
        connection = self._opener(self.path, self._before_commit)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection, tables_of(connection)

    def _why_anew(self, now: datetime) -> str:
        standing = self.standing()
        if standing.topic != self.topic:
            raise ClusterUnfit(f"{self.path.name} is a copy of {standing.topic}, not of {self.topic}")
        if standing.topic_id and now - standing.followed_at > AWAY_AT_MOST:
            return f"it has not followed since {standing.followed_at.date()}"
        if standing.tables_here < standing.tables_seen and self.version() > standing.tables_here:
            return "it passed over what a newer program wrote, and the program is newer now"
        return ""


class _Put:
    """How rows of one table are put in and taken out."""

    def __init__(self, table: Table) -> None:
        self._table = table
        same = " AND ".join(f"{quoted(one)} IS ?" for one in table.key)
        self._delete = f"DELETE FROM main.{quoted(table.name)} WHERE {same}"  # noqa: S608 - names
        self._held = f"SELECT {listed(table.columns)} FROM main.{quoted(table.name)} WHERE {same}"  # noqa: S608 - names

    def apply(self, connection: sqlite3.Connection, change: Change) -> None:
        if change.row is None:
            connection.execute(self._delete, change.key)
            return
        columns = tuple(one for one in self._table.columns if one in change.row)
        if self._table.guarded and self._is_there(connection, change):
            return
        marks = ", ".join("?" * len(columns))
        rule = "INSERT" if self._table.guarded else "INSERT OR REPLACE"
        connection.execute(
            f"{rule} INTO main.{quoted(self._table.name)} ({listed(columns)}) VALUES ({marks})",
            [change.row[one] for one in columns],
        )

    def _is_there(self, connection: sqlite3.Connection, change: Change) -> bool:
        held = connection.execute(self._held, change.key).fetchone()
        row = change.row or {}
        return held is not None and all(
            value == row[name] for name, value in zip(self._table.columns, held, strict=True) if name in row
        )


def discard(path: Path) -> None:
    """Takes a copy away, with the files SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _why_torn(path: Path) -> str:
    """What is wrong with a file, by SQLite's own check; empty where nothing is, or where there is no file."""
    if not path.exists():
        return ""
    try:
        with closing(_plain(path)) as connection:
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as fault:
        if fault.sqlite_errorcode & _PRIMARY_CODE in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return str(fault)
        raise
    return "" if said == "ok" else said


def _begun(path: Path, topic: str, now: datetime) -> bool:
    """Makes the bookkeeping in a new file, before any other table; False where the file has others and not this one."""
    with closing(_plain(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        known = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if known and BOOKKEEPING not in known:
            return False
        if not known:
            connection.execute(_MADE)
            connection.execute(f"INSERT INTO {BOOKKEEPING} VALUES (1, ?, '', 0, ?, 0, 0)", (topic, _microseconds(now)))  # noqa: S608 - a name
        connection.execute("COMMIT")
    return True


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
