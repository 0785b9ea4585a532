"""A message's bytes for the console: masked, or as they are; never more than a page holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graftwatch.console.messages.message_views import ShownLine
from graftwatch.entrypoints.cli.message_view import field_name, with_separators
from graftwatch.hl7.masking import Masking, ShownField, masked_bytes, plain_value
from graftwatch.hl7.message import Message, Segment, read_message
from graftwatch.hl7.unreadable import Unreadable

SHOWN_CHARACTERS: Final = 64 * 1024
"""Of a message on a page; what is longer is cut, and can be had whole by who may."""
SHOWN_FIELDS: Final = 600
LONGEST_FIELD: Final = 4000


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of bytes.

    Attributes:
        lines: the segments.
        fields: the fields.
        raw: the bytes with what is not text as numbers; empty where they are hidden.
        charset: what they were read by; None where they cannot be read.
        unread: why not.
        cut: there is more than is shown.
        masking: hides the same in words about the message; None where nothing is to be hidden.
    """

    lines: tuple[str, ...]
    fields: tuple[ShownLine, ...]
    raw: tuple[str, ...]
    charset: str | None
    unread: str
    cut: bool
    masking: Masking | None

    def words(self, said: str) -> str:
        """Words about the message as they may be shown."""
        return self.masking.text(said) if self.masking else said


def shown_of(content: bytes, charset: str, *, identifiers: bool) -> Shown:
    """What is shown of a message's bytes.

    Args:
        content: the bytes.
        charset: the feed's default.
        identifiers: nothing is to be hidden.
    """
    message = read_message(content, charset)
    raw, raw_cut = _cut(with_separators(content[: SHOWN_CHARACTERS * 2]).split("\n")) if identifiers else ((), False)
    if isinstance(message, Unreadable):
        lines = raw if identifiers else tuple(masked_bytes(content))
        return Shown(lines, (), raw, None, message.text, raw_cut, None)
    masking = Masking(message)
    each = (one.text if identifiers else masking.line(one) for one in message.segments)
    lines, cut = _cut(visible(f"{line} ¶") for line in each)
    fields = tuple(_fields(message, None if identifiers else masking))
    return Shown(
        lines=lines,
        fields=fields[:SHOWN_FIELDS],
        raw=raw,
        charset=message.characters,
        unread="",
        cut=cut or len(fields) > SHOWN_FIELDS,
        masking=None if identifiers else masking,
    )


def visible(text: str) -> str:
    r"""Text without signs that cannot be seen: they stand as their numbers.

    >>> visible("a\x00b\u202e\n")
    'a\\x00b\\u202e\\n'
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def _cut(lines: Iterator[str] | list[str]) -> tuple[tuple[str, ...], bool]:
    left, kept = SHOWN_CHARACTERS, list[str]()
    for line in lines:
        if len(line) > left:
            return (*kept, f"{line[:left]}…"), True
        kept.append(line)
        left -= len(line)
    return tuple(kept), False


def _fields(message: Message, masking: Masking | None) -> Iterator[ShownLine]:
    version = message.segments[0].value(12)
    seen: dict[str, int] = {}
    count = 0
    for segment in message.segments:
        seen[segment.name] = seen.get(segment.name, 0) + 1
        again = f"[{seen[segment.name]}]" if seen[segment.name] > 1 else ""
        for one in masking.fields(segment) if masking else _all_fields(segment):
            count += 1
            if count > SHOWN_FIELDS + 1:
                return
            name = one.segment.name
            value = visible(one.value)
            yield ShownLine(
                place=f"{name}{again}-{one.number}" if one.number else f"{name}{again}",
                name=field_name(name, one.number, version),
                value=value if len(value) <= LONGEST_FIELD else f"{value[:LONGEST_FIELD]}…",
                hidden=one.hidden,
            )


def _all_fields(segment: Segment) -> Iterator[ShownField]:
    for number in range(1, len(segment.fields)):
        if segment.raw(number):
            yield ShownField(segment, number, plain_value(segment, number), hidden=False)
