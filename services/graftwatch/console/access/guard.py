"""The one place where it is decided whether a request is answered: by the table of `access.table`, and by nothing else.

Deny by default: a route that the table does not know answers nobody. A request that changes something and comes with a
browser's session must come from a page of this service: the browser says so itself in Origin or Sec-Fetch-Site, which
a page elsewhere cannot set (OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers"; W3C
Fetch Metadata Request Headers, 2). A token does not come by itself with a request, so it needs no such proof.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graftwatch.console.access.headers import SECURITY_HEADERS
from graftwatch.console.access.roles import Visitor
from graftwatch.console.access.table import ACCESS, Rule
from graftwatch.console.api.refusals import for_machines, said_to_machines

COOKIE: Final = "graftwatch"
SECURE_COOKIE: Final = "__Host-graftwatch"
"""Where the service is reached by https, the browser binds the cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Refuse = Callable[[Request, HTTPStatus, str], Response]


class Visitors(Protocol):
    """Who is behind a session's or a token's secret."""

    def by_session(self, secret: str) -> Visitor | None:
        """Who signed in; None where the session is none of ours, has ended or was ended."""
        ...

    def by_token(self, secret: str) -> Visitor | None:
        """Whose token this is; None where it is none, has ended or was taken back."""
        ...


class Guard:
    """Lets through what the table allows.

    Args:
        application: what answers.
        routes: its routes.
        visitors: who is who.
        refuse: makes the page that says no.
        secure: whether the service is reached by https.
    """

    def __init__(
        self, application: ASGIApp, routes: Sequence[BaseRoute], visitors: Visitors, refuse: Refuse, *, secure: bool
    ) -> None:
        self._application = application
        self._routes = routes
        self._visitors = visitors
        self._refuse = refuse
        self._cookie = SECURE_COOKIE if secure else COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or says why not."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        no = await self._no(request)
        answer = self._application if no is None else no
        await answer(scope, receive, _with_headers(send))

    async def _no(self, request: Request) -> Response | None:
        """The refusal; None where the request may be answered. Who asks stands in the request's state then."""
        rule = self._rule(request)
        if rule is None:
            return self._refused(request, HTTPStatus.NOT_FOUND, "There is no such page.")
        bearer = _bearer(request)
        session = "" if bearer else request.cookies.get(self._cookie, "")
        visitor = await self._visitor(bearer, session)
        request.state.visitor = visitor
        if not bearer and request.method not in SAFE and not _from_here(request):
            said = "This did not come from a page of this service. Open the page again and repeat it there."
            return self._refused(request, HTTPStatus.FORBIDDEN, said)
        if rule.public:
            return None
        if visitor is None:
            return self._not_signed_in(request)
        if not (rule.signed_in or visitor.roles & rule.roles):
            return self._refused(request, HTTPStatus.FORBIDDEN, "Your roles do not include this.")
        if not (visitor.scopes is None or rule.any_token or rule.scope in visitor.scopes):
            return self._refused(request, HTTPStatus.FORBIDDEN, "Your token was not made for this.")
        return None

    async def _visitor(self, bearer: str, session: str) -> Visitor | None:
        if bearer:
            return await run_in_threadpool(self._visitors.by_token, bearer)
        return await run_in_threadpool(self._visitors.by_session, session) if session else None

    def _rule(self, request: Request) -> Rule | None:
        method = "GET" if request.method == "HEAD" else request.method
        for route in self._routes:
            match, _ = route.matches(request.scope)
            path = getattr(route, "path", None)
            if match is Match.FULL and path is not None:
                return ACCESS.get((method, path))
        return None

    def _not_signed_in(self, request: Request) -> Response:
        if for_machines(request):
            return self._refused(request, HTTPStatus.UNAUTHORIZED, "Sign in, or send a token.")
        if request.method not in SAFE:
            return self._refused(request, HTTPStatus.UNAUTHORIZED, "You are signed out. Sign in and repeat it.")
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={quote(request.url.path + query, safe='')}", HTTPStatus.SEE_OTHER)

    def _refused(self, request: Request, status: HTTPStatus, said: str) -> Response:
        if for_machines(request):
            challenge = {"www-authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
            return said_to_machines(status, said, challenge)
        return self._refuse(request, status, said)


def _bearer(request: Request) -> str:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _from_here(request: Request) -> bool:
    """Whether a browser says that a page of this service sent it; without a word of the browser: no."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *((name, value) for name, value in SECURITY_HEADERS if name not in held),
            ]
        await send(message)

    return sending
