"""Accounts: who may sign in, as what, and by which password and second factor."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graftwatch.adapters.sqlite.console_schema import ConsoleDatabase, hashed
from graftwatch.adapters.sqlite.state_schema import moment

_SELECT: Final = "SELECT name, shown, roles, language, made_at, disabled_at, password, totp, totp_step FROM account"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes:
        name: stands in what they decide and in the audit.
        roles: by name, see `console.access.roles.Role`.
        language: of their pages; empty: the browser's.
        shown: what people call them, where that is another name.
        made_at: since when it is there (aware).
        is_disabled: it may not sign in any more.
        has_password: it can sign in here, without a provider.
    """

    name: str
    roles: frozenset[str]
    language: str = ""
    shown: str = ""
    made_at: datetime | None = None
    is_disabled: bool = False
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """How an account signs in here: the password's hash, the second factor's secret, its last step that was used."""

    account: Account
    password: str
    totp: str
    totp_step: int


class Accounts:
    """Reads and writes accounts."""

    def __init__(self, database: ConsoleDatabase) -> None:
        self._database = database

    def exist(self) -> bool:
        """Whether there is any."""
        return self._database.row("SELECT 1 FROM account LIMIT 1") is not None

    def all(self) -> list[Account]:
        """Every account, by name."""
        return [account_of(row) for row in self._database.rows(f"{_SELECT} ORDER BY name")]

    def find(self, name: str) -> Account | None:
        """An account, disabled or not."""
        row = self._database.row(f"{_SELECT} WHERE name = ?", (name,))
        return account_of(row) if row else None

    def credentials(self, name: str) -> Credentials | None:
        """How an account signs in."""
        row = self._database.row(f"{_SELECT} WHERE name = ?", (name,))
        return Credentials(account_of(row), row[6], row[7], row[8]) if row else None

    def add(self, account: Account) -> None:
        """Adds an account, or says anew what it is called, its roles and language; how it signs in stays."""
        row = (account.name, account.shown, _roles(account.roles), account.language, self._database.microseconds())
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO account (name, shown, roles, language, made_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET shown = excluded.shown, roles = excluded.roles, "
                "language = excluded.language",
                row,
            )

    def set_roles(self, name: str, roles: Iterable[str]) -> None:
        """Gives an account other roles, from its next request on."""
        self._set(name, "roles", _roles(roles))

    def set_language(self, name: str, language: str) -> None:
        """Says which language an account reads."""
        self._set(name, "language", language)

    def disable(self, name: str) -> None:
        """Lets an account sign in no more, and ends what it has open."""
        with self._database.writing() as db:
            db.execute("UPDATE account SET disabled_at = ? WHERE name = ?", (self._database.microseconds(), name))
            db.execute("DELETE FROM session WHERE account = ?", (name,))
            db.execute("DELETE FROM link WHERE account = ?", (name,))

    def enable(self, name: str) -> None:
        """Lets an account sign in again."""
        self._set(name, "disabled_at", None)

    def set_password(self, name: str, password_hash: str) -> None:
        """Gives an account another password."""
        self._set(name, "password", password_hash)

    def set_totp(self, name: str, secret: str, step: int) -> None:
        """Gives an account another second factor, whose codes up to a step were used."""
        with self._database.writing() as db:
            db.execute("UPDATE account SET totp = ?, totp_step = ? WHERE name = ?", (secret, step, name))

    def use_step(self, name: str, step: int) -> bool:
        """Takes a step of the second factor as used; False where it, or a later one, was used before."""
        with self._database.writing() as db:
            took = db.execute(
                "UPDATE account SET totp_step = ? WHERE name = ? AND totp_step < ?", (step, name, step)
            ).rowcount
        return took == 1

    def set_recovery(self, name: str, codes: Sequence[str]) -> None:
        """Gives an account other recovery codes."""
        with self._database.writing() as db:
            db.execute("DELETE FROM recovery WHERE account = ?", (name,))
            db.executemany("INSERT INTO recovery VALUES (?, ?)", [(name, hashed(one)) for one in codes])

    def use_recovery(self, name: str, code: str) -> bool:
        """Takes a recovery code as used; False where it is none, or was used."""
        with self._database.writing() as db:
            took = db.execute("DELETE FROM recovery WHERE account = ? AND secret = ?", (name, hashed(code))).rowcount
        return took == 1

    def recovery_left(self, name: str) -> int:
        """How many recovery codes an account has not used."""
        row = self._database.row("SELECT count(*) FROM recovery WHERE account = ?", (name,))
        return int(row[0]) if row else 0

    def _set(self, name: str, column: str, value: object) -> None:
        with self._database.writing() as db:
            db.execute(f"UPDATE account SET {column} = ? WHERE name = ?", (value, name))  # noqa: S608 - our own names


def account_of(row: Sequence[Any]) -> Account:
    """An account by its row."""
    name, shown, roles, language, made_at, disabled_at, password = row[:7]
    held = frozenset(json.loads(roles))
    return Account(name, held, language, shown, moment(made_at), disabled_at is not None, bool(password))


def _roles(roles: Iterable[str]) -> str:
    return json.dumps(sorted(roles))
