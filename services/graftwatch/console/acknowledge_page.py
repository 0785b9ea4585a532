"""`/acknowledge/<token>`: shows what is to be acknowledged and who is asking, and takes the acknowledgement.

GET and HEAD only show, since scanners of mail open every link; POST acknowledges. The token is what a forged request
would lack, so it is the guard against one, too. A wrong token learns nothing, and many of them are answered no more
for a while; a right one is never limited.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.adapters.acknowledge_links import PATH, AcknowledgeLinks, Link
from graftwatch.adapters.sqlite.state import StateUnusable
from graftwatch.console.acknowledge_html import PageShown, View, html_answer
from graftwatch.console.acknowledge_words import ENGLISH, WORDS, AcknowledgeWords
from graftwatch.console.attempts import FailedAttempts
from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.pipeline.acknowledging import Acknowledged, Acknowledging, Hearing, Outcome, PageState, Standing
from graftwatch.pipeline.acknowledging_metrics import AcknowledgingMetrics
from graftwatch.pipeline.audit import AuditItem, Happened
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.pipeline.staff_names import NAME_LENGTH, staff_name

FORM_BYTES: Final = 4096
"""A name of 64 characters, each of which takes twelve bytes in a form, and room."""
THROUGH: Final = "link"

_STATUS: Final = {
    Outcome.TAKEN: HTTPStatus.OK,
    Outcome.REPEATED: HTTPStatus.CONFLICT,
    Outcome.HEARD_BEFORE: HTTPStatus.CONFLICT,
    Outcome.SUPERSEDED: HTTPStatus.CONFLICT,
    Outcome.OVER: HTTPStatus.CONFLICT,
    Outcome.UNKNOWN_PAGE: HTTPStatus.NOT_FOUND,
}
_BY_STATE: Final = {
    PageState.HEARD: Outcome.HEARD_BEFORE,
    PageState.SUPERSEDED: Outcome.SUPERSEDED,
    PageState.OVER: Outcome.OVER,
}


@dataclass(frozen=True, slots=True)
class Showing:
    """How pages are shown: the protocol's language and time zone, and the time by which links end."""

    language: str
    zone: tzinfo
    now: Callable[[], datetime]


