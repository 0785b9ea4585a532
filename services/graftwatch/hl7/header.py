"""The message header at byte level: delimiters and the MSH fields that routing and acknowledging need.

Source: HL7 v2.5.1 and v2.8.2, chapter 2 (2.5.4 message delimiters, 2.14.9 MSH). Every frame passes here before it
is acknowledged, so nothing is decoded and nothing behind the first segment is looked at.
Tolerated: LF or CRLF as segment end, a UTF-8 byte order mark, leading blanks, an MSH-2 with fewer characters.
A byte that looks like a delimiter inside a two-byte character (ISO 2022, or what MSH-18 declares) is none.
Left out: escapes, repetitions, the text itself (the reader's), and batches (BHS/FHS), which are refused with a reason.
"""

import dataclasses
import string
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graftwatch.hl7.charset import TwoByte, two_byte_encoding
from graftwatch.hl7.iso_2022 import ESCAPE, masked

# Where MSH-18 and MSH-20 stand in `Header.fields`.
CHARACTER_SETS: Final = 17
CHARACTER_SCHEME: Final = 19
# MSH-21 is the last field anybody here asks for; what follows stays unsplit in the last element.
LAST_FIELD = 21
# v2.8.2 2.14.9.10 gives MSH-10 199 characters; the rest is room for multi-byte text. It is repeated in the ACK.
CONTROL_ID_LIMIT_BYTES = 250
# A real MSH has 100 to 500 bytes; one above this has lost its segment ends, and its fields would be echoed in the ACK.
SEGMENT_LIMIT_BYTES = 8192
# Delimiters seen in the field, times a margin; the cache only saves the checks.
DELIMITER_CACHE_ENTRIES = 64

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BLANKS = b" \t\r\n\x00"
# Any printable ASCII sign may delimit, a letter or digit never: it would stand in the text itself.
DELIMITER_SIGNS = frozenset(string.punctuation.encode("ascii"))
PRINTABLE = frozenset(string.ascii_letters + string.digits + ".-_ ")
# HL7 v2.5.1 2.5.4: recommended values, used where MSH-2 is shorter than four characters.
RECOMMENDED_ENCODING_CHARACTERS = b"^~\\&"

# Every published version of HL7 v2.
KNOWN_VERSIONS = frozenset(
    {b"2.1", b"2.2", b"2.3", b"2.3.1", b"2.4", b"2.5", b"2.5.1", b"2.6", b"2.7", b"2.7.1", b"2.8", b"2.8.1", b"2.8.2"}
    | {b"2.9", b"2.9.1"}
)


class RejectionReason(StrEnum):
    """Why a frame can never be accepted; the label of metrics and quarantine."""

    EMPTY = "empty"
    NOT_HL7 = "not_hl7"
    BATCH = "batch"
    DELIMITERS = "delimiters"
    SEGMENT_ENDS = "segment_ends"
    NO_CONTROL_ID = "no_control_id"
    CONTROL_ID_TOO_LONG = "control_id_too_long"
    NO_MESSAGE_TYPE = "no_message_type"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The five separators of one message, one byte each, as MSH-1 and MSH-2 state them."""

    field: bytes = b"|"
    component: bytes = b"^"
    repetition: bytes = b"~"
    escape: bytes = b"\\"
    subcomponent: bytes = b"&"
    signs: bytes = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """All five in a row: what is asked of every message is worked out once for its delimiters."""
        object.__setattr__(
            self, "signs", self.field + self.component + self.repetition + self.escape + self.subcomponent
        )


@dataclass(frozen=True, slots=True)
class Header:
    """MSH of one message: `fields[n - 1]` is MSH-n, never fewer than `LAST_FIELD` fields; absent ones are empty.

    `start` is where "MSH" stands in the frame: more than 0 only behind a byte order mark or blanks.
    """

    delimiters: Delimiters
    fields: tuple[bytes, ...]
    start: int = 0

    @property
    def encoding_characters(self) -> bytes:
        """MSH-2 as sent."""
        return self.fields[1]

    @property
    def sending_application(self) -> bytes:
        """MSH-3."""
        return self.fields[2]

    @property
    def sending_facility(self) -> bytes:
        """MSH-4."""
        return self.fields[3]

    @property
    def receiving_application(self) -> bytes:
        """MSH-5."""
        return self.fields[4]

    @property
    def receiving_facility(self) -> bytes:
        """MSH-6."""
        return self.fields[5]

    @property
    def sent_at(self) -> bytes:
        """MSH-7, the time as written."""
        return self.fields[6]

    @property
    def message_type(self) -> bytes:
        """MSH-9 whole, such as `ORU^R01^ORU_R01`."""
        return self.fields[8]

    @property
    def message_code(self) -> bytes:
        """MSH-9.1, such as `ORU`."""
        return self.fields[8].split(self.delimiters.component, 1)[0]

    @property
    def trigger_event(self) -> bytes:
        """MSH-9.2, such as `R01`; empty when absent."""
        return [*self.fields[8].split(self.delimiters.component, 2), b""][1]

    @property
    def control_id(self) -> bytes:
        """MSH-10."""
        return self.fields[9]

    @property
    def processing_id(self) -> bytes:
        """MSH-11."""
        return self.fields[10]

    @property
    def version(self) -> bytes:
        """MSH-12.1."""
        return self.fields[11].split(self.delimiters.component, 1)[0]

    @property
    def accept_acknowledgement(self) -> bytes:
        """MSH-15: AL, NE, ER or SU ask for enhanced mode."""
        return self.fields[14]

    @property
    def application_acknowledgement(self) -> bytes:
        """MSH-16."""
        return self.fields[15]

    @property
    def character_sets(self) -> bytes:
        """MSH-18 with all its repetitions."""
        return self.fields[CHARACTER_SETS]

    @property
    def character_scheme(self) -> bytes:
        """MSH-20, how the message says that its character set changes."""
        return self.fields[CHARACTER_SCHEME]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A frame that can never be accepted: the reason, words a person can act on, and what was readable of it."""

    reason: RejectionReason
    text: str
    header: Header | None = None
    control_id: bytes = b""


