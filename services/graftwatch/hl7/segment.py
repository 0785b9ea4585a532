"""One segment: fields, repetitions, components and sub-components, split only where somebody asks.

Source: HL7 v2.5.1 and v2.8.2, chapter 2 (2.5 message construction, 2.7 escape sequences). Positions count from 1, as
the standard's do. Empty, absent and `""` (delete) are three things.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graftwatch.hl7.charset import CharacterSet
from graftwatch.hl7.escapes import unescaped
from graftwatch.hl7.header import Header

NULL: Final = '""'
# Feeds differ in few ways; the cache only saves work.
_CACHED_SEPARATORS: Final = 64


class Presence(StrEnum):
    """What stands in a field: nothing at all, an empty place, an explicit delete, or a value."""

    ABSENT = "absent"
    EMPTY = "empty"
    NULL = "null"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Separators:
    """The delimiters of one message as text, and its character set for hexadecimal escapes.

    `truncation` (v2.7 on, the fifth sign of MSH-2) ends a value that was cut; it is `#` where MSH-2 does not say.
    """

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    characters: CharacterSet
    truncation: str = "#"

    @classmethod
    def of(cls, header: Header, characters: CharacterSet) -> "Separators":
        """The separators of a message's header."""
        return _separators(header.delimiters.signs, header.fields[1][4:5], characters)

    def plain(self, text: str) -> str:
        """Text without its escapes; an explicit delete is no text."""
        if self.escape in text:
            return unescaped(text, self)
        return "" if text == NULL else text


@lru_cache(maxsize=_CACHED_SEPARATORS)
def _separators(signs: bytes, truncation: bytes, characters: CharacterSet) -> Separators:
    one = [chr(sign) for sign in signs]
    return Separators(one[0], one[1], one[2], one[3], one[4], characters, truncation.decode("ascii") or "#")


@dataclass(slots=True)
class Segment:
    """One segment; positions of fields, repetitions, components and sub-components count from 1.

    Attributes:
        name: its three letters.
        line: its place in the message, from 1.
        text: the segment as it was sent, decoded.
    """

    name: str
    line: int
    text: str
    separators: Separators
    _fields: list[str] | None = field(default=None, repr=False, compare=False)

    @property
    def fields(self) -> list[str]:
        """All fields as sent; `fields[n]` is field n, `fields[0]` the name."""
        if self._fields is None:
            self._fields = self.text.split(self.separators.field)
            if self.name == "MSH":
                self._fields.insert(1, self.separators.field)
        return self._fields

    def raw(self, number: int) -> str:
        """Field `number` as sent, empty where absent."""
        fields = self._fields or self.fields
        return fields[number] if number < len(fields) else ""

    def presence(self, number: int) -> Presence:
        """What stands in field `number`."""
        if number >= len(self.fields):
            return Presence.ABSENT
        raw = self.raw(number)
        return Presence.NULL if raw == NULL else Presence.VALUE if raw else Presence.EMPTY

    def repetitions(self, number: int) -> Sequence[str]:
        """The repetitions of field `number` as sent; none where it is empty."""
        raw = self.raw(number)
        if not raw or (self.name == "MSH" and number == 2):  # noqa: PLR2004 - MSH-2 is the separators themselves
            return [raw] if raw else []
        return raw.split(self.separators.repetition)

    def components(self, number: int, repetition: int = 1) -> list[str]:
        """The components of one repetition, without escapes; sub-components stay joined."""
        repetitions = self.repetitions(number)
        if repetition > len(repetitions):
            return []
        separators = self.separators
        return [separators.plain(part) for part in repetitions[repetition - 1].split(separators.component)]

    def value(self, number: int, component: int = 1, subcomponent: int = 1, repetition: int = 1) -> str:
        """One value without escapes and outer blanks; empty where absent or deleted."""
        fields = self._fields or self.fields
        raw = fields[number] if number < len(fields) else ""
        if not raw or raw.isalnum():  # delimiters are signs, so a plain value has nothing to be split or unescaped
            return raw if component == subcomponent == repetition == 1 else ""
        separators = self.separators
        if separators.repetition in raw:
            repetitions = self.repetitions(number)
            raw = repetitions[repetition - 1] if repetition <= len(repetitions) else ""
        elif repetition > 1:
            return ""
        raw = _part(raw, separators.component, component)
        raw = _part(raw, separators.subcomponent, subcomponent)
        return separators.plain(raw).strip()

    def text_of(self, number: int) -> str:
        """The whole field as running text: repetitions as lines, other separators as they stand, no escapes."""
        lines = (self.separators.plain(part) for part in self.repetitions(number))
        return "\n".join(lines).strip()


def _part(raw: str, separator: str, number: int) -> str:
    if separator not in raw:
        return raw if number == 1 else ""
    parts = raw.split(separator, number)
    return parts[number - 1] if number <= len(parts) else ""
