"""The console's own store, `console.db`: accounts, sessions, links by which somebody starts, tokens, and who did what.

It stands apart from `state.db`, whose one writer is the detector.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from graftwatch.adapters.sqlite.console_accounts import Account, Accounts
from graftwatch.adapters.sqlite.console_audit import ConsoleAudit, DidQuery, DidRow
from graftwatch.adapters.sqlite.console_schema import ConsoleDatabase
from graftwatch.adapters.sqlite.console_sessions import Link, Links, Sessions, Tokens

__all__ = ["Account", "ConsoleStore", "DidQuery", "DidRow"]


class ConsoleStore:
    """Reads and writes console.db; any thread, several processes.

    Args:
        path: the file; made where it is missing, readable by nobody but the service's user.
        now: the time of what happens.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._database = ConsoleDatabase(path, now)
        self.now = now
        self.accounts = Accounts(self._database)
        self.sessions = Sessions(self._database)
        self.links = Links(self._database)
        self.tokens = Tokens(self._database)
        self.audit = ConsoleAudit(self._database)

    def close(self) -> None:
        """Ends."""
        self._database.close()

    def demo_link(self, account: Account, lasting: timedelta, uses: int) -> str:
        """The secret of a link that signs in as an account, which is made: for demonstrations and tests alone."""
        self.accounts.add(account)
        return self.links.make(Link(account.name, "demo", ""), lasting, uses)

    def note(self, by: str, did: str, about: str = "", words: str = "") -> None:
        """Appends what somebody did to the chain; see `console.access.audit.ConsoleAudit`."""
        self.audit.note(by, did, about, words)

    def rows(self, query: DidQuery | None = None) -> list[DidRow]:
        """What people did, the newest first."""
        return self.audit.rows(query)
