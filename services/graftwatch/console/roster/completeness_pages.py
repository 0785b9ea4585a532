"""What is missing of whose data, the longest overdue first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.assessment import RecipientState
from graftwatch.console.completeness.port import CompletenessDesk
from graftwatch.console.completeness.views import Completeness, Lack, RecipientCompleteness
from graftwatch.console.roster.pages import RECIPIENT
from graftwatch.console.roster.port import RosterDesk
from graftwatch.console.roster.words import WORDS
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import page, visitor_of

LACKS: Final = {
    Lack.TEMPERATURE.value: _("No temperature"),
    Lack.TROUGH.value: _("Trough overdue"),
    Lack.CULTURE_WORD.value: _("Culture without any word"),
    Lack.CULTURE_RESULT.value: _("Culture without a final result"),
    Lack.MESSAGE.value: _("No message"),
}
DRUGS: Final = {
    "tacrolimus": _("Tacrolimus"),
    "cyclosporine": _("Cyclosporine"),
    "cyclosporine_c2": _("Cyclosporine, two hours after the dose"),
}


def completeness_routes(desk: CompletenessDesk, roster: RosterDesk) -> list[Route]:
    """The route of the page.

    Args:
        desk: what is missing.
        roster: for the trial's time zone.
    """

    async def shown(request: Request) -> Response:
        found = await run_in_threadpool(desk.everybody)
        visitor = visitor_of(request)
        context = {
            "found": found,
            "lacking": worst_first(found),
            "whole": [one for one in found.recipients if _is_whole(one)],
            "lacks": LACKS,
            "drugs": DRUGS,
            "words": WORDS,
            "zone": roster.zone,
            "waited": waited,
            "leads_on": may_open(visitor, RECIPIENT),
            "opens_roster": may_open(visitor, "/roster"),
        }
        return page(request, "roster/completeness.html.j2", context)

    return [Route("/completeness", shown, methods=["GET"])]


def worst_first(found: Completeness) -> Sequence[RecipientCompleteness]:
    """Who lacks something, the longest overdue first."""
    lacking = [one for one in found.recipients if one.missing]
    return sorted(lacking, key=lambda one: (one.missing[0].overdue_since, one.subject))


def waited(since: datetime, now: datetime) -> tuple[int, int]:
    """Whole days and hours from one time to another.

    >>> from datetime import UTC
    >>> waited(datetime(2026, 6, 1, 8, tzinfo=UTC), datetime(2026, 6, 3, 9, 30, tzinfo=UTC))
    (2, 1)
    """
    hours = max(now - since, timedelta()) // timedelta(hours=1)
    return hours // 24, hours % 24


def _is_whole(one: RecipientCompleteness) -> bool:
    return not one.missing and one.state is RecipientState.IN_WINDOW
