"""A page of the console: a template in the frame that all share, in the visitor's language.

Everything in a template is escaped; no template has a script or a style in it.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graftwatch.console.access.roles import Visitor
from graftwatch.console.shell.assets import asset_url
from graftwatch.console.shell.languages import LANGUAGES, Words, preferred, words
from graftwatch.console.shell.live import stand_for
from graftwatch.console.shell.navigation import area_at, areas_of

LANGUAGE_COOKIE: Final = "language"


def visitor_of(request: Request) -> Visitor:
    """Who asks; only for routes that nobody reaches without having signed in."""
    visitor = getattr(request.state, "visitor", None)
    if not isinstance(visitor, Visitor):
        raise TypeError("a route that needs a visitor is public in the table of access")
    return visitor


def language_of(request: Request) -> str:
    """The language to answer in: `?lang=` once, what was chosen, the account's, the browser's."""
    visitor = getattr(request.state, "visitor", None)
    asked = (
        request.query_params.get("lang", ""),
        request.cookies.get(LANGUAGE_COOKIE, ""),
        visitor.language if isinstance(visitor, Visitor) else "",
    )
    return next((one for one in asked if one in LANGUAGES), preferred(request.headers.get("accept-language", "")))


def words_of(request: Request) -> Words:
    """The words to answer with."""
    return words(language_of(request))


def page(
    request: Request,
    template: str,
    context: Mapping[str, object] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """A page.

    Args:
        request: what is answered.
        template: below `console/templates`, such as "signals/open.html.j2".
        context: what stands in it.
        status: of the answer.
    """
    said = words_of(request)
    visitor = getattr(request.state, "visitor", None)
    areas = areas_of(visitor)
    rendered = (
        environment(said.language)
        .get_template(template)
        .render(
            visitor=visitor,
            areas=areas,
            area=area_at(areas, request.url.path),
            path=request.url.path,
            stand=_stand(request),
            query=request.query_params,
            language=said.language,
            languages=LANGUAGES,
            **(context or {}),
        )
    )
    return HTMLResponse(rendered, status, headers={"content-language": said.language})


def _stand(request: Request) -> str:
    """By which changes the page is made, for one that is kept right; what a form was answered with is not."""
    stand = getattr(request.state, "stand", "") if request.method == "GET" else ""
    return stand_for(getattr(request.state, "visitor", None), stand) if stand else ""


def refused_page(request: Request, status: HTTPStatus, said: str) -> Response:
    """The page that says no."""
    return page(request, "shell/refused.html.j2", {"said": said, "status": status.value}, status)


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: str) -> Environment:
    """The templates in a language."""
    made = Environment(
        loader=PackageLoader("graftwatch.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    said = words(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=said.say, ngettext=said.form, newstyle=True
    )
    made.globals["asset"] = asset_url
    made.filters["at"] = at_time
    made.filters["day"] = at_day
    return made


def at_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """A time in the trial's zone, to the minute; a dash for none.

    >>> from datetime import UTC
    >>> at_time(datetime(2026, 6, 1, 15, 30, tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    '2026-06-02 00:30'
    """
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"


def at_day(moment: datetime | None, zone: ZoneInfo) -> str:
    """A day in the trial's zone; a dash for none."""
    return f"{moment.astimezone(zone):%Y-%m-%d}" if moment else "–"
