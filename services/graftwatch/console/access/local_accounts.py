"""Accounts of this service's own: signing in by password and second factor, and choosing both."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from graftwatch.adapters.sqlite.console_accounts import Account, Credentials
from graftwatch.adapters.sqlite.console_sessions import Link
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.limits import SignInLimits
from graftwatch.console.access.one_time_codes import new_recovery_codes, new_totp, normal_recovery, step_of
from graftwatch.console.access.passwords import fault_of, is_old, is_right, kept, nobodys
from graftwatch.console.shell.marked import marked as _

FIRST_LINK: Final = timedelta(hours=1)
LINK: Final = timedelta(hours=72)
LONGEST_NAME: Final = 64
_NAME: Final = re.compile(r"[\w.@-]+")
_NOBODYS_SECRET: Final = new_totp()

WRONG: Final = _("Name, password or code is not right. A code works once; wait for the next one.")
"""Whatever was wrong of the three, and whether there is such an account, is not said."""
WRONG_CODE: Final = _("This code is not right. Is the clock of the device right? A code works once.")


class Refused(Exception):  # noqa: N818 - it is no fault of ours
    """Not signed in; the words say why, as far as they may. `wait_seconds` where there were too many attempts."""

    def __init__(self, words: str, wait_seconds: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.wait_seconds = wait_seconds


def account_name(typed: str) -> str:
    """An account's name however it was typed: NFKC, small letters."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def name_fault(name: str) -> str:
    """Why this cannot be an account's name; empty where it can."""
    if not name or len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        return _("A name has letters, digits, dots, hyphens, @, and up to 64 of them, such as ward-5 or n.tanaka.")
    return ""


def first_start_link(store: ConsoleStore, base_url: str) -> str:
    """The address by which the first account is made, for an hour and once; empty where there is an account.

    Earlier ones work no more.
    """
    if store.accounts.exist():
        return ""
    return f"{base_url}/start/{store.links.make(Link('', 'first', new_totp()), FIRST_LINK)}"


def link_for(store: ConsoleStore, name: str, base_url: str, lasting: timedelta = LINK) -> str:
    """The address by which somebody chooses the password and second factor of an account; earlier ones work no more."""
    return f"{base_url}/start/{store.links.make(Link(name, 'person', new_totp()), lasting)}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose: a password, and a code that shows that their app has the second factor."""

    password: str
    again: str
    code: str


class LocalAccounts:
    """Signs people in.

    Args:
        store: accounts and the audit.
        limits: how often one may try.
        counted: takes what became of each attempt, one of `adapters.prometheus.console.SIGN_INS`.
    """

    def __init__(
        self, store: ConsoleStore, limits: SignInLimits, counted: Callable[[str], None] = lambda _: None
    ) -> None:
        self._store = store
        self._limits = limits
        self._counted = counted
        nobodys()

    def sign_in(self, name: str, password: str, code: str, address: str) -> Account:
        """Whose name, password and code these are; the code may be a recovery code.

        Raises:
            Refused: they are nobody's, or there were too many attempts.
        """
        wait = self._limits.wait(name, address)
        if wait:
            self._counted("turned_away")
            raise Refused(_("Too many attempts. Wait a while; links in pages work meanwhile."), wait)
        held = self._store.accounts.credentials(name)
        right = is_right(password, held.password if held else "")
        second = self._second(held, code, counts=right)
        if held is None or not (right and second) or held.account.is_disabled:
            self._counted("code_refused" if right else "refused")
            words = f"{address}: the password was right" if right else address
            self._store.note("", Did.SIGN_IN_FAILED, name if held else "", words)
            raise Refused(WRONG)
        self._limits.succeeded(name)
        self._counted("signed_in")
        if is_old(held.password):
            self._store.accounts.set_password(name, kept(password))
        return held.account

    def confirms(self, name: str, password: str, address: str) -> bool:
        """Whether this is the password of whoever is signed in and asks for something that needs it again."""
        if self._limits.wait(name, address):
            return False
        held = self._store.accounts.credentials(name)
        right = is_right(password, held.password if held else "")
        if right:
            self._limits.succeeded(name)
        else:
            self._store.note("", Did.SIGN_IN_FAILED, name, address)
        return right

    def choose(self, name: str, totp: str, chosen: Chosen) -> list[str]:
        """Gives an account a password and a second factor that `faults` finds nothing in; the recovery codes."""
        accounts = self._store.accounts
        accounts.set_password(name, kept(chosen.password))
        self._limits.succeeded(name)
        return self.renew_totp(name, totp, chosen.code)

    def renew_totp(self, name: str, totp: str, code: str) -> list[str]:
        """Gives an account another second factor, whose code is right; the new recovery codes."""
        self._store.accounts.set_totp(name, totp, step_of(code, totp, self._store.now()))
        return self.renew_recovery(name)

    def renew_recovery(self, name: str) -> list[str]:
        """Gives an account new recovery codes."""
        codes = new_recovery_codes()
        self._store.accounts.set_recovery(name, codes)
        return codes

    def faults(self, name: str, totp: str, chosen: Chosen) -> dict[str, str]:
        """What is wrong with what somebody chose, by field."""
        found = {
            "password": fault_of(chosen.password, name),
            "again": "" if chosen.password == chosen.again else _("The two are not the same."),
            "code": self.code_fault(totp, chosen.code),
        }
        return {field: words for field, words in found.items() if words}

    def code_fault(self, totp: str, code: str) -> str:
        """What is wrong with the first code of a new second factor."""
        return "" if step_of(code, totp, self._store.now()) else WRONG_CODE

    def _second(self, held: Credentials | None, code: str, *, counts: bool) -> bool:
        """Whether the code is right and was not used; it counts as used only with the right password."""
        recovery = normal_recovery(code)
        step = step_of(code, (held.totp if held else "") or _NOBODYS_SECRET, self._store.now())
        if held is None or not held.totp or not counts or held.account.is_disabled:
            return False
        if recovery:
            return self._store.accounts.use_recovery(held.account.name, recovery)
        return bool(step) and self._store.accounts.use_step(held.account.name, step)


def role_names(asked: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The roles that were asked for and exist."""
    return frozenset(asked) & frozenset(known)
