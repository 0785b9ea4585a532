"""`/accounts`: the operator's page: who may sign in, as what, what is open, and which programs have tokens."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.administration import PROVIDED, Administration, NotDone
from graftwatch.console.access.own_account import FIELDS, number_in
from graftwatch.console.access.roles import ROLE_NAMES
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.shell.pages import page, refused_page, visitor_of, words_of

NO_ACCOUNT: Final = "There is no such account."
Deed = Callable[[Administration, str, FormData], object]
"""Does something to an account by its name."""


class AllAccounts:
    """The pages.

    Args:
        store: accounts, sessions, tokens, and the audit.
        rules: how sessions last, and by which address people reach the service.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules) -> None:
        self._store = store
        self._rules = rules

    def routes(self) -> list[Route]:
        """The routes."""
        quiet: dict[str, Deed] = {
            "roles": lambda admin, name, form: admin.set_roles(name, _roles(form)),
            "disable": lambda admin, name, _: admin.disable(name),
            "enable": lambda admin, name, _: admin.enable(name),
            "end-session": lambda admin, name, form: admin.end_session(number_in(form, "id"), name),
            "revoke": lambda admin, name, form: admin.revoke_token(number_in(form, "id"), name),
        }
        return [
            Route("/accounts", self._show_all, methods=["GET"]),
            Route("/accounts", self._add, methods=["POST"]),
            *(Route(f"/accounts/{name}", self._does(deed), methods=["POST"]) for name, deed in quiet.items()),
            Route("/accounts/link", self._link, methods=["POST"]),
            Route("/accounts/{name:path}", self._show_one, methods=["GET"]),
        ]

    async def _show_all(self, request: Request) -> Response:
        return await self._list(request, FormData(), "")

    async def _list(self, request: Request, form: FormData, fault: str) -> Response:
        accounts = await run_in_threadpool(self._store.accounts.all)
        open_sessions = await run_in_threadpool(self._store.sessions.all, self._rules.idle)
        tokens = await run_in_threadpool(self._store.tokens.all)
        say = words_of(request).say
        now = self._store.now()
        context = {
            "accounts": accounts,
            "names": {role.value: say(words) for role, words in ROLE_NAMES.items()},
            "sessions": _counted(one.account for one in open_sessions),
            "tokens": _counted(one.account for one in tokens if one.ends_at > now),
            "given": {"name": str(form.get("name", "")), "roles": form.getlist("roles")},
            "fault": fault,
            "provided": PROVIDED,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return page(request, "access/accounts.html.j2", context, status)

    async def _add(self, request: Request) -> Response:
        form = await request.form(max_fields=FIELDS, max_files=0)
        admin = Administration(self._store, visitor_of(request).account)
        try:
            name = await run_in_threadpool(admin.add, str(form.get("name", "")), _roles(form))
            link = await run_in_threadpool(admin.link, name, self._rules.base_url)
        except NotDone as no:
            return await self._list(request, form, str(no))
        return _shown_once(request, link, name)

    async def _show_one(self, request: Request) -> Response:
        return await self._one(request, str(request.path_params["name"]), "")

    async def _one(self, request: Request, name: str, fault: str) -> Response:
        account = await run_in_threadpool(self._store.accounts.find, name)
        if account is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_ACCOUNT)
        say = words_of(request).say
        context = {
            "account": account,
            "roles": [(role.value, say(words), role.value in account.roles) for role, words in ROLE_NAMES.items()],
            "sessions": await run_in_threadpool(self._store.sessions.all, self._rules.idle, name),
            "tokens": await run_in_threadpool(self._store.tokens.all, name),
            "is_provided": name.startswith(PROVIDED),
            "zone": self._rules.zone,
            "now": self._store.now(),
            "fault": fault,
            "done": "done" in request.query_params,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return page(request, "access/one_account.html.j2", context, status)

    async def _link(self, request: Request) -> Response:
        name = str((await request.form(max_fields=FIELDS, max_files=0)).get("name", ""))
        admin = Administration(self._store, visitor_of(request).account)
        try:
            link = await run_in_threadpool(admin.link, name, self._rules.base_url)
        except NotDone as no:
            return await self._one(request, name, str(no))
        return _shown_once(request, link, name)

    def _does(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def take(request: Request) -> Response:
            form = await request.form(max_fields=FIELDS, max_files=0)
            name = str(form.get("name", ""))
            admin = Administration(self._store, visitor_of(request).account)
            try:
                await run_in_threadpool(admin.account, name)
                await run_in_threadpool(deed, admin, name, form)
            except NotDone as no:
                return await self._one(request, name, str(no))
            return RedirectResponse(f"{_path(name)}?done", HTTPStatus.SEE_OTHER)

        return take


def _shown_once(request: Request, link: str, name: str) -> Response:
    context = {"kind": "link", "secret": link, "name": name, "leading": _path(name)}
    return page(request, "access/shown_once.html.j2", context)


def _path(name: str) -> str:
    return f"/accounts/{quote(name, safe='')}"


def _roles(form: FormData) -> frozenset[str]:
    return frozenset(str(one) for one in form.getlist("roles"))


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names))
