"""The page behind an acknowledgement link: small, without scripts, and nothing is loaded from anywhere."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from graftwatch.console.acknowledge_words import AcknowledgeWords
from graftwatch.console.page_headers import secret_page_headers
from graftwatch.pipeline.staff_names import NAME_LENGTH

_TEMPLATES: Final = Environment(
    loader=PackageLoader("graftwatch.console", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_STYLE: Final = files("graftwatch.console").joinpath("templates/acknowledge.css").read_text("utf-8")

HEADERS: Final = secret_page_headers(_STYLE)


@dataclass(frozen=True, slots=True)
class PageShown:
    """What is shown of a page."""

    summary: str
    asks: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class View:
    """What the answer shows.

    Attributes:
        said: what there is to say, one sentence or two.
        tone: `done`, `fault` or nothing.
        page: the page, where it may be shown.
        asking: whether the button is there.
        person: as whom the button acknowledges; empty: a name is asked for.
    """

    said: str = ""
    tone: str = ""
    page: PageShown | None = None
    asking: bool = False
    person: str = ""


def html_answer(view: View, words: AcknowledgeWords, status: int = 200) -> HTMLResponse:
    """The answer."""
    shown = _TEMPLATES.get_template("acknowledge.html.j2").render(
        words=words,
        style=_STYLE,
        page=view.page,
        said=view.said,
        tone=view.tone,
        asking=view.asking,
        person=view.person,
        name_length=NAME_LENGTH,
    )
    return HTMLResponse(shown, status, headers={**HEADERS, "content-language": words.language})
