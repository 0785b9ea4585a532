"""Accounts, sessions and tokens as JSON: what is there, and taking it away.

Giving somebody more (an account, roles, a link, a token) is done by people only: a token that was lost must not be a
way to make another.
"""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.administration import Administration, NotDone
from graftwatch.console.api.problem import documented
from graftwatch.console.shell.pages import visitor_of
from graftwatch.findings import Published

MOST_SHOWN: Final = 500
NUMBER = Annotated[int, Path(ge=1, le=2**53, description="Its number in the list.")]
LIMIT = Annotated[int, Query(ge=1, le=MOST_SHOWN, description="So many at most.")]
NAME = Annotated[str, Path(min_length=1, max_length=300, description="The account's name.")]


class AccountView(Published):
    """Somebody who may sign in; `shown` is what people call them, where that is another name."""

    name: str
    shown: str
    roles: tuple[str, ...]
    disabled: bool
    has_password: bool


class SessionView(Published):
    """Somebody who is signed in."""

    id: int
    account: str
    opened_at: AwareDatetime
    seen_at: AwareDatetime
    ends_at: AwareDatetime
    address: str


class TokenView(Published):
    """A program's token; its secret is told once, when it is made."""

    id: int
    account: str
    name: str
    scopes: tuple[str, ...]
    made_at: AwareDatetime
    ends_at: AwareDatetime
    used_at: AwareDatetime | None


class TakenAway(Published):
    """What was taken away, and from whom."""

    account: str
    id: int | None = None


def access_api(store: ConsoleStore, idle: timedelta) -> APIRouter:
    """The operations over a store; a session that nobody used for so long has ended."""
    router = APIRouter(prefix="/api/v1", tags=["access"])
    _add_lists(router, store, idle)

    @router.post(
        "/accounts/{name}/disable",
        summary="Disable an account",
        responses=documented(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    )
    async def disable_account(request: Request, name: NAME) -> TakenAway:
        """Its sessions end and its tokens do not work from now on. The last operator cannot be disabled."""
        admin = _administration(request, store)
        await _done(lambda: admin.account(name), HTTPStatus.NOT_FOUND)
        await _done(lambda: admin.disable(name), HTTPStatus.CONFLICT)
        return TakenAway(account=name)

    @router.delete("/sessions/{number}", summary="End a session", responses=documented(HTTPStatus.NOT_FOUND))
    async def end_session(request: Request, number: NUMBER) -> TakenAway:
        """Whoever uses it signs in again."""
        admin = _administration(request, store)
        account = await _done(lambda: admin.end_session(number), HTTPStatus.NOT_FOUND)
        return TakenAway(account=str(account), id=number)

    @router.delete("/tokens/{number}", summary="Take a token back", responses=documented(HTTPStatus.NOT_FOUND))
    async def revoke_token(request: Request, number: NUMBER) -> TakenAway:
        """It works no more from now on."""
        admin = _administration(request, store)
        account = await _done(lambda: admin.revoke_token(number), HTTPStatus.NOT_FOUND)
        return TakenAway(account=str(account), id=number)

    return router


def _add_lists(router: APIRouter, store: ConsoleStore, idle: timedelta) -> None:
    @router.get("/accounts", summary="Who may sign in")
    async def list_accounts(limit: LIMIT = MOST_SHOWN) -> tuple[AccountView, ...]:
        """By name."""
        found = await run_in_threadpool(store.accounts.all)
        return tuple(
            AccountView(
                name=one.name,
                shown=one.shown,
                roles=tuple(sorted(one.roles)),
                disabled=one.is_disabled,
                has_password=one.has_password,
            )
            for one in found[:limit]
        )

    @router.get("/sessions", summary="Who is signed in")
    async def list_sessions(limit: LIMIT = MOST_SHOWN) -> tuple[SessionView, ...]:
        """The newest first."""
        found = await run_in_threadpool(store.sessions.all, idle)
        return tuple(
            SessionView(
                id=one.id,
                account=one.account,
                opened_at=one.opened_at,
                seen_at=one.seen_at,
                ends_at=one.ends_at,
                address=one.address,
            )
            for one in found[:limit]
        )

    @router.get("/tokens", summary="Which programs have tokens")
    async def list_tokens(limit: LIMIT = MOST_SHOWN) -> tuple[TokenView, ...]:
        """The newest first, also those that have ended."""
        found = await run_in_threadpool(store.tokens.all)
        return tuple(
            TokenView(
                id=one.id,
                account=one.account,
                name=one.name,
                scopes=tuple(sorted(one.scopes)),
                made_at=one.made_at,
                ends_at=one.ends_at,
                used_at=one.used_at,
            )
            for one in found[:limit]
        )


def _administration(request: Request, store: ConsoleStore) -> Administration:
    return Administration(store, visitor_of(request).account)


async def _done(deed: Callable[[], object], status: HTTPStatus) -> object:
    """Does it; says why not as a problem.

    Raises:
        HTTPException: it was not done.
    """
    try:
        return await run_in_threadpool(deed)
    except NotDone as no:
        raise HTTPException(status, str(no)) from None
