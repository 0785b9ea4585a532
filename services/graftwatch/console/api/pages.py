"""The API's own pages: its description for programs, and the same as a list for people."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graftwatch.console.access.roles import EVERYBODY
from graftwatch.console.api import me
from graftwatch.console.api.openapi import console_openapi
from graftwatch.console.shell.pages import page


def api_routes(areas: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The routes that describe the API of all areas, and `/api/v1/me`."""
    made = cache(partial(console_openapi, [*me.router.routes, *areas]))  # half a second that few ask for

    async def openapi(_: Request) -> Response:
        return JSONResponse(await run_in_threadpool(made), media_type="application/openapi+json")

    async def listed(request: Request) -> Response:
        described = await run_in_threadpool(made)
        return page(request, "api/list.html.j2", {"groups": _groups(described), "about": described["info"]})

    return [
        *me.router.routes,
        Route("/api/openapi.json", openapi, methods=["GET"]),
        Route("/api/", listed, methods=["GET"]),
    ]


def _groups(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The operations, as the list shows them, by tag."""
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": one.get("summary", ""),
            "scopes": [scope for way in one["security"] for scope in way.get("token", ())],
            "roles": one["x-roles"],
            "for_all": len(one["x-roles"]) == len(EVERYBODY),
            "tag": one["tags"][0],
        }
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    ]
    groups = (
        {**tag, "operations": [one for one in operations if one["tag"] == tag["name"]]} for tag in described["tags"]
    )
    return [group for group in groups if group["operations"]]
