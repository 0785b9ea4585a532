r"""Bytes to text by MSH-18, strictly: what cannot be decoded is refused with its position, never replaced.

Source: HL7 table 0211 and v2.5.1 chapter 2 (2.14.9.18 MSH-18, 2.14.9.20 MSH-20); JAHIS and SS-MIX2 for Japanese (ISO
2022, `~ISO IR87`). The first repetition of MSH-18 is what the message begins in, the others are what escapes switch
to, in any order. Text is decoded before it is split, so a byte 0x7c inside a two-byte character is never a separator.
Two-byte ISO 2022 text that MSH-18 does not declare cannot be anything else: it is read, and said. A run that nothing
closes and in which a delimiter may stand is refused.
Left out: UTF-16 and UTF-32, which no frame with an ASCII header can be (what says so and is UTF-8 is read as that),
and CNS 11643, for which Python has no codec.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from graftwatch.hl7.finding import MessageFinding
from graftwatch.hl7.iso_2022 import (
    ESCAPE,
    Decode,
    DecodedSegment,
    decode_segment,
    designations,
    jis_x_0201,
    leads,
    masked,
    may_change,
)
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason

# A feed declares one or two; finding them out costs as much as reading all the rest of a message. Longer than any
# list of character sets: what stands behind is not kept in memory.
_CACHED_DECLARATIONS: Final = 64
_LONGEST_DECLARATION: Final = 200
# "MSH|^~\\&|" has nine bytes: the escape sign that states itself is none that is used.
_BEHIND_MSH_2: Final = 9
_ISO_8859_PARTS: Final = (*range(1, 12), 13, 14, 15, 16)
# ISO's register numbers of the parts of 8859 (DICOM's names, which radiology systems put into MSH-18).
_REGISTERED: Final = MappingProxyType({100: 1, 101: 2, 109: 3, 110: 4, 144: 5, 127: 6, 126: 7, 138: 8, 148: 9, 203: 15})

# Names without blanks and signs, in capitals, to Python's codecs. KS X 1001, GB and Big5 by the widest set that
# senders write under the name; a byte pair that the narrower one has means the same in it.
_CODECS: Final = MappingProxyType(
    {
        **dict.fromkeys(("ASCII", "USASCII", "ISOIR6", "ISO646", "ANSIX34"), "ascii"),
        **dict.fromkeys(("UNICODEUTF8", "UTF8", "UNICODE", "ISOIR192", "10646"), "utf-8"),
        **dict.fromkeys(("UNICODEUTF16", "UTF16", "UNICODEUTF32", "UTF32", "UNICODEUCS2"), "utf-8"),
        **{f"8859{part}": f"iso8859-{part}" for part in _ISO_8859_PARTS},
        **{f"ISOIR{number}": f"iso8859-{part}" for number, part in _REGISTERED.items()},
        **{f"LATIN{number}": f"iso8859-{part}" for number, part in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (9, 15))},
        **dict.fromkeys(("GB180302000", "GB18030", "GB180302005", "GBK", "GB2312", "CP936"), "gb18030"),
        **dict.fromkeys(("KSX1001", "KSC5601", "EUCKR", "CP949", "KSX10011992"), "cp949"),
        **dict.fromkeys(("BIG5", "CP950"), "cp950"),
        **dict.fromkeys(("SHIFTJIS", "SJIS", "MSKANJI", "CP932", "WINDOWS31J"), "cp932"),
        "EUCJP": "euc_jp",
        **{f"{name}{page}": f"cp{page}" for page in range(1250, 1259) for name in ("WINDOWS", "CP")},
    }
)
_WIDE: Final = frozenset(("UNICODEUTF16", "UTF16", "UNICODEUTF32", "UTF32", "UNICODEUCS2"))
# JIS X 0201 alone, in which half-width kana may also stand as eight-bit bytes; and the sets that need escapes.
_JIS_X_0201: Final = frozenset(("ISOIR13", "ISOIR14", "JISX0201"))
_ESCAPED: Final = _JIS_X_0201 | frozenset(
    ("ISOIR87", "ISOIR159", "JISX0208", "JISX0212", "ISO2022JP", "ISO2022", "ISO20221994", "JIS")
)
_WITHOUT_CODEC: Final = frozenset(("CNS116431992", "CNS11643"))


class TwoByte(Enum):
    """Encodings in which the second byte of a character may look like a delimiter, and their characters."""

    SHIFT_JIS = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
    EAST_ASIAN = re.compile(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\x7e\x80-\xfe])")

    def masked(self, content: bytes) -> bytes:
        r"""The same bytes with the characters' bytes blotted out.

        >>> TwoByte.SHIFT_JIS.masked("表|".encode("cp932"))
        b'\x80\x80|'
        """
        return self.value.sub(lambda one: b"\x80" * len(one[0]), content)


_TWO_BYTE: Final = MappingProxyType(
    {
        "cp932": TwoByte.SHIFT_JIS,
        **dict.fromkeys(("gb18030", "cp949", "cp950"), TwoByte.EAST_ASIAN),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class CharacterSet:
    """How the bytes of one message become text; one object for each declaration, so it is compared as an object.

    Attributes:
        name: as MSH-18 or the feed's settings have it.
        decode: bytes to text outside ISO 2022 runs, strict; raises UnicodeDecodeError with the first byte at fault.
        is_escaped: MSH-18 or MSH-20 declares ISO 2022, so SO and SI mean half-width kana.
        doubt: what is odd about the declaration, for a person; empty where nothing is.
    """

    name: str
    decode: Decode
    is_escaped: bool = False
    doubt: str = ""


class DecodedMessage(NamedTuple):
    """The text of a message, with segments as they were, and what was odd about its bytes."""

    text: str
    findings: tuple[MessageFinding, ...] = ()


def _strict(codec: str) -> Decode:
    return lambda content: content.decode(codec)


def _folded(name: str) -> str:
    """A name without blanks, signs and the ways to say that it is ISO's or ISO 2022's."""
    plain = re.sub(r"[ _./:-]", "", name.upper())
    plain = re.sub(r"^(?:ISO)?(?:IEC)?8859(?=\d)", "8859", plain)
    plain = re.sub(r"^(JISX02\d\d)19\d\d$", r"\1", plain)
    return re.sub(r"^(?:ISO2022IR|IR)(?=\d)", "ISOIR", plain)


def character_set(declared: str, default: str, scheme: str = "") -> CharacterSet | Unreadable:
    r"""The character set of a message.

    Args:
        declared: MSH-18 with all its repetitions, `~` between them.
        default: what the feed's settings say for messages that declare nothing.
        scheme: MSH-20, how a message says that the set changes.

    >>> character_set("~ISO IR87", "ASCII").is_escaped
    True
    >>> character_set("", "8859/1").decode(b"\xe4")
    'ä'
    """
    return _character_set(declared[:_LONGEST_DECLARATION], default, scheme[:_LONGEST_DECLARATION])


@lru_cache(maxsize=_CACHED_DECLARATIONS)
def _character_set(declared: str, default: str, scheme: str) -> CharacterSet | Unreadable:
    names = declared.split("~")
    first, *others = (_folded(name) for name in names)
    escaped = [one for one in (first, *others) if one in _ESCAPED]
    is_escaped = bool(escaped) or _folded(scheme).startswith("ISO2022")
    if not (declared.isascii() and declared.isprintable()):
        return Unreadable(UnreadableReason.CHARACTER_SET_UNKNOWN, _unknown(""))
    # Only what is a name is shown to people: a broken header may have anything in MSH-18.
    shown = [one for one in names if _folded(one) in _CODECS or _folded(one) in _ESCAPED]
    name = "~".join(shown) or default
    stated = first or ("" if escaped else next((one for one in others if one), "") or _folded(default))
    if not stated or stated in _ESCAPED:
        eight_bit = not _JIS_X_0201.isdisjoint(escaped) or stated in _JIS_X_0201
        return CharacterSet(name, jis_x_0201 if eight_bit else _strict("ascii"), is_escaped=True)
    codec = _CODECS.get(stated)
    if codec is None:
        return Unreadable(UnreadableReason.CHARACTER_SET_UNKNOWN, _unknown(stated))
    if codec == "ascii" and not _JIS_X_0201.isdisjoint(escaped):
        return CharacterSet(name, jis_x_0201, is_escaped=True)
    doubt = "says UTF-16 or UTF-32, but the header is ASCII: read as UTF-8; declare UNICODE UTF-8"
    return CharacterSet(name, _strict(codec), is_escaped, doubt if stated in _WIDE else "")


def _unknown(stated: str) -> str:
    known = "ASCII, UNICODE UTF-8, 8859/1 to 8859/9, 8859/15, ISO IR87, GB 18030-2000, KS X 1001, BIG-5"
    if stated in _WITHOUT_CODEC:
        return "MSH-18 says CNS 11643, for which there is no decoder here; send UNICODE UTF-8 or BIG-5"
    return f"the character set of MSH-18 is not known here; known are {known} and more"


def is_known_charset(name: str) -> bool:
    """Whether a feed's settings may name it as their default."""
    known = character_set(name, "")
    return isinstance(known, CharacterSet) and not known.doubt


