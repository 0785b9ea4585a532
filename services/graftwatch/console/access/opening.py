"""Opening sessions, and who is who by them."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graftwatch.adapters.sqlite.console_accounts import Account
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.own_paths import own_path
from graftwatch.console.access.roles import Role, Scope, Visitor
from graftwatch.console.access.rules import AccessRules

LOOPBACK = ("127.", "::1", "::ffff:127.")


class StoredVisitors:
    """Who is who by the console's store; see `guard.Visitors`.

    Args:
        store: accounts, sessions, tokens.
        rules: how long a session lasts unused, and who can reach the service.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules) -> None:
        self._store = store
        self._rules = rules
        self._is_open = rules.only_here

    def is_open(self) -> bool:
        """Whether anybody is answered: not while others can reach the service and there is no account."""
        self._is_open = self._is_open or self._store.accounts.exist()
        return self._is_open

    def by_session(self, secret: str, *, extends: bool = True) -> Visitor | None:
        """Who signed in."""
        account = self._store.sessions.account(secret, self._rules.idle, extends=extends)
        return _visitor(account) if account else None

    def by_token(self, secret: str) -> Visitor | None:
        """Whose token this is."""
        found = self._store.tokens.find(secret)
        return _visitor(found[0], frozenset(one for one in Scope if one in found[1])) if found else None


class Opening:
    """Opens and ends sessions.

    Args:
        store: sessions and the audit.
        rules: how long they last.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules) -> None:
        self._store = store
        self._rules = rules

    async def lead_on(self, request: Request, account: str, through: str, path: str = "/") -> Response:
        """Signs a browser in and leads it on."""
        answer = RedirectResponse(own_path(path), HTTPStatus.SEE_OTHER)
        await self.open(request, answer, account, through)
        return answer

    async def open(self, request: Request, answer: Response, account: str, through: str) -> None:
        """Signs a browser in by an answer. Its session is a new one, whatever it had before.

        Args:
            request: the browser's.
            answer: takes the cookie.
            account: who signed in.
            through: by what, for the audit.
        """
        await run_in_threadpool(self._store.sessions.end, self._rules.session_of(request))
        browser = request.headers.get("user-agent", "")
        secret = await run_in_threadpool(
            self._store.sessions.open, account, self._rules.session, address_of(request), browser
        )
        await run_in_threadpool(self._store.note, account, Did.SIGNED_IN, "", f"{through}, from {address_of(request)}")
        self._rules.give(answer, secret)


def address_of(request: Request) -> str:
    """Where a request comes from, as the process that listens says."""
    return request.client.host if request.client else ""


def is_from_here(request: Request) -> bool:
    """Whether a request comes from this machine."""
    return address_of(request).startswith(LOOPBACK)


def _visitor(account: Account, scopes: frozenset[Scope] | None = None) -> Visitor:
    roles = frozenset(one for one in Role if one in account.roles)
    return Visitor(account.name, roles, account.language, scopes, account.shown)
