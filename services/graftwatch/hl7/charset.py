r"""Bytes to text by MSH-18, strictly: what cannot be decoded is refused with its position, never replaced.

Source: HL7 table 0211 and v2.5.1 chapter 2 (2.14.9.18); JAHIS and SS-MIX2 for Japanese (ISO 2022, `~ISO IR87`).
Text is decoded before it is split, so a byte 0x7c inside a two-byte run is part of a kanji and never a separator.
A designation ends with its segment: each segment begins in ASCII. ISO IR14 (JIS X 0201 Roman) is read as ASCII,
since its yen sign and overline stand where the escape and repetition separators are.
Left out: UTF-16 and UTF-32, which no frame with an ASCII header can be.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graftwatch.hl7.unreadable import Unreadable, UnreadableReason

Decode = Callable[[bytes], str]

# A feed declares one or two; finding them out costs as much as reading all the rest of a message. Longer than any
# list of character sets: what stands behind is not kept in memory.
_CACHED_DECLARATIONS: Final = 64
_LONGEST_DECLARATION: Final = 200

_SINGLE: Final = MappingProxyType(
    {
        "ASCII": "ascii",
        "ISOIR6": "ascii",
        "UNICODEUTF8": "utf-8",
        "UNICODE": "utf-8",
        "UTF8": "utf-8",
        **{f"8859/{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
        "GB180302000": "gb18030",
        "GB18030": "gb18030",
        "KSX1001": "euc_kr",
        "BIG5": "big5",
        "SHIFTJIS": "cp932",
        "SJIS": "cp932",
        "CP932": "cp932",
        "WINDOWS31J": "cp932",
        "EUCJP": "euc_jp",
        "WINDOWS1252": "cp1252",
        "CP1252": "cp1252",
    }
)
_ISO_2022: Final = frozenset({"ISOIR13", "ISOIR14", "ISOIR87", "ISOIR159"})
# First repetitions of MSH-18 beside which ISO 2022 may stand: nothing, or the seven bits that it returns to.
_SEVEN_BIT: Final = frozenset({"", "ASCII", "ISOIR6"})
# Escape sequences that designate a character set to G0 (ISO 2022; JIS X 0201, 0208, 0212).
_DESIGNATION: Final = re.compile(rb"(\x1b(?:\([BJI]|\$[@B]|\$\([@BD]))")


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """How the bytes of one message become text.

    Attributes:
        name: as MSH-18 or the feed's settings have it.
        decode: bytes to text, strict; raises UnicodeDecodeError with the position of the first byte at fault.
        stateful: designations change the meaning of bytes, so each segment is decoded alone.
    """

    name: str
    decode: Decode
    stateful: bool = False


def _strict(codec: str) -> Decode:
    return lambda content: content.decode(codec)


def _two_byte(run: bytes, prefix: bytes = b"") -> str:
    """JIS X 0208 (or 0212, with its prefix) in seven bits, by way of EUC; NEC's row 13 by JIS X 0213."""
    raised = bytes(byte | 0x80 for byte in run)
    pairs = b"".join(prefix + raised[at : at + 2] for at in range(0, len(raised), 2))
    try:
        return pairs.decode("euc_jp")
    except UnicodeDecodeError:
        return pairs.decode("euc_jis_2004")


def _half_width_kana(run: bytes) -> str:
    return b"".join(bytes((0x8E, byte | 0x80)) for byte in run).decode("euc_jp")


def _supplementary(run: bytes) -> str:
    return _two_byte(run, b"\x8f")


_RUNS: Final[Mapping[bytes, Decode]] = MappingProxyType(
    {
        b"\x1b(B": _strict("ascii"),
        b"\x1b(J": _strict("ascii"),
        b"\x1b(I": _half_width_kana,
        b"\x1b$@": _two_byte,
        b"\x1b$B": _two_byte,
        b"\x1b$(@": _two_byte,
        b"\x1b$(B": _two_byte,
        b"\x1b$(D": _supplementary,
    }
)