def two_byte_encoding(declared: bytes) -> TwoByte | None:
    """The encoding by its name in MSH-18, where second bytes of its characters may look like delimiters."""
    return _TWO_BYTE.get(_CODECS.get(_folded(declared[:_LONGEST_DECLARATION].decode("latin-1")), ""))


def decoded(content: bytes, characters: CharacterSet, signs: bytes = b"|^~\\&") -> DecodedMessage | Unreadable:
    """The text of a message, or where its first undecodable byte stands.

    Args:
        content: the message from its MSH on.
        characters: what it is written in.
        signs: its delimiters: field, component, repetition, escape, sub-component.
    """
    escape = signs[3:4]
    if characters.is_escaped or (
        (ESCAPE in content or content.find(escape, _BEHIND_MSH_2) >= 0)
        and may_change(content, escape, shifts=False)
        and designations(escape, shifts=False).search(content)
    ):
        return _decoded_by_segments(content, characters, signs)
    try:
        text = characters.decode(content)
    except UnicodeDecodeError as error:
        return _undecodable(content, error.start, error.reason, characters, signs)
    return DecodedMessage(text, _doubts(content, characters) if characters.doubt or ESCAPE in content else ())


def _doubts(content: bytes, characters: CharacterSet) -> tuple[MessageFinding, ...]:
    doubts = []
    if characters.doubt:
        doubts.append(MessageFinding("charset_contradicted", "MSH-18 in segment 1", f"MSH-18 {characters.doubt}"))
    if ESCAPE in content and not characters.is_escaped:
        why = "0x1b begins no character set known here; it stays in the text"
        doubts.append(MessageFinding("escape_byte", f"offset {content.index(ESCAPE)}", why))
    return tuple(doubts)


