"""A recipient's page: what is so, why, what was told, and what people decided."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.shell.pages import page
from graftwatch.console.signals.port import SignalsDesk, TimelineSlot, no_timeline


def recipient_routes(desk: SignalsDesk, timeline: TimelineSlot = no_timeline) -> list[Route]:
    """The routes.

    Args:
        desk: signals and recipients.
        timeline: what the timeline on a recipient's page needs; see `port.TimelineSlot`.
    """

    async def recipient(request: Request) -> Response:
        subject = str(request.path_params["subject"])
        drawn = await run_in_threadpool(timeline, request, subject, None)
        return page(request, "signals/recipient.html.j2", {"subject": subject, "at": None, "zone": desk.zone, **drawn})

    return [Route("/recipients/{subject}", recipient, methods=["GET"])]
