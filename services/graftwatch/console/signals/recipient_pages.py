"""A recipient's page: what is so, why, what was told, and what people decided."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import language_of, page, refused_page, visitor_of
from graftwatch.console.signals.decision_pages import DecisionPages, forms_of
from graftwatch.console.signals.event_words import EVENT_WORDS
from graftwatch.console.signals.fields import FORMS
from graftwatch.console.signals.pages import MESSAGE, acknowledged
from graftwatch.console.signals.port import SignalsDesk, TimelineSlot, no_timeline
from graftwatch.console.signals.recipient_views import RecipientIdentifiers
from graftwatch.console.signals.words import sources_of, told_in

NO_SUCH: Final = "Nobody of this name is enrolled, or was at that time."
NO_TIME: Final = "This is not a time. Write it like 2026-06-05T12:00, in the trial's time zone."


def recipient_routes(desk: SignalsDesk, audit: ConsoleAudit, timeline: TimelineSlot = no_timeline) -> list[Route]:
    """The routes.

    Args:
        desk: signals and recipients.
        audit: takes who looked at identifiers, and who decided.
        timeline: what the timeline on a recipient's page needs; see `port.TimelineSlot`.
    """
    pages = _RecipientPages(desk, audit, timeline)
    decisions = DecisionPages(desk, audit)
    return [
        Route("/recipients/{subject}", pages.recipient, methods=["GET"]),
        Route("/recipients/{subject}/identifiers", pages.identifiers, methods=["POST"]),
        *decisions.routes(),
    ]


class _RecipientPages:
    def __init__(self, desk: SignalsDesk, audit: ConsoleAudit, timeline: TimelineSlot) -> None:
        self._desk = desk
        self._audit = audit
        self._timeline = timeline

    async def recipient(self, request: Request) -> Response:
        asked = request.query_params.get("at", "").strip()
        try:
            at = self._moment(asked)
        except ValueError:
            return refused_page(request, HTTPStatus.BAD_REQUEST, NO_TIME)
        return await self._shown(request, at)

    async def identifiers(self, request: Request) -> Response:
        """The page with the patient's numbers, once: they are in no address, and a reload asks and is recorded anew."""
        visitor, subject = visitor_of(request), request.path_params["subject"]
        if not visitor.may_see_identifiers:
            return refused_page(request, HTTPStatus.FORBIDDEN, "Your roles do not include this.")
        found = await run_in_threadpool(self._desk.identifiers, subject)
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_SUCH)
        self._audit.note(visitor.account, Did.LOOKED, subject)
        return await self._shown(request, None, found)

    async def _shown(
        self, request: Request, at: datetime | None, identifiers: RecipientIdentifiers | None = None
    ) -> Response:
        subject = request.path_params["subject"]
        found = await run_in_threadpool(self._desk.recipient, subject, at)
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_SUCH)
        drawn = await run_in_threadpool(self._timeline, request, subject, at)
        visitor = visitor_of(request)
        context = {
            **drawn,
            **EVENT_WORDS,
            "found": found,
            "subject": subject,
            "at": at,
            "zone": self._desk.zone,
            "ticks": self._desk.ticks,
            "told": told_in(language_of(request)),
            "sources_of": sources_of,
            "identifiers": identifiers,
            "may_open_messages": may_open(visitor, MESSAGE),
            "may_acknowledge": may_open(visitor, "/signals"),
            "forms": forms_of(visitor),
            "all_forms": FORMS,
            "given": await acknowledged(request, self._desk),
            "entered": request.query_params.get("entered", ""),
            "waits": request.query_params.get("waits", "") == "1",
        }
        return page(request, "signals/recipient.html.j2", context)

    def _moment(self, stated: str) -> datetime | None:
        """A time, in the trial's zone where it states no offset; None for none.

        Raises:
            ValueError: it is none.
        """
        if not stated:
            return None
        moment = datetime.fromisoformat(stated)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=self._desk.zone)
