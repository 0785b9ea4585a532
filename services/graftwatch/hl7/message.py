r"""A message as segments; what is odd about its form is a finding.

Source: HL7 v2.5.1 and v2.8.2, chapter 2 (2.5 message construction, 2.10.2 continuation). Read as sent, not as
specified: any delimiters, CR, LF or CRLF, Z-segments anywhere, too few and too many fields, any version, names in
small letters. A line that begins no segment is text that lost its line end: it continues the field before it.
Left out: data types and optionality, which to_facts knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graftwatch.hl7.charset import CharacterSet, character_set, decoded
from graftwatch.hl7.finding import MessageFinding
from graftwatch.hl7.form import form_findings
from graftwatch.hl7.header import CHARACTER_SCHEME, CHARACTER_SETS, Header, Rejection, read_header
from graftwatch.hl7.lines import segments_of
from graftwatch.hl7.segment import NULL, Presence, Segment, Separators
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason

__all__ = (
    "NULL",
    "Message",
    "MessageFinding",
    "Presence",
    "Segment",
    "Separators",
    "characters_of",
    "read_message",
)


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
    characters = characters_of(header, default_charset)
    if isinstance(characters, Unreadable):
        return characters
    found = decoded(frame[header.start :] if header.start else frame, characters, header.delimiters.signs)
    if isinstance(found, Unreadable):
        return replace(found, position=found.position + header.start) if header.start else found
    return _message(header, found.text, Separators.of(header, characters), found.findings)


def characters_of(header: Header, default_charset: str) -> CharacterSet | Unreadable:
    """By MSH-18 and MSH-20; of each repetition the first component, as some send a coded element."""
    delimiters = header.delimiters
    declared = header.fields[CHARACTER_SETS]
    if declared and (delimiters.repetition != b"~" or delimiters.component in declared):
        sets = declared.split(delimiters.repetition)
        declared = b"~".join(one.partition(delimiters.component)[0] for one in sets)
    scheme = header.fields[CHARACTER_SCHEME]
    return character_set(declared.decode("latin-1"), default_charset, scheme.decode("latin-1"))


def _message(
    header: Header, text: str, separators: Separators, findings: tuple[MessageFinding, ...]
) -> Message | Unreadable:
    segments, odd = segments_of(text, separators)
    if any(segment.name == "MSH" and len(segment.text) > 3 for segment in segments[1:]):  # noqa: PLR2004 - its name
        why = "a frame holds one message, this one has a second MSH; send each in its own frame"
        return Unreadable(UnreadableReason.SEVERAL_MESSAGES, why)
    odd += form_findings(header, segments, text)
    return Message(header, segments, (*findings, *odd), separators.characters.name)
