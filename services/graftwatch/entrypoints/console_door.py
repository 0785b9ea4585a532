"""The way to the console: its process, and what hands requests on to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from typing import Final

from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.prometheus.console_door import ConsoleDoorMetrics
from graftwatch.adapters.reverse_proxy import ProxyLimits, ReverseProxy, Unanswered
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.local_accounts import first_start_link
from graftwatch.entrypoints.console_child import ConsoleChild
from graftwatch.entrypoints.exposition import up
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

MACHINES: Final = ("/api/", "/fhir/")
_SAID: Final = {
    Unanswered.BUSY: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Too many requests are being answered. Try again in some seconds.",
        "ただいま混み合っています。数秒後にもう一度お試しください。",
    ),
    Unanswered.TOO_LARGE: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "This is larger than `console.body_bytes` allows. Send it in smaller parts.",
        "送信内容が上限（console.body_bytes）を超えています。分けて送信してください。",
    ),
    Unanswered.TOO_SLOW: (
        HTTPStatus.REQUEST_TIMEOUT,
        "What you sent did not arrive in time. Send it again.",
        "送信が時間内に終わりませんでした。もう一度送信してください。",
    ),
    Unanswered.TOO_LONG: (
        HTTPStatus.GATEWAY_TIMEOUT,
        "The console did not answer in time. Try again; if it stays so, tell the operator.",
        "画面の応答が時間内に得られませんでした。もう一度お試しください。続く場合は運用担当者に連絡してください。",
    ),
    Unanswered.UNAVAILABLE: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        (
            "The console does not run at the moment and is started again by itself. Messages are taken and pages are "
            "sent all the same. Try again in a minute; if it stays so, tell the operator: the service's log says why."
        ),
        (
            "画面は現在停止しており、自動で再起動されます。電文の受信と呼び出しは続いています。"
            "1分後にもう一度お試しください。続く場合は運用担当者に連絡してください（原因はサービスのログにあります）。"
        ),
    ),
}
RETRY_SECONDS: Final = {Unanswered.BUSY: "5", Unanswered.UNAVAILABLE: "10"}


class ConsoleDoor:
    """The console as the process that listens sees it. Until `open` it answers that the console does not run.

    Args:
        options: what the service was started with.
        settings: in force.
        registry: where it counts.
    """

    def __init__(self, options: StartOptions, settings: Settings, registry: CollectorRegistry) -> None:
        self._options = options
        self._settings = settings
        self._limits = _limits(settings)
        self._metrics = ConsoleDoorMetrics(registry, lambda: self._proxy.under_way if self._proxy else 0)
        self._child: ConsoleChild | None = None
        self._proxy: ReverseProxy | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on; an ASGI application."""
        if self._proxy is not None:
            await self._proxy(scope, receive, send)
        elif scope["type"] == "http":
            await self._refuse(Request(scope), Unanswered.UNAVAILABLE)(scope, receive, send)

    def reached_at(self, port: int) -> None:
        """The port that the service answers on, for its figures; to be said before `serve`."""
        self._options = self._options.model_copy(update={"http_port": port})

    def first_link(self, url: str) -> str:
        """Where the first account is made, by the address that people reach the service by, or else its own.

        Empty where there is an account, or the console's store cannot be used, which its process says.
        """
        own = self._settings.base_url
        try:
            store = ConsoleStore(DataFolder(self._settings.data).console, SystemClock().now)
        except sqlite3.Error:
            return ""
        with closing(store):
            return first_start_link(store, url if own == Settings.model_fields["base_url"].default else own.rstrip("/"))

    async def serve(self) -> None:
        """Keeps the process running until it is cancelled."""
        self._child = ConsoleChild(self._options)
        self._proxy = ReverseProxy(self._child.path, self._child.wanted, self._refuse, self._limits)
        await self._child.serve()

    async def expositions(self) -> list[str]:
        """The metrics of the process, and whether it answers; nothing until it was asked for or has been started."""
        if self._child is None or not self._child.is_wanted:
            return []
        status = await self._child.status("metrics")
        return [up("graftwatch_console_up", "the console's process", status), status.metrics if status else ""]

    def warnings(self) -> Iterator[str]:
        """What somebody should see to although messages are taken and pages sent."""
        if self._child is not None and self._child.fault:
            yield f"the console cannot be used: {self._child.fault}"

    async def stop(self) -> None:
        """Ends."""
        if self._proxy is not None:
            await self._proxy.stop()
        if self._child is not None:
            await self._child.stop()

    def _refuse(self, request: Request, why: Unanswered) -> Response:
        self._metrics.refused(why)
        status, english, japanese = _SAID[why]
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        if why in RETRY_SECONDS:
            headers["retry-after"] = RETRY_SECONDS[why]
        if request.url.path.startswith(MACHINES):
            problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": english}
            return JSONResponse(problem, status, headers, "application/problem+json")  # RFC 9457
        return PlainTextResponse(f"{english}\n\n{japanese}\n", status, headers)


def _limits(settings: Settings) -> ProxyLimits:
    given = settings.console
    return ProxyLimits(
        given.requests + given.event_streams,
        given.body_bytes,
        given.body_seconds,
        given.answer_seconds,
        frozenset(given.trusted_proxies),
    )
