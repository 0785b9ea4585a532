"""The line list as a page and as a file."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.shell.pages import language_of, page, refused_page, visitor_of
from graftwatch.console.signals.event_words import EVENT_WORDS
from graftwatch.console.signals.line_list import as_csv
from graftwatch.console.signals.line_list_views import LineListColumn, LineListQuery
from graftwatch.console.signals.port import SignalsDesk
from graftwatch.console.signals.words import told_in

CANNOT: Final = "This cannot be asked for; open the line list again."


def line_list_routes(desk: SignalsDesk, audit: ConsoleAudit) -> list[Route]:
    """The routes.

    Args:
        desk: has the events.
        audit: takes who took a copy.
    """

    async def shown(request: Request) -> Response:
        query, wrong = query_of(request.query_params)
        found = await run_in_threadpool(desk.line_list, query)
        asked = {name: value for name, value in request.query_params.items() if value and name != "lang"}
        context = {
            **EVENT_WORDS,
            "found": found,
            "asked": query,
            "wrong": wrong,
            "csv": f"/line-list.csv?{urlencode(asked)}",
            "sorted_by": {one.value: _sorted(asked, query, one) for one in LineListColumn},
            "zone": desk.zone,
            "told": told_in(language_of(request)),
        }
        return page(request, "signals/line_list.html.j2", context)

    async def taken(request: Request) -> Response:
        query, wrong = query_of(request.query_params)
        if wrong:
            return refused_page(request, HTTPStatus.BAD_REQUEST, CANNOT)
        found = await run_in_threadpool(desk.line_list, query)
        audit.note(visitor_of(request).account, Did.EXPORTED, "line list", f"{len(found.events)} events")
        name = f"line-list-{found.as_of.astimezone(desk.zone):%Y-%m-%d}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(found.events, desk.zone), headers=headers, media_type="text/csv; charset=utf-8")

    return [Route("/line-list", shown, methods=["GET"]), Route("/line-list.csv", taken, methods=["GET"])]


def query_of(asked: Mapping[str, str]) -> tuple[LineListQuery, bool]:
    """What is asked for, and whether some of it cannot be; that is left out then."""
    given = {name: value for name, value in asked.items() if name in LineListQuery.model_fields and value}
    try:
        return LineListQuery.model_validate(given), False
    except ValidationError as fault:
        faulty = {str(one["loc"][0]) for one in fault.errors() if one["loc"]}
        return LineListQuery.model_validate({n: v for n, v in given.items() if n not in faulty}), True


def _sorted(asked: Mapping[str, str], query: LineListQuery, column: LineListColumn) -> str:
    """The address of the list sorted by a column: the other way round where it is sorted by it already."""
    descending = not query.descending if query.sort is column else False
    return f"/line-list?{urlencode({**asked, 'sort': column.value, 'descending': str(descending).lower()})}"
