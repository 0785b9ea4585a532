"""Sessions, links by which somebody starts, and tokens of programs: secrets of which only a hash is kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from graftwatch.adapters.sqlite.console_accounts import Account, account_of
from graftwatch.adapters.sqlite.console_schema import ConsoleDatabase, hashed, new_secret
from graftwatch.adapters.sqlite.state_schema import microseconds, moment

SEEN_STEP: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was used last."""
BROWSER_LENGTH: Final = 200
TOKEN_PREFIX: Final = "gw_"  # noqa: S105 - how tokens begin, so that a scanner of sources finds a lost one
Purpose = Literal["first", "person", "factor", "demo"]
"""What a link is for: the first account, a person's password and second factor, the factor alone, a demonstration."""
_SELECT: Final = (
    "SELECT account.name, account.shown, account.roles, account.language, account.made_at, account.disabled_at, "
    "account.password"
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner and the operator see it; times aware."""

    id: int
    account: str
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    browser: str
    is_this: bool = False


class Sessions:
    """Who is signed in."""

    def __init__(self, database: ConsoleDatabase) -> None:
        self._database = database

    def open(self, account: str, lasting: timedelta, address: str = "", browser: str = "") -> str:
        """The secret of a new session; sessions that have ended are forgotten."""
        secret, now = new_secret(), self._database.now()
        row = (hashed(secret), account, *(microseconds(one) for one in (now, now, now + lasting)), address)
        with self._database.writing() as db:
            db.execute("DELETE FROM session WHERE ends_at <= ?", (microseconds(now),))
            db.execute(
                "INSERT INTO session (secret, account, opened_at, seen_at, ends_at, address, browser) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*row, browser[:BROWSER_LENGTH]),
            )
        return secret

    def account(self, secret: str, idle: timedelta, *, extends: bool = True) -> Account | None:
        """Who signed in; None where there is no such session any more, or its account may not sign in.

        Args:
            secret: the session's.
            idle: it has ended when it was not used for so long.
            extends: this counts as use.
        """
        now = self._database.now()
        row = self._database.row(
            f"{_SELECT}, session.id, session.seen_at FROM session JOIN account ON account = name "
            "WHERE secret = ? AND ends_at > ? AND seen_at > ? AND disabled_at IS NULL",
            (hashed(secret), microseconds(now), microseconds(now - idle)),
        )
        if row is None:
            return None
        if extends and now - moment(row[-1]) >= SEEN_STEP:
            with self._database.writing() as db:
                db.execute("UPDATE session SET seen_at = ? WHERE id = ?", (microseconds(now), row[-2]))
        return account_of(row)

    def end(self, secret: str) -> None:
        """Ends a session."""
        with self._database.writing() as db:
            db.execute("DELETE FROM session WHERE secret = ?", (hashed(secret),))

    def end_of(self, account: str, but: str = "") -> int:
        """Ends every session of an account but the one with this secret; says how many."""
        with self._database.writing() as db:
            ended = db.execute("DELETE FROM session WHERE account = ? AND secret != ?", (account, hashed(but)))
            return ended.rowcount

    def end_one(self, number: int, account: str | None = None) -> str:
        """Ends a session by its number, of this account alone where one is given; whose it was, empty for none."""
        with self._database.writing() as db:
            row = db.execute(
                "DELETE FROM session WHERE id = ? AND account = coalesce(?, account) RETURNING account",
                (number, account),
            ).fetchone()
        return str(row[0]) if row else ""

    def all(self, idle: timedelta, account: str | None = None, this: str = "") -> list[OpenSession]:
        """The open sessions of an account, or of all, the newest first; `this` is the secret of the asking one."""
        now = self._database.now()
        found = self._database.rows(
            "SELECT id, account, opened_at, seen_at, ends_at, address, browser, secret = ? FROM session "
            "WHERE ends_at > ? AND seen_at > ? AND account = coalesce(?, account) ORDER BY id DESC",
            (hashed(this), microseconds(now), microseconds(now - idle), account),
        )
        return [
            OpenSession(number, name, moment(opened), moment(seen), moment(ends), address, browser, bool(is_this))
            for number, name, opened, seen, ends, address, browser, is_this in found
        ]


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works: whose it is (empty before there is an account), what for, the second factor it proposes."""

    account: str
    purpose: Purpose
    totp: str


class Links:
    """Links by which somebody starts."""

    def __init__(self, database: ConsoleDatabase) -> None:
        self._database = database

    def make(self, link: Link, lasting: timedelta, uses: int = 1) -> str:
        """The secret of a new link; those of the same account and purpose made before work no more, but a demo's do."""
        secret, now = new_secret(), self._database.now()
        row = (hashed(secret), link.account, link.purpose, link.totp, uses, microseconds(now + lasting))
        with self._database.writing() as db:
            db.execute("DELETE FROM link WHERE ends_at <= ?", (microseconds(now),))
            if link.purpose != "demo":
                db.execute("DELETE FROM link WHERE account = ? AND purpose = ?", (link.account, link.purpose))
            db.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)", row)
        return secret

    def find(self, secret: str) -> Link | None:
        """A link that works, without using it."""
        row = self._database.row(
            "SELECT account, purpose, totp FROM link WHERE secret = ? AND uses_left > 0 AND ends_at > ?",
            (hashed(secret), self._database.microseconds()),
        )
        return Link(*row) if row else None

    def use(self, secret: str) -> Link | None:
        """A link, used once more; None where it is none, was used or has ended."""
        with self._database.writing() as db:
            row = db.execute(
                "UPDATE link SET uses_left = uses_left - 1 WHERE secret = ? AND uses_left > 0 AND ends_at > ? "
                "RETURNING account, purpose, totp",
                (hashed(secret), self._database.microseconds()),
            ).fetchone()
        return Link(*row) if row else None


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token as people see it; times aware."""

    id: int
    account: str
    name: str
    scopes: frozenset[str]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class Tokens:
    """Tokens of programs. Each belongs to an account and does no more than it may."""

    def __init__(self, database: ConsoleDatabase) -> None:
        self._database = database

    def add(self, account: str, name: str, scopes: Iterable[str], ends_at: datetime) -> str:
        """The secret of a new token, told this once."""
        secret = TOKEN_PREFIX + new_secret()
        row = (hashed(secret), account, name, json.dumps(sorted(scopes)), self._database.microseconds())
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO token (secret, account, name, scopes, made_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, microseconds(ends_at)),
            )
        return secret

    def find(self, secret: str) -> tuple[Account, frozenset[str]] | None:
        """Whose token it is and what for; None where it is none, has ended, or its account may not sign in."""
        now = self._database.now()
        row = self._database.row(
            f"{_SELECT}, scopes, token.id, used_at FROM token JOIN account ON account = account.name "
            "WHERE secret = ? AND ends_at > ? AND disabled_at IS NULL",
            (hashed(secret), microseconds(now)),
        )
        if row is None:
            return None
        scopes, number, used_at = row[7:]
        if used_at is None or now - moment(used_at) >= SEEN_STEP:
            with self._database.writing() as db:
                db.execute("UPDATE token SET used_at = ? WHERE id = ?", (microseconds(now), number))
        return account_of(row), frozenset(json.loads(scopes))

    def revoke(self, number: int, account: str | None = None) -> str:
        """Takes a token back, of this account alone where one is given; whose it was, empty for none."""
        with self._database.writing() as db:
            row = db.execute(
                "DELETE FROM token WHERE id = ? AND account = coalesce(?, account) RETURNING account", (number, account)
            ).fetchone()
        return str(row[0]) if row else ""

    def all(self, account: str | None = None) -> list[Token]:
        """The tokens of an account, or of all, also those that have ended, the newest first."""
        found = self._database.rows(
            "SELECT id, account, name, scopes, made_at, ends_at, used_at FROM token "
            "WHERE account = coalesce(?, account) ORDER BY id DESC",
            (account,),
        )
        return [
            Token(one[0], one[1], one[2], frozenset(json.loads(one[3])), moment(one[4]), moment(one[5]), _when(one[6]))
            for one in found
        ]


def _when(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
