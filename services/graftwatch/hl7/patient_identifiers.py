r"""Whom a frame is about, at byte level: PID-3 and MRG-1 without decoding or splitting the message.

Source: HL7 v2.5.1, chapter 3 (3.4.2.3 PID-3, 3.4.12.1 MRG-1, data types CX and HD). Over 99 % of a hospital's messages
end here, so one costs a microsecond or two. Nearly all are ASCII up to PID-3; one that is not is decoded that far, as
bytes of two-byte text look like delimiters, but never like a segment end. What cannot be decoded is looked at as it
stands: rather a message too many that the reader then refuses than one too few. A repetition with a namespace and a
universal id gives one identifier for each.
Left out: PID-2 and PID-4, whose authority nobody states, and what to make of a match.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graftwatch.hl7.charset import DecodedMessage, decoded
from graftwatch.hl7.header import Delimiters, Rejection, read_header
from graftwatch.hl7.iso_2022 import ESCAPE
from graftwatch.hl7.message import characters_of
from graftwatch.hl7.unreadable import Unreadable
from graftwatch.roster import Identifier

# The first bytes of a message state its delimiters: "MSH", the field separator and up to five encoding characters.
_PREFIX_BYTES: Final = 9
# Feeds differ in few ways; whatever is beyond this is read anew each time.
_KNOWN_LIMIT: Final = 64
_LINE: Final = re.compile(rb"[^\r\n]*")
_NULL: Final = '""'
_AUTHORITY: Final = 4
_HD_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class _Scan:
    """What one set of delimiters makes of a frame; `fields` finds PID-3 and MRG-1 wherever segments begin."""

    field: bytes
    pid: bytes
    mrg: bytes
    fields: re.Pattern[bytes]
    repetition: str
    component: str
    subcomponent: str
    escape: str
    changes_set: bytes
    escaped: re.Pattern[str]
    meanings: Mapping[str, str]

    @classmethod
    def of(cls, delimiters: Delimiters) -> "_Scan":
        d = delimiters
        sign, text = re.escape(d.field), b"[^\r\n" + re.escape(d.field) + b"]*"
        pattern = b"[\r\n]((?i:PID)(?:" + sign + text + b"){2}" + sign + b"|(?i:MRG)" + sign + b")(" + text + b")"
        escape = d.escape.decode("ascii")
        signs = (d.subcomponent, d.component, d.repetition, d.field, d.escape)
        return cls(
            d.field,
            b"PID" + d.field,
            b"MRG" + d.field,
            re.compile(pattern),
            d.repetition.decode("ascii"),
            d.component.decode("ascii"),
            d.subcomponent.decode("ascii"),
            escape,
            d.escape + b"M24",
            re.compile(f"{re.escape(escape)}([TSRFE]){re.escape(escape)}"),
            dict(zip("TSRFE", (sent.decode("ascii") for sent in signs), strict=True)),
        )


_known: dict[bytes, _Scan] = {}


def _learn(frame: bytes) -> _Scan | None:
    """The scan of a frame's delimiters, kept for the next frame that begins alike; None where there is no header."""
    header = read_header(frame)
    if isinstance(header, Rejection):
        return None
    scan = _Scan.of(header.delimiters)
    if len(_known) < _KNOWN_LIMIT and not header.start:
        _known[frame[:_PREFIX_BYTES]] = scan
    return scan


def _fields(frame: bytes, scan: _Scan, charset: str) -> list[str]:
    """PID-3 and MRG-1 with their delimiters; the usual frame has one PID and no MRG, and needs no pattern."""
    at = frame.find(scan.pid)
    may_merge = frame.find(b"ADT", 0, at) > 0 and scan.mrg in frame
    if at > 0 and not may_merge and frame[at - 1] in b"\r\n" and frame.rfind(scan.pid) == at:
        fields = frame[at : frame.find(b"\r", at)].split(scan.field, 4)
        if len(fields) > 4:  # noqa: PLR2004 - PID-3, and something behind it
            head = fields[1] + fields[2] + fields[3]
            if head.isascii() and b"\n" not in head and ESCAPE not in head and scan.changes_set not in head:
                return [fields[3].decode("latin-1")]
    return [_field(frame, match, scan, charset) for match in scan.fields.finditer(frame)]


