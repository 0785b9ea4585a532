"""The timeline as JSON."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from graftwatch.console.timeline.pages import NOT_ENROLLED
from graftwatch.console.timeline.port import TimelineDesk
from graftwatch.console.timeline.views import Timeline
from graftwatch.facts import aware


def timeline_api(desk: TimelineDesk) -> APIRouter:
    """The operations."""
    router = APIRouter(prefix="/api/v1", tags=["signals"])

    @router.get(
        "/recipients/{subject}/timeline",
        summary="One recipient's timeline",
        responses={404: {"description": "Nobody of this name was enrolled by then."}},
    )
    def timeline(
        subject: Annotated[str, Path(max_length=64, description="Pseudonymous subject id.")],
        at: Annotated[
            datetime | None,
            Query(description="As known at that time, local to the trial where it has no offset; default: all of now."),
        ] = None,
    ) -> Timeline:
        """What happened, was measured, concluded and told, each with the messages that say it; without identifiers."""
        found = desk.of(subject, aware(at, desk.zone) if at else None)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NOT_ENROLLED)
        return found

    return router
