"""Counts every request, and says to each page by which changes it is made."""

from http import HTTPStatus
from time import monotonic
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graftwatch.console.access.table import ACCESS
from graftwatch.console.shell.live import Changes

HOME: Final = "home"
OTHER: Final = "other"
AREAS: Final = frozenset(path.split("/")[1] or HOME for _, path in ACCESS)
EVENTS: Final = "events"
SIGN_IN: Final = "/sign-in"
OUTCOMES: Final = {
    HTTPStatus.SEE_OTHER: "signed_in",
    HTTPStatus.FORBIDDEN: "refused",
    HTTPStatus.TOO_MANY_REQUESTS: "turned_away",
}
"""What the sign-in's answer means; anything else is a page that shows it anew."""


class ConsoleMetrics(Protocol):
    """Counts what the console is asked; never who asks, or about whom."""

    def request(self, area: str, status: int, seconds: float | None) -> None:
        """One was answered, its first byte after so many seconds; None for event streams, which only begin.

        `area` is the first part of its path, `home` or `other`.
        """
        ...

    def sign_in(self, outcome: str) -> None:
        """Somebody tried to sign in; `outcome` is one of `adapters.prometheus.console.SIGN_INS`."""
        ...


class Uncounted:
    """Counts nothing."""

    def request(self, area: str, status: int, seconds: float | None) -> None:
        """One was answered."""

    def sign_in(self, outcome: str) -> None:
        """Somebody tried to sign in."""


class Measured:
    """The application, counted."""

    def __init__(self, application: ASGIApp, changes: Changes, metrics: ConsoleMetrics) -> None:
        self._application = application
        self._changes = changes
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return
        scope.setdefault("state", {})["stand"] = self._changes.stand  # before anything is read for the page
        began, first = monotonic(), str(scope["path"]).split("/")[1] or HOME
        area = first if first in AREAS else OTHER

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self._metrics.request(area, status, None if area == EVENTS else monotonic() - began)
                if scope["method"] == "POST" and scope["path"] == SIGN_IN and status in OUTCOMES:
                    self._metrics.sign_in(OUTCOMES[status])
            await send(message)

        await self._application(scope, receive, counted)