def _iso_2022(content: bytes) -> str:
    """One segment with designations; it begins in ASCII."""
    if b"\x1b" not in content:
        return content.decode("ascii")
    pieces = _DESIGNATION.split(content)
    text = [_run(content, b"\x1b(B", pieces[0], 0)]
    at = len(pieces[0])
    for designation, run in zip(pieces[1::2], pieces[2::2], strict=True):
        at += len(designation)
        text.append(_run(content, designation, run, at))
        at += len(run)
    return "".join(text)


def _run(content: bytes, designation: bytes, run: bytes, at: int) -> str:
    unknown = run.find(b"\x1b")
    if unknown >= 0:
        begin = at + unknown
        raise UnicodeDecodeError("iso2022", content, begin, begin + 1, "an escape that designates nothing")
    try:
        return _RUNS[designation](run)
    except UnicodeDecodeError as error:
        reason = f"not in the character set that ESC {designation[1:].decode('ascii')} designates"
        raise UnicodeDecodeError("iso2022", content, at, at + 1, reason) from error


_ISO_2022_JAPANESE: Final = CharacterSet("ISO IR87", _iso_2022, stateful=True)


def _folded(name: str) -> str:
    plain = re.sub(r"[\s_-]", "", name.upper())
    return re.sub(r"^ISO8859/?", "8859/", plain)


def character_set(declared: str, default: str) -> CharacterSet | Unreadable:
    r"""The character set of a message whose MSH-18 is `declared` (with all repetitions).

    >>> character_set("~ISO IR87", "ASCII").name
    'ISO IR87'
    >>> character_set("", "8859/1").decode(b"\xe4")
    'ä'
    """
    return _character_set(declared[:_LONGEST_DECLARATION], default)


@lru_cache(maxsize=_CACHED_DECLARATIONS)
def _character_set(declared: str, default: str) -> CharacterSet | Unreadable:
    first, *others = (_folded(name) for name in declared.split("~"))
    stated = first or _folded(default)
    if stated in _ISO_2022 or (first in _SEVEN_BIT and not _ISO_2022.isdisjoint(others)):
        return _ISO_2022_JAPANESE
    codec = _SINGLE.get(stated)
    if codec is None:
        known = "ASCII, UNICODE UTF-8, 8859/1 to 8859/9, 8859/15, ISO IR87"
        text = f"the character set of MSH-18 is not known here; known are {known} and more"
        return Unreadable(UnreadableReason.CHARACTER_SET_UNKNOWN, text)
    return CharacterSet(declared or default, _strict(codec))


def is_known_charset(name: str) -> bool:
    """Whether a feed's settings may name it as their default."""
    return isinstance(character_set(name, ""), CharacterSet)


def decoded(content: bytes, characters: CharacterSet) -> str | Unreadable:
    """The text of a frame, with segments as they were, or where the first undecodable byte stands."""
    if not characters.stateful:
        try:
            return characters.decode(content)
        except UnicodeDecodeError as error:
            return _undecodable(content, error.start, error.reason, characters)
    text: list[str] = []
    position = 0
    for segment in re.split(rb"([\r\n])", content):
        try:
            text.append(characters.decode(segment))
        except UnicodeDecodeError as error:
            return _undecodable(content, position + error.start, error.reason, characters)
        position += len(segment)
    return "".join(text)


def _undecodable(content: bytes, position: int, why: str, characters: CharacterSet) -> Unreadable:
    line = len(re.findall(rb"\r\n|\r|\n", content[:position])) + 1
    text = (
        f"byte 0x{content[position]:02x} at offset {position} (segment {line}) is not {characters.name}: {why}; "
        "declare the right character set in MSH-18, or set the feed's default"
    )
    return Unreadable(UnreadableReason.CHARACTER_SET_BYTES, text, position)