class AcknowledgePage:
    """Answers requests for links.

    Args:
        links: reads tokens.
        acknowledging: where pages stand, and where acknowledgements go.
        showing: language, time zone, time.
        metrics: counts what becomes of links.
        wrong: how many wrong tokens are answered.
    """

    def __init__(
        self,
        links: AcknowledgeLinks,
        acknowledging: Acknowledging,
        showing: Showing,
        metrics: AcknowledgingMetrics,
        wrong: FailedAttempts,
    ) -> None:
        self._links = links
        self._acknowledging = acknowledging
        self._showing = showing
        self._metrics = metrics
        self._wrong = wrong

    def routes(self) -> list[Route]:
        """The routes."""
        path = f"/{PATH}/{{token}}"
        return [Route(path, self._get, methods=["GET"]), Route(path, self._post, methods=["POST"])]

    async def _get(self, request: Request) -> Response:
        link = self._links.read(request.path_params["token"])
        if link is None:
            return self._invalid()
        if link.ends_at <= self._showing.now():
            return self._expired(link)
        try:
            standing, used = await asyncio.to_thread(self._look, link)
        except (JournalUnavailable, StateUnusable):
            return self._unavailable(link)
        if standing is None:
            return self._invalid()
        self._metrics.link("shown")
        return self._shown(link, standing, used=used)

    async def _post(self, request: Request) -> Response:
        link = self._links.read(request.path_params["token"])
        if link is None:
            return self._invalid()
        if link.ends_at <= self._showing.now():
            await asyncio.to_thread(self._note_refused, link, link.person, "expired")
            return self._expired(link)
        try:
            by = link.person or staff_name(_name_in(await limited_body(request, FORM_BYTES)))
            answered = await asyncio.to_thread(self._acknowledge, link, by)
        except BodyTooLarge:
            return self._refused(link, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except BodyTooSlow:
            return self._refused(link, HTTPStatus.REQUEST_TIMEOUT)
        except (JournalUnavailable, StateUnusable):
            return self._unavailable(link)
        return self._nameless(link, answered) if isinstance(answered, Standing) else self._answered(link, answered)

    def _look(self, link: Link) -> tuple[Standing | None, bool]:
        return self._acknowledging.standing(link.page, link.key), self._acknowledging.used(link.key)

    def _acknowledge(self, link: Link, by: str) -> Acknowledged | Standing:
        """What became of it; the page where it waits to be heard and nobody says who heard it."""
        standing = self._acknowledging.standing(link.page, link.key)
        if not by and standing is not None and standing.state is PageState.WAITING:
            return standing
        answered = self._acknowledging.acknowledge(standing, Hearing(by, THROUGH, link.key))
        if answered.standing is not None and answered.outcome is not Outcome.TAKEN:
            self._note_refused(link, by, answered.outcome.value, answered.standing.page.subject)
        return answered

    def _note_refused(self, link: Link, by: str, why: str, subject: str = "") -> None:
        """Tells the audit that somebody pressed the button in vain; once a link and reason."""
        item = AuditItem(
            at=self._showing.now(),
            what=Happened.REFUSED,
            page=link.page,
            subject=subject,
            channel=link.channel,
            person=link.person,
            by=by,
            through=THROUGH,
            words=why,
        )
        self._acknowledging.note(item, f"refused-{why}-{link.key}")

    def _shown(self, link: Link, standing: Standing, *, used: bool) -> Response:
        words = self._words(link)
        page = self._page(link, standing)
        if standing.state is PageState.WAITING:
            return html_answer(View(page=page, asking=True, person=link.person), words)
        heard_here = used and standing.state is PageState.HEARD
        outcome = Outcome.REPEATED if heard_here else _BY_STATE[standing.state]
        return html_answer(View(self._said(words, outcome, standing), _tone(outcome), page), words)

    def _answered(self, link: Link, answered: Acknowledged) -> Response:
        if answered.standing is None:
            return self._invalid()
        self._metrics.link(answered.outcome)
        words = self._words(link)
        said = self._said(words, answered.outcome, answered.standing)
        view = View(said, _tone(answered.outcome), self._page(link, answered.standing))
        return html_answer(view, words, _STATUS[answered.outcome])

    def _said(self, words: AcknowledgeWords, outcome: Outcome, standing: Standing) -> str:
        by, at = standing.by or words.somebody, self._local(standing.at) if standing.at else "–"
        match outcome:
            case Outcome.TAKEN:
                return words.taken.format(by=by, at=at)
            case Outcome.REPEATED:
                return words.used.format(by=by, at=at)
            case Outcome.HEARD_BEFORE:
                return words.heard.format(by=by, at=at)
            case Outcome.SUPERSEDED:
                return words.superseded
            case _:
                return words.over_after.format(by=by, at=at) if standing.at else words.over

    def _nameless(self, link: Link, standing: Standing) -> Response:
        self._metrics.link("nameless")
        words = self._words(link)
        view = View(words.nameless.format(length=NAME_LENGTH), "fault", self._page(link, standing), asking=True)
        return html_answer(view, words, HTTPStatus.BAD_REQUEST)

    def _expired(self, link: Link) -> Response:
        self._metrics.link("expired")
        words = self._words(link)
        return html_answer(View(words.expired.format(at=self._local(link.ends_at)), "fault"), words, HTTPStatus.GONE)

    def _invalid(self) -> Response:
        within = self._wrong.one_more()
        self._metrics.link("invalid" if within else "limited")
        words = WORDS.get(self._showing.language, ENGLISH)
        if within:
            return html_answer(View(words.invalid, "fault"), words, HTTPStatus.NOT_FOUND)
        limited = html_answer(View(words.too_many, "fault"), words, HTTPStatus.TOO_MANY_REQUESTS)
        limited.headers["retry-after"] = "60"
        return limited

    def _refused(self, link: Link, status: HTTPStatus) -> Response:
        self._metrics.link("unreadable")
        words = self._words(link)
        return html_answer(View(words.nameless.format(length=NAME_LENGTH), "fault"), words, status)

    def _unavailable(self, link: Link) -> Response:
        self._metrics.link("unavailable")
        words = self._words(link)
        return html_answer(View(words.unavailable, "fault"), words, HTTPStatus.SERVICE_UNAVAILABLE)

    def _page(self, link: Link, standing: Standing) -> PageShown:
        page = standing.page
        said = page.words(link.language)
        return PageShown(said.summary, said.details.asks, self._local(page.decided_at))

    def _words(self, link: Link) -> AcknowledgeWords:
        return WORDS.get(link.language or self._showing.language, ENGLISH)

    def _local(self, at: datetime) -> str:
        return f"{at.astimezone(self._showing.zone):%Y-%m-%d %H:%M %Z}"


def _tone(outcome: Outcome) -> str:
    return "done" if outcome is Outcome.TAKEN else ""


def _name_in(form: bytes) -> str:
    """The field `by` of a form; nothing where it is not one."""
    try:
        fields = parse_qs(form.decode("ascii"), max_num_fields=8, errors="strict")
    except ValueError:
        return ""
    return fields.get("by", [""])[0]
