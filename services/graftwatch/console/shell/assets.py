"""The files that pages load: one script, bundled from `browser/`, and one style sheet. Nothing comes from elsewhere.

Each has its content's hash in its address, so a browser may keep it for ever and never shows an old one.
"""

import hashlib
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
KEPT: Final = "public, max-age=31536000, immutable"


@lru_cache(maxsize=64)
def _content(name: str) -> bytes | None:
    file = files("graftwatch.console").joinpath("assets", name)
    return file.read_bytes() if "/" not in name and not name.startswith(".") and file.is_file() else None


@lru_cache(maxsize=64)
def asset_url(name: str) -> str:
    """The address of a file.

    Raises:
        LookupError: there is none of this name.
    """
    content = _content(name)
    if content is None:
        raise LookupError(f"there is no asset {name}")
    return f"/assets/{name}?v={hashlib.sha256(content).hexdigest()[:16]}"


async def _asset(request: Request) -> Response:
    name: str = request.path_params["name"]
    content, kind = _content(name), TYPES.get(name[name.rfind(".") :])
    if content is None or kind is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    return Response(content, media_type=kind, headers={"cache-control": KEPT})


ROUTES: Final = (Route("/assets/{name}", _asset, methods=["GET"]),)
