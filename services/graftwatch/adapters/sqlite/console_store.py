"""The console's own store, `console.db`: accounts, sessions, links by which somebody starts, and who did what.

Secrets are kept as hashes only. It stands apart from `state.db`, whose one writer is the detector.
"""

import hashlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from graftwatch.adapters.sqlite.audit import BEGINNING, chained
from graftwatch.adapters.sqlite.state_schema import microseconds, moment

SECRET_BYTES: Final = 32
BUSY_MILLISECONDS: Final = 5000
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY, roles TEXT NOT NULL, language TEXT NOT NULL DEFAULT '', made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  secret TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account, opened_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (
  secret TEXT PRIMARY KEY, account TEXT NOT NULL, uses_left INTEGER NOT NULL, ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS did (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, did TEXT NOT NULL, about TEXT NOT NULL,
  words TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    name: str
    roles: frozenset[str]
    language: str = ""


class ConsoleStore:
    """Reads and writes console.db; any thread, several processes.

    Args:
        path: the file; made where it is missing, readable by nobody but the service's user.
        now: the time of what happens.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        path.touch(mode=0o600)
        self._now = now
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Ends."""
        self._db.close()

    def add_account(self, account: Account) -> None:
        """Adds an account, or says anew what is held of one."""
        row = (account.name, json.dumps(sorted(account.roles)), account.language, microseconds(self._now()))
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)", row)

    def make_link(self, account: str, lasting: timedelta, uses: int = 1) -> str:
        """The secret of a link by which an account's owner signs in, so often and for so long."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        with self._writing() as db:
            row = (_hashed(secret), account, uses, microseconds(self._now() + lasting))
            db.execute("INSERT INTO link VALUES (?, ?, ?, ?)", row)
        return secret

    def use_link(self, secret: str) -> str:
        """Whose link it is, used once more; empty where it is none, was used or has ended."""
        with self._writing() as db:
            found = db.execute(
                "UPDATE link SET uses_left = uses_left - 1 WHERE secret = ? AND uses_left > 0 AND ends_at > ? "
                "RETURNING account",
                (_hashed(secret), microseconds(self._now())),
            ).fetchone()
        return str(found[0]) if found else ""

    def open_session(self, account: str, lasting: timedelta) -> str:
        """The secret of a new session."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._now()
        with self._writing() as db:
            row = (_hashed(secret), account, microseconds(now), microseconds(now + lasting))
            db.execute("INSERT INTO session VALUES (?, ?, ?, ?)", row)
        return secret

    def end_session(self, secret: str) -> None:
        """Ends a session."""
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE secret = ?", (_hashed(secret),))

    def account_of_session(self, secret: str) -> Account | None:
        """Who signed in; None where there is no such session any more."""
        with self._lock:
            row = self._db.execute(
                "SELECT name, roles, language FROM session JOIN account ON account = name "
                "WHERE secret = ? AND ends_at > ?",
                (_hashed(secret), microseconds(self._now())),
            ).fetchone()
        return Account(row[0], frozenset(json.loads(row[1])), row[2]) if row else None

    def note(self, by: str, did: str, about: str = "", words: str = "") -> None:
        """Appends what somebody did to the chain."""
        with self._writing() as db:
            newest = db.execute("SELECT seq, hash FROM did ORDER BY seq DESC LIMIT 1").fetchone()
            seq, before = newest or (0, BEGINNING)
            row = (seq + 1, microseconds(self._now()), by, did, about, words)
            db.execute("INSERT INTO did VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, chained(before, row)))

    def rows(self) -> list[tuple[datetime, str, str, str, str]]:
        """When who did what about what, and further words; in order."""
        with self._lock:
            found = self._db.execute("SELECT at, by, did, about, words FROM did ORDER BY seq").fetchall()
        return [(moment(at), by, did, about, words) for at, by, did, about, words in found]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
