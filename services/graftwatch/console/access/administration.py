"""What may be done to accounts and tokens: the same rules on the command line and in the operator's pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graftwatch.adapters.sqlite.console_store import Account, ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.local_accounts import account_name, link_for, name_fault
from graftwatch.console.access.roles import Role, Scope, without_unblinding
from graftwatch.console.shell.marked import marked as _

LONGEST_TOKEN: Final = timedelta(days=366)
LONGEST_TOKEN_NAME: Final = 64
PROVIDED: Final = "oidc:"
"""How the names of accounts begin whose owners a provider signs in; no name that somebody chooses can."""


class NotDone(ValueError):  # noqa: N818 - it is no fault of ours
    """It was not done; the message says why, in English, as a sentence that is translated where it is shown."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to make: what it is called, what for, and when it ends (aware)."""

    name: str
    scopes: frozenset[str]
    ends_at: datetime


class Administration:
    """Changes accounts and tokens, each change recorded.

    Args:
        store: where they are.
        by: who does it; stands in the audit.
    """

    def __init__(self, store: ConsoleStore, by: str) -> None:
        self._store = store
        self._by = by

    def add(self, typed: str, roles: Iterable[str]) -> str:
        """Adds an account; its name.

        Raises:
            NotDone: the name cannot be one, or is taken; there is no such role.
        """
        name, given = account_name(typed), _known_roles(roles)
        if wrong := name_fault(name):
            raise NotDone(wrong)
        if self._store.accounts.find(name):
            raise NotDone(_("There is an account of this name already."))
        self._store.accounts.add(Account(name, given))
        self._changed(name, f"added: {_listed(given)}")
        return name

    def set_roles(self, name: str, roles: Iterable[str]) -> None:
        """Gives an account other roles, from its next request on.

        Raises:
            NotDone: there is no such account or role, or nobody would be operator any more.
        """
        account, given = self.account(name), _known_roles(roles)
        if name.startswith(PROVIDED):
            raise NotDone(_("The roles of this account come from the provider. Change them there."))
        if Role.OPERATOR not in given:
            self._refuse_last(account)
        self._store.accounts.set_roles(name, given)
        self._changed(name, f"roles: {_listed(given)}")

    def disable(self, name: str) -> None:
        """Lets an account sign in no more; its sessions and links end, and its tokens do not work.

        Raises:
            NotDone: there is no such account, or nobody would be operator any more.
        """
        self._refuse_last(self.account(name))
        self._store.accounts.disable(name)
        self._changed(name, "disabled")

    def enable(self, name: str) -> None:
        """Lets an account sign in again.

        Raises:
            NotDone: there is no such account.
        """
        self.account(name)
        self._store.accounts.enable(name)
        self._changed(name, "enabled")

    def link(self, name: str, base_url: str) -> str:
        """The address by which an account's owner chooses a password and second factor; works once.

        Raises:
            NotDone: there is no such account, it may not sign in, or it signs in elsewhere.
        """
        account = self.account(name)
        if account.is_disabled:
            raise NotDone(_("This account is disabled. Enable it first."))
        if name.startswith(PROVIDED):
            raise NotDone(_("This account signs in through the provider and has no password here."))
        self._changed(name, "link made")
        return link_for(self._store, name, base_url)

    def add_token(self, name: str, token: NewToken) -> str:
        """Makes a token; its secret, which is told this once.

        Raises:
            NotDone: there is no such account or scope, or it would end never or too late.
        """
        self.account(name)
        unknown = sorted(token.scopes - set(Scope))
        if unknown or not token.scopes:
            raise NotDone(_("Say what the token is for: one scope or several."))
        if not 0 < len(token.name) <= LONGEST_TOKEN_NAME or not token.name.isprintable():
            raise NotDone(_("Say what the token is called, in up to 64 characters."))
        now = self._store.now()
        if not now < token.ends_at <= now + LONGEST_TOKEN:
            raise NotDone(_("A token ends between now and a year from now."))
        secret = self._store.tokens.add(name, token.name, token.scopes, token.ends_at)
        words = f"made: {token.name}: {_listed(token.scopes)} until {token.ends_at:%Y-%m-%d}"
        self._store.note(self._by, Did.TOKEN_CHANGED, name, words)
        return secret

    def revoke_token(self, number: int, of: str | None = None) -> str:
        """Takes a token back, of this account alone where one is given; whose it was.

        Raises:
            NotDone: there is none.
        """
        account = self._store.tokens.revoke(number, of)
        if not account:
            raise NotDone(_("There is no such token."))
        self._store.note(self._by, Did.TOKEN_CHANGED, account, f"taken back: {number}")
        return account

    def end_session(self, number: int, of: str | None = None) -> str:
        """Ends a session, of this account alone where one is given; whose it was.

        Raises:
            NotDone: there is none.
        """
        account = self._store.sessions.end_one(number, of)
        if not account:
            raise NotDone(_("There is no such session any more."))
        self._changed(account, f"session {number} ended")
        return account

    def account(self, name: str) -> Account:
        """An account.

        Raises:
            NotDone: there is none.
        """
        found = self._store.accounts.find(name)
        if found is None:
            raise NotDone(_("There is no such account."))
        return found

    def _refuse_last(self, account: Account) -> None:
        others = (one for one in self._store.accounts.all() if one.name != account.name and not one.is_disabled)
        if Role.OPERATOR in account.roles and not any(Role.OPERATOR in one.roles and _signs_in(one) for one in others):
            raise NotDone(_("This is the last operator who can sign in. Make another one first."))

    def _changed(self, name: str, words: str) -> None:
        self._store.note(self._by, Did.ACCOUNT_CHANGED, name, words)


def _signs_in(account: Account) -> bool:
    return account.has_password or account.name.startswith(PROVIDED)


def _known_roles(roles: Iterable[str]) -> frozenset[str]:
    given = frozenset(roles)
    if given - set(Role):
        raise NotDone(_("There is no such role."))
    if given != without_unblinding(frozenset(Role(one) for one in given)):
        raise NotDone(_("Who is blinded has no other role: every other one shows who got what."))
    return given


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values)) or "none"
