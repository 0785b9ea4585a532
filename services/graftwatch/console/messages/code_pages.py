"""The pages of codes: what nobody mapped, one of it with a form, and what was entered here, to be taken back."""

from http import HTTPStatus
from typing import Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.messages.code_views import NewMapping
from graftwatch.console.messages.forms import form_of
from graftwatch.console.messages.port import CodesDesk
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import page, refused_page, visitor_of

NO_CODE: Final = _("Nobody's code is like that: it is mapped by now, or never came.")
NOT_WHOLE: Final = _("A code and a concept are needed, each of at most 200 characters.")
DONE: Final = {
    "in_force": _("Messages are read by it now; recipients' earlier ones were read again."),
    "saved": _("It is saved, and will be in force in a moment, when the service has taken it up."),
}


def code_routes(desk: CodesDesk, audit: ConsoleAudit) -> list[Route]:
    """The routes."""

    async def listed(request: Request) -> Response:
        feed = request.query_params.get("feed", "")
        found = await run_in_threadpool(desk.codes, feed)
        done = DONE.get(request.query_params.get("done", ""), "")
        return page(request, "messages/codes.html.j2", {"found": found, "feed": feed, "done": done, "zone": desk.zone})

    async def one(request: Request) -> Response:
        return await shown(request, request.path_params["key"], {}, "")

    async def shown(request: Request, key: str, typed: dict[str, str], problem: str) -> Response:
        found = await run_in_threadpool(desk.unmapped, key)
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, problem or NO_CODE)
        context = {"found": found, "typed": typed, "problem": problem}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
        return page(request, "messages/code.html.j2", context, status)

    async def mapped(request: Request) -> Response:
        account, form = visitor_of(request).account, await form_of(request)
        try:
            new = NewMapping.model_validate({name: form.get(name, "") for name in NewMapping.model_fields})
        except ValidationError:
            return await shown(request, form.get("key", ""), form, NOT_WHOLE)
        done = await run_in_threadpool(desk.map, new, account)
        if done.problem:
            return await shown(request, form.get("key", ""), form, done.problem)
        await run_in_threadpool(audit.note, account, Did.CODES_CHANGED, new.feed, f"mapped to {new.concept}")
        return RedirectResponse(f"/codes?done={'in_force' if done.in_force else 'saved'}", HTTPStatus.SEE_OTHER)

    async def unmapped(request: Request) -> Response:
        account, form = visitor_of(request).account, await form_of(request)
        said = [form.get(name, "") for name in ("feed", "code", "system", "concept")]
        done = await run_in_threadpool(desk.unmap, *said)
        if done.problem:
            return refused_page(request, HTTPStatus.CONFLICT, done.problem)
        await run_in_threadpool(audit.note, account, Did.CODES_CHANGED, said[0], f"mapping to {said[3]} taken back")
        return RedirectResponse(f"/codes?done={'in_force' if done.in_force else 'saved'}", HTTPStatus.SEE_OTHER)

    return [
        Route("/codes", listed, methods=["GET"]),
        Route("/codes/map", mapped, methods=["POST"]),
        Route("/codes/unmap", unmapped, methods=["POST"]),
        Route("/codes/{key}", one, methods=["GET"]),
    ]
