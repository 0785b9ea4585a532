"""`/committee/<token>`: the trial's page for the audience that its link was made for, and for no other.

The audience is the token's alone; nothing in a request can change it. A wrong token learns nothing, and many of them
are answered no more for a while; a right one is never limited. Without such a link nothing of the trial is shown.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final, Protocol

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.adapters.committee_links import PATH, CommitteeLinks
from graftwatch.committee.audience import Audience
from graftwatch.console.attempts import FailedAttempts
from graftwatch.console.committee_html import page_answer, refused_answer

WITHOUT: Final = (
    "Nothing of the trial is shown here without a link. The service's operator makes one: graftwatch safety link."
)
INVALID: Final = "This link is not valid. Ask the trial's coordinator for a new one."
TOO_MANY: Final = "Too many links that are not valid were tried. Wait a minute."
EXPIRED: Final = "This link has ended. Ask the trial's coordinator for a new one."
NO_DATE: Final = "This is no date: write it like 2026-06-30, or like 2026-06-30T09:30+09:00."
BUSY: Final = "The page cannot be made at the moment. Try again in a minute."

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")


@dataclass(frozen=True, slots=True)
class Made:
    """A page, or why there is none, in words for its reader."""

    page: str = ""
    refused: str = ""


class PageMaker(Protocol):
    """What makes pages."""

    async def page(self, audience: Audience, as_of: str) -> Made | None:
        """The page of an audience at a cut-off, empty for now; None where it cannot be made at the moment."""
        ...


class CommitteePage:
    """Answers requests for the trial's page.

    Args:
        links: reads tokens.
        maker: makes pages.
        now: the time by which links end.
        wrong: how many wrong tokens are answered.
    """

    def __init__(
        self, links: CommitteeLinks, maker: PageMaker, now: Callable[[], datetime], wrong: FailedAttempts
    ) -> None:
        self._links = links
        self._maker = maker
        self._now = now
        self._wrong = wrong
        self._log = structlog.get_logger(component="committee")

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route(f"/{PATH}", self._without, methods=["GET"]),
            Route(f"/{PATH}/{{token}}", self._get, methods=["GET"]),
        ]

    async def _without(self, _: Request) -> Response:
        return refused_answer(WITHOUT, HTTPStatus.FORBIDDEN)

    async def _get(self, request: Request) -> Response:
        link = self._links.read(request.path_params["token"])
        if link is None:
            return self._invalid()
        if link.ends_at <= self._now():
            return refused_answer(EXPIRED, HTTPStatus.GONE)
        as_of = request.query_params.get("as_of", "").replace(" ", "+")  # what a plus becomes in a query
        if as_of and not is_time(as_of):
            return refused_answer(NO_DATE, HTTPStatus.BAD_REQUEST, back=True)
        made = await self._maker.page(link.audience, as_of)
        self._log.info("trial's page", audience=link.audience, as_of=as_of, shown=bool(made and made.page))
        if made is None:
            busy = refused_answer(BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
            busy.headers["retry-after"] = "60"
            return busy
        if made.refused:
            return refused_answer(made.refused, HTTPStatus.BAD_REQUEST, back=bool(as_of))
        return page_answer(made.page)

    def _invalid(self) -> Response:
        if self._wrong.one_more():
            return refused_answer(INVALID, HTTPStatus.NOT_FOUND)
        limited = refused_answer(TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
        limited.headers["retry-after"] = "60"
        return limited


def is_time(text: str) -> bool:
    """Whether a text is a day or a time as cut-offs are asked for."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
