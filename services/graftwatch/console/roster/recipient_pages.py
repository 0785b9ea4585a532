"""One recipient on the roster: what was entered when, and the forms that enter more."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.roster.entry_views import Cells, Done, NotTaken
from graftwatch.console.roster.forms import cells_of, entered, read_form, text
from graftwatch.console.roster.pages import RECIPIENT, after, form_context, status_of
from graftwatch.console.roster.port import RosterDesk
from graftwatch.console.roster.views import RosterRecipient
from graftwatch.console.roster.words import FAULTS, WORDS
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import page, refused_page, visitor_of, words_of
from graftwatch.roster import FaultKind

DECIDE: Final = "/recipients/{subject}/decide/{kind}"
SAID: Final = ("enrolled", "corrected", "identifier", "withdrawn", "back", "unchanged")


class RecipientPages:
    """The pages about one recipient."""

    def __init__(self, desk: RosterDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The routes."""
        one = "/roster/{subject}"
        forms = {"correct": self.correct, "identifier": self.identifier, "withdraw": self.withdraw}
        return [
            Route(one, self.recipient, methods=["GET"]),
            Route(one, self.recipient, methods=["POST"], name="recipient_shown"),
            Route(f"{one}/take-back", self.take_back, methods=["POST"]),
            *(Route(f"{one}/{name}", self.form, methods=["GET"], name=f"{name}_form") for name in forms),
            *(Route(f"{one}/{name}", forms[name], methods=["POST"]) for name in forms),
        ]

    async def recipient(self, request: Request) -> Response:
        """What is held and was entered; asked by POST, with identifiers, which is recorded."""
        shown_to = visitor_of(request).account if request.method == "POST" else ""
        found = await run_in_threadpool(self._desk.recipient, _subject(request), shown_to)
        if found is None:
            return _nobody(request)
        done = request.query_params.get("done", "")
        earlier = request.query_params.get("earlier", "")
        context = {
            "found": found,
            "done": done if done in SAID and not shown_to else "",
            "earlier": int(earlier) if earlier.isdecimal() and earlier.isascii() else None,
            "decides": may_open(visitor_of(request), DECIDE),
            "leads_on": may_open(visitor_of(request), RECIPIENT),
        }
        return self._page(request, "recipient", context)

    async def form(self, request: Request) -> Response:
        """The form of the address's last word."""
        return await self._form(request, request.url.path.rpartition("/")[2])

    async def correct(self, request: Request) -> Response:
        """Says anew what the roster holds."""

        def enter(form: FormData, by: str) -> Done:
            cells = cells_of(form, _subject(request))
            return self._desk.correct(cells, text(form, "version"), by, sure=bool(text(form, "sure")))

        return await self._entered(request, "correct", "corrected", enter)

    async def identifier(self, request: Request) -> Response:
        """Adds an identifier."""

        def enter(form: FormData, by: str) -> Done:
            cells = cells_of(form)
            return self._desk.add_identifier(_subject(request), cells.identifier, cells.authority, by)

        return await self._entered(request, "identifier", "identifier", enter)

    async def withdraw(self, request: Request) -> Response:
        """Notes that the recipient left the trial."""

        def enter(form: FormData, by: str) -> Done:
            return self._desk.withdraw(_subject(request), text(form, "withdrawn_at"), by)

        return await self._entered(request, "withdraw", "withdrawn", enter)

    async def take_back(self, request: Request) -> Response:
        """Takes a withdrawal back: the same said anew, without it."""

        def enter(form: FormData, by: str) -> Done:
            cells = self._desk.cells(_subject(request)) or Cells(subject=_subject(request))
            kept = cells.model_copy(update={"withdrawn_at": ""})
            return self._desk.correct(kept, text(form, "version"), by, sure=True)

        return await self._entered(request, "correct", "back", enter)

    async def _entered(
        self, request: Request, template: str, what: str, enter: Callable[[FormData, str], Done]
    ) -> Response:
        form = await read_form(request)
        try:
            account = visitor_of(request).account
            done = await entered(lambda: enter(form, account))
        except NotTaken as refused:
            return await self._form(request, template, cells_of(form, _subject(request)), refused)
        return after(done, _subject(request), what)

    async def _form(
        self, request: Request, template: str, typed: Cells | None = None, refused: NotTaken | None = None
    ) -> Response:
        subject = _subject(request)
        found: RosterRecipient | None = await run_in_threadpool(self._desk.recipient, subject)
        held = await run_in_threadpool(self._desk.cells, subject)
        if found is None or held is None:
            return _nobody(request)
        moved = refused is not None and refused.moved
        shown = held if typed is None or moved else typed
        context = {"found": found, **form_context(request, shown, refused)}
        return self._page(request, template, context, status_of(refused))

    def _page(
        self, request: Request, template: str, context: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        shared = {"zone": self._desk.zone, "words": WORDS, "subject": _subject(request)}
        return page(request, f"roster/{template}.html.j2", {**shared, **context}, status)


def _subject(request: Request) -> str:
    return str(request.path_params["subject"])


def _nobody(request: Request) -> Response:
    return refused_page(request, HTTPStatus.NOT_FOUND, words_of(request).say(FAULTS[FaultKind.NOT_ENROLLED]))
