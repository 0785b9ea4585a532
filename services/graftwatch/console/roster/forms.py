"""The coordinator's forms: read up to a limit, and what is wrong with them beside each field."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.console.roster.entry_views import Cells, NotTaken
from graftwatch.console.roster.words import FIELDS, fault_words, notice_words
from graftwatch.console.shell.languages import Words
from graftwatch.console.shell.marked import marked as _
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.roster import CELL_LENGTH

TOO_LARGE: Final = 413
"""By its number: its name differs between Pythons."""
FORM_BYTES: Final = 64_000
FIELDS_AT_MOST: Final = 20
_RISKS: Final = "risk"

CANNOT_TAKE: Final = _("Nothing was entered: the journal cannot take it at the moment. Try again in some minutes.")
Entered = TypeVar("Entered")


async def entered(enter: Callable[[], Entered]) -> Entered:
    """What was entered.

    Raises:
        NotTaken: nothing was, and why.
        HTTPException: nothing was, as the journal cannot be written.
    """
    try:
        return await run_in_threadpool(enter)
    except JournalUnavailable:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, CANNOT_TAKE) from None


async def read_form(request: Request, limit_bytes: int = FORM_BYTES) -> FormData:
    """A form of at most so many bytes.

    Raises:
        HTTPException: it is larger, or was not whole in time.
    """
    try:
        body = await limited_body(request, limit_bytes)
    except BodyTooLarge:
        raise HTTPException(TOO_LARGE, f"More than {limit_bytes:,} bytes were sent; send less.") from None
    except BodyTooSlow:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "What was sent did not come in time; send it again.") from None

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return await Request(request.scope, receive).form(max_files=1, max_fields=FIELDS_AT_MOST, max_part_size=limit_bytes)


def text(form: FormData, name: str) -> str:
    """A field's text; empty where there is none."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def cells_of(form: FormData, subject: str = "") -> Cells:
    """The cells of a form about a recipient, cut where a cell is too long already, which the reader then says."""
    longest = CELL_LENGTH + 1
    given = {name: text(form, name)[:longest] for name in Cells.model_fields if name != _RISKS}
    risks = ";".join(one for one in form.getlist(_RISKS) if isinstance(one, str))
    return Cells(**{**given, _RISKS: risks[:longest], **({"subject": subject} if subject else {})})


async def uploaded(form: FormData, name: str) -> bytes:
    """The bytes of an uploaded file; none where nobody chose one."""
    file = form.get(name)
    return await file.read() if isinstance(file, UploadFile) else b""


def beside_fields(refused: NotTaken, said: Words) -> Mapping[str, str]:
    """What is wrong, by the field's name."""
    found: dict[str, str] = {}
    for one in refused.faults:
        found.setdefault(one.column, fault_words(one, said))
    return found


def looks_wrong(refused: NotTaken, said: Words) -> list[str]:
    """What may be right and looks wrong, where nothing else is in the way."""
    if refused.faults:
        return []
    return [f"{said.say(FIELDS[one.column])}: {notice_words(one, said)}" for one in refused.notices]
