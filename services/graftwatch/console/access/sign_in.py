"""The pages of signing in and out."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.local_accounts import LocalAccounts, Refused, account_name
from graftwatch.console.access.opening import Opening, address_of
from graftwatch.console.access.own_paths import own_path
from graftwatch.console.access.roles import Visitor
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.shell.pages import page, visitor_of

FIELDS = 8


class SignIn:
    """Signs in by name, password and code, and out.

    Args:
        store: sessions and the audit.
        rules: how the service is reached.
        accounts: checks who somebody is.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules, accounts: LocalAccounts) -> None:
        self._store = store
        self._rules = rules
        self._accounts = accounts
        self._opening = Opening(store, rules)

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/sign-in", self._show, methods=["GET"]),
            Route("/sign-in", self._take, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        leading = own_path(request.query_params.get("next", "/"))
        if isinstance(request.state.visitor, Visitor):
            return RedirectResponse(leading, HTTPStatus.SEE_OTHER)
        return self.page(request, leading)

    def page(self, request: Request, leading: str, said: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
        """The page.

        Args:
            request: what is answered.
            leading: where to go on to.
            said: what was wrong, in English.
            status: of the answer.
        """
        provider = self._rules.provider.name if self._rules.provider else ""
        context = {"next": leading, "said": said, "provider": provider, "name": ""}
        return page(request, "access/sign_in.html.j2", context, status)

    async def _take(self, request: Request) -> Response:
        form = await request.form(max_fields=FIELDS, max_files=0)
        given = {field: str(form.get(field, "")) for field in ("name", "password", "code", "next")}
        name, leading = account_name(given["name"]), own_path(given["next"])
        try:
            account = await run_in_threadpool(
                self._accounts.sign_in, name, given["password"], given["code"], address_of(request)
            )
        except Refused as no:
            status = HTTPStatus.TOO_MANY_REQUESTS if no.wait_seconds else HTTPStatus.FORBIDDEN
            answer = self.page(request, leading, no.words, status)
            if no.wait_seconds:
                answer.headers["retry-after"] = str(int(no.wait_seconds) + 1)
            return answer
        return await self._opening.lead_on(request, account.name, "password", leading)

    async def _sign_out(self, request: Request) -> Response:
        await run_in_threadpool(self._store.sessions.end, self._rules.session_of(request))
        await run_in_threadpool(self._store.note, visitor_of(request).account, Did.SIGNED_OUT)
        answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        self._rules.take(answer)
        return answer
