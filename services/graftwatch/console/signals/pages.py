"""Infection control's pages."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.shell.pages import page
from graftwatch.console.signals.port import SignalsDesk, TimelineSlot, no_timeline


def signal_routes(desk: SignalsDesk, timeline: TimelineSlot = no_timeline) -> list[Route]:
    """The routes of infection control's pages.

    Args:
        desk: signals and recipients.
        timeline: what the timeline on a recipient's page needs; see `port.TimelineSlot`.
    """

    async def open_signals(request: Request) -> Response:
        found = await run_in_threadpool(desk.open_signals)
        return page(request, "signals/open.html.j2", {"found": found, "zone": desk.zone})

    async def recipient(request: Request) -> Response:
        subject = str(request.path_params["subject"])
        drawn = await run_in_threadpool(timeline, request, subject, None)
        return page(request, "signals/recipient.html.j2", {"subject": subject, "at": None, "zone": desk.zone, **drawn})

    return [
        Route("/signals", open_signals, methods=["GET"]),
        Route("/recipients/{subject}", recipient, methods=["GET"]),
    ]
