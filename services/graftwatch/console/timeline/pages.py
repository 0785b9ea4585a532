"""The timeline's pages: the full-size one, and what a recipient's page needs to have it in a part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.console.shell.navigation import may_open
from graftwatch.console.shell.pages import page, visitor_of, words_of
from graftwatch.console.timeline.figure import Figure, figure
from graftwatch.console.timeline.port import TimelineDesk
from graftwatch.console.timeline.ranges import Days, asked
from graftwatch.console.timeline.views import Timeline
from graftwatch.console.timeline.words import Teller
from graftwatch.facts import aware

MESSAGE: Final = "/messages/{seq}"
PAGE: Final = "/pages/{page_id}"
NOT_ENROLLED: Final = "Nobody of this name was enrolled by then."
NO_TIME: Final = "This is no time; write it as 2026-06-05T12:00. What is known now is shown."


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template shows.

    Attributes:
        figure: the picture.
        name: what it is, in one line.
        about: of what time it is.
        may_open_messages, may_open_pages: whether the visitor's roles may open messages, and pages.
        path, query: of the page, for links to other days.
        full: the timeline's own page, with these days; empty where this is it.
    """

    figure: Figure
    name: str
    about: str
    may_open_messages: bool
    may_open_pages: bool
    path: str
    query: Mapping[str, str]
    full: str = ""

    def link(self, days: Days) -> str:
        """The page with other days."""
        kept = {name: value for name, value in self.query.items() if name not in {"from", "to"}}
        return f"{self.path}?{urlencode({**kept, 'from': days.first.isoformat(), 'to': days.last.isoformat()})}"

    def href(self, href: str) -> str:
        """Where a part of the picture leads the visitor: not to a message that they may not open."""
        barred = href.startswith("/messages/") and not self.may_open_messages
        return "#tl-table" if barred or not href else href


class TimelineSlot:
    """What `timeline/fragment.html.j2` needs; see `signals.port.TimelineSlot`. May block.

    Args:
        desk: the timelines.
    """

    def __init__(self, desk: TimelineDesk) -> None:
        self._desk = desk

    def __call__(self, request: Request, subject: str, at: datetime | None) -> Mapping[str, object]:
        """The context, of a recipient as known at a time (None: now); empty where nobody of this name was enrolled."""
        drawn = self._desk.of(subject, at)
        return {} if drawn is None else {"timeline": shown(request, drawn, self._desk, embedded=True)}


def shown(request: Request, drawn: Timeline, desk: TimelineDesk, *, embedded: bool = False) -> Shown:
    """A timeline as the template shows it, in the visitor's language and with the days that they ask for.

    Args:
        request: who asks, in which language, for which days.
        drawn: the timeline.
        desk: for the trial's zone.
        embedded: whether it is a part of the recipient's page.
    """
    path = f"/recipients/{quote(drawn.subject, safe='')}"
    kept = {name: value for name, value in request.query_params.items() if name in {"at", "from", "to"} and value}
    visitor = visitor_of(request)
    teller = Teller(words_of(request), desk.zone, drawn.transplanted_on)
    days = asked(request.query_params, drawn)
    name = teller.say(
        "Timeline of %(subject)s, %(first)s to %(last)s",
        subject=drawn.subject,
        first=days.first.isoformat(),
        last=days.last.isoformat(),
    )
    about = teller.say("As of %(time)s", time=teller.time(drawn.as_of))
    if drawn.known_by is not None:
        about = teller.say("As known at %(time)s: what came later is left out", time=teller.time(drawn.known_by))
    return Shown(
        figure=figure(drawn, days, teller),
        name=name,
        about=about,
        may_open_messages=may_open(visitor, MESSAGE),
        may_open_pages=may_open(visitor, PAGE),
        path=path if embedded else f"{path}/timeline",
        query=kept,
        full=f"{path}/timeline?{urlencode(kept)}" if embedded else "",
    )


def timeline_routes(desk: TimelineDesk) -> list[Route]:
    """The routes of the timeline's pages."""

    async def full(request: Request) -> Response:
        subject, at, fault = str(request.path_params["subject"]), request.query_params.get("at", ""), ""
        try:
            known_by = moment_of(at, desk)
        except ValueError:
            known_by, at, fault = None, "", NO_TIME
        drawn = await run_in_threadpool(desk.of, subject, known_by)
        if drawn is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NOT_ENROLLED)
        context = {"subject": subject, "at": at, "fault": fault}
        made = await run_in_threadpool(shown, request, drawn, desk)
        return await run_in_threadpool(page, request, "timeline/page.html.j2", {**context, "timeline": made})

    return [Route("/recipients/{subject}/timeline", full, methods=["GET"])]


def moment_of(stated: str, desk: TimelineDesk) -> datetime | None:
    """A time that somebody asks for, local to the trial where it has no offset; None for none.

    Raises:
        ValueError: it is none.
    """
    return aware(datetime.fromisoformat(stated), desk.zone) if stated else None
