r"""Text that changes its character set on the way: ISO 2022 designations, and HL7's own `\M2442\` and `\C2842\`.

Source: ISO/IEC 2022; JIS X 0201 (Roman, half-width kana), JIS X 0208 (1978 and 1983), JIS X 0212; HL7 v2.5.1 chapter
2.7.2 for the HL7 form, which stands for the same escape (in names and addresses; MSH has none). A segment begins in
the message's base character set; a designation holds until the next one, never beyond its segment. Inside a two-byte
run no byte is a delimiter, and a blank is a blank (94-character sets leave it alone).
JIS X 0208-1978 is read by the 1990 edition, as every common reader does: 26 kanji have another shape there. JIS Roman
is read as ASCII: its yen sign and overline are the escape and repetition separators. NEC's row 13 and the IBM
extensions that NEC put into rows 89 to 92 are read as Windows reads them.
Left out: the escapes of Chinese and Korean, JIS X 0213; they are refused with their place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final, NamedTuple

Decode = Callable[[bytes], str]

ESCAPE: Final = b"\x1b"
SHIFT_OUT, SHIFT_IN = b"\x0e", b"\x0f"
# One pattern for each escape sign and use of shifts; there are 32 signs.
_PATTERNS: Final = 64

_PAIRS: Final = re.compile(rb"(?:[\x21-\x7e]{2})*")
_RAISED: Final = bytes(byte | 0x80 for byte in range(256))
# Rows of JIS X 0208 that the standard leaves empty and Windows fills: 13 (NEC), 89 to 92 (IBM extensions).
_VENDOR_ROWS: Final = frozenset((0x2D, 0x79, 0x7A, 0x7B, 0x7C))
_BLANKS: Final = b" \t"
# Half-width kana stand in Unicode in the order of JIS X 0201: 0x21 is U+FF61.
_KANA_OFFSET: Final = 0xFF61 - 0x21
_KANA_7_BIT: Final = MappingProxyType({code: code + _KANA_OFFSET for code in range(0x21, 0x60)})
_NO_KANA_7_BIT: Final = re.compile(rb"[^\x09\x20-\x5f]")
_KANA_8_BIT: Final = MappingProxyType({code: code - 0x80 + _KANA_OFFSET for code in range(0xA1, 0xE0)})
_NOT_JIS_X_0201: Final = re.compile(rb"[\x80-\xa0\xe0-\xff]")


def _fault(content: bytes, at: int, why: str) -> UnicodeDecodeError:
    return UnicodeDecodeError("iso2022", content, at, at + 1, why)


def two_byte(run: bytes, prefix: bytes = b"") -> str:
    """JIS X 0208 in seven bits (JIS X 0212 with its EUC prefix), strict.

    >>> two_byte(b"7lG]")
    '血培'
    """
    if _PAIRS.fullmatch(run):
        raised = run.translate(_RAISED)
        try:
            if not prefix:
                return raised.decode("euc_jp")
        except UnicodeDecodeError:
            pass
    text: list[str] = []
    at = 0
    while at < len(run):
        blank = run[at : at + 1] in (b" ", b"\t")
        text.append(run[at : at + 1].decode("ascii") if blank else _pair(run, at, prefix))
        at += 1 if blank else 2
    return "".join(text)


def _pair(run: bytes, at: int, prefix: bytes) -> str:
    pair = run[at : at + 2]
    if not pair or len(pair) == 1 or not _PAIRS.fullmatch(pair):
        raise _fault(run, at, "no whole character of the two-byte set designated before it")
    try:
        return (prefix + pair.translate(_RAISED)).decode("euc_jp")
    except UnicodeDecodeError:
        return _vendor_character(run, at) if not prefix else _unassigned(run, at)


def _vendor_character(run: bytes, at: int) -> str:
    """A character of NEC's or IBM's rows, by its place in Shift_JIS (JIS X 0208 annex 1 has the arithmetic)."""
    row, cell = run[at], run[at + 1]
    if row not in _VENDOR_ROWS:
        return _unassigned(run, at)
    lead = ((row - 0x21) >> 1) + (0x81 if row <= 0x5E else 0xC1)  # noqa: PLR2004 - the gap of Shift_JIS's lead bytes
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E  # noqa: PLR2004 - 0x7f is left out
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return _unassigned(run, at)


def _unassigned(run: bytes, at: int) -> str:
    raise _fault(run, at, "no character of the two-byte set designated before it")


def half_width_kana(run: bytes) -> str:
    """JIS X 0201 kana in seven bits, strict."""
    wrong = _NO_KANA_7_BIT.search(run)
    if wrong:
        raise _fault(run, wrong.start(), "no half-width kana")
    return run.decode("ascii").translate(_KANA_7_BIT)


def jis_x_0201(content: bytes) -> str:
    r"""JIS X 0201 in eight bits: ASCII below, half-width kana from 0xa1 to 0xdf, strict.

    >>> jis_x_0201(b"K+ \xb1\xb2")
    'K+ ｱｲ'
    """
    wrong = _NOT_JIS_X_0201.search(content)
    if wrong:
        raise _fault(content, wrong.start(), "not in JIS X 0201")
    return content.decode("latin-1").translate(_KANA_8_BIT)


def _codec(name: str) -> Decode:
    return lambda content: content.decode(name)


# To G0: what the bytes below 0x80 mean; None: the base character set.
_TO_G0: Final[Mapping[bytes, Decode | None]] = MappingProxyType(
    {
        b"\x1b(B": None,
        b"\x1b(J": None,
        b"\x1b(I": half_width_kana,
        b"\x1b$@": two_byte,
        b"\x1b$B": two_byte,
        b"\x1b$(@": two_byte,
        b"\x1b$(B": two_byte,
        b"\x1b$(D": partial(two_byte, prefix=b"\x8f"),
    }
)
# To G1: what the bytes from 0xa0 on mean beside ASCII (HL7 v2.5.1, 2.7.2, has the list).
_PARTS: Final = zip(b"ABCDLGFHM", range(1, 10), strict=True)
_TO_G1: Final[Mapping[bytes, Decode]] = MappingProxyType(
    {b"\x1b)I": jis_x_0201} | {b"\x1b-%c" % final: _codec(f"iso8859-{part}") for final, part in _PARTS}
)
_DESIGNATIONS: Final = (*_TO_G0, *_TO_G1)
_CLOSED_RUN: Final = re.compile(rb"\x1b(?:\$(?:[@B]|\([@BD])|\(I)[^\x1b\r\n]*(?=\x1b)")
_RUN: Final = re.compile(rb"\x1b(?:\$(?:[@B]|\([@BD])|\(I)[^\x1b\r\n]*")


@lru_cache(maxsize=_PATTERNS)
def designations(escape: bytes, *, shifts: bool, in_header: bool = False) -> re.Pattern[bytes]:
    r"""What changes the character set: escapes; outside MSH also SO, SI and HL7's form by the message's escape sign.

    `\E\M2442\E\` is text about such an escape: the sign that ends `\E\` begins nothing.
    """
    bare = [*_DESIGNATIONS, *([SHIFT_OUT, SHIFT_IN] if shifts else [])]
    if in_header:
        return re.compile(b"(" + b"|".join(map(re.escape, _DESIGNATIONS)) + b")")
    hl7: list[bytes] = []
    for one in _DESIGNATIONS:
        letter, digits = "M" if one.startswith(b"\x1b$") else "C", one[1:].hex()
        hl7 += [f"{letter}{each}".encode() for each in dict.fromkeys((digits, digits.upper()))]
    sign = re.escape(escape)
    forms = b"(?<!" + sign + b"[EFHNPRST])" + sign + b"(?:" + b"|".join(hl7) + b")" + sign
    return re.compile(b"(" + b"|".join([*map(re.escape, bare), forms]) + b")")


def may_change(content: bytes, escape: bytes, *, shifts: bool) -> bool:
    """Whether anything in a message may change its character set; a few searches for one or two bytes."""
    return (
        ESCAPE in content
        or escape + b"M" in content
        or escape + b"C" in content
        or (shifts and (SHIFT_OUT in content or SHIFT_IN in content))
    )


def masked(content: bytes, *, also_open: bool = False) -> bytes:
    r"""The same bytes with two-byte text blotted out, so that what looks like a delimiter is one.

    Only runs that are closed again: what an open one holds nobody can tell.

    >>> masked(b"a|\x1b$B4|\x1b(B|b")
    b'a|\x80\x80\x80\x80\x80\x1b(B|b'
    """
    return (_RUN if also_open else _CLOSED_RUN).sub(lambda run: b"\x80" * len(run[0]), content)


@dataclass(slots=True)
class _State:
    """What the next bytes mean."""

    base: Decode
    lower: Decode | None = None
    upper: Decode | None = None
    shifted: bool = False

    def change(self, designation: bytes) -> None:
        """Takes a designation, in either form, or a shift."""
        if designation in (SHIFT_OUT, SHIFT_IN):
            self.shifted = designation == SHIFT_OUT
            return
        if not designation.startswith(ESCAPE):
            designation = ESCAPE + bytes.fromhex(designation[2:-1].decode("ascii"))
        if designation in _TO_G0:
            self.lower = _TO_G0[designation]
        else:
            self.upper = _TO_G1[designation]

    @property
    def is_run(self) -> bool:
        """Whether bytes that look like delimiters are none."""
        return self.shifted or self.lower is not None

    @property
    def decode(self) -> Decode:
        """How the next bytes become text."""
        if self.shifted:
            return half_width_kana
        return self.lower or self.upper or self.base


class DecodedSegment(NamedTuple):
    """The text of one segment; `open_at` is where its last run begins that nothing closes, -1 where none is open."""

    text: str
    open_at: int


def decode_segment(segment: bytes, base: Decode, pattern: re.Pattern[bytes]) -> DecodedSegment:
    """The text of one segment, strict: UnicodeDecodeError has the place of the first byte at fault."""
    pieces = pattern.split(segment)
    state = _State(base)
    text = [_stretch(segment, 0, pieces[0], base)]
    at, opened = len(pieces[0]), -1
    for designation, stretch in zip(pieces[1::2], pieces[2::2], strict=True):
        at += len(designation)
        state.change(designation)
        opened = at if state.is_run else -1
        text.append(_stretch(segment, at, stretch, state.decode))
        at += len(stretch)
    return DecodedSegment("".join(text), opened)


def _stretch(segment: bytes, at: int, stretch: bytes, decode: Decode) -> str:
    unknown = stretch.find(ESCAPE)
    if unknown >= 0:
        raise _fault(segment, at + unknown, "an escape that designates nothing known here")
    try:
        return decode(stretch)
    except UnicodeDecodeError as error:
        raise _fault(segment, at + error.start, error.reason) from error


def leads(run: bytes, signs: bytes) -> bool:
    """Whether a two-byte run has one of the signs where a character begins: it may have ended there.

    >>> leads(b"7l|L", b"|"), leads(b"4|7l", b"|")
    (True, False)
    """
    return any(byte in signs for byte in run[::2])
