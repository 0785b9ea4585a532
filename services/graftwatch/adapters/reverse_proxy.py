"""Hands requests on to a server of this service on a Unix socket, and its answers back as they come.

The other side learns who asked in X-Forwarded-For, which only this process can say there.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

CONNECTIONS: Final = 300
CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 60.0
"""Longer than any page takes, and than the quiet between two signs of life of an event stream."""
HOP_BY_HOP: Final = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"),
        *("transfer-encoding", "upgrade", "x-forwarded-for", "date", "server"),
    }
)
"""RFC 9110, 7.6.1; and what only this side says."""
UNAVAILABLE: Final = "The console is not there at the moment. Try again in some seconds.\n"


class ReverseProxy:
    """An ASGI application that hands everything on.

    Args:
        socket: where the server listens.
        started: makes sure that it runs; False where it cannot be started.
    """

    def __init__(self, socket: Path, started: Callable[[], Awaitable[bool]]) -> None:
        self._started = started
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                uds=str(socket), limits=httpx.Limits(max_connections=CONNECTIONS), trust_env=False
            ),
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            base_url="http://console",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] == "http":
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)

    async def stop(self) -> None:
        """Ends."""
        await self._client.aclose()

    async def _answer(self, request: Request) -> Response:
        if not await self._started():
            return _unavailable()
        try:
            answer = await self._client.send(self._outgoing(request), stream=True)
        except httpx.TransportError:
            return _unavailable()
        handed = StreamingResponse(_parts(answer), answer.status_code, background=BackgroundTask(answer.aclose))
        handed.raw_headers = [(name.lower(), value) for name, value in answer.headers.raw if _goes_on(name)]
        return handed

    def _outgoing(self, request: Request) -> httpx.Request:
        headers = [(name, value) for name, value in request.headers.raw if _goes_on(name)]
        client = request.client.host if request.client else ""
        path = request.scope.get("raw_path") or request.url.path.encode()
        query = request.scope.get("query_string", b"")
        target = httpx.URL("http://console").copy_with(raw_path=path + (b"?" + query if query else b""))
        return self._client.build_request(
            request.method,
            target,
            headers=[*headers, (b"x-forwarded-for", client.encode())],
            content=request.stream() if _has_body(request) else None,
        )


async def _parts(answer: httpx.Response) -> AsyncIterator[bytes]:
    async for part in answer.aiter_raw():
        yield part


def _goes_on(name: bytes) -> bool:
    return name.decode("latin-1").lower() not in HOP_BY_HOP


def _has_body(request: Request) -> bool:
    return "content-length" in request.headers or "transfer-encoding" in request.headers


def _unavailable() -> Response:
    return PlainTextResponse(UNAVAILABLE, HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": "5"})