def read_header(frame: bytes) -> Header | Rejection:
    r"""MSH of a frame, or why the frame is refused.

    >>> header = read_header(b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5.1\rPID|1")
    >>> header.control_id, header.sending_application, header.version
    (b'17', b'LAB', b'2.5.1')
    >>> read_header(b"hello").reason
    <RejectionReason.NOT_HL7: 'not_hl7'>
    """
    start = 0 if frame.startswith(b"MSH") else _start_of_content(frame)
    if not frame.startswith(b"MSH", start) and frame[start : start + 3].upper() != b"MSH":
        return _no_header(frame, start)
    fields = _split(frame, start)
    if fields is None:
        return Rejection(
            RejectionReason.SEGMENT_ENDS,
            f"MSH is longer than {SEGMENT_LIMIT_BYTES} bytes: segments must end with a carriage return (0x0d)",
        )
    delimiters = _delimiters(fields[0][3:], fields[1])
    if isinstance(delimiters, str):
        return Rejection(RejectionReason.DELIMITERS, delimiters)
    header = Header(delimiters, fields, start)
    if fields[9].strip() and fields[8] and len(fields[9]) <= CONTROL_ID_LIMIT_BYTES:
        return header
    return _incomplete(header)


def refuse_version(header: Header, accepted: frozenset[bytes]) -> Rejection | None:
    """A refusal when MSH-12 is none of the accepted versions; an absent MSH-12 is left to the feed's default."""
    if header.fields[11] in accepted:
        return None
    version = header.version
    if not version or version in accepted:
        return None
    known = ", ".join(sorted(each.decode("ascii") for each in accepted))
    return Rejection(
        RejectionReason.VERSION,
        f"MSH-12 '{printable(version)}' is not a version this feed accepts; send one of {known}",
        header,
        header.control_id,
    )


def printable(value: bytes, limit: int = 40) -> str:
    """A protocol value (never a patient's) for an error text: ASCII only, bounded, no separators."""
    return "".join(sign if sign in PRINTABLE else "?" for sign in value[:limit].decode("latin-1"))


def _split(frame: bytes, start: int) -> tuple[bytes, ...] | None:
    """The fields of the first segment, with the field separator kept at the end of element 0 (`MSH|`)."""
    end = frame.find(b"\r", start, start + SEGMENT_LIMIT_BYTES)
    if end < 0:
        end = frame.find(b"\n", start, start + SEGMENT_LIMIT_BYTES)
        if end < 0 and len(frame) - start > SEGMENT_LIMIT_BYTES:
            return None
    line = frame[start:end] if end >= 0 else frame[start:]
    if b"\n" in line:
        line = line[: line.index(b"\n")]
    separator = line[3:4] or b"|"
    plain = line.isascii() and ESCAPE not in line
    fields = line.split(separator, LAST_FIELD) if plain else _split_around_text(line, separator)
    fields[0] = b"MSH" + line[3:4]
    if len(fields) < LAST_FIELD:
        fields.extend((b"",) * (LAST_FIELD - len(fields)))
    return tuple(fields)


