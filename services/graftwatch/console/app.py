"""What the service answers over HTTP: metrics for Prometheus, and whether it lives and is ready.

Live means that every stage makes progress, not only that the process exists; ready, that a sender would be served.
Each "no" says why, in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

SERVICE_UNAVAILABLE = 503
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SUBJECT_SHOWN = 64
WHERE_TO_ASK = """\
{subject}

Nothing about a recipient is shown here without a login. What is known, which elements are met and
missing, and the messages they came from:

    graftwatch explain {subject}

on the service's machine, by its operator or whoever has a login there.
"""
"""Where the link of a page leads."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why a sender would not be served in full (nothing when all is well), and entries not handled, where known.

    `warnings`: what a person should see to although senders are served, such as a certificate that ends soon.
    """

    because: tuple[str, ...]
    behind: int | None
    warnings: tuple[str, ...] = ()


class ServiceView(Protocol):
    """What the console asks of the running service."""

    async def not_live_because(self) -> Sequence[str]:
        """Why the service should be restarted; nothing when all is well."""
        ...

    async def readiness(self) -> Readiness:
        """Whether a sender would be served in full."""
        ...

    async def metrics(self) -> bytes:
        """All metrics in Prometheus' text format."""
        ...


def application(service: ServiceView, further: Sequence[Route] = (), otherwise: ASGIApp | None = None) -> Starlette:
    """The ASGI application over a running service.

    Args:
        service: what is asked.
        further: the routes of what else is served.
        otherwise: answers everything else: the console's pages; None where this process has none.
    """

    async def live(_: Request) -> Response:
        because = await service.not_live_because()
        return JSONResponse({"live": not because, "because": list(because)}, _status(because))

    async def ready(_: Request) -> Response:
        readiness = await service.readiness()
        document = {
            "ready": not readiness.because,
            "because": list(readiness.because),
            "behind": readiness.behind,
            "warnings": list(readiness.warnings),
        }
        return JSONResponse(document, _status(readiness.because))

    async def metrics(_: Request) -> Response:
        return Response(await service.metrics(), headers={"content-type": METRICS_TYPE})

    async def index(_: Request) -> Response:
        return PlainTextResponse("graftwatch is running\n\n/health/live\n/health/ready\n/metrics\n")

    async def recipient(request: Request) -> Response:
        said = WHERE_TO_ASK.format(subject=request.path_params["subject"][:SUBJECT_SHOWN])
        return PlainTextResponse(said, headers={"x-content-type-options": "nosniff", "cache-control": "no-store"})

    without_console = [Route("/", index), Route("/recipients/{subject}", recipient)]
    answering = Starlette(
        routes=[
            *(without_console if otherwise is None else ()),
            Route("/health", index),  # by this process alone, whatever its children do
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", metrics),
            *further,
        ]
    )
    if otherwise is not None:
        answering.router.default = otherwise
    return answering


def _status(because: Sequence[str]) -> int:
    return SERVICE_UNAVAILABLE if because else 200
