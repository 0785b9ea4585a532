"""The console as one application: pages, JSON and events, all behind the guard."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.guard import Guard
from graftwatch.console.access.opening import StoredVisitors
from graftwatch.console.access.own_paths import own_path
from graftwatch.console.access.roles import Visitor
from graftwatch.console.access.routes import access_routes
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.api.pages import api_routes
from graftwatch.console.api.problem import unreadable
from graftwatch.console.api.refusals import for_machines, said_to_machines
from graftwatch.console.shell import assets
from graftwatch.console.shell.languages import LANGUAGES
from graftwatch.console.shell.live import Changes, live_routes
from graftwatch.console.shell.navigation import first_page
from graftwatch.console.shell.pages import LANGUAGE_COOKIE, refused_page

YEAR_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console is made of.

    Attributes:
        store: accounts, sessions, and who did what.
        changes: what open pages wait for.
        areas: the routes of each role's pages and of the API.
        rules: of signing in.
    """

    store: ConsoleStore
    changes: Changes
    areas: Sequence[BaseRoute]
    rules: AccessRules


def console_application(parts: Parts) -> ASGIApp:
    """The application."""
    visitors = StoredVisitors(parts.store, parts.rules)
    api = FastAPI(title="graftwatch", docs_url=None, redoc_url=None, openapi_url=None)
    api.add_exception_handler(HTTPException, _said)  # type: ignore[arg-type]  # it is given HTTPExceptions only
    api.add_exception_handler(RequestValidationError, unreadable)  # type: ignore[arg-type]  # the same
    api.add_exception_handler(Exception, _failed)

    async def still_signed_in(request: Request) -> bool:
        secret = parts.rules.session_of(request)
        return bool(await asyncio.to_thread(partial(visitors.by_session, secret, extends=False)))

    api.router.routes.extend(
        [
            Route("/", _home, methods=["GET"]),
            Route("/language", _language, methods=["POST"]),
            *assets.ROUTES,
            *live_routes(parts.changes, still_signed_in),
            *access_routes(parts.store, parts.rules),
            *parts.areas,
            *api_routes(parts.areas),
        ]
    )
    return Guard(api, api.router.routes, visitors, refused_page, parts.rules.base_url)


async def watch(changes: Changes, state: Callable[[], object], seconds: float) -> None:
    """Tells open pages of every change; `state` is anything that differs when something changed.

    Runs until it is cancelled; a state that cannot be read is asked for again.
    """
    known: object = None
    while True:
        with suppress(OSError):
            current = await asyncio.to_thread(state)
            if current != known:
                known = current
                await changes.note()
        await asyncio.sleep(seconds)


async def _home(request: Request) -> Response:
    visitor = getattr(request.state, "visitor", None)
    where = first_page(visitor) if isinstance(visitor, Visitor) else "/sign-in"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


async def _language(request: Request) -> Response:
    form = await request.form(max_fields=3, max_files=0)
    asked, back = str(form.get("language", "")), own_path(str(form.get("back", "/")))
    answer = RedirectResponse(back, HTTPStatus.SEE_OTHER)
    if asked in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=YEAR_SECONDS, samesite="lax")
    return answer


async def _said(request: Request, fault: HTTPException) -> Response:
    status, said = HTTPStatus(fault.status_code), str(fault.detail)
    return (
        said_to_machines(request, status, said, fault.headers)
        if for_machines(request)
        else refused_page(request, status, said)
    )


async def _failed(request: Request, fault: Exception) -> Response:
    log = structlog.get_logger(component="console")
    log.error("a page failed", route=getattr(request.scope.get("route"), "path", ""), exc_info=fault)
    status, said = HTTPStatus.INTERNAL_SERVER_ERROR, "The page could not be made; the log says why."
    return said_to_machines(request, status, said) if for_machines(request) else refused_page(request, status, said)