def _decoded_by_segments(content: bytes, characters: CharacterSet, signs: bytes) -> DecodedMessage | Unreadable:
    escape, shifts = signs[3:4], characters.is_escaped
    pattern = designations(escape, shifts=shifts)
    header = designations(escape, shifts=shifts, in_header=True)
    text: list[str] = []
    findings: list[MessageFinding] = []
    position = 0
    for segment in re.split(rb"([\r\n])", content):
        try:
            used = header if segment[:3].upper() == b"MSH" else pattern
            if not may_change(segment, escape, shifts=shifts) or not (shifts or used.search(segment)):
                read = DecodedSegment(characters.decode(segment), -1)
            else:
                read = decode_segment(segment, characters.decode, used)
        except UnicodeDecodeError as error:
            return _undecodable(content, position + error.start, error.reason, characters, signs)
        if read.open_at >= 0:
            place = place_of(content, position + read.open_at, signs)
            if not characters.is_escaped or leads(segment[read.open_at :], signs):
                return _open_run(position + read.open_at - 1, place)
            why = "two-byte text is not closed before its segment ends; it was read to there"
            findings.append(MessageFinding("charset_run_open", place, why))
        text.append(read.text)
        position += len(segment)
    if not characters.is_escaped:
        findings.append(MessageFinding("charset_run_undeclared", "MSH-18 in segment 1", _UNDECLARED))
    return DecodedMessage("".join(text), tuple(findings))


_UNDECLARED: Final = (
    "the text changes its character set by escapes that MSH-18 does not declare; it was read by them; "
    "declare them in MSH-18, such as ~ISO IR87"
)


def _open_run(position: int, place: str) -> Unreadable:
    text = (
        f"two-byte text that begins behind offset {position} ({place}) is not closed before its segment ends, so "
        "nobody can tell its characters from delimiters; end each run with ESC ( B before the next delimiter"
    )
    return Unreadable(UnreadableReason.CHARACTER_SET_BYTES, text, position)


def _undecodable(content: bytes, position: int, why: str, characters: CharacterSet, signs: bytes) -> Unreadable:
    text = (
        f"byte 0x{content[position]:02x} at offset {position} ({place_of(content, position, signs)}) is not "
        f"{characters.name}: {why}; declare the right character set in MSH-18, or set the feed's default"
    )
    return Unreadable(UnreadableReason.CHARACTER_SET_BYTES, text, position)


def place_of(content: bytes, position: int, signs: bytes) -> str:
    r"""Segment and field of a byte, in words.

    >>> place_of(b"MSH|^~\\&|\rPID|1||47\xff", 20, b"|^~\\&")
    'PID-3 in segment 2'
    """
    begin = max(content.rfind(b"\r", 0, position), content.rfind(b"\n", 0, position)) + 1
    number = sum(1 for line in re.split(rb"[\r\n]", content[:begin]) if line.strip()) + 1
    line = content[begin:position]
    name = re.match(rb"[A-Za-z][A-Za-z0-9]{2}(?=[^A-Za-z0-9]|\Z)", line)
    if name is None:
        return f"segment {number}"
    field = masked(line, also_open=True).count(signs[:1]) + (1 if name[0].upper() == b"MSH" else 0)
    return f"{name[0].decode('ascii').upper()}-{field} in segment {number}"
