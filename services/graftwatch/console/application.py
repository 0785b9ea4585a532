"""The console as one application: pages, JSON and events, all behind the guard."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from time import monotonic
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
from graftwatch.console.shell.live import TOPICS, Changes, Streams, Topic, live_routes
from graftwatch.console.shell.measured import ConsoleMetrics, Measured, Uncounted
from graftwatch.console.shell.navigation import first_page
from graftwatch.console.shell.pages import LANGUAGE_COOKIE, refused_page

YEAR_SECONDS: Final = 365 * 24 * 3600
EVENT_STREAMS: Final = 200
REST_SECONDS: Final[Mapping[Topic, float]] = {"messages": 5.0}
"""What changes with every message of a hospital is told with so much rest."""
MINUTE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console is made of.

    Attributes:
        store: accounts, sessions, and who did what.
        changes: what open pages wait for.
        areas: the routes of each role's pages and of the API.
        rules: of signing in.
        streams: the open pages that are kept right.
        metrics: counts requests, and who signs in.
    """

    store: ConsoleStore
    changes: Changes
    areas: Sequence[BaseRoute]
    rules: AccessRules
    streams: Streams = field(default_factory=lambda: Streams(EVENT_STREAMS))
    metrics: ConsoleMetrics = field(default_factory=Uncounted)


def console_application(parts: Parts) -> ASGIApp:
    """The application."""
    return Measured(guarded(parts), parts.changes, parts.metrics)


def guarded(parts: Parts) -> Guard:
    """All routes behind the guard."""
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
            *live_routes(parts.changes, parts.streams, still_signed_in),
            *access_routes(parts.store, parts.rules, parts.metrics.sign_in),
            *parts.areas,
            *api_routes(parts.areas),
        ]
    )
    return Guard(api, api.router.routes, visitors, refused_page, parts.rules.base_url)


async def watch(changes: Changes, state: Callable[[], Mapping[Topic, object]], seconds: float) -> None:
    """Tells open pages of every change.

    Args:
        changes: where it is noted.
        state: gives something for each topic that is another thing once the topic has changed; it does not fail.
        seconds: between two looks.
    """
    known: dict[Topic, object] = dict(await asyncio.to_thread(state))
    told_at = dict.fromkeys(TOPICS, monotonic())
    while True:
        await asyncio.sleep(seconds)
        current, now = await asyncio.to_thread(state), monotonic()
        news = [
            one for one in current if current[one] != known.get(one) and now - told_at[one] >= REST_SECONDS.get(one, 0)
        ]
        if now - told_at["minute"] >= MINUTE_SECONDS:
            news.append("minute")
        if news:
            known.update({one: current[one] for one in news if one in current})
            told_at.update(dict.fromkeys(news, now))
            await changes.note(*news)


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
