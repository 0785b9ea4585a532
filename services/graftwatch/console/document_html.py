"""A document as one web page: nothing is loaded from outside, nothing runs in it, and it can be printed on A4.

The same document gives the same bytes. Everything from the document is escaped; a chart is drawn by who calls.
"""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from graftwatch.adapters.drawing.tones import page_colours
from graftwatch.committee.chart import Chart
from graftwatch.committee.document import Document, Facts, Figure, Paragraph, cut_off

STYLE: Final = (
    f":root{{{page_colours()}}}"
    f"@media screen and (prefers-color-scheme:dark){{:root{{{page_colours(dark=True)}}}}}\n"
    + files("graftwatch.console").joinpath("templates/document.css").read_text("utf-8")
)
"""The look of a document's blocks, for screens light and dark, and for paper."""

# The marking, the cut-off and the page's number stand in the margins of every page.
_PAGES: Final = """
@page{{size:A4;margin:19mm 15mm 17mm;font:8pt sans-serif;
@top-left{{content:{marking};font-weight:bold}}
@top-right{{content:{title}}}
@bottom-left{{content:{cut_off}}}
@bottom-right{{content:"page " counter(page) " of " counter(pages)}}}}
"""
# Whatever could end a string, a rule or the style element is written by its number.
_PLAIN_IN_STYLE: Final = frozenset(" -.,:()+")

_DATED: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
"""A cell that is a day or a time: it is not broken at its hyphens."""


def templates() -> Environment:
    """The console's templates, with the tests that `blocks.html.j2` needs."""
    environment = Environment(
        loader=PackageLoader("graftwatch.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests.update(
        paragraph=lambda block: isinstance(block, Paragraph),
        facts=lambda block: isinstance(block, Facts),
        figure=lambda block: isinstance(block, Figure),
        dated=lambda cell: _DATED.fullmatch(cell) is not None,
    )
    return environment


def document_page(document: Document, draw: Callable[[Chart], str]) -> str:
    """The page.

    Args:
        document: what stands in it.
        draw: gives a chart as one SVG element, its texts escaped.
    """
    pages = _PAGES.format(
        marking=_in_style(document.marking),
        title=_in_style(document.title),
        cut_off=_in_style(f"data cut-off {cut_off(document)}"),
    )
    return (
        templates()
        .get_template("document.html.j2")
        .render(document=document, draw=draw, style=STYLE + pages, cut_off=cut_off(document))
    )


def _in_style(text: str) -> str:
    """A text as a string of the style sheet."""
    written = (one if one.isalnum() or one in _PLAIN_IN_STYLE else f"\\{ord(one):06x}" for one in text)
    return f'"{"".join(written)}"'
