"""The message browser: the list, one message, and its bytes for who may have them.

An identifier, or a text to look for, is sent in a form and stands in no address. Who looks is recorded first; what
cannot be recorded is not shown.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.access.roles import Role, Visitor
from graftwatch.console.messages.forms import form_of, number_of, query_of
from graftwatch.console.messages.message_views import MessageQuery, MessagesFound, PatientQuery
from graftwatch.console.messages.port import MessagesDesk
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import page, refused_page, visitor_of
from graftwatch.pipeline.message_outcome import Outcome

ASKED_IN_ADDRESS: Final = ("control_id", "feed", "type", "since", "until", "outcome", "subject")
RECIPIENT: Final = "/recipients/{subject}"

NO_MESSAGE: Final = _("There is no such message in the journal (any more).")
NOT_YOURS: Final = _("Your roles open recipients' messages only; this one is about nobody enrolled.")
NOT_FOR_YOU: Final = _("Your roles do not include patients' identifiers.")


def may_open_message(desk: MessagesDesk, visitor: Visitor, seq: int) -> bool:
    """Whether somebody may open a message: the integration team any, others those of recipients. May block."""
    return Role.INTEGRATION in visitor.roles or bool(desk.subjects(seq))


def message_routes(desk: MessagesDesk, audit: ConsoleAudit) -> list[Route]:
    """The routes."""
    pages = _Pages(desk, audit)
    return [
        Route("/messages", pages.listed, methods=["GET"]),
        Route("/messages", pages.of_patient, methods=["POST"]),
        Route("/messages/{seq}", pages.masked, methods=["GET"]),
        Route("/messages/{seq}", pages.with_identifiers, methods=["POST"]),
        Route("/messages/{seq}/bytes", pages.content, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, desk: MessagesDesk, audit: ConsoleAudit) -> None:
        self._desk = desk
        self._audit = audit

    async def listed(self, request: Request) -> Response:
        said = dict(request.query_params)
        asked, faults = query_of(said, self._desk.zone)
        found = await run_in_threadpool(self._desk.find, asked)
        return self._list(request, said, asked, found, faults)

    async def of_patient(self, request: Request) -> Response:
        visitor = visitor_of(request)
        if not visitor.may_see_identifiers:
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
        said = await form_of(request)
        asked, faults = query_of(said, self._desk.zone, patient=True)
        found = await run_in_threadpool(self._desk.find, asked)
        await run_in_threadpool(self._audit.note, visitor.account, Did.LOOKED, "", what_was_asked(asked, found))
        return self._list(request, said, asked, found, faults)

    async def masked(self, request: Request) -> Response:
        return await self._one(request, identifiers=False)

    async def with_identifiers(self, request: Request) -> Response:
        if not visitor_of(request).may_see_identifiers:
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
        return await self._one(request, identifiers=True)

    async def content(self, request: Request) -> Response:
        visitor, seq = visitor_of(request), number_of(request.path_params["seq"])
        if not visitor.may_see_identifiers:
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
        found = None if seq is None else await run_in_threadpool(self._desk.content, seq)
        if seq is None or found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_MESSAGE)
        if not await run_in_threadpool(may_open_message, self._desk, visitor, seq):
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_YOURS)
        await run_in_threadpool(self._audit.note, visitor.account, Did.LOOKED, f"message {seq}", "its bytes")
        held = {"content-disposition": f'attachment; filename="message-{seq}.hl7"'}
        return Response(found, media_type="application/octet-stream", headers=held)

    async def _one(self, request: Request, *, identifiers: bool) -> Response:
        visitor, seq = visitor_of(request), number_of(request.path_params["seq"])
        if seq is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_MESSAGE)
        if not await run_in_threadpool(may_open_message, self._desk, visitor, seq):
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_YOURS)
        if identifiers:
            await run_in_threadpool(self._audit.note, visitor.account, Did.LOOKED, f"message {seq}")
        found = await run_in_threadpool(lambda: self._desk.message(seq, identifiers=identifiers))
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_MESSAGE)
        context = {
            "found": found,
            "zone": self._desk.zone,
            "to_recipient": may_open(visitor, RECIPIENT),
            "to_pages": may_open(visitor, "/pages/{page_id}"),
            "is_integration": Role.INTEGRATION in visitor.roles,
        }
        return page(request, "messages/one.html.j2", context)

    def _list(
        self,
        request: Request,
        said: dict[str, str],
        asked: MessageQuery,
        found: MessagesFound,
        faults: dict[str, str],
    ) -> Response:
        by_form = isinstance(asked, PatientQuery)
        kept = {name: said[name] for name in ASKED_IN_ADDRESS if said.get(name)}
        older = urlencode({**kept, "before": found.older_before}) if found.older_before else ""
        context = {
            "found": found,
            "said": said,
            "kept": kept,
            "older": older,
            "by_form": by_form,
            "is_plain": not kept and not by_form and asked.before is None,
            "faults": faults,
            "feeds": self._desk.feeds,
            "outcomes": tuple(Outcome),
            "zone": self._desk.zone,
        }
        return page(request, "messages/list.html.j2", context)


def what_was_asked(asked: MessageQuery, found: MessagesFound) -> str:
    """What a record of a look says: by what was looked for and how much came, never for whom."""
    by = "a patient's number" if isinstance(asked, PatientQuery) and asked.identifier else "a text"
    return f"messages by {by}: {len(found.rows)} found"
