"""The forms in which people enter what no feed carries, and take it back."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.access.roles import Visitor
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import language_of, page, refused_page, visitor_of
from graftwatch.console.signals.decision_views import EnteredDecision
from graftwatch.console.signals.event_words import EVENT_WORDS
from graftwatch.console.signals.fault_words import fault_in
from graftwatch.console.signals.fields import FORMS, Form
from graftwatch.console.signals.forms import as_typed, faults_by_field, said_by, typed
from graftwatch.console.signals.port import SignalsDesk
from graftwatch.console.signals.words import told_in
from graftwatch.pipeline.journal import JournalUnavailable

FORM_FIELDS: Final = 24
ADJUDICATE: Final = "adjudicate"
NO_FORM: Final = "There is no such form."
NO_DECISION: Final = "This decision does not stand any more: somebody took it back or changed it."
NOT_KEPT: Final = "Not entered: the service could not keep it. Try again in a moment."
NO_SUCH: Final = "Nobody of this name is enrolled."


def forms_of(visitor: Visitor) -> Mapping[str, Form]:
    """The forms that somebody may open."""
    return {kind: form for kind, form in FORMS.items() if may_open(visitor, _place_of(kind))}


def _kind_of(request: Request) -> str:
    return str(request.path_params.get("kind", ADJUDICATE))


def _place_of(kind: str) -> str:
    return f"/recipients/{{subject}}/decide/{ADJUDICATE if kind == ADJUDICATE else '{kind}'}"


class DecisionPages:
    """The forms.

    Args:
        desk: where decisions are entered.
        audit: takes who decided.
    """

    def __init__(self, desk: SignalsDesk, audit: ConsoleAudit) -> None:
        self._desk = desk
        self._audit = audit

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            # A verdict has lines of its own in the table of access, so its routes stand before the others.
            Route("/recipients/{subject}/decide/adjudicate", self._form, methods=["GET"]),
            Route("/recipients/{subject}/decide/adjudicate", self._enter, methods=["POST"]),
            Route("/recipients/{subject}/decide/{kind}", self._form, methods=["GET"]),
            Route("/recipients/{subject}/decide/{kind}", self._enter, methods=["POST"]),
            Route("/recipients/{subject}/withdraw/adjudicate", self._withdraw, methods=["POST"]),
            Route("/recipients/{subject}/withdraw/{kind}", self._withdraw, methods=["POST"]),
        ]

    async def _form(self, request: Request) -> Response:
        kind, identity = _kind_of(request), request.query_params.get("change", "")
        if kind not in FORMS:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_FORM)
        if not identity:
            return await self._shown(request, kind, dict(request.query_params))
        found = await run_in_threadpool(self._standing, request.path_params["subject"], identity)
        if found is None or found.type != kind:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_DECISION)
        return await self._shown(request, kind, as_typed(kind, found.said, self._desk.zone), replaces=identity)

    async def _enter(self, request: Request) -> Response:
        subject, kind = request.path_params["subject"], _kind_of(request)
        visitor = visitor_of(request)
        if kind not in FORMS:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_FORM)
        form = await request.form(max_fields=FORM_FIELDS, max_files=0)
        given, replaces = typed(kind, form), str(form.get("replaces", ""))
        said = said_by(kind, given)
        try:
            done = await run_in_threadpool(self._desk.decide, subject, kind, said, visitor.account, replaces)
        except JournalUnavailable:
            return refused_page(request, HTTPStatus.SERVICE_UNAVAILABLE, NOT_KEPT)
        if done.faults:
            beside, whole = faults_by_field(kind, done.faults)
            language = language_of(request)
            faults = {name: fault_in(language, words) for name, words in beside.items()}
            return await self._shown(
                request, kind, given, replaces=replaces, faults=faults, whole=[fault_in(language, one) for one in whole]
            )
        self._audit.note(visitor.account, Did.DECIDED, subject, kind)
        return _back(subject, kind, handled=done.handled)

    async def _withdraw(self, request: Request) -> Response:
        subject, visitor = request.path_params["subject"], visitor_of(request)
        form = await request.form(max_fields=FORM_FIELDS, max_files=0)
        identity = str(form.get("identity", ""))
        found = await run_in_threadpool(self._standing, subject, identity)
        if found is None or found.type != _kind_of(request):
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_DECISION)
        try:
            done = await run_in_threadpool(self._desk.withdraw, subject, identity, visitor.account)
        except JournalUnavailable:
            return refused_page(request, HTTPStatus.SERVICE_UNAVAILABLE, NOT_KEPT)
        if done is None or done.faults:
            return refused_page(request, HTTPStatus.CONFLICT, NO_DECISION)
        self._audit.note(visitor.account, Did.DECIDED, subject, f"{found.type} withdrawn")
        return _back(subject, "withdrawn", handled=done.handled)

    async def _shown(
        self,
        request: Request,
        kind: str,
        given: Mapping[str, str],
        *,
        replaces: str = "",
        faults: Mapping[str, str] | None = None,
        whole: list[str] | None = None,
    ) -> Response:
        subject = request.path_params["subject"]
        found = await run_in_threadpool(self._desk.recipient, subject)
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_SUCH)
        context = {
            **EVENT_WORDS,
            "subject": subject,
            "kind": kind,
            "form": FORMS[kind],
            "values": given,
            "faults": faults or {},
            "whole": whole or [],
            "replaces": replaces,
            "found": found,
            "zone": self._desk.zone,
            "told": told_in(language_of(request)),
        }
        status = HTTPStatus(422) if faults or whole else HTTPStatus.OK
        return page(request, "signals/decide.html.j2", context, status)

    def _standing(self, subject: str, identity: str) -> EnteredDecision | None:
        entered = self._desk.entered(subject)
        return next((one for one in entered if one.identity == identity and not one.taken_back), None)


def _back(subject: str, entered: str, *, handled: bool) -> Response:
    said = {"entered": entered, **({} if handled else {"waits": "1"})}
    return RedirectResponse(f"/recipients/{quote(subject, safe='')}?{urlencode(said)}#decisions", HTTPStatus.SEE_OTHER)
