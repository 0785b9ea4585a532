"""The trial's figures as JSON."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import JsonValue

from graftwatch.console.api.problem import documented
from graftwatch.console.shell.pages import visitor_of
from graftwatch.console.trial.pages import BUSY, audience_of, cut_off_asked
from graftwatch.console.trial.port import TrialBusy, TrialDesk, TrialRefused

AS_OF = Annotated[
    str,
    Query(
        max_length=40,
        description="What was known at the end of a day (2026-06-30) or at a time; left out: all that is known.",
        examples=["2026-06-30"],
    ),
]
VIEW = Annotated[
    Literal["", "blinded"],
    Query(description="`blinded`: the pooled figures. Who is blinded gets these whatever is asked."),
]


def trial_api(desk: TrialDesk) -> APIRouter:
    """The operations."""
    router = APIRouter(prefix="/api/v1", tags=["trial"])

    @router.get(
        "/trial",
        summary="The trial's figures",
        responses=documented(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE),
    )
    async def trial_figures(request: Request, as_of: AS_OF = "", view: VIEW = "") -> dict[str, JsonValue]:
        """Counts, rates, boundaries and events, as `graftwatch safety status --json` says them.

        Figures by arm are in `by_arm`, for the unblinded committee alone.
        """
        audience = audience_of(visitor_of(request), view)
        try:
            return await desk.figures(audience, cut_off_asked(as_of))
        except TrialRefused as fault:
            raise HTTPException(HTTPStatus.BAD_REQUEST, str(fault)) from None
        except TrialBusy:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, {"retry-after": "60"}) from None

    return router
