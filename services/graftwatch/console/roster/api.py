"""The coordinator's part of the API: the roster and what is entered in it, and completeness."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from graftwatch.console.api.problem import UNPROCESSABLE, Fault, documented, problem
from graftwatch.console.completeness.port import CompletenessDesk
from graftwatch.console.completeness.views import Completeness
from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.console.roster.entry_views import Cells, Done, ImportPlan, NotTaken
from graftwatch.console.roster.forms import CANNOT_TAKE
from graftwatch.console.roster.port import RosterDesk
from graftwatch.console.roster.views import RosterList, RosterQuery, RosterRecipient
from graftwatch.console.shell.pages import visitor_of
from graftwatch.findings import Published
from graftwatch.pipeline.journal import JournalUnavailable

UPLOAD_BYTES: Final = 1_000_000
Subject = Annotated[str, Path(description="Pseudonymous subject id.", max_length=64)]
Shown = Annotated[bool, Query(description="Shows patient identifiers and birth dates; each look is recorded.")]
Sure = Annotated[bool, Query(description="What looks wrong (a transplant in the future …) is right.")]
_NOT_TAKEN: Final = documented(HTTPStatus.CONFLICT, UNPROCESSABLE, HTTPStatus.SERVICE_UNAVAILABLE)
_NOBODY: Final = documented(HTTPStatus.NOT_FOUND)
_FILE: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


class NewIdentifier(Published):
    """A further identifier, as PID-3 has it, and who assigned it (PID-3.4)."""

    identifier: str = Field(min_length=1, max_length=300)
    authority: str = Field(default="", max_length=300)


class Leaving(Published):
    """When a recipient left the trial, ISO 8601; empty: now."""

    at: str = Field(default="", max_length=64)


class Correction(Published):
    """What the roster holds of a recipient from now on, and the `version` that was looked at before.

    `cells.identifier` and `cells.authority` are not looked at: identifiers stay. An empty `born` leaves it as it is.
    """

    version: str = Field(max_length=64)
    cells: Cells


class Imported(Published):
    """What an import would do, and what it did; `done` is null where it was only looked at."""

    plan: ImportPlan
    done: Done | None


def roster_api(desk: RosterDesk, completeness: CompletenessDesk) -> APIRouter:
    """The operations.

    Args:
        desk: the roster.
        completeness: what is missing.
    """
    router = APIRouter(prefix="/api/v1", tags=["roster"])
    _reads(router, desk, completeness)
    _entries(router, desk)
    _import(router, desk)
    return router


def _reads(router: APIRouter, desk: RosterDesk, completeness: CompletenessDesk) -> None:
    @router.get("/roster", summary="Who is enrolled, and how far each is in the window")
    def roster(request: Request, query: Annotated[RosterQuery, Query()]) -> RosterList:
        """The recipients that the query asks for; identifiers by `/roster/{subject}?identifiers=true`, one by one."""
        del request
        return desk.listed(query)

    @router.get("/roster/{subject}", summary="One recipient, with what was entered when", responses=_NOBODY)
    def roster_recipient(request: Request, subject: Subject, *, identifiers: Shown = False) -> RosterRecipient:
        """What the roster holds; with `version`, which a correction needs."""
        shown_to = visitor_of(request).account if identifiers and visitor_of(request).may_see_identifiers else ""
        found = desk.recipient(subject, shown_to)
        return found if found is not None else cast("RosterRecipient", _nobody())

    @router.get("/completeness", summary="What is missing of whose data")
    def missing_data() -> Completeness:
        """Everybody, by subject, and the limits that it is judged by."""
        return completeness.everybody()


def _entries(router: APIRouter, desk: RosterDesk) -> None:
    @router.post("/roster", summary="Enrol a recipient", responses=_NOT_TAKEN, status_code=HTTPStatus.CREATED)
    def enrol(request: Request, cells: Cells, *, sure: Sure = False) -> Done:
        """Enrols somebody who is not on the roster yet; earlier messages about them are found and count."""
        return _taken(lambda by: desk.enrol(cells, by, sure=sure), request)

    @router.put("/roster/{subject}", summary="Say anew what the roster holds", responses=_NOT_TAKEN)
    def correct(request: Request, subject: Subject, said: Correction, *, sure: Sure = False) -> Done:
        """Replaces everything but the identifiers, effective at once; the history keeps what was known before."""
        cells = said.cells.model_copy(update={"subject": subject})
        return _taken(lambda by: desk.correct(cells, said.version, by, sure=sure), request)

    @router.post("/roster/{subject}/identifiers", summary="Add an identifier", responses=_NOT_TAKEN)
    def add_identifier(request: Request, subject: Subject, said: NewIdentifier) -> Done:
        """Messages under it count from now on, earlier ones too; it cannot be taken away again."""
        return _taken(lambda by: desk.add_identifier(subject, said.identifier, said.authority, by), request)

    @router.post("/roster/{subject}/withdrawal", summary="Withdraw a recipient", responses=_NOT_TAKEN)
    def withdraw(request: Request, subject: Subject, said: Annotated[Leaving, Body()]) -> Done:
        """Notes that they left the trial; undone by a correction without `withdrawn_at`."""
        return _taken(lambda by: desk.withdraw(subject, said.at, by), request)


def _import(router: APIRouter, desk: RosterDesk) -> None:
    @router.post(
        "/roster/import",
        summary="Import a roster file, or see what that would do",
        responses={**_NOT_TAKEN, **documented(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)},
        openapi_extra=_FILE,
    )
    async def import_roster(
        request: Request,
        *,
        dry_run: Annotated[bool, Query(description="Enters nothing.")] = True,
        digest: Annotated[str, Query(description="Of the plan that was looked at.", max_length=64)] = "",
    ) -> Imported:
        """All rows or none; send the file as it is. With `digest`, nothing else is entered than what was seen."""
        try:
            content = await limited_body(request, UPLOAD_BYTES)
        except BodyTooLarge:
            said = f"The file is larger than {UPLOAD_BYTES:,} bytes; import it in parts."
            return cast("Imported", problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said))
        except BodyTooSlow:
            said = "The file did not come in time; send it again."
            return cast("Imported", problem(HTTPStatus.REQUEST_TIMEOUT, said))
        plan = await run_in_threadpool(desk.plan, content)
        if dry_run:
            return Imported(plan=plan, done=None)
        done = await run_in_threadpool(_taken, lambda by: desk.enter_file(content, digest, by), request)
        return cast("Imported", done) if isinstance(done, Response) else Imported(plan=plan, done=done)


def _taken(enter: Callable[[str], Done], request: Request) -> Done:
    """What was done, or an answer that says why not, which FastAPI hands on as it is."""
    try:
        return enter(visitor_of(request).account)
    except NotTaken as refused:
        return cast("Done", _refused(refused))
    except JournalUnavailable:
        return cast("Done", problem(HTTPStatus.SERVICE_UNAVAILABLE, CANNOT_TAKE))


def _refused(refused: NotTaken) -> Response:
    if refused.moved:
        return problem(HTTPStatus.CONFLICT, "Nothing was entered: the roster has changed since it was looked at.")
    faults = [Fault(place=_place(one.line, one.column), words=one.words) for one in refused.faults]
    faults += [Fault(place=_place(one.line, one.column), words=one.kind.value) for one in refused.notices]
    doubt = "Nothing was entered: this looks wrong. Say sure=true if it is right."
    return problem(UNPROCESSABLE, "Nothing was entered." if refused.faults else doubt, faults)


def _place(line: int, column: str) -> str:
    return ", ".join(one for one in (f"line {line}" if line else "", column) if one)


def _nobody() -> Response:
    return problem(HTTPStatus.NOT_FOUND, "Nobody of this name is enrolled.")
