"""Signing in and out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.access.guard import COOKIE, SECURE_COOKIE
from graftwatch.console.access.roles import Role, Visitor
from graftwatch.console.shell.pages import page, refused_page, visitor_of

SESSION: Final = timedelta(hours=12)
"""A shift."""


class StoredVisitors:
    """Who is who by the console's store; see `guard.Visitors`."""

    def __init__(self, store: ConsoleStore) -> None:
        self._store = store

    def by_session(self, secret: str) -> Visitor | None:
        """Who signed in."""
        account = self._store.account_of_session(secret)
        if account is None:
            return None
        return Visitor(account.name, frozenset(Role(one) for one in account.roles), account.language)

    def by_token(self, secret: str) -> Visitor | None:  # noqa: ARG002 - there are no tokens yet
        """Whose token this is."""
        return None


class SignIn:
    """The pages of signing in.

    Args:
        store: accounts, links and sessions.
        secure: whether the service is reached by https.
    """

    def __init__(self, store: ConsoleStore, *, secure: bool) -> None:
        self._store = store
        self._secure = secure
        self._cookie = SECURE_COOKIE if secure else COOKIE

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/sign-in", self._sign_in, methods=["GET"]),
            Route("/start/{token}", self._start, methods=["GET"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
        ]

    async def _sign_in(self, request: Request) -> Response:
        return page(request, "access/sign_in.html.j2")

    async def _start(self, request: Request) -> Response:
        account = await run_in_threadpool(self._store.use_link, request.path_params["token"])
        if not account:
            return refused_page(request, HTTPStatus.NOT_FOUND, "This link is not valid, was used, or has ended.")
        secret = await run_in_threadpool(self._store.open_session, account, SESSION)
        await run_in_threadpool(self._store.note, account, Did.SIGNED_IN)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            self._cookie,
            secret,
            max_age=int(SESSION.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _sign_out(self, request: Request) -> Response:
        await run_in_threadpool(self._store.end_session, request.cookies.get(self._cookie, ""))
        await run_in_threadpool(self._store.note, visitor_of(request).account, Did.SIGNED_OUT)
        answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="lax")
        return answer