def _field(frame: bytes, match: re.Match[bytes], scan: _Scan, charset: str) -> str:
    """One field that the pattern found; where text stands up to it, it is looked for in the text."""
    head = match[0]
    if not head.isascii() or ESCAPE in head or scan.changes_set in head:
        field = _field_of_text(frame, match.start(1), match[1].count(scan.field), charset)
        if field is not None:
            return field
    return match[2].decode("latin-1")


def _field_of_text(frame: bytes, start: int, number: int, charset: str) -> str | None:
    """A field of the segment at `start`, decoded; None where that cannot be told."""
    header = read_header(frame)
    if isinstance(header, Rejection):
        return None
    line = _LINE.match(frame, start)
    characters = characters_of(header, charset)
    if line is None or isinstance(characters, Unreadable):
        return None
    text = decoded(line[0], characters, header.delimiters.signs)
    if not isinstance(text, DecodedMessage):
        return None
    return [*text.text.split(header.delimiters.field.decode("ascii"), number + 1), *("",) * number][number]


def patient_numbers(frame: bytes, charset: str = "UNICODE UTF-8") -> list[str]:
    r"""All numbers of PID-3 and MRG-1 without their authority: the cheap first question to a set of known ones.

    >>> patient_numbers(b"MSH|^~\\&|LAB||||||ORU^R01|1|P|2.5\rPID|1||4711^^^HOSP~99^^^CITY&1.2.3&ISO||\r")
    ['4711', '99']
    """
    scan = _known.get(frame[:_PREFIX_BYTES]) or _learn(frame)
    if scan is None:
        return []
    numbers: list[str] = []
    for field in _fields(frame, scan, charset):
        for repetition in field.split(scan.repetition):
            number = repetition.partition(scan.component)[0]
            numbers.append(number if number.isalnum() else _value(number, scan))
    return numbers


def patient_identifiers(frame: bytes, charset: str = "UNICODE UTF-8") -> tuple[Identifier, ...]:
    r"""All identifiers of PID-3 and MRG-1 with their assigning authority, in the order they stand.

    `charset` is the feed's default, for messages that declare none and have more than ASCII before PID-3 ends.

    >>> patient_identifiers(b"MSH|^~\\&|LAB||||||ORU^R01|1|P|2.5\rPID|1||99^^^CITY&1.2.3&ISO||\r")
    (Identifier(value='99', authority='CITY'), Identifier(value='99', authority='1.2.3'))
    """
    scan = _known.get(frame[:_PREFIX_BYTES]) or _learn(frame)
    if scan is None:
        return ()
    repetitions = (field.split(scan.repetition) for field in _fields(frame, scan, charset))
    found = (one for field in repetitions for repetition in field for one in _identifiers(repetition, scan))
    return tuple(dict.fromkeys(found))


def _identifiers(repetition: str, scan: _Scan) -> Iterator[Identifier]:
    components = repetition.split(scan.component)
    value = _value(components[0], scan)
    if not value:
        return
    stated = components[_AUTHORITY - 1] if len(components) >= _AUTHORITY else ""
    authorities = [_value(part, scan) for part in stated.split(scan.subcomponent)[:_HD_PARTS]]
    for authority in [one for one in authorities if one] or [""]:
        yield Identifier(value, authority)


def _value(raw: str, scan: _Scan) -> str:
    """A value without sub-components behind it, outer blanks and escapes; an explicit delete is none."""
    value = raw.partition(scan.subcomponent)[0].strip()
    if scan.escape in value:
        value = scan.escaped.sub(lambda match: scan.meanings[match[1]], value)
    return "" if value == _NULL else value


# Trigger events whose two PID segments are one statement: link and unlink.
_TWO_AS_ONE: Final = frozenset({b"A24", b"A37"})


def by_patient(frame: bytes) -> tuple[bytes, ...]:
    """One frame a patient: a message may hold several PID groups, each is read for its own patient.

    Results of several patients, several merges in one message, and a bed swap (A17) are split; a frame with one PID,
    and a link or unlink of two, comes back as it is.
    """
    header = read_header(frame)
    if isinstance(header, Rejection) or (header.message_code == b"ADT" and header.trigger_event in _TWO_AS_ONE):
        return (frame,)
    pid = b"(?i:PID)" + re.escape(header.delimiters.field)
    starts = [match.start() for match in re.finditer(b"(?<=[\r\n])" + pid, frame)]
    if len(starts) <= 1:
        return (frame,)
    ends = [*starts[1:], len(frame)]
    return tuple(frame[: starts[0]] + frame[start:end] for start, end in zip(starts, ends, strict=True))
