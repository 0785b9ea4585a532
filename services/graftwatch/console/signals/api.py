"""Infection control's JSON: the same desk, the same rules, and the same words as the pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Body, Query, Request
from pydantic import AwareDatetime, Field, JsonValue
from starlette.exceptions import HTTPException
from starlette.responses import Response

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.api.problem import UNPROCESSABLE, Fault, documented, problem
from graftwatch.console.shell.pages import visitor_of
from graftwatch.console.signals.decision_views import Deciding, EnteredDecisions
from graftwatch.console.signals.line_list_views import LineList, LineListQuery
from graftwatch.console.signals.page_views import AcknowledgementGiven, PageStory, ToldPages, Which
from graftwatch.console.signals.port import SignalsDesk
from graftwatch.console.signals.recipient_views import RecipientIdentifiers, RecipientView
from graftwatch.console.signals.views import OpenSignals
from graftwatch.findings import Published
from graftwatch.pipeline.acknowledging import Outcome
from graftwatch.pipeline.journal import JournalUnavailable

NO_RECIPIENT: Final = "Nobody of this name is enrolled, or was at that time."
NO_PAGE: Final = "There is no page with this id."
NO_DECISION: Final = "No decision with this identity stands."
NOT_KEPT: Final = "The service could not keep it; nothing was entered. Try again in a moment."
_NOT_FOUND: Final = documented(HTTPStatus.NOT_FOUND)
_ENTERED: Final = documented(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE)

Family = Literal["bsi", "rejection", "exposure", "infusion", "nk_activity"]
Entered = Literal[
    "sign",
    "site_infection",
    "central_line",
    "condition",
    "biopsy",
    "antimicrobial",
    "admission",
    "re_transplant",
    "death",
]
_EXAMPLE: Final[dict[str, JsonValue]] = {"sign": "chills", "at": "2026-06-05T10:00:00+09:00"}
Said = Annotated[
    dict[str, JsonValue],
    Body(
        description="the decision's fields, as in decisions.jsonl, without type, subject and by; `at` may be left out "
        "where it is the time of deciding",
        examples=[_EXAMPLE],
    ),
]
Replaces = Annotated[str, Query(max_length=300, description="identity of the decision that this one changes")]


class Withdrawn(Published):
    """Which decision is taken back, by its identity."""

    identity: str = Field(min_length=1, max_length=300)


def signal_api(desk: SignalsDesk, audit: ConsoleAudit) -> APIRouter:
    """The operations.

    Args:
        desk: signals, recipients, pages and decisions.
        audit: takes who acknowledged, decided, looked and exported.
    """
    router = APIRouter(prefix="/api/v1", tags=["signals"])
    _signals(router, desk)
    _pages(router, desk, audit)
    _recipients(router, desk, audit)
    _Decisions(desk, audit).add_to(router)
    return router


def _signals(router: APIRouter, desk: SignalsDesk) -> None:
    @router.get("/signals", summary="Open signals, what nobody has acknowledged first")
    def open_signals(kind: Family | None = None) -> OpenSignals:
        """What needs somebody now. `kind` leaves out others that somebody knows of, never what nobody has heard."""
        return desk.open_signals(kind or "")

    @router.get("/line-list", summary="The line list: every event of every recipient")
    def line_list(asked: Annotated[LineListQuery, Query()]) -> LineList:
        """The events that are asked for; the same as a file: `/line-list.csv` with the same query."""
        return desk.line_list(asked)


def _pages(router: APIRouter, desk: SignalsDesk, audit: ConsoleAudit) -> None:
    @router.get("/pages", summary="Pages, the newest first")
    def told_pages(
        which: Which = Which.ALL,
        subject: Annotated[str, Query(max_length=64)] = "",
        before: Annotated[str, Query(max_length=200, description="`older` of the answer before")] = "",
    ) -> ToldPages:
        """What was told, to whom, through what, and who heard it after how long."""
        return desk.told(which, subject, before)

    @router.get("/pages/{page_id}", summary="One page with its words and its story", responses=_NOT_FOUND)
    def told_page(page_id: str) -> PageStory:
        """The page, the others of its story, everything that happened to them, and the messages behind it."""
        found = desk.story(page_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_PAGE)
        return found

    @router.post("/pages/{page_id}/acknowledge", summary="Acknowledge a page", responses=_ENTERED)
    def acknowledge_page(page_id: str, request: Request) -> AcknowledgementGiven:
        """Says that you heard a page.

        `outcome` says what became of it: `taken`; `repeated` or `heard_before` (`by` and `at` say who was faster);
        `superseded` (acknowledge `newer` instead); `over`.
        """
        account = visitor_of(request).account
        try:
            given = desk.acknowledge(page_id, account)
        except JournalUnavailable:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, NOT_KEPT) from None
        if given is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_PAGE)
        if given.outcome is Outcome.TAKEN:
            audit.note(account, Did.ACKNOWLEDGED, page_id)
        return given


def _recipients(router: APIRouter, desk: SignalsDesk, audit: ConsoleAudit) -> None:
    @router.get("/recipients/{subject}", summary="One recipient: what is so, and why", responses=_NOT_FOUND)
    def recipient(
        subject: str, at: Annotated[AwareDatetime | None, Query(description="as known at this time")] = None
    ) -> RecipientView:
        """The assessment with elements met and missing, the messages, pages and decisions."""
        found = desk.recipient(subject, at)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_RECIPIENT)
        return found

    @router.post(
        "/recipients/{subject}/identifiers", summary="Whose record it is; each look is recorded", responses=_NOT_FOUND
    )
    def recipient_identifiers(subject: str, request: Request) -> RecipientIdentifiers:
        """The patient's numbers, birth date and sex as the roster has them."""
        found = desk.identifiers(subject)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_RECIPIENT)
        audit.note(visitor_of(request).account, Did.LOOKED, subject)
        return found


