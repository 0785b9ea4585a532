"""`/sign-in/provider`: signing in through the hospital's own provider."""

import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.adapters.oidc import NotBelieved, ProviderUnavailable, Secrets
from graftwatch.adapters.sqlite.console_schema import hashed, new_secret
from graftwatch.adapters.sqlite.console_store import Account, ConsoleStore
from graftwatch.console.access.administration import PROVIDED
from graftwatch.console.access.audit import Did
from graftwatch.console.access.limits import Each
from graftwatch.console.access.opening import Opening, address_of
from graftwatch.console.access.own_paths import own_path
from graftwatch.console.access.provider import Provider
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.access.sign_in import SignIn
from graftwatch.console.shell.marked import marked as _

BACK: Final = "/sign-in/provider/back"
LASTING: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""
PENDING: Final = 1000
"""Sign-ins that have begun; beyond, the oldest is forgotten."""
BEGUN_AT_AN_ADDRESS: Final = 60
"""Sign-ins begun in a minute."""
LONGEST_SUBJECT: Final = 255
"""OpenID Connect Core, 2."""
LONGEST_NAME: Final = 64
BINDING_COOKIE: Final = "graftwatch-provider"

AWAY: Final = _("The provider cannot be asked at the moment. An account of this service still signs in.")
NOT_TAKEN: Final = _("The provider's answer was not taken. Begin again.")
DISABLED: Final = _("This account may not sign in. Ask the service's operator.")
TOO_MANY: Final = _("Too many attempts. Wait a while; links in pages work meanwhile.")


@dataclass(frozen=True, slots=True)
class _Begun:
    secrets: Secrets
    leading: str
    browser: str
    until: datetime


class ProviderPages:
    """Leads to the provider, and takes whoever comes back.

    Args:
        store: accounts and the audit.
        rules: how the service is reached, and the provider.
        sign_in: the page that says what went wrong.
        counted: takes what became of each attempt.
    """

    def __init__(
        self, store: ConsoleStore, rules: AccessRules, sign_in: SignIn, counted: Callable[[str], None]
    ) -> None:
        self._store = store
        self._rules = rules
        self._sign_in = sign_in
        self._counted = counted
        self._opening = Opening(store, rules)
        self._lock = threading.Lock()
        self._begun: OrderedDict[str, _Begun] = OrderedDict()
        self._addresses = Each(BEGUN_AT_AN_ADDRESS)
        self._cookie = f"__Host-{BINDING_COOKIE}" if rules.is_secure else BINDING_COOKIE
        self._log = structlog.get_logger(component="console")

    def routes(self) -> list[Route]:
        """The routes."""
        return [Route("/sign-in/provider", self._begin, methods=["GET"]), Route(BACK, self._back, methods=["GET"])]

    async def _begin(self, request: Request) -> Response:
        provider, leading = self._rules.provider, own_path(request.query_params.get("next", "/"))
        if provider is None or request.method != "GET":
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        if not self._addresses.one_more(address_of(request)):
            self._counted("turned_away")
            return self._sign_in.page(request, leading, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
        secrets, browser = Secrets(new_secret(), new_secret(), new_secret()), new_secret()
        try:
            address = await run_in_threadpool(provider.oidc.address, secrets)
        except ProviderUnavailable as fault:
            self._log.warning("the provider of sign-ins cannot be asked", reason=str(fault))
            return self._sign_in.page(request, leading, AWAY, HTTPStatus.SERVICE_UNAVAILABLE)
        self._remember(_Begun(secrets, leading, hashed(browser), self._store.now() + LASTING))
        answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            self._cookie,
            browser,
            max_age=int(LASTING.total_seconds()),
            path="/",
            secure=self._rules.is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _back(self, request: Request) -> Response:
        provider = self._rules.provider
        begun = self._taken(request)
        if provider is None or begun is None:
            return await self._refused(request, "no sign-in was begun in this browser, or it was taken before")
        code = request.query_params.get("code", "")
        if not code:
            said = "".join(one for one in request.query_params.get("error", "") if one.isalnum() or one == "_")
            return await self._refused(request, f"the provider said no: {said[:40]}")
        try:
            claims = await run_in_threadpool(provider.oidc.claims, code, begun.secrets)
            account = await run_in_threadpool(self._account, provider, claims)
        except ProviderUnavailable as fault:
            self._log.warning("the provider of sign-ins cannot be asked", reason=str(fault))
            return self._sign_in.page(request, begun.leading, AWAY, HTTPStatus.SERVICE_UNAVAILABLE)
        except NotBelieved as fault:
            return await self._refused(request, str(fault))
        if account.is_disabled:
            return await self._refused(request, "disabled", account.name, DISABLED)
        self._counted("signed_in")
        answer = await self._opening.lead_on(request, account.name, "the provider", begun.leading)
        answer.delete_cookie(self._cookie, path="/", secure=self._rules.is_secure, httponly=True, samesite="lax")
        return answer

    def _remember(self, begun: _Begun) -> None:
        with self._lock:
            self._begun[begun.secrets.state] = begun
            if len(self._begun) > PENDING:
                self._begun.popitem(last=False)

    def _taken(self, request: Request) -> _Begun | None:
        """The sign-in that this browser began, once; None where it began none, or too long ago."""
        with self._lock:
            begun = self._begun.pop(request.query_params.get("state", ""), None)
        browser = hashed(request.cookies.get(self._cookie, ""))
        if begun is None or begun.until <= self._store.now() or not hmac.compare_digest(begun.browser, browser):
            return None
        return begun

    def _account(self, provider: Provider, claims: Mapping[str, Any]) -> Account:
        """The account of whoever the claims are about, with the roles that they give.

        Raises:
            NotBelieved: they are about nobody that can be named.
        """
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise NotBelieved("the token's claims: sub is no name")
        name, roles = PROVIDED + subject, frozenset(one.value for one in provider.roles_of(claims))
        before = self._store.accounts.find(name)
        self._store.accounts.add(Account(name, roles, before.language if before else "", _shown(claims)))
        if before is None or before.roles != roles:
            said = ", ".join(sorted(roles)) or "none"
            self._store.note(name, Did.ACCOUNT_CHANGED, name, f"roles, by the provider: {said}")
        return self._store.accounts.find(name) or Account(name, frozenset(), is_disabled=True)

    async def _refused(self, request: Request, why: str, about: str = "", words: str = NOT_TAKEN) -> Response:
        self._counted("refused")
        said = f"{address_of(request)}: provider: {why}"
        await run_in_threadpool(self._store.note, "", Did.SIGN_IN_FAILED, about, said)
        return self._sign_in.page(request, "/", words, HTTPStatus.FORBIDDEN)


def _shown(claims: Mapping[str, Any]) -> str:
    """What the provider calls somebody."""
    said = claims.get("preferred_username") or claims.get("name") or ""
    return said[:LONGEST_NAME] if isinstance(said, str) and said.isprintable() else ""
