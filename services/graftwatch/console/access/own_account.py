"""`/account`: what somebody may change about their own account, whatever their roles."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.console_sessions import Link
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.administration import Administration, NewToken, NotDone
from graftwatch.console.access.audit import Did
from graftwatch.console.access.local_accounts import FIRST_LINK, LocalAccounts
from graftwatch.console.access.one_time_codes import new_totp
from graftwatch.console.access.opening import address_of
from graftwatch.console.access.passwords import fault_of, kept
from graftwatch.console.access.roles import ROLE_NAMES, Scope
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.shell.languages import LANGUAGES
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import LANGUAGE_COOKIE, page, visitor_of, words_of

FIELDS: Final = 24
YEAR_SECONDS: Final = 365 * 24 * 3600
TOKEN_DAYS: Final = (30, 90, 365)

WRONG_PASSWORD: Final = _("This is not your password.")
DONE: Final[Mapping[str, str]] = {
    "password": _("The password is changed, and your other sessions have ended."),
    "sessions": _("Ended."),
    "token": _("The token is taken back."),
}
"""What is said after something was done, by its key in the address."""
Taking = Callable[[Request, FormData], Awaitable[Response]]


class OwnAccount:
    """The pages.

    Args:
        store: accounts, sessions, tokens, and the audit.
        rules: how sessions last.
        accounts: checks passwords.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules, accounts: LocalAccounts) -> None:
        self._store = store
        self._rules = rules
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """The routes."""
        taking: dict[str, Taking] = {
            "language": self._language,
            "password": self._password,
            "factor": self._factor,
            "recovery": self._recovery,
            "sessions": self._end_session,
            "others": self._end_others,
            "tokens": self._add_token,
            "revoke": self._revoke,
        }
        posts = (Route(f"/account/{name}", _taken(how), methods=["POST"]) for name, how in taking.items())
        return [Route("/account", self._show, methods=["GET"]), *posts]

    async def _show(self, request: Request) -> Response:
        return await self._page(request, {})

    async def _page(self, request: Request, faults: dict[str, str], form: FormData | None = None) -> Response:
        say, given = words_of(request).say, form or FormData()
        context = await run_in_threadpool(self._context, request)
        context |= {
            "roles": [say(words) for role, words in ROLE_NAMES.items() if role in visitor_of(request).roles],
            "faults": {field: say(words) for field, words in faults.items()},
            "done": DONE.get(request.query_params.get("done", ""), ""),
            "given": {"name": str(given.get("name", "")), "scopes": given.getlist("scopes")},
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
        return page(request, "access/account.html.j2", context, status)

    def _context(self, request: Request) -> dict[str, object]:
        name = visitor_of(request).account
        account = self._store.accounts.find(name)
        return {
            "account": account,
            "left": self._store.accounts.recovery_left(name),
            "sessions": self._store.sessions.all(self._rules.idle, name, self._rules.session_of(request)),
            "tokens": self._store.tokens.all(name),
            "scopes": [one.value for one in Scope],
            "days": TOKEN_DAYS,
            "zone": self._rules.zone,
            "now": self._store.now(),
        }

    async def _language(self, request: Request, form: FormData) -> Response:
        answer = RedirectResponse("/account", HTTPStatus.SEE_OTHER)
        asked = str(form.get("language", ""))
        if asked in LANGUAGES:
            await run_in_threadpool(self._store.accounts.set_language, visitor_of(request).account, asked)
            answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=YEAR_SECONDS, samesite="lax")
        return answer

    async def _password(self, request: Request, form: FormData) -> Response:
        name = visitor_of(request).account
        chosen, again = str(form.get("password", "")), str(form.get("again", ""))
        faults = {"again": _("The two are not the same.")} if chosen != again else {}
        if wrong := fault_of(chosen, name):
            faults["password"] = wrong
        if not faults and not await self._confirmed(request, form, "old"):
            faults["old"] = WRONG_PASSWORD
        if faults:
            return await self._page(request, faults)
        await run_in_threadpool(self._store.accounts.set_password, name, await run_in_threadpool(kept, chosen))
        await run_in_threadpool(self._store.sessions.end_of, name, self._rules.session_of(request))
        await run_in_threadpool(self._store.note, name, Did.ACCOUNT_CHANGED, name, "password")
        return _done("password")

    async def _factor(self, request: Request, form: FormData) -> Response:
        if not await self._confirmed(request, form, "factor_password"):
            return await self._page(request, {"factor_password": WRONG_PASSWORD})
        link = Link(visitor_of(request).account, "factor", new_totp())
        secret = await run_in_threadpool(self._store.links.make, link, FIRST_LINK)
        return RedirectResponse(f"/start/{secret}", HTTPStatus.SEE_OTHER)

    async def _recovery(self, request: Request, form: FormData) -> Response:
        name = visitor_of(request).account
        if not await self._confirmed(request, form, "recovery_password"):
            return await self._page(request, {"recovery_password": WRONG_PASSWORD})
        codes = await run_in_threadpool(self._accounts.renew_recovery, name)
        await run_in_threadpool(self._store.note, name, Did.ACCOUNT_CHANGED, name, "recovery codes")
        return page(request, "access/recovery_codes.html.j2", {"codes": codes, "leading": "/account"})

    async def _end_session(self, request: Request, form: FormData) -> Response:
        number, name = number_in(form, "id"), visitor_of(request).account
        try:
            await run_in_threadpool(Administration(self._store, name).end_session, number, name)
        except NotDone as no:
            return await self._page(request, {"sessions": str(no)})
        return _done("sessions")

    async def _end_others(self, request: Request, form: FormData) -> Response:
        del form
        name = visitor_of(request).account
        await run_in_threadpool(self._store.sessions.end_of, name, self._rules.session_of(request))
        await run_in_threadpool(self._store.note, name, Did.SIGNED_OUT, "", "everywhere else")
        return _done("sessions")

    async def _add_token(self, request: Request, form: FormData) -> Response:
        name, days = visitor_of(request).account, number_in(form, "days")
        lasting = timedelta(days=days if days in TOKEN_DAYS else TOKEN_DAYS[0])
        scopes = frozenset(str(one) for one in form.getlist("scopes"))
        token = NewToken(str(form.get("name", "")).strip(), scopes, self._store.now() + lasting)
        try:
            if not await self._confirmed(request, form, "token_password"):
                return await self._page(request, {"token_password": WRONG_PASSWORD}, form)
            secret = await run_in_threadpool(Administration(self._store, name).add_token, name, token)
        except NotDone as no:
            return await self._page(request, {"tokens": str(no)}, form)
        return page(request, "access/shown_once.html.j2", {"kind": "token", "secret": secret, "leading": "/account"})

    async def _revoke(self, request: Request, form: FormData) -> Response:
        number, name = number_in(form, "id"), visitor_of(request).account
        try:
            await run_in_threadpool(Administration(self._store, name).revoke_token, number, name)
        except NotDone as no:
            return await self._page(request, {"tokens": str(no)})
        return _done("token")

    async def _confirmed(self, request: Request, form: FormData, field: str) -> bool:
        """Whether they gave their password again; whoever has none signs in at a provider, and is not asked for one."""
        name = visitor_of(request).account
        account = await run_in_threadpool(self._store.accounts.find, name)
        if account is None or not account.has_password:
            return account is not None
        return await run_in_threadpool(self._accounts.confirms, name, str(form.get(field, "")), address_of(request))


def _taken(how: Taking) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        return await how(request, await request.form(max_fields=FIELDS, max_files=0))

    return take


def _done(what: str) -> Response:
    return RedirectResponse(f"/account?done={what}", HTTPStatus.SEE_OTHER)


def number_in(form: FormData, field: str) -> int:
    """A number in a form; one that nothing has where it is none."""
    text = str(form.get(field))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else -1  # noqa: PLR2004 - of an integer
