"""`/start/{token}`: how somebody starts: the first account, a person's password and second factor, a demonstration.

GET only shows, since scanners of mail open every link; POST uses it up. A demonstration's link signs in at once: it
stands for nobody. The link of the first account is answered to this machine alone.
"""

from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.console_accounts import Account
from graftwatch.adapters.sqlite.console_sessions import Link
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.local_accounts import Chosen, LocalAccounts, account_name, name_fault, role_names
from graftwatch.console.access.one_time_codes import in_groups, picture
from graftwatch.console.access.opening import Opening, is_from_here
from graftwatch.console.access.roles import ROLE_NAMES, Role
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import page, refused_page, words_of

FIELDS: Final = 16
UNBLINDED: Final = frozenset(Role) - {Role.COMMITTEE_BLINDED}
"""What the first operator may also work as: an operator is not blinded."""

NOT_VALID: Final = _("This link is not valid, was used, or has ended.")
ONLY_HERE: Final = _("The first account is made on the service's own machine. Open this link there.")
NAME_TAKEN: Final = _("There is an account of this name already.")


class StartPages:
    """The pages behind links.

    Args:
        store: links and accounts.
        rules: how sessions last.
        accounts: takes what somebody chooses.
    """

    def __init__(self, store: ConsoleStore, rules: AccessRules, accounts: LocalAccounts) -> None:
        self._store = store
        self._accounts = accounts
        self._opening = Opening(store, rules)

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/start/{token}", self._show, methods=["GET"]),
            Route("/start/{token}", self._take, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        link = await self._link(request)
        if isinstance(link, Response):
            return link
        if link.purpose == "demo" and request.method == "GET":
            used = await run_in_threadpool(self._store.links.use, request.path_params["token"])
            if used is None:
                return refused_page(request, HTTPStatus.NOT_FOUND, NOT_VALID)
            return await self._opening.lead_on(request, used.account, "a demonstration's link")
        return self._page(request, link, {}, FormData())

    async def _take(self, request: Request) -> Response:
        link = await self._link(request)
        if isinstance(link, Response):
            return link
        form = await request.form(max_fields=FIELDS, max_files=0)
        name = account_name(str(form.get("name", ""))) if link.purpose == "first" else link.account
        chosen = Chosen(*(str(form.get(field, "")) for field in ("password", "again", "code")))
        faults = await run_in_threadpool(self._faults, link, name, chosen)
        if faults:
            return self._page(request, link, faults, form)
        if await run_in_threadpool(self._store.links.use, request.path_params["token"]) is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NOT_VALID)
        roles = role_names((str(one) for one in form.getlist("roles")), UNBLINDED) | {Role.OPERATOR.value}
        codes = await run_in_threadpool(self._finish, link, name, chosen, roles)
        answer = page(request, "access/recovery_codes.html.j2", {"codes": codes, "leading": "/"})
        await self._opening.open(request, answer, name, "a one-time link")
        return answer

    async def _link(self, request: Request) -> Link | Response:
        """The link, where it works for whoever asks; the answer that says no where it does not."""
        link = await run_in_threadpool(self._store.links.find, request.path_params["token"])
        if link is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NOT_VALID)
        if link.purpose == "first":
            if not is_from_here(request):
                return refused_page(request, HTTPStatus.FORBIDDEN, ONLY_HERE)
            if await run_in_threadpool(self._store.accounts.exist):
                return refused_page(request, HTTPStatus.NOT_FOUND, NOT_VALID)
        return link

    def _faults(self, link: Link, name: str, chosen: Chosen) -> dict[str, str]:
        if link.purpose == "factor":
            wrong = self._accounts.code_fault(link.totp, chosen.code)
            return {"code": wrong} if wrong else {}
        faults = self._accounts.faults(name, link.totp, chosen)
        if link.purpose == "first" and (wrong := name_fault(name)):
            faults["name"] = wrong
        return faults

    def _finish(self, link: Link, name: str, chosen: Chosen, roles: frozenset[str]) -> list[str]:
        """Makes what was chosen true, ends what was open under the old, and gives the recovery codes."""
        if link.purpose == "factor":
            self._store.note(name, Did.ACCOUNT_CHANGED, name, "second factor")
            return self._accounts.renew_totp(name, link.totp, chosen.code)
        if link.purpose == "first":
            self._store.accounts.add(Account(name, roles))
            self._store.note(name, Did.ACCOUNT_CHANGED, name, f"first account: {', '.join(sorted(roles))}")
        else:
            self._store.sessions.end_of(name)
            self._store.note(name, Did.ACCOUNT_CHANGED, name, "password and second factor, by a one-time link")
        return self._accounts.choose(name, link.totp, chosen)

    def _page(self, request: Request, link: Link, faults: dict[str, str], form: FormData) -> Response:
        say = words_of(request).say
        context = {
            "link": link,
            "name": str(form.get("name", "")) or link.account,
            "roles": [
                (one.value, say(words), one.value in form.getlist("roles"))
                for one, words in ROLE_NAMES.items()
                if one in UNBLINDED
            ],
            "picture": picture(link.totp, account_name(str(form.get("name", ""))) or link.account),
            "secret": in_groups(link.totp),
            "faults": {field: say(words) for field, words in faults.items()},
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
        return page(request, "access/start.html.j2", context, status)