class _Decisions:
    """What people decide. A verdict has lines of its own in the table of access."""

    def __init__(self, desk: SignalsDesk, audit: ConsoleAudit) -> None:
        self._desk = desk
        self._audit = audit

    def add_to(self, router: APIRouter) -> None:
        """Adds the operations."""
        place = "/recipients/{subject}/decisions"
        router.get(place, summary="A recipient's decisions, the newest first", responses=_NOT_FOUND)(
            self.entered_decisions
        )
        for path, summary, enter in (
            (f"{place}/adjudicate", "Enter a verdict", self.enter_adjudication),
            (f"{place}/{{kind}}", "Enter a decision", self.enter_decision),
        ):
            router.post(
                path,
                summary=summary,
                response_model=Deciding,
                responses=_ENTERED,
                status_code=HTTPStatus.CREATED,
            )(enter)
        router.post(f"{place}/adjudicate/withdraw", summary="Take a verdict back", responses=_ENTERED)(
            self.withdraw_adjudication
        )
        router.post(f"{place}/{{kind}}/withdraw", summary="Take a decision back", responses=_ENTERED)(
            self.withdraw_decision
        )

    def entered_decisions(self, subject: str) -> EnteredDecisions:
        """What people entered, who and when, and what of it was taken back."""
        if self._desk.recipient(subject) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_RECIPIENT)
        return EnteredDecisions(decisions=self._desk.entered(subject))

    def enter_adjudication(
        self, subject: str, said: Said, request: Request, replaces: Replaces = ""
    ) -> Response | Deciding:
        """A verdict on an `event` or `signal`: confirmed, refuted, contaminant or secondary. It counts at once."""
        return self._enter(request, subject, "adjudicate", said, replaces)

    def enter_decision(
        self, subject: str, kind: Entered, said: Said, request: Request, replaces: Replaces = ""
    ) -> Response | Deciding:
        """What no feed carries. It counts at once; `without_effect` says why it changes nothing, where it does not."""
        return self._enter(request, subject, kind, said, replaces)

    def withdraw_adjudication(self, subject: str, which: Withdrawn, request: Request) -> Deciding:
        """By a later decision; both stay in the journal."""
        return self._take_back(request, subject, "adjudicate", which.identity)

    def withdraw_decision(self, subject: str, kind: Entered, which: Withdrawn, request: Request) -> Deciding:
        """By a later decision; both stay in the journal."""
        return self._take_back(request, subject, kind, which.identity)

    def _enter(
        self, request: Request, subject: str, kind: str, said: dict[str, JsonValue], replaces: str
    ) -> Deciding | Response:
        account = visitor_of(request).account
        if self._desk.recipient(subject) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_RECIPIENT)
        done = self._kept(lambda: self._desk.decide(subject, kind, said, account, replaces))
        if done is None or done.faults:
            faults = done.faults if done else ()
            said_faults = [Fault(place=_place(one.field), words=one.words) for one in faults]
            return problem(
                UNPROCESSABLE, "The decision cannot be taken as it stands; nothing was entered.", said_faults
            )
        self._audit.note(account, Did.DECIDED, subject, kind)
        return done

    def _take_back(self, request: Request, subject: str, kind: str, identity: str) -> Deciding:
        account, entered = visitor_of(request).account, self._desk.entered(subject)
        if not any(one.identity == identity and one.type == kind and not one.taken_back for one in entered):
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_DECISION)
        done = self._kept(lambda: self._desk.withdraw(subject, identity, account))
        if done is None or done.faults:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_DECISION)
        self._audit.note(account, Did.DECIDED, subject, f"{kind} withdrawn")
        return done

    def _kept(self, entering: Callable[[], Deciding | None]) -> Deciding | None:
        try:
            return entering()
        except JournalUnavailable:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, NOT_KEPT) from None


def _place(field: str) -> str:
    return f"the body, {field}" if field else "the body"
