"""The committee's pages. Who reads decides what is in them: nothing in a request makes a blinded reader unblinded."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.committee.audience import Audience
from graftwatch.console.access.roles import Role, Visitor
from graftwatch.console.committee_page import is_time
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import language_of, page, visitor_of
from graftwatch.console.trial.asked_days import days_around
from graftwatch.console.trial.port import TrialBusy, TrialDesk, TrialInWork, TrialRefused

NO_DATE: Final = _("This is no date: write it like 2026-06-30, or like 2026-06-30T09:30+09:00.")
IN_WORK: Final = _("The figures are being worked out. This page comes by itself.")
AGAIN_SECONDS: Final = "10"
BUSY: Final = _("The page cannot be made at the moment. Try again in a minute.")
REFUSALS: Final = (
    _("lies in the future; give a day or a time that has passed"),
    _("nobody was enrolled by then, so there is nothing to report"),
    _("the service has not run on this folder yet; start it first"),
)
"""Why there is no such day; those that a page may have to say."""


def audience_of(visitor: Visitor, view: str = "") -> Audience:
    """Whose figures somebody sees: the committee's where a role of theirs says so and they do not ask for less."""
    unblinded = Role.COMMITTEE in visitor.roles and view != Audience.BLINDED
    return Audience.COMMITTEE if unblinded else Audience.BLINDED


def cut_off_asked(text: str) -> str:
    """The cut-off of a query; empty for now.

    Raises:
        TrialRefused: it is no date.
    """
    as_of = text.strip().replace(" ", "+")  # what a plus becomes in a query
    if as_of and not is_time(as_of):
        raise TrialRefused(NO_DATE)
    return as_of


def trial_routes(desk: TrialDesk) -> list[Route]:
    """The routes of the committee's pages."""

    async def trial(request: Request) -> Response:
        audience = audience_of(visitor_of(request), request.query_params.get("view", ""))
        try:
            as_of = cut_off_asked(request.query_params.get("as_of", ""))
            verdict = request.query_params.get("part", "") == "verdict"
            shown = await desk.trial(audience, as_of, language_of(request), verdict=verdict)
        except (TrialRefused, TrialBusy) as fault:
            return _without(request, fault)
        context = {
            "shown": shown,
            "zone": desk.zone,
            "as_of": as_of,
            "around": days_around(shown),
            "may_unblind": Role.COMMITTEE in visitor_of(request).roles,
        }
        return page(request, "trial/trial.html.j2", context)

    async def report(request: Request) -> Response:
        audience = audience_of(visitor_of(request), request.query_params.get("view", ""))
        try:
            as_of = cut_off_asked(request.query_params.get("as_of", ""))
            shown = await desk.report(audience, as_of)
        except (TrialRefused, TrialBusy) as fault:
            return _without(request, fault)
        return page(request, "trial/report.html.j2", {"shown": shown, "as_of": as_of, "audience": audience})

    return [Route("/trial", trial, methods=["GET"]), Route("/trial/report", report, methods=["GET"])]


def _without(request: Request, fault: TrialRefused | TrialBusy) -> Response:
    if isinstance(fault, TrialRefused):
        return page(request, "trial/none.html.j2", {"said": str(fault)}, HTTPStatus.BAD_REQUEST)
    in_work = isinstance(fault, TrialInWork)
    said = {"said": IN_WORK if in_work else BUSY}
    answer = page(request, "trial/none.html.j2", said, HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["retry-after"] = AGAIN_SECONDS if in_work else "60"
    if in_work:
        answer.headers["refresh"] = AGAIN_SECONDS
    return answer
