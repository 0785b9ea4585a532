"""A page as a short text (SMS), and as a text with a title for services that take those."""

from typing import Final

from pydantic import Field

from graftwatch.paging.fitting import cut
from graftwatch.paging.letter import letter
from graftwatch.paging.page import SHORT_LENGTH
from graftwatch.paging.payloads.form import Payload
from graftwatch.paging.payloads.telling import Told
from graftwatch.paging.sms import units

LEAST_WORDS: Final = 100
"""What a short text says before its link, at least: who and what. Where the link leaves less, it is left out."""


class Text(Payload):
    """A title and a text; a text message has no title."""

    title: str = Field(default="", max_length=SHORT_LENGTH)
    body: str = Field(min_length=1)


def text_message(told: Told, length: int = SHORT_LENGTH) -> Text:
    """The page in an SMS of so many units (sms.py), with the link that acknowledges it where there is room."""
    link, short = told.link_to_acknowledge, told.words.short
    room = length - units(f"\n{link}")
    if link and room >= min(LEAST_WORDS, units(short)):
        return Text(body=f"{_cut(short, room)}\n{link}")
    return Text(body=_cut(short, length))


def _cut(text: str, length: int) -> str:
    return cut(text, length, units, "...")


def titled_text(told: Told) -> Text:
    """The page as a title and the letter."""
    return Text(title=told.words.short, body=letter(told.page, told.zone, told.language, told.link_to_acknowledge))
