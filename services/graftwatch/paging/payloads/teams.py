"""A page as an Adaptive Card for Microsoft Teams.

Source: Microsoft Teams, incoming webhooks by Workflows ("When a Teams webhook request is received"): a message with one
attachment of the content type of an Adaptive Card, at most 28 KB in all; Adaptive Cards schema 1.4, TextBlock, FactSet
and Action.OpenUrl. A TextBlock reads Markdown, so what is written there is taken literally.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from graftwatch.findings import Severity
from graftwatch.paging.payloads.form import Payload
from graftwatch.paging.payloads.listing import lists_of, longest_that_fits, shortened
from graftwatch.paging.payloads.telling import Told

MESSAGE_BYTES = 28 * 1024
MARKDOWN = re.compile(r"([\\`*_\[\]()#+!|~>-])")


class TextBlock(Payload):
    """A paragraph."""

    type: Literal["TextBlock"] = "TextBlock"
    text: str = Field(min_length=1)
    wrap: Literal[True] = True
    size: Literal["default", "large"] = "default"
    weight: Literal["default", "bolder"] = "default"
    color: Literal["default", "attention", "warning", "good"] = "default"


class Fact(Payload):
    """A title and its value."""

    title: str
    value: str


class FactSet(Payload):
    """A table of titles and values."""

    type: Literal["FactSet"] = "FactSet"
    facts: tuple[Fact, ...] = Field(min_length=1)


class OpenUrl(Payload):
    """A button that opens a page."""

    type: Literal["Action.OpenUrl"] = "Action.OpenUrl"
    title: str
    url: str


Element = Annotated[TextBlock | FactSet, Field(discriminator="type")]


class AdaptiveCard(Payload):
    """The card."""

    schema_: Literal["http://adaptivecards.io/schemas/adaptive-card.json"] = Field(
        default="http://adaptivecards.io/schemas/adaptive-card.json", serialization_alias="$schema"
    )
    type: Literal["AdaptiveCard"] = "AdaptiveCard"
    version: Literal["1.4"] = "1.4"
    body: tuple[Element, ...] = Field(min_length=1)
    actions: tuple[OpenUrl, ...] = ()


class TeamsAttachment(Payload):
    """A card in a message."""

    content_type: Literal["application/vnd.microsoft.card.adaptive"] = Field(
        default="application/vnd.microsoft.card.adaptive", serialization_alias="contentType"
    )
    content_url: None = Field(default=None, serialization_alias="contentUrl")
    content: AdaptiveCard


class TeamsMessage(Payload):
    """The body that a Teams webhook receives."""

    type: Literal["message"] = "message"
    attachments: tuple[TeamsAttachment, ...] = Field(min_length=1, max_length=1)

    def as_json(self) -> bytes:
        """The body."""
        return self.model_dump_json(by_alias=True).encode()


def teams_message(told: Told) -> TeamsMessage:
    """The page as a message, with as many lines as fit."""
    return longest_that_fits(
        lambda at_most: _message(told, at_most), lambda message: len(message.as_json()) <= MESSAGE_BYTES
    )


def _message(told: Told, at_most: int) -> TeamsMessage:
    card = AdaptiveCard(body=tuple(_body(told, at_most)), actions=tuple(_actions(told)))
    return TeamsMessage(attachments=(TeamsAttachment(content=card),))


def _body(told: Told, at_most: int) -> Iterator[TextBlock | FactSet]:
    words, phrases = told.words, told.phrases
    yield TextBlock(text=literal(words.short), size="large", weight="bolder", color=_colour(told))
    yield TextBlock(text=literal(words.summary))
    because = words.details.because
    if because and because not in words.summary:
        yield TextBlock(text=literal(because))
    yield FactSet(facts=(Fact(title=phrases.since, value=told.since),))
    for title, lines in lists_of(told):
        kept = shortened(lines, at_most, phrases)
        if kept:
            yield TextBlock(text="\n".join([f"**{title}**\n", *(f"- {literal(line)}" for line in kept)]))
    if words.details.asks:
        yield TextBlock(text=literal(f"{phrases.please}{phrases.colon}{words.details.asks}"), weight="bolder")
    if not told.page.reason.ends and not told.acknowledge_link:
        yield TextBlock(text=literal(phrases.acknowledge.format(page=told.page.id)))


def _actions(told: Told) -> Iterator[OpenUrl]:
    if told.page.link:
        yield OpenUrl(title=told.phrases.open, url=told.page.link)
    if told.link_to_acknowledge:
        yield OpenUrl(title=told.phrases.acknowledge_link, url=told.link_to_acknowledge)


def _colour(told: Told) -> Literal["attention", "warning", "good"]:
    if told.page.reason.ends:
        return "good"
    return "attention" if told.page.severity is Severity.PAGE else "warning"


def literal(text: str) -> str:
    r"""The text, with what Markdown would read as its own marked to stand as it is.

    >>> literal("S. aureus *2 of 2* [see](x)")
    'S. aureus \\*2 of 2\\* \\[see\\]\\(x\\)'
    """
    return MARKDOWN.sub(r"\\\1", text)
