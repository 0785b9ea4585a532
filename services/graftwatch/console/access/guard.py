"""The one place where it is decided whether a request is answered: by the table of `access.table`, and by nothing else.

Deny by default: a route that the table does not know answers nobody. A request that changes something and comes with a
browser's session must come from a page of this service: the browser says so itself in Origin or Sec-Fetch-Site, which
a page elsewhere cannot set (OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers"; W3C
Fetch Metadata Request Headers, 2). A token does not come by itself with a request, so it needs no such proof.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graftwatch.console.access.headers import SECURITY_HEADERS
from graftwatch.console.access.limits import ASKED_BY_TOKEN, WRONG_TOKENS, Each
from graftwatch.console.access.roles import Visitor
from graftwatch.console.access.table import ACCESS, RoutePath, Rule
from graftwatch.console.api.refusals import for_machines, said_to_machines
from graftwatch.console.shell.marked import marked as _

COOKIE: Final = "graftwatch"
SECURE_COOKIE: Final = "__Host-graftwatch"
"""Where the service is reached by https, the browser binds the cookie to this host alone (RFC 6265bis, 4.1.3.2)."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

ALWAYS_ANSWERED: Final = frozenset({"/assets/{name}", "/start/{token}"})
"""What is answered although there is no account yet: the link that makes the first one, and its page's files."""
BY_ITSELF: Final = "x-refresh"
"""A header by which a page's script says that nobody asked: what it does by itself keeps no session alive."""

Refuse = Callable[[Request, HTTPStatus, str], Response]

NO_PAGE: Final = _("There is no such page.")
NO_ACCOUNT: Final = _(
    "Nobody has an account here yet. On the service's own machine: open the link that it says when it starts, or run "
    "graftwatch account add."
)
FOREIGN: Final = _("This did not come from a page of this service. Open the page again and repeat it there.")
NOT_YOURS: Final = _("Your roles do not include this.")
NOT_MADE_FOR: Final = _("Your token was not made for this.")
SIGNED_OUT: Final = _("You are signed out. Sign in and repeat it.")
NO_TOKEN: Final = _("Sign in, or send a token.")
TOO_OFTEN: Final = _("Too many requests. Wait a minute.")


class Visitors(Protocol):
    """Who is behind a session's or a token's secret."""

    def is_open(self) -> bool:
        """Whether anybody is answered: not while others can reach the service and there is no account."""
        ...

    def by_session(self, secret: str, *, extends: bool = True) -> Visitor | None:
        """Who signed in; None where the session is none of ours, has ended or was ended.

        `extends`: a person asks, which keeps the session alive.
        """
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
        base_url: by which address people reach the service.
    """

    def __init__(
        self, application: ASGIApp, routes: Sequence[BaseRoute], visitors: Visitors, refuse: Refuse, base_url: str
    ) -> None:
        self._application = application
        self.routes = routes
        self._visitors = visitors
        self._refuse = refuse
        self._own = urlsplit(base_url)
        self._cookie = SECURE_COOKIE if self._own.scheme == "https" else COOKIE
        self._by_token = Each(ASKED_BY_TOKEN)
        self._wrong_tokens = Each(WRONG_TOKENS)

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
        found = self._route(request)
        rule = ACCESS.get(found) if found else None
        if found is None or rule is None:
            return self._refused(request, HTTPStatus.NOT_FOUND, NO_PAGE)
        if found[1] not in ALWAYS_ANSWERED and not await run_in_threadpool(self._visitors.is_open):
            return self._refused(request, HTTPStatus.SERVICE_UNAVAILABLE, NO_ACCOUNT)
        bearer = _bearer(request)
        visitor = request.state.visitor = await self._visitor(request, bearer, found[1])
        if bearer and not self._within(request, bearer, visitor):
            return self._refused(request, HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN)
        if not bearer and request.method not in SAFE and not self._from_here(request):
            return self._refused(request, HTTPStatus.FORBIDDEN, FOREIGN)
        return None if rule.public else self._no_to(request, visitor, rule)

    def _no_to(self, request: Request, visitor: Visitor | None, rule: Rule) -> Response | None:
        """The refusal by the table's line."""
        if visitor is None:
            return self._not_signed_in(request)
        if not (rule.signed_in or visitor.roles & rule.roles):
            return self._refused(request, HTTPStatus.FORBIDDEN, NOT_YOURS)
        if not (visitor.scopes is None or rule.any_token or rule.scope in visitor.scopes):
            return self._refused(request, HTTPStatus.FORBIDDEN, NOT_MADE_FOR)
        return None

    async def _visitor(self, request: Request, bearer: str, path: str) -> Visitor | None:
        if bearer:
            return await run_in_threadpool(self._visitors.by_token, bearer)
        session = request.cookies.get(self._cookie, "")
        extends = path != "/events" and BY_ITSELF not in request.headers
        asked = partial(self._visitors.by_session, session, extends=extends)
        return await run_in_threadpool(asked) if session else None

    def _within(self, request: Request, bearer: str, visitor: Visitor | None) -> bool:
        """Whether a program asks no more often than it may, and tries no more tokens than it may."""
        if visitor is None:
            return self._wrong_tokens.one_more(request.client.host if request.client else "")
        return self._by_token.one_more(hashlib.sha256(bearer.encode()).hexdigest())

    def _route(self, request: Request) -> RoutePath | None:
        """The route that answers, as the table names it."""
        method = "GET" if request.method == "HEAD" else request.method
        for route in self.routes:
            match, _ = route.matches(request.scope)
            path = getattr(route, "path", None)
            if match is Match.FULL and path is not None:
                return method, path
        return None

    def _from_here(self, request: Request) -> bool:
        """Whether a browser says that a page of this service sent it; without a word of the browser: no."""
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if origin is not None:
            said = urlsplit(origin)
            own = (said.scheme, said.netloc) == (self._own.scheme, self._own.netloc)
            here = said.scheme in _schemes(self._own.scheme) and said.netloc == request.headers.get("host")
            if not said.netloc or not (own or here):
                return False
        elif site is None:
            return False
        return site in {None, "same-origin"}

    def _not_signed_in(self, request: Request) -> Response:
        if for_machines(request):
            return self._refused(request, HTTPStatus.UNAUTHORIZED, NO_TOKEN)
        if request.method not in SAFE:
            return self._refused(request, HTTPStatus.UNAUTHORIZED, SIGNED_OUT)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={quote(request.url.path + query, safe='')}", HTTPStatus.SEE_OTHER)

    def _refused(self, request: Request, status: HTTPStatus, said: str) -> Response:
        headers = _FURTHER.get(status, {})
        if for_machines(request):
            return said_to_machines(request, status, said, headers)
        answer = self._refuse(request, status, said)
        answer.headers.update(headers if status is not HTTPStatus.UNAUTHORIZED else {})
        return answer


_FURTHER: Final[Mapping[HTTPStatus, Mapping[str, str]]] = {
    HTTPStatus.UNAUTHORIZED: {"www-authenticate": "Bearer"},
    HTTPStatus.TOO_MANY_REQUESTS: {"retry-after": "60"},
}


def _schemes(own: str) -> tuple[str, ...]:
    """The schemes of pages of this service: https alone where it is reached by that."""
    return ("https",) if own == "https" else ("http", "https")


def _bearer(request: Request) -> str:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


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
