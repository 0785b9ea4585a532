"""The page that checks a message: what somebody pastes or uploads is answered and forgotten.

What is sent is held in memory and nowhere else: a form's parser would put a large file on the disk.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.messages.lint_views import MOST_BYTES
from graftwatch.console.messages.port import LintDesk
from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import page

FORM_BYTES: Final = 2 * MOST_BYTES + 64 * 1024
TYPED_CHARACTERS: Final = 200_000
"""Of what was pasted, shown again in the form."""

TOO_LARGE: Final = _("That is more than 2 MB. Check it on the service's machine: graftwatch lint")
EMPTY: Final = _("Paste a message, or choose a file.")


class _InMemory(MultiPartParser):
    """Nothing is put on the disk."""

    spool_max_size = FORM_BYTES


def lint_routes(desk: LintDesk) -> list[Route]:
    """The routes."""

    async def asked(request: Request) -> Response:
        return shown(request, {"feed": request.query_params.get("feed", "")})

    async def checked(request: Request) -> Response:
        text, content, feed = await _sent(request)
        if len(content) > MOST_BYTES or len(text) > MOST_BYTES:
            return shown(request, {"feed": feed, "problem": TOO_LARGE}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not content and not text.strip():
            return shown(request, {"feed": feed, "problem": EMPTY}, HTTPStatus.UNPROCESSABLE_ENTITY)
        if content:
            found = await run_in_threadpool(desk.check, content, feed)
        else:
            found = await run_in_threadpool(desk.check_text, text, feed)
        return shown(request, {"feed": feed, "found": found, "text": text[:TYPED_CHARACTERS]})

    def shown(request: Request, context: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
        usual: dict[str, object] = {"found": None, "text": "", "problem": "", "feeds": desk.feeds}
        return page(request, "messages/lint.html.j2", {**usual, **context}, status)

    return [Route("/lint", asked, methods=["GET"]), Route("/lint", checked, methods=["POST"])]


async def _sent(request: Request) -> tuple[str, bytes, str]:
    """The text that was pasted, the file that was chosen, and the feed."""
    try:
        body = await limited_body(request, FORM_BYTES)
    except BodyTooLarge:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE) from None
    except BodyTooSlow:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, _("That did not come in time. Send it again.")) from None

    async def stream() -> AsyncIterator[bytes]:
        yield body

    parser = _InMemory(request.headers, stream(), max_files=1, max_fields=5, max_part_size=FORM_BYTES)  # type: ignore[arg-type]  # any iterator will do
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise HTTPException(HTTPStatus.BAD_REQUEST, _("That is no form of this service.")) from None
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    await form.close()
    return str(form.get("text", "")), content, str(form.get("feed", ""))
