r"""A message without who it is about: what may be shown to somebody who need not know.

Fields that say who somebody is are blotted out, and so is what stands in them wherever else it stands in the message:
in a result's text, a note, an order's number. What nobody here knows (Z-segments, further fields, documents) is
blotted out whole, and so is a message that cannot be read. Left out: a name in free text that the message states
nowhere else; no table knows that it is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graftwatch.hl7.message import Message, Segment
from graftwatch.hl7.personal_fields import (
    COMPONENTS,
    HARMLESS,
    KNOWN_SEGMENTS,
    OPAQUE_TYPES,
    PERSONAL,
    PERSONAL_TYPES,
    Personal,
)
from graftwatch.hl7.personal_words import MASK, PersonalWords
from graftwatch.hl7.segment import NULL

_VALUE: Final = 5
_LINE: Final = re.compile(rb"[\r\n]+")
_SHOWN_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field that is not empty: its segment, number, value, and whether anything of it is hidden."""

    segment: Segment
    number: int
    value: str
    hidden: bool


class Masking:
    r"""What may be shown of a message.

    >>> from graftwatch.hl7.message import read_message
    >>> sent = b"MSH|^~\\&|LAB||||20260301||ORU^R01|17|P|2.5.1"
    >>> read = read_message(sent + b"\rPID|1||4711^^^HOSP||Yamada^Taro\rNTE|1||Mr Yamada, 4711\rZAA|x\r")
    >>> [Masking(read).line(one) for one in read.segments[1:]]
    ['PID|1||•••||•••', 'NTE|1||Mr •••, •••', 'ZAA|•••']
    """

    def __init__(self, message: Message) -> None:
        words: list[str] = []
        born: list[str] = []
        for segment in message.segments:
            for number, kind in _personal(segment):
                values = list(_values(segment, number, kind))
                (born if kind is Personal.BORN else words).extend(values)
        self._words = PersonalWords(words, born)

    def text(self, said: str) -> str:
        """Words about the message without who it is about."""
        return self._words.masked(said)

    def line(self, segment: Segment) -> str:
        """A segment as sent, with its separators."""
        if segment.name not in KNOWN_SEGMENTS:
            name = segment.name if segment.name.startswith("Z") else MASK
            return f"{name}{segment.separators.field}{MASK}"
        sign = segment.separators.field
        fields = segment.fields
        if segment.name == "MSH":
            return sign.join([f"MSH{sign}{fields[2]}", *(self._raw(segment, at) for at in range(3, len(fields)))])
        return sign.join([segment.name, *(self._raw(segment, number) for number in range(1, len(fields)))])

    def fields(self, segment: Segment) -> Iterator[ShownField]:
        """A segment's fields without escapes."""
        if segment.name not in KNOWN_SEGMENTS:
            yield ShownField(segment, 0, MASK, hidden=True)
            return
        for number in range(1, len(segment.fields)):
            if not segment.raw(number):
                continue
            if not _may_be_shown(segment, number):
                yield ShownField(segment, number, MASK, hidden=True)
                continue
            plain = plain_value(segment, number)
            shown = self.text(plain)
            yield ShownField(segment, number, shown, hidden=shown != plain)

    def _raw(self, segment: Segment, number: int) -> str:
        raw = segment.raw(number)
        if not raw or raw == NULL:
            return raw
        if not _may_be_shown(segment, number):
            return MASK
        separators = segment.separators
        if separators.escape in raw:  # an escape inside a name must not hide it
            plain = plain_value(segment, number)
            if self.text(plain) != plain:
                return MASK
        return self.text(raw)


def plain_value(segment: Segment, number: int) -> str:
    """A field for a person's eyes: repetitions with ~ between them, no escapes."""
    if segment.name == "MSH" and number <= 2:  # noqa: PLR2004 - MSH-1 and MSH-2 are the separators themselves
        return segment.raw(number)
    return " ~ ".join(segment.separators.plain(part) for part in segment.repetitions(number))


def masked_bytes(frame: bytes) -> list[str]:
    r"""What may be shown of bytes that nobody could read: which segments they seem to hold, and nothing else.

    >>> masked_bytes(b"MSH|^~\\&|x\rPID|1||4711\xff\rYamada\r")
    ['MSH•••', 'PID•••', '•••']
    """
    shown = []
    for line in _LINE.split(frame)[: _SHOWN_LINES + 1]:
        name = line[:3].decode("latin-1")
        if line:
            shown.append(f"{name if name in KNOWN_SEGMENTS else ''}{MASK}")
    return [*shown[:_SHOWN_LINES], "…"] if len(shown) > _SHOWN_LINES else shown


def _may_be_shown(segment: Segment, number: int) -> bool:
    if number not in HARMLESS.get(segment.name, ()):
        return False
    if segment.name != "OBX" or number != _VALUE:
        return True
    return segment.value(2).upper() not in PERSONAL_TYPES | OPAQUE_TYPES


def _personal(segment: Segment) -> Iterator[tuple[int, Personal]]:
    yield from PERSONAL.get(segment.name, {}).items()
    if segment.name == "OBX" and segment.value(2).upper() in PERSONAL_TYPES:
        yield _VALUE, Personal.NAME


def _values(segment: Segment, number: int, kind: Personal) -> Iterator[str]:
    """The values of a personal field that tell who it is."""
    separators = segment.separators
    for repetition in segment.repetitions(number):
        components = repetition.split(separators.component)
        for place in COMPONENTS[kind]:
            if place > len(components):
                continue
            parts = components[place - 1].split(separators.subcomponent)
            if kind is Personal.STAFF_PARTS:
                parts = parts[1:4]
            yield from (separators.plain(one) for one in parts)
