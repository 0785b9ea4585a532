"""A page as its reader sees it, drawn from the very payload that a receiver gets: telephone, mail, three receivers."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from charts import TOKYO
from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.paging import Page
from graftwatch.paging.payloads import Told, email_letter, pagerduty_events, slack_message, teams_message, text_message
from graftwatch.paging.payloads.slack import Header
from graftwatch.paging.payloads.teams import FactSet
from graftwatch.paging.sms import parts
from graftwatch.pipeline.outbox import Delivery
from graftwatch.protocol import Language
from pictures.canvas import Canvas, broken
from pictures.examples import BASE_URL

LINKS: Final = AcknowledgeLinks(BASE_URL, b"a key of the pictures only", timedelta(days=1))
GREY: Final = "#6e7781"
WIDE: Final = 390.0
TITLES: Final = {"en": "English", "ja": "日本語"}


def told(page: Page, language: Language, channel: str) -> Told:
    """The page as the receiver of a channel is told it."""
    link = LINKS.link(Delivery(page, channel, page.decided_at, page.decided_at, person="doctor-a"), language)
    return Told(page, language, link, TOKYO)


def telephones(columns: Sequence[Sequence[Page]], language: Language, title: str) -> str:
    """Pages as SMS, in columns side by side; under each when it came and as how many messages it went."""
    canvas = Canvas(WIDE * len(columns), "#f2f2f7")
    lowest = 0.0
    for number, pages in enumerate(columns):
        canvas.y = 8
        for page in pages:
            _bubble(canvas, WIDE * number, page, language)
        lowest = max(lowest, canvas.y)
    canvas.y = lowest + 8
    return canvas.svg(title)


def _bubble(canvas: Canvas, left: float, page: Page, language: Language) -> None:
    body = text_message(told(page, language, "sms")).body
    size, pad, room = 15.0, 12.0, WIDE - 64
    lines = [one for line in body.split("\n") for one in broken(line, size, room - 2 * pad)]
    high = len(lines) * size * 1.42 + 2 * pad - 4
    canvas.box(left + 14, canvas.y, room, high, "#ffffff", round_by=16)
    canvas.y += pad - 3
    for line in lines:
        canvas.y += size * 1.42
        canvas.line(left + 14 + pad, canvas.y - size * 0.32, line, size)
    canvas.y += pad + 14
    sent = f"{page.kind}, {page.reason} · {page.decided_at.astimezone(TOKYO):%H:%M} · {parts(body)} SMS"
    canvas.line(left + 26, canvas.y, sent, 11, fill=GREY)
    canvas.y += 12


def mail(page: Page, language: Language, title: str) -> str:
    """The page as an e-mail."""
    letter = email_letter(told(page, language, "mail"), "doctor-a")
    canvas = Canvas(720)
    canvas.box(0, 0, 720, 6, "#0969da")
    canvas.y = 14
    canvas.text(24, 672, letter.subject, 18, bold=True)
    canvas.y += 4
    canvas.text(24, 672, f"graftwatch · {page.decided_at.astimezone(TOKYO):%Y-%m-%d %H:%M}", 12, fill=GREY)
    canvas.y += 10
    for line in letter.text.rstrip("\n").split("\n"):
        if line:
            canvas.text(24, 672, line, 13.5)
        else:
            canvas.y += 10
    canvas.y += 18
    return canvas.svg(title)


def incident(page: Page, language: Language, title: str) -> str:
    """The page as an incident: summary, severity, details, links."""
    event = pagerduty_events(told(page, language, "pager"), "key")[-1]
    body = event.payload
    assert body is not None
    colours = {"critical": "#c0392b", "error": "#d35400", "warning": "#b7950b", "info": "#2471a3"}
    canvas = Canvas(720)
    canvas.box(0, 0, 8, 4000, colours[body.severity])
    canvas.y = 14
    canvas.text(28, 660, body.summary, 17, bold=True)
    canvas.y += 6
    canvas.text(28, 660, f"{body.severity} · {body.source} · {body.group} · {body.class_}", 12, fill=GREY)
    details = body.custom_details.details
    rows = {
        "changed": details.changed,
        "evidence": details.evidence,
        "missing": details.missing,
        "asks": (details.asks,) if details.asks else (),
    }
    for name, lines in rows.items():
        if lines:
            canvas.y += 8
            canvas.text(28, 660, name, 12, fill=GREY, fixed=True)
            for line in lines:
                canvas.text(40, 648, line, 13)
    canvas.y += 10
    for link in event.links or ():
        canvas.text(28, 660, link.text, 13, fill="#0969da")
    return _clipped(canvas, title)


def _clipped(canvas: Canvas, title: str) -> str:
    canvas.y += 16
    return canvas.svg(title)


def card(page: Page, language: Language, title: str) -> str:
    """The page as an Adaptive Card."""
    content = teams_message(told(page, language, "teams")).attachments[0].content
    colours = {"attention": "#c4314b", "warning": "#a15c00", "good": "#237b4b", "default": "#1f2328"}
    canvas = Canvas(560, "#f5f5f5")
    canvas.box(12, 12, 536, 4000, "#ffffff", round_by=6, edge="#d1d1d1")
    canvas.y = 20
    for one in content.body:
        canvas.y += 6
        if isinstance(one, FactSet):
            for fact in one.facts:
                canvas.text(28, 504, f"{fact.title}   {fact.value}", 13)
            continue
        for line in _without_marks(one.text).split("\n"):
            size = 17.0 if one.size == "large" else 13.5
            canvas.text(28, 504, line, size, fill=colours[one.color], bold=one.weight == "bolder")
    canvas.y += 12
    x = 28.0
    for action in content.actions:
        wide = sum(13.0 if ord(char) > 0xFF else 7.4 for char in action.title) + 24
        canvas.box(x, canvas.y, wide, 30, "#ffffff", round_by=4, edge="#5b5fc7")
        canvas.line(x + 12, canvas.y + 20, action.title, 13, fill="#5b5fc7", bold=True)
        x += wide + 10
    canvas.y += 46
    return canvas.svg(title)


def _without_marks(text: str) -> str:
    """What Markdown shows: backslashes stand before signs that are taken literally, stars make titles bold."""
    kept = text.replace("**", "")
    return "".join(char for index, char in enumerate(kept) if char != "\\" or kept[index - 1 : index] == "\\")


def message(page: Page, language: Language, title: str) -> str:
    """The page as a chat message of blocks."""
    canvas = Canvas(640)
    canvas.y = 12
    canvas.box(20, 16, 36, 36, "#0b7285", round_by=6)
    canvas.line(30, 40, "g", 20, fill="#ffffff", bold=True)
    canvas.line(70, 30, "graftwatch", 14, bold=True)
    canvas.line(160, 30, f"{page.decided_at.astimezone(TOKYO):%H:%M}", 12, fill=GREY)
    canvas.y = 36
    for block in slack_message(told(page, language, "slack")).blocks:
        canvas.y += 6
        if isinstance(block, Header):
            canvas.text(70, 550, block.text.text, 17, bold=True)
            continue
        for line in block.text.text.split("\n"):
            _marked(canvas, line)
    canvas.y += 16
    return canvas.svg(title)


def _marked(canvas: Canvas, line: str) -> None:
    """A line of the receiver's markup: *bold* and <link|title>."""
    plain = line.replace("*", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if plain.startswith("<http") and "|" in plain:
        canvas.text(70, 550, plain.partition("|")[2].rstrip(">"), 14, fill="#1264a3")
        return
    title_only = line.startswith("*") and line.endswith("*")
    canvas.text(70, 550, plain, 14, bold=title_only)


def split(pages: Iterable[Page], columns: int = 2) -> list[list[Page]]:
    """Pages in so many columns, read down the first one first."""
    held = list(pages)
    each = -(-len(held) // columns)
    return [held[start : start + each] for start in range(0, len(held), each)]
