"""Infection control's pages."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.shell.pages import page
from graftwatch.console.signals.port import SignalsDesk


def signal_routes(desk: SignalsDesk) -> list[Route]:
    """The routes of infection control's pages."""

    async def open_signals(request: Request) -> Response:
        found = await run_in_threadpool(desk.open_signals)
        return page(request, "signals/open.html.j2", {"found": found, "zone": desk.zone})

    return [Route("/signals", open_signals, methods=["GET"])]
