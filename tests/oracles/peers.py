"""What python-hl7 and hl7apy read in a message, in one form, beside what the service reads.

Each is given the message's text as it would be given it: decoded by Python's own codec, with carriage returns between
segments, without framing. A peer that cannot read a message at all says nothing about it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import hl7
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message

from graftwatch.hl7.message import Message

# How Python names what MSH-18 declares, in the samples and in the simulator's and the generated messages.
CODECS = {"": "utf-8", "UNICODE UTF-8": "utf-8", "ASCII": "ascii", "8859/1": "latin-1"}
JAPANESE = "iso2022_jp_ext"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One place where a peer reads something else.

    Attributes:
        peer: "python-hl7" or "hl7apy".
        place: "segments", or a segment's name with field and what of it, such as "OBX-5 value".
        raw: the field as it was sent.
        ours: what the service reads.
        theirs: what the peer reads.
    """

    peer: str
    place: str
    raw: str
    ours: str
    theirs: str


def text_of(frame: bytes, declared: str) -> str:
    """The text of a frame for the peers."""
    codec = JAPANESE if "IR87" in declared or "IR 87" in declared else CODECS[declared]
    text = frame.decode(codec).strip("\ufeff\r\n\x0b\x1c \0")
    return re.sub("\r\n|\n", "\r", text) + "\r"


def python_hl7_mismatches(ours: Message, text: str) -> Iterator[Mismatch]:
    """Segments, fields as sent, and each field's first value without escapes."""
    try:
        theirs = hl7.parse(text)
        rows = [one for one in theirs if str(one).strip()]
        names = [str(one[0]) for one in rows]
    except (hl7.HL7Exception, ValueError, IndexError):
        return
    if [one.name for one in ours.segments] != names:
        yield Mismatch("python-hl7", "segments", "", " ".join(one.name for one in ours.segments), " ".join(names))
        return
    for one, other in zip(ours.segments, rows, strict=True):
        for number in range(3 if one.name == "MSH" else 1, len(one.fields)):
            raw = str(other[number]) if number < len(other) else ""
            if one.raw(number) != raw:
                yield Mismatch("python-hl7", f"{one.name}-{number} raw", one.raw(number), one.raw(number), raw)
                continue
            value = _first_of(other[number], theirs) if number < len(other) else ""
            if one.value(number) != value:
                yield Mismatch("python-hl7", f"{one.name}-{number} value", raw, one.value(number), value)


def _first_of(field: object, message: hl7.Message) -> str:
    """The first sub-component of python-hl7's tree, without escapes."""
    value = field
    while isinstance(value, hl7.Container):
        value = value[0] if len(value) else ""
    return str(message.unescape(str(value))).strip()


def hl7apy_mismatches(ours: Message, text: str) -> Iterator[Mismatch]:
    """Segments, and fields as sent."""
    try:
        theirs = parse_message(text, validation_level=VALIDATION_LEVEL.TOLERANT, find_groups=False)
        rows = [one for one in theirs.to_er7().split("\r") if one]
    except (HL7apyException, ValueError, KeyError, IndexError, AttributeError, TypeError):
        return
    names = [one[:3] for one in rows]
    if [one.name for one in ours.segments] != names:
        yield Mismatch("hl7apy", "segments", "", " ".join(one.name for one in ours.segments), " ".join(names))
        return
    sign = ours.segments[0].separators.field
    for one, row in zip(ours.segments, rows, strict=True):
        fields = row.split(sign)
        if one.name == "MSH":
            fields.insert(1, sign)
        moved = _content(one.fields) == _content(fields)
        for number in range(3 if one.name == "MSH" else 1, max(len(one.fields), len(fields))):
            theirs_raw = fields[number] if number < len(fields) else ""
            if one.raw(number) != theirs_raw:
                place = f"{one.name}-{number} {'moved' if moved else 'raw'}"
                yield Mismatch("hl7apy", place, one.raw(number), one.raw(number), theirs_raw)


def _content(fields: list[str]) -> Counter[str | Decimal]:
    """All that stands in a segment, without the places; numbers as numbers, as hl7apy writes them anew."""
    plain = (re.sub(r"\\E\\|\\", "", field.replace("\\L\\", "#")) for field in fields)
    parts = [part.strip() for field in plain for part in re.split("[~^&]", field) if part.strip()]
    return Counter(Decimal(part) if re.fullmatch(r"-?\d+(?:\.\d+)?", part) else part for part in parts)
