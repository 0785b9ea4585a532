"""The page behind a link to the trial: the report's document with its charts, without scripts, nothing loaded."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from starlette.responses import HTMLResponse

from graftwatch.committee.chart import Chart
from graftwatch.committee.document import Document, cut_off
from graftwatch.console.document_html import STYLE, templates
from graftwatch.console.page_headers import secret_page_headers

REFRESH_SECONDS: Final = 120
"""A live page renews itself so often: the counts of a trial change by the day."""
PAGE_STYLE: Final = STYLE + files("graftwatch.console").joinpath("templates/committee.css").read_text("utf-8")

HEADERS: Final = {**secret_page_headers(PAGE_STYLE), "content-language": "en"}


def trial_page(document: Document, draw: Callable[[Chart], str], as_of: str, now: datetime) -> str:
    """The page.

    Args:
        document: what stands in it.
        draw: gives a chart as one SVG element, its texts escaped.
        as_of: the cut-off that was asked for; empty: now, and the page renews itself.
        now: the time (aware); the last day whose end can be asked for is the one before.
    """
    shown = templates().get_template("committee.html.j2")
    return shown.render(
        document=document,
        draw=draw,
        style=PAGE_STYLE,
        live=not as_of,
        cut_off=cut_off(document),
        day=as_of[: len("2026-06-30")],
        yesterday=f"{now - timedelta(days=1):%Y-%m-%d}",
        refresh_seconds=REFRESH_SECONDS,
    )


def page_answer(page: str) -> HTMLResponse:
    """A page as it is sent."""
    return HTMLResponse(page, headers=HEADERS)


def refused_answer(said: str, status: HTTPStatus, *, back: bool = False) -> HTMLResponse:
    """A sentence instead of the page; `back` leads from a cut-off that cannot be to now."""
    shown = templates().get_template("committee_refused.html.j2").render(style=PAGE_STYLE, said=said, back=back)
    return HTMLResponse(shown, status, headers=HEADERS)
