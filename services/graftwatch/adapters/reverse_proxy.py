"""Hands requests on to a server of this service on a Unix socket, and its answers back as they come.

The other side learns who asked in X-Forwarded-For, which only this process can say there. Every limit is explicit: what
lies beyond is refused, and never buffered. Nothing of one request is kept for another: a client with a memory, such as
a cookie jar, would sign one person in as another.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import anyio
import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

CONNECT_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 5.0
"""A connection that nobody used for so long is closed, well before the other side would close it."""
HOP_BY_HOP: Final = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
    }
)
"""RFC 9110, 7.6.1, with what `Connection` itself names."""
OURS: Final = frozenset({b"date", b"server", b"expect", b"forwarded"})
"""What only this side says; a body that is announced is read here (`expect`)."""
FORWARDED: Final = b"x-forwarded-"
EVENTS: Final = "text/event-stream"
"""Such an answer has no end of its own: where it breaks off, whoever reads it asks again."""
BODILESS: Final = frozenset({"GET", "HEAD"})


class Unanswered(StrEnum):
    """Why a request was not handed on, or not answered."""

    BUSY = "busy"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    TOO_LONG = "too_long"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class ProxyLimits:
    """How much at once, how large, and how long.

    Attributes:
        requests: under way at once.
        body_bytes: of a request's body.
        body_seconds: that a body may make no progress.
        answer_seconds: until an answer begins, and between two parts of it.
        trusted: addresses of proxies before this service, whose X-Forwarded-For is believed.
    """

    requests: int
    body_bytes: int
    body_seconds: float
    answer_seconds: float
    trusted: frozenset[str] = frozenset()


class _Refused(Exception):  # noqa: N818 - said as what happened
    def __init__(self, why: Unanswered) -> None:
        super().__init__(why)
        self.why = why


class ReverseProxy:
    """An ASGI application that hands everything on.

    Args:
        socket: where the server listens.
        started: makes sure that it runs; False where it cannot be started.
        refuse: the answer to a request that is not answered otherwise; it counts it, too.
        limits: of requests.
    """

    def __init__(
        self,
        socket: Path,
        started: Callable[[], Awaitable[bool]],
        refuse: Callable[[Request, Unanswered], Response],
        limits: ProxyLimits,
    ) -> None:
        self._started = started
        self._refuse = refuse
        self._limits = limits
        self.under_way = 0
        self._transport = httpx.AsyncHTTPTransport(
            uds=str(socket),
            limits=httpx.Limits(max_connections=limits.requests, keepalive_expiry=IDLE_SECONDS),
            trust_env=False,
        )
        waits = httpx.Timeout(limits.answer_seconds, connect=CONNECT_SECONDS)
        self._extensions = {"timeout": waits.as_dict()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        if self.under_way >= self._limits.requests:
            await self._refuse(request, Unanswered.BUSY)(scope, receive, send)
            return
        self.under_way += 1
        try:
            await self._hand_on(request, send)
        except _Refused as refused:
            await self._refuse(request, refused.why)(scope, receive, send)
        except ClientDisconnect:
            return  # nobody is there to be told
        finally:
            self.under_way -= 1

    async def stop(self) -> None:
        """Ends."""
        await self._transport.aclose()

    async def _hand_on(self, request: Request, send: Send) -> None:
        if _announced(request) > self._limits.body_bytes:
            raise _Refused(Unanswered.TOO_LARGE)
        answer = await self._answer(request)
        try:
            async with anyio.create_task_group() as together:
                together.start_soon(_until_gone, request, together.cancel_scope)
                await self._hand_back(answer, send)
                together.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()

    async def _answer(self, request: Request) -> httpx.Response:
        """The other side's answer, its body not read yet; what changes nothing is asked again where the server died."""
        tries = 2 if request.method in BODILESS and not _has_body(request) else 1
        for left in reversed(range(tries)):
            if not await self._started():
                raise _Refused(Unanswered.UNAVAILABLE)
            try:
                return await self._transport.handle_async_request(self._outgoing(request))
            except httpx.TimeoutException:
                raise _Refused(Unanswered.TOO_LONG) from None
            except httpx.TransportError:
                if not left:
                    raise _Refused(Unanswered.UNAVAILABLE) from None
        raise _Refused(Unanswered.UNAVAILABLE)

    async def _hand_back(self, answer: httpx.Response, send: Send) -> None:
        """Sends the answer as it comes; one that breaks off is left without its end, and so not taken for whole."""
        headers = _handed_on(answer.headers.raw)
        with suppress(TimeoutError, OSError):
            await self._send(send, {"type": "http.response.start", "status": answer.status_code, "headers": headers})
            try:
                async for part in answer.aiter_raw():
                    await self._send(send, {"type": "http.response.body", "body": part, "more_body": True})
            except httpx.TransportError:
                if not answer.headers.get("content-type", "").startswith(EVENTS):
                    return
            await self._send(send, {"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, message: dict[str, object]) -> None:
        """Sends a part.

        Raises:
            TimeoutError: nobody reads it.
        """
        async with asyncio.timeout(self._limits.answer_seconds):
            await send(message)

    def _outgoing(self, request: Request) -> httpx.Request:
        path = _path(request.scope.get("raw_path") or request.url.path.encode())
        query = request.scope.get("query_string", b"")
        target = httpx.URL("http://console").copy_with(raw_path=path + (b"?" + query if query else b""))
        client = _client_of(request, self._limits.trusted)
        return httpx.Request(
            request.method,
            target,
            headers=[*_handed_on(request.headers.raw), (b"x-forwarded-for", client.encode())],
            content=self._body(request) if _has_body(request) else None,
            extensions=self._extensions,
        )

    async def _body(self, request: Request) -> AsyncIterator[bytes]:
        """The request's body as it comes."""
        size, parts = 0, request.stream()
        while True:
            try:
                async with asyncio.timeout(self._limits.body_seconds):
                    part = await anext(parts, None)
            except TimeoutError:
                raise _Refused(Unanswered.TOO_SLOW) from None
            if part is None:
                return
            size += len(part)
            if size > self._limits.body_bytes:
                raise _Refused(Unanswered.TOO_LARGE)
            yield part


async def _until_gone(request: Request, scope: anyio.CancelScope) -> None:
    """Ends the answer when nobody waits for it any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def _handed_on(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    lowered = [(name.lower(), value) for name, value in headers]
    named = {one.strip().lower() for name, value in lowered if name == b"connection" for one in value.split(b",")}
    left_out = HOP_BY_HOP | OURS | named
    return [(name, value) for name, value in lowered if name not in left_out and not name.startswith(FORWARDED)]


def _path(asked: bytes) -> bytes:
    """The path that is asked for, also where a request names the whole address (RFC 9112, 3.2.2).

    >>> _path(b"/signals"), _path(b"http://service:8080/signals"), _path(b"*")
    (b'/signals', b'/signals', b'/')
    """
    return asked if asked.startswith(b"/") else b"/" + asked.partition(b"://")[2].partition(b"/")[2]


def _client_of(request: Request, trusted: frozenset[str]) -> str:
    """Who asks: whoever connected, or before proxies that are trusted, the nearest one that is not."""
    asking = request.client.host if request.client else ""
    said = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    while asking in trusted and said and said[-1]:
        asking = said.pop()
    return asking


def _has_body(request: Request) -> bool:
    return _announced(request) > 0 or "transfer-encoding" in request.headers


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdecimal() else 0
