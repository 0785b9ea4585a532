"""Importing a roster file: nothing is entered until what would happen was looked at."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.roster.entry_views import ImportPlan, NotTaken, Outcome, PlanRow
from graftwatch.console.roster.forms import entered, read_form, text, uploaded
from graftwatch.console.roster.pages import UNPROCESSABLE
from graftwatch.console.roster.port import RosterDesk
from graftwatch.console.roster.words import WORDS, fault_words, notice_words
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import page, visitor_of, words_of
from graftwatch.roster import COLUMNS

NOTHING_CHOSEN: Final = _("Choose a file first; an empty one holds nobody.")
TOO_OLD: Final = _("This preview is older than an hour, or not yours. Choose the file again.")
UPLOAD_BYTES: Final = 2_500_000
"""A file of the largest size, also as it comes back sealed with the form."""
ROWS_SHOWN: Final = 300
_TROUBLE_FIRST: Final = (Outcome.FAULT, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


class ImportPages:
    """The pages of the import."""

    def __init__(self, desk: RosterDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route("/roster/import", self.choose, methods=["GET"]),
            Route("/roster/import", self.preview, methods=["POST"]),
            Route("/roster/import/enter", self.enter, methods=["POST"]),
        ]

    async def choose(self, request: Request) -> Response:
        """Where a file is chosen."""
        return page(request, "roster/import.html.j2", {"columns": COLUMNS, "fault": ""})

    async def preview(self, request: Request) -> Response:
        """What entering the file would do."""
        form = await read_form(request, UPLOAD_BYTES)
        content = await uploaded(form, "file")
        await form.close()
        if not content:
            said = words_of(request).say(NOTHING_CHOSEN)
            return page(request, "roster/import.html.j2", {"columns": COLUMNS, "fault": said}, UNPROCESSABLE)
        return await self._planned(request, content)

    async def enter(self, request: Request) -> Response:
        """Enters what was looked at, or shows anew what would happen where that is no longer the same."""
        form = await read_form(request, UPLOAD_BYTES)
        account = visitor_of(request).account
        content = await run_in_threadpool(self._desk.unsealed, text(form, "sealed"), account)
        if content is None:
            said = words_of(request).say(TOO_OLD)
            return page(request, "roster/import.html.j2", {"columns": COLUMNS, "fault": said}, HTTPStatus.CONFLICT)
        try:
            digest = text(form, "digest") or "none"
            done = await entered(lambda: self._desk.enter_file(content, digest, account))
        except NotTaken as refused:
            return await self._planned(request, content, moved=refused.moved)
        told = {"entered": str(len(done.subjects))}
        if done.earlier_messages is not None:
            told["earlier"] = str(done.earlier_messages)
        return RedirectResponse(f"/roster?{urlencode(told)}", HTTPStatus.SEE_OTHER)

    async def _planned(self, request: Request, content: bytes, *, moved: bool = False) -> Response:
        account = visitor_of(request).account
        plan = await run_in_threadpool(self._desk.plan, content)
        sealed = "" if plan.faults else await run_in_threadpool(self._desk.sealed, content, account)
        said = words_of(request)
        context = {
            "plan": plan,
            "rows": _shown(plan),
            "columns": [one for one in COLUMNS if one != "subject"],
            "sealed": sealed,
            "moved": moved,
            "words": WORDS,
            "said_of": lambda one: fault_words(one, said),
            "noticed_of": lambda one: notice_words(one, said),
        }
        status = UNPROCESSABLE if plan.faults else HTTPStatus.CONFLICT if moved else HTTPStatus.OK
        return page(request, "roster/preview.html.j2", context, status)


def _shown(plan: ImportPlan) -> list[PlanRow]:
    """The rows that are shown: what needs somebody first, then in the file's order."""
    return sorted(plan.rows, key=lambda one: (_TROUBLE_FIRST.index(one.outcome), one.line))[:ROWS_SHOWN]
