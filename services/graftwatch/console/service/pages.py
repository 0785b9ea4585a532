"""The operator's pages: health, channels with a test page, settings in force."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.service.port import NotThere, ServiceDesk
from graftwatch.console.service.words import ABOUT, PARTS, SEVERITIES, SOURCES, STAGES, VERDICTS
from graftwatch.console.shell.pages import page, refused_page, visitor_of

WORDS: Final = {
    "stages": STAGES,
    "parts": PARTS,
    "verdicts": VERDICTS,
    "sources": SOURCES,
    "severities": SEVERITIES,
    "whom": ABOUT,
}


def service_routes(desk: ServiceDesk) -> list[Route]:
    """The routes of health, channels and settings."""

    async def health(request: Request) -> Response:
        shown = await run_in_threadpool(desk.health)
        sent = request.query_params.get("sent", "")
        return page(request, "service/health.html.j2", {"shown": shown, "zone": desk.zone, "sent": sent, **WORDS})

    async def resend(request: Request) -> Response:
        form = await request.form(max_fields=4, max_files=0)
        try:
            sent = await run_in_threadpool(desk.resend, str(form.get("page", "")), visitor_of(request).account)
        except NotThere as fault:
            return refused_page(request, HTTPStatus.CONFLICT, str(fault))
        return RedirectResponse(f"/service?sent={quote(', '.join(sent))}", HTTPStatus.SEE_OTHER)

    async def channels(request: Request) -> Response:
        shown = await run_in_threadpool(desk.channels)
        return page(request, "service/channels.html.j2", {"shown": shown, "zone": desk.zone, **WORDS})

    async def test(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            await run_in_threadpool(desk.test, name, visitor_of(request).account)
        except NotThere as fault:
            return refused_page(request, HTTPStatus.NOT_FOUND, str(fault))
        return RedirectResponse(f"/channels#{quote(name)}", HTTPStatus.SEE_OTHER)

    async def settings(request: Request) -> Response:
        shown = await run_in_threadpool(desk.settings)
        return page(request, "service/settings.html.j2", {"shown": shown, "zone": desk.zone, **WORDS})

    return [
        Route("/service", health, methods=["GET"]),
        Route("/service/resend", resend, methods=["POST"]),
        Route("/channels", channels, methods=["GET"]),
        Route("/channels/{name}/test", test, methods=["POST"]),
        Route("/settings", settings, methods=["GET"]),
    ]
