"""Infection control's pages: what is open, and what was told."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import language_of, page, refused_page, visitor_of
from graftwatch.console.signals.page_views import Which
from graftwatch.console.signals.port import SignalsDesk
from graftwatch.console.signals.words import told_in
from graftwatch.pipeline.acknowledging import Outcome
from graftwatch.pipeline.journal import JournalUnavailable

FORM_FIELDS: Final = 4
MESSAGE: Final = "/messages/{seq}"

FAMILIES: Final = {
    "bsi": _("Bloodstream infection"),
    "rejection": _("Rejection"),
    "exposure": _("Drug exposure"),
    "infusion": _("Cell infusion"),
    "nk_activity": _("NK activity"),
}
"""The kinds of signals by the first word of their names."""


def signal_routes(desk: SignalsDesk, audit: ConsoleAudit) -> list[Route]:
    """The routes of the pages about signals and pages.

    Args:
        desk: signals and pages.
        audit: takes who acknowledged.
    """
    pages = _Pages(desk, audit)
    return [
        Route("/signals", pages.open_signals, methods=["GET"]),
        Route("/pages", pages.told, methods=["GET"]),
        Route("/pages/{page_id}", pages.story, methods=["GET"]),
        Route("/pages/{page_id}/acknowledge", pages.acknowledge, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, desk: SignalsDesk, audit: ConsoleAudit) -> None:
        self._desk = desk
        self._audit = audit

    async def open_signals(self, request: Request) -> Response:
        asked = request.query_params.get("kind", "")
        family = asked if asked in FAMILIES else ""
        found = await run_in_threadpool(self._desk.open_signals, family)
        return await self._shown(
            request, "signals/open.html.j2", {"found": found, "family": family, "families": FAMILIES}
        )

    async def told(self, request: Request) -> Response:
        asked = request.query_params
        which = Which(asked["which"]) if asked.get("which") in set(Which) else Which.ALL
        subject = asked.get("subject", "").strip()
        found = await run_in_threadpool(self._desk.told, which, subject, asked.get("before", ""))
        return await self._shown(
            request, "signals/pages.html.j2", {"found": found, "which": which, "asked_subject": subject}
        )

    async def story(self, request: Request) -> Response:
        found = await run_in_threadpool(self._desk.story, request.path_params["page_id"])
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, "There is no page with this id.")
        return await self._shown(request, "signals/page.html.j2", {"found": found})

    async def acknowledge(self, request: Request) -> Response:
        page_id = request.path_params["page_id"]
        form = await request.form(max_fields=FORM_FIELDS, max_files=0)
        account = visitor_of(request).account
        try:
            given = await run_in_threadpool(self._desk.acknowledge, page_id, account)
        except JournalUnavailable:
            said = (
                "Not acknowledged: the service could not keep it. Try again in a moment; the page goes on being sent."
            )
            return refused_page(request, HTTPStatus.SERVICE_UNAVAILABLE, said)
        if given is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, "There is no page with this id.")
        if given.outcome is Outcome.TAKEN:
            self._audit.note(account, Did.ACKNOWLEDGED, page_id)
        back = str(form.get("back", ""))
        back = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/signals"
        where = f"{back.partition('?')[0]}?{urlencode({'acknowledged': page_id, 'outcome': given.outcome})}"
        return RedirectResponse(where, HTTPStatus.SEE_OTHER)

    async def _shown(self, request: Request, template: str, context: dict[str, object]) -> Response:
        """A page with the words of findings, and what became of an acknowledgement just given."""
        said = {
            "told": told_in(language_of(request)),
            "zone": self._desk.zone,
            "ticks": self._desk.ticks,
            "may_open_messages": may_open(visitor_of(request), MESSAGE),
        }
        return page(request, template, {**context, **said, "given": await acknowledged(request, self._desk)})


async def acknowledged(request: Request, desk: SignalsDesk) -> dict[str, object] | None:
    """What the page says of the acknowledgement that led to it: by how the page stands, whatever the address says."""
    page_id, outcome = request.query_params.get("acknowledged", ""), request.query_params.get("outcome", "")
    if not page_id or outcome not in set(Outcome):
        return None
    found = await run_in_threadpool(desk.story, page_id)
    return None if found is None else {"page": found.page, "outcome": Outcome(outcome)}