def _split_around_text(line: bytes, separator: bytes) -> list[bytes]:
    """The fields of an MSH with two-byte text: an encoding counts if MSH-18, as found by it, declares it."""
    if not separator.isascii():  # refused by its delimiters
        return line.split(separator, LAST_FIELD)
    repetition = line[5:6] or b"~"
    for encoding in TwoByte:
        fields = split_like(line, line[:4] + encoding.masked(line[4:]), separator, LAST_FIELD)
        declared = fields[CHARACTER_SETS] if len(fields) > CHARACTER_SETS else b""
        if two_byte_encoding(declared.split(repetition)[0]) is encoding:
            return fields
    return split_like(line, masked(line), separator, LAST_FIELD)


def split_like(line: bytes, blotted: bytes, separator: bytes, most: int) -> list[bytes]:
    r"""A line's fields, where the same line with its two-byte text blotted out has them.

    >>> split_like(b"a\x83|b|c", b"a\x80\x80b|c", b"|", 9)
    [b'a\x83|b', b'c']
    """
    fields, at = [], 0
    for one in blotted.split(separator, most):
        fields.append(line[at : at + len(one)])
        at += len(one) + len(separator)
    return fields


@lru_cache(maxsize=DELIMITER_CACHE_ENTRIES)
def _delimiters(separator: bytes, encoding_characters: bytes) -> Delimiters | str:
    """Delimiters from MSH-1 and MSH-2, or in words what is wrong with them."""
    if not separator or not encoding_characters:
        return "MSH-1 and MSH-2 state no delimiters; a message begins with MSH|^~\\&|"
    if len(encoding_characters) > len(RECOMMENDED_ENCODING_CHARACTERS) + 1:
        return "MSH-2 has more than five encoding characters; a message begins with MSH|^~\\&|"
    characters = encoding_characters + RECOMMENDED_ENCODING_CHARACTERS[len(encoding_characters) :]
    stated = separator + characters
    if not set(stated) <= DELIMITER_SIGNS:
        return "MSH-1 and MSH-2 must be printable ASCII signs, not letters or digits; a message begins with MSH|^~\\&|"
    if len(set(stated)) != len(stated):
        return "MSH-1 and MSH-2 state one delimiter twice; a message begins with MSH|^~\\&|"
    return Delimiters(separator, characters[0:1], characters[1:2], characters[2:3], characters[3:4])


def _start_of_content(frame: bytes) -> int:
    """Where the first byte stands that is neither byte order mark nor blank."""
    rest = frame.lstrip(BLANKS).removeprefix(BYTE_ORDER_MARK).lstrip(BLANKS)
    return len(frame) - len(rest)


def _no_header(frame: bytes, start: int) -> Rejection:
    """A refusal for a frame whose first segment is not MSH."""
    begin = frame[start : start + 3]
    if not begin:
        return Rejection(RejectionReason.EMPTY, "the frame holds no message")
    if begin in (b"BHS", b"FHS"):
        return _batch(frame, start)
    if begin[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in frame[start : start + 4]:
        return Rejection(RejectionReason.NOT_HL7, "the frame looks like UTF-16; send UTF-8, ASCII or ISO 8859")
    return Rejection(RejectionReason.NOT_HL7, "the frame does not begin with an MSH segment")


def _batch(frame: bytes, start: int) -> Rejection:
    """A refusal for a batch; BHS-11 and FHS-11 are its control id, so that the sender knows which one is meant."""
    fields = _split(frame, start) or (b"",) * LAST_FIELD
    control_id = fields[10][:CONTROL_ID_LIMIT_BYTES]
    name = frame[start : start + 3].decode("ascii")
    return Rejection(
        RejectionReason.BATCH,
        f"this is a batch ({name}); send its messages one by one, each beginning with MSH",
        control_id=control_id,
    )


def _incomplete(header: Header) -> Rejection:
    """A refusal for an MSH that lacks what an acknowledgement or a reader cannot do without."""
    if not header.control_id.strip():
        text = "MSH-10 (message control id) is missing, so no acknowledgement could name this message; fill MSH-10"
        return Rejection(RejectionReason.NO_CONTROL_ID, text, header)
    if len(header.control_id) > CONTROL_ID_LIMIT_BYTES:
        text = f"MSH-10 (message control id) is longer than {CONTROL_ID_LIMIT_BYTES} bytes"
        return Rejection(RejectionReason.CONTROL_ID_TOO_LONG, text, header, header.control_id[:CONTROL_ID_LIMIT_BYTES])
    text = "MSH-9 (message type) is missing, so nobody can tell what this message is; fill MSH-9, such as ORU^R01"
    return Rejection(RejectionReason.NO_MESSAGE_TYPE, text, header, header.control_id)
