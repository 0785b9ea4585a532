"""A page as a message for a Slack incoming webhook.

Source: Slack, incoming webhooks and Block Kit (at most 50 blocks; a section's text 3,000 characters, a header's 150;
`text` is what a notification shows; &, < and > are escaped). Slack also refuses messages whose blocks hold too much
text in all (`msg_blocks_too_long`), at a length it does not publish: some 9,600 characters were taken, 11,300 were
not; 9,000 stay below.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from graftwatch.paging.fitting import cut
from graftwatch.paging.payloads.form import Payload
from graftwatch.paging.payloads.listing import lists_of, longest_that_fits, shortened
from graftwatch.paging.payloads.telling import Told
from graftwatch.paging.phrases import Phrases

HEADER_LENGTH = 150
SECTION_LENGTH = 3000
LIST_LENGTH = 1200
"""Three lists, the summary, the ground and what is asked: below 9,000 characters in all."""
BLOCKS = 50


class PlainText(Payload):
    """Text that is shown as it stands."""

    type: Literal["plain_text"] = "plain_text"
    text: str = Field(min_length=1, max_length=HEADER_LENGTH)
    emoji: Literal[False] = False


class MarkedText(Payload):
    """Text in Slack's markup, escaped; names and numbers in it are not made links."""

    type: Literal["mrkdwn"] = "mrkdwn"
    text: str = Field(min_length=1, max_length=SECTION_LENGTH)
    verbatim: Literal[True] = True


class Header(Payload):
    """The first line, large."""

    type: Literal["header"] = "header"
    text: PlainText


class Section(Payload):
    """A paragraph."""

    type: Literal["section"] = "section"
    text: MarkedText


Block = Annotated[Header | Section, Field(discriminator="type")]


class SlackMessage(Payload):
    """The body that a Slack webhook receives."""

    text: str = Field(min_length=1, max_length=SECTION_LENGTH, description="what a notification shows")
    blocks: tuple[Block, ...] = Field(min_length=1, max_length=BLOCKS)

    def as_json(self) -> bytes:
        """The body."""
        return self.model_dump_json().encode()


def slack_message(told: Told) -> SlackMessage:
    """The page as a message."""
    return SlackMessage(text=_fitting(told.words.short, SECTION_LENGTH), blocks=tuple(_blocks(told)))


def _blocks(told: Told) -> Iterator[Header | Section]:
    details, phrases = told.words.details, told.phrases
    yield Header(text=PlainText(text=cut(told.words.short, HEADER_LENGTH)))
    yield _section(_fitting(told.words.summary, SECTION_LENGTH))
    if details.because and details.because not in told.words.summary:
        yield _section(_fitting(details.because, LIST_LENGTH))
    for title, lines in lists_of(told):
        yield _section(_list(title, lines, phrases))
    asks = f"*{phrases.please}*{phrases.colon}{_fitting(details.asks, LIST_LENGTH)}" if details.asks else ""
    yield _section(
        "\n".join(one for one in (f"*{phrases.since}*{phrases.colon}{told.since}", asks, *_links(told)) if one)
    )


def _list(title: str, lines: Sequence[str], phrases: Phrases) -> str:
    """The list with the most lines that fit."""

    def made(at_most: int) -> str:
        return "\n".join([f"*{title}*", *(f"• {escaped(line)}" for line in shortened(lines, at_most, phrases))])

    return longest_that_fits(made, lambda text: len(text) <= LIST_LENGTH)


def _links(told: Told) -> Iterator[str]:
    phrases = told.phrases
    if told.page.link:
        yield f"<{escaped(told.page.link)}|{escaped(phrases.open)}>"
    if told.link_to_acknowledge:
        yield f"<{escaped(told.link_to_acknowledge)}|{escaped(phrases.acknowledge_link)}>"
    elif not told.page.reason.ends:
        yield escaped(phrases.acknowledge.format(page=told.page.id))


def _section(text: str) -> Section:
    return Section(text=MarkedText(text=text))


def _fitting(text: str, length: int) -> str:
    """The text escaped, cut where it is longer than that."""
    kept = len(text)
    while len(escaped(cut(text, kept))) > length:
        kept -= max((len(escaped(cut(text, kept))) - length) // 5, 1)
    return escaped(cut(text, kept))


def escaped(text: str) -> str:
    """The text as Slack takes it: no mention, no link, no markup can be made by it.

    >>> escaped("WBC < 4 & <!channel>")
    'WBC &lt; 4 &amp; &lt;!channel&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
