"""The tables of console.db, and one connection to it for any thread.

Secrets that the service only has to recognise are kept as SHA-256 of 256 random bits, passwords by argon2id. The secret
of a second factor must be known to count with it; the file is readable by nobody but the service's user.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from graftwatch.adapters.sqlite.state_schema import microseconds
from graftwatch.adapters.sqlite.transaction import transaction

SECRET_BYTES: Final = 32
BUSY_MILLISECONDS: Final = 5000
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY, shown TEXT NOT NULL DEFAULT '', roles TEXT NOT NULL, language TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL, disabled_at INTEGER, password TEXT NOT NULL DEFAULT '', totp TEXT NOT NULL DEFAULT '',
  totp_step INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS recovery (
  account TEXT NOT NULL, secret TEXT NOT NULL, PRIMARY KEY (account, secret)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
  id INTEGER PRIMARY KEY AUTOINCREMENT, secret TEXT NOT NULL UNIQUE, account TEXT NOT NULL, opened_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, address TEXT NOT NULL, browser TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS session_by_account ON session (account);
CREATE TABLE IF NOT EXISTS link (
  secret TEXT PRIMARY KEY, account TEXT NOT NULL, purpose TEXT NOT NULL, totp TEXT NOT NULL, uses_left INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
  id INTEGER PRIMARY KEY AUTOINCREMENT, secret TEXT NOT NULL UNIQUE, account TEXT NOT NULL, name TEXT NOT NULL,
  scopes TEXT NOT NULL, made_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, used_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS did (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, did TEXT NOT NULL, about TEXT NOT NULL,
  words TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS did_by_account ON did (by, seq);
CREATE INDEX IF NOT EXISTS did_by_about ON did (about, seq);
CREATE TRIGGER IF NOT EXISTS did_in_turn BEFORE INSERT ON did
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM did)
BEGIN SELECT raise(ABORT, 'the audit is appended to, in turn'); END;
CREATE TRIGGER IF NOT EXISTS did_not_changed BEFORE UPDATE ON did
BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER IF NOT EXISTS did_not_deleted BEFORE DELETE ON did
BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
"""


class ConsoleDatabase:
    """console.db: any thread, several processes.

    Args:
        path: the file; made where it is missing, readable by nobody but the service's user.
        now: the time of what happens.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        path.touch(mode=0o600)
        self.now = now
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Ends."""
        self._db.close()

    def microseconds(self) -> int:
        """The time of now, as it is kept."""
        return microseconds(self.now())

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, durable when it ends."""
        with self._lock, transaction(self._db):
            yield self._db

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def row(self, query: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row that a query finds."""
        return next(iter(self.rows(query, values)), None)


def forget_openings(path: Path) -> None:
    """Ends all sessions and links of a store that was brought back: some of them were ended or used since."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM session")
        db.execute("DELETE FROM link")


def new_secret() -> str:
    """256 random bits, as text for addresses and headers."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hashed(secret: str) -> str:
    """What is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
