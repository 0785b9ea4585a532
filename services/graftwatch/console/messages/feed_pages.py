"""The pages of the integration team's feeds."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.messages.port import FeedsDesk
from graftwatch.console.shell.pages import page


def feed_routes(desk: FeedsDesk) -> list[Route]:
    """The routes."""

    async def feeds(request: Request) -> Response:
        found = await run_in_threadpool(desk.feeds)
        return page(request, "messages/feeds.html.j2", {"found": found, "zone": desk.zone})

    return [Route("/feeds", feeds, methods=["GET"])]
