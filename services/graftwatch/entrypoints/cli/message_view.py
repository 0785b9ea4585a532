"""A message for a person's eyes: its bytes with the separators made visible, and its fields by number and name.

Names are the standard's of the message's version, by hl7apy's tables (version 2.5 where it has none of that version).
Values are decoded by the message's character set, without escapes. Both hold whatever the message holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graftwatch.hl7.message import Message, Segment, read_message
from graftwatch.hl7.unreadable import Unreadable

USUAL_VERSION = "2.5"
_SHOWN = {"\r": "␍\n", "\n": "␊\n", "\x0b": "␋", "\x1c": "␜", "\x1b": "␛", "\t": "␉", "\x00": "␀"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that is not empty."""

    place: str
    name: str
    value: str


def with_separators(content: bytes) -> str:
    r"""The bytes as lines, each ending with the sign of its line end; what is not text stands as its number.

    >>> print(with_separators(b"MSH|^~\\&|LAB\rPID|1||\x1b$B\xff\r"))
    MSH|^~\&|LAB␍
    PID|1||␛$B\xff␍
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("ascii", "backslashreplace")
    shown = "".join(_SHOWN.get(sign, sign) for sign in text.replace("\r\n", "␍␊\n"))
    return "".join(_visible(sign) for sign in shown).rstrip("\n")


def _visible(sign: str) -> str:
    return sign if sign.isprintable() or sign == "\n" else sign.encode("unicode_escape").decode("ascii")


def fields_of(content: bytes, default_charset: str) -> tuple[str, list[FieldView]]:
    """The character set that a message was read by, and its fields; the reason and none where it cannot be read."""
    message = read_message(content, default_charset)
    if isinstance(message, Unreadable):
        return message.text, []
    return message.characters, list(_fields(message))


def _fields(message: Message) -> Iterator[FieldView]:
    version = message.segments[0].value(12)
    seen: dict[str, int] = {}
    for segment in message.segments:
        seen[segment.name] = seen.get(segment.name, 0) + 1
        again = f"[{seen[segment.name]}]" if seen[segment.name] > 1 else ""
        for number in range(1, len(segment.fields)):
            if segment.raw(number):
                place = f"{segment.name}{again}-{number}"
                yield FieldView(place, field_name(segment.name, number, version), _value(segment, number))


def _value(segment: Segment, number: int) -> str:
    if segment.name == "MSH" and number <= 2:  # noqa: PLR2004 - MSH-1 and MSH-2 are the separators themselves
        return segment.raw(number)
    return " ~ ".join(segment.separators.plain(part) for part in segment.repetitions(number))


@lru_cache(maxsize=4096)
def field_name(segment: str, number: int, version: str) -> str:
    """The standard's name of a field, in lower case; empty where it has none.

    >>> field_name("OBX", 5, "2.5.1"), field_name("OBX", 3, "9"), field_name("ZXX", 1, "2.5")
    ('observation value', 'observation identifier', '')
    """
    from hl7apy import load_library  # noqa: PLC0415 - only people ask, and it takes a while
    from hl7apy.exceptions import UnsupportedVersion  # noqa: PLC0415 - the same

    try:
        library = load_library(version)
    except UnsupportedVersion:
        library = load_library(USUAL_VERSION)
    described = library.FIELDS.get(f"{segment}_{number}")
    name = described[3] if described else None
    return str(name).replace("_", " ").lower() if name else ""
