"""The coordinator's first pages: who is enrolled, enrolling one, and one recipient."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.roster.entry_views import Cells, Done, NotTaken
from graftwatch.console.roster.forms import beside_fields, cells_of, entered, looks_wrong, read_form, text
from graftwatch.console.roster.port import RosterDesk
from graftwatch.console.roster.views import RosterOrder, RosterQuery
from graftwatch.console.roster.words import WORDS
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import page, visitor_of, words_of

UNPROCESSABLE: Final = HTTPStatus(422)
RECIPIENT: Final = "/recipients/{subject}"
_FILTERS: Final = ("subject", "state", "risk")


class RosterPages:
    """The pages about who is enrolled; the import's are in `import_pages.py`."""

    def __init__(self, desk: RosterDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The routes; those of a recipient come last, as any word may be one."""
        return [
            Route("/roster", self.listed, methods=["GET"]),
            Route("/roster", self.listed, methods=["POST"], name="shown"),
            Route("/roster/enrol", self.enrol_form, methods=["GET"]),
            Route("/roster/enrol", self.enrol, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """Who is enrolled; asked by POST, with identifiers, which is recorded."""
        asked = query_of(request)
        shown_to = visitor_of(request).account if request.method == "POST" else ""
        found = await run_in_threadpool(self._desk.listed, asked, shown_to)
        kept = {name: value for name in _FILTERS if (value := request.query_params.get(name))}
        return self._page(
            request,
            "roster/list.html.j2",
            {
                "found": found,
                "asked": asked,
                "kept": urlencode(kept),
                "shown": bool(shown_to),
                "orders": RosterOrder,
                "leads_on": may_open(visitor_of(request), RECIPIENT),
            },
        )

    async def enrol_form(self, request: Request) -> Response:
        """The empty form."""
        return self._form(request, "roster/enrol.html.j2", Cells())

    async def enrol(self, request: Request) -> Response:
        """Enrols, or says beside each field what is wrong."""
        form = await read_form(request)
        cells = cells_of(form)
        sure = bool(text(form, "sure"))
        try:
            account = visitor_of(request).account
            done = await entered(lambda: self._desk.enrol(cells, account, sure=sure))
        except NotTaken as refused:
            return self._form(request, "roster/enrol.html.j2", cells, refused)
        return after(done, cells.subject, "enrolled")

    def _form(
        self, request: Request, template: str, cells: Cells, refused: NotTaken | None = None, **more: object
    ) -> Response:
        return self._page(request, template, {**form_context(request, cells, refused), **more}, status_of(refused))

    def _page(
        self, request: Request, template: str, context: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return page(request, template, {"zone": self._desk.zone, "words": WORDS, **context}, status)


def form_context(request: Request, cells: Cells, refused: NotTaken | None) -> dict[str, object]:
    """What a form about a recipient needs, filled and with what is wrong beside its fields."""
    said = words_of(request)
    return {
        "cells": cells,
        "risks": [one for one in cells.risk.split(";") if one],
        "faults": beside_fields(refused, said) if refused else {},
        "doubts": looks_wrong(refused, said) if refused else [],
        "moved": bool(refused and refused.moved),
    }


def status_of(refused: NotTaken | None) -> HTTPStatus:
    """The status of a form's answer."""
    if refused is None:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if refused.moved else UNPROCESSABLE


def query_of(request: Request) -> RosterQuery:
    """Who is asked for by the address; what is no known word in it asks for nothing."""
    asked = request.query_params
    given = {name: value for name in (*_FILTERS, "order", "descending") if (value := asked.get(name))}
    try:
        return RosterQuery.model_validate(given)
    except ValidationError:
        return RosterQuery(subject=asked.get("subject", ""))


def after(done: Done, subject: str, what: str) -> Response:
    """To the recipient's page, which says what was done; to the list, where the service has not read it yet."""
    if what == "enrolled" and not done.handled:
        return RedirectResponse("/roster?entered=1", HTTPStatus.SEE_OTHER)
    told: dict[str, str] = {"done": what if done.changes else "unchanged"}
    if done.earlier_messages is not None:
        told["earlier"] = str(done.earlier_messages)
    return RedirectResponse(f"/roster/{quote(subject, safe='')}?{urlencode(told)}", HTTPStatus.SEE_OTHER)
