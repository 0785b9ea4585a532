r"""A message as segments, fields, repetitions, components and sub-components, split only where somebody asks.

Source: HL7 v2.5.1 and v2.8.2, chapter 2 (2.5 message construction, 2.7 escape sequences). Read as sent, not as
specified: any delimiters, CR, LF or CRLF, Z-segments anywhere, too few and too many fields, any version.
A line that begins no segment is text that lost its line end: it continues the field before it, and is reported.
Empty, absent and `""` (delete) are three things. Left out: data types and optionality, which to_facts knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from graftwatch.hl7.charset import CharacterSet, character_set, decoded
from graftwatch.hl7.escapes import unescaped
from graftwatch.hl7.header import Delimiters, Header, Rejection, read_header
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason

NULL: Final = '""'
_NAME_LENGTH: Final = 3
_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{2}")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# Framing that files and senders leave at the ends of a message.
_FRAMING: Final = "\r\n\x0b\x1c \t\x00"


class Presence(StrEnum):
    """What stands in a field: nothing at all, an empty place, an explicit delete, or a value."""

    ABSENT = "absent"
    EMPTY = "empty"
    NULL = "null"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class MessageFinding:
    """Something about a message that a person should know; never holds what a patient's field holds.

    Attributes:
        kind: short label, the same for all findings of a sort.
        place: segment and field, such as "OBX-5 in segment 7".
        text: what is wrong and what was made of it.
    """

    kind: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Separators:
    """The delimiters of one message as text, and its character set for hexadecimal escapes."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    characters: CharacterSet

    @classmethod
    def of(cls, delimiters: Delimiters, characters: CharacterSet) -> "Separators":
        """The separators of a message's header."""
        return cls(
            delimiters.field.decode("ascii"),
            delimiters.component.decode("ascii"),
            delimiters.repetition.decode("ascii"),
            delimiters.escape.decode("ascii"),
            delimiters.subcomponent.decode("ascii"),
            characters,
        )

    def plain(self, text: str) -> str:
        """Text without its escapes; an explicit delete is no text."""
        if self.escape in text:
            return unescaped(text, self)
        return "" if text == NULL else text


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


@dataclass(slots=True)
class Message:
    """One message.

    Attributes:
        header: its MSH at byte level.
        segments: all segments in order, MSH first.
        findings: what was odd about the message's form.
        characters: name of the character set it was decoded by.
    """

    header: Header
    segments: list[Segment]
    findings: tuple[MessageFinding, ...]
    characters: str

    def named(self, name: str) -> Iterator[Segment]:
        """All segments of a name, in order."""
        return (segment for segment in self.segments if segment.name == name)

    def first(self, name: str) -> Segment | None:
        """The first segment of a name, or None."""
        return next(self.named(name), None)

    @property
    def control_id(self) -> str:
        """MSH-10, without escapes."""
        return self.segments[0].value(10)

    @property
    def code(self) -> str:
        """MSH-9.1, such as `ORU`."""
        return self.segments[0].value(9)

    @property
    def trigger(self) -> str:
        """MSH-9.2, such as `R01`; empty where absent."""
        return self.segments[0].value(9, 2)


def read_message(frame: bytes, default_charset: str = "UNICODE UTF-8") -> Message | Unreadable:
    r"""The message of a frame, or why it cannot be read.

    >>> message = read_message(b"MSH|^~\\&|LAB||||20260301||ORU^R01|17|P|2.5.1\rOBX|1|ST|A^B||x\\S\\y|\r")
    >>> message.first("OBX").value(5), message.first("OBX").presence(6), message.first("OBX").presence(7)
    ('x^y', <Presence.EMPTY: 'empty'>, <Presence.ABSENT: 'absent'>)
    """
    header = read_header(frame)
    if isinstance(header, Rejection):
        return Unreadable(UnreadableReason.HEADER, header.text)
    characters = character_set(header.character_sets.decode("latin-1"), default_charset)
    if isinstance(characters, Unreadable):
        return characters
    text = decoded(frame[header.start :] if header.start else frame, characters)
    if isinstance(text, Unreadable):
        return text
    return _message(header, text, Separators.of(header.delimiters, characters))


def _message(header: Header, text: str, separators: Separators) -> Message | Unreadable:
    lines = text.rstrip(_FRAMING).split("\r") if "\n" not in text else _LINE_END.split(text.rstrip(_FRAMING))
    segments: list[Segment] = []
    findings: list[MessageFinding] = []
    sign = separators.field
    for line in lines:
        if (line[_NAME_LENGTH : _NAME_LENGTH + 1] in (sign, "")) and _NAME.fullmatch(line, 0, _NAME_LENGTH):
            segments.append(Segment(line[:_NAME_LENGTH], len(segments) + 1, line, separators))
        elif line.strip():
            findings.append(_continue(segments, line))
    if any(segment.name == "MSH" and len(segment.text) > _NAME_LENGTH for segment in segments[1:]):
        why = "a frame holds one message, this one has a second MSH; send each in its own frame"
        return Unreadable(UnreadableReason.SEVERAL_MESSAGES, why)
    return Message(header, segments, tuple(findings), separators.characters.name)


def _continue(segments: list[Segment], line: str) -> MessageFinding:
    """Joins a line that begins no segment to the segment before it, and says so."""
    last = segments[-1]
    segments[-1] = Segment(last.name, last.line, f"{last.text}\n{line}", last.separators)
    place = f"after segment {last.line} ({last.name})"
    return MessageFinding("line_without_segment", place, "a line that begins no segment was read as text before it")
