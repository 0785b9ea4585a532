r"""A message as text that somebody may mend in a browser, and the same bytes back from it.

Where its character set is one that is written back byte by byte, the text is decoded by it. Where not (it cannot be
decoded, or is not written back the same), every byte that is no printable ASCII stands as ⟦hh⟧, its number, which may
be typed, too. What is not touched comes back as it was, whatever the bytes are.
"""

import re
from dataclasses import dataclass
from typing import Final

from graftwatch.hl7.header import CHARACTER_SETS, Rejection, read_header

ASCII: Final = "ascii"
CODECS: Final = ("utf-8", "iso2022_jp", "cp932", "euc_jp", "gb18030", "cp949", "iso8859-1")
"""How a mended message may be written."""
_ENDS: Final = {"CR": "\r", "LF": "\n"}
_BYTE: Final = re.compile("⟦([0-9a-f]{2})⟧")
_BY_NAME: Final = (
    ("UTF-8", "utf-8"),
    ("UTF8", "utf-8"),
    ("IR87", "iso2022_jp"),
    ("IR 87", "iso2022_jp"),
    ("8859/1", "iso8859-1"),
    ("SHIFT", "cp932"),
    ("EUC", "euc_jp"),
    ("18030", "gb18030"),
    ("1001", "cp949"),
)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Editable:
    """A message's text, a segment a line, and how it is written: the codec, and what ends a segment (CR or LF)."""

    text: str
    codec: str
    ends: str


class NotWritable(ValueError):  # noqa: N818 - the words say the mend
    """The text cannot be written as it is."""


def editable(content: bytes, charset: str) -> Editable:
    """A message as text.

    Args:
        content: its bytes.
        charset: what its feed declares.
    """
    ends = "CR" if b"\r" in content or b"\n" not in content else "LF"
    codec = codec_of(content, charset)
    for one in (codec, ASCII) if codec else (ASCII,):
        made = _decoded(content, one, ends)
        if made is not None:
            return made
    raise AssertionError("every byte can stand as its number")


def written(text: str, codec: str, ends: str) -> bytes:
    r"""The bytes of a text; line ends become the message's.

    Raises:
        NotWritable: a sign is not in the character set, or the codec is none of ours.

    >>> written("MSH|x⟦ff⟧\r\nPID|1\n", "ascii", "CR")
    b'MSH|x\xff\rPID|1\r'
    """
    sign = _ENDS.get(ends)
    if codec not in (*CODECS, ASCII) or sign is None:
        raise NotWritable("the message came without how it is written; open the record again")
    joined = _LINE_END.sub(sign, text)
    parts = _BYTE.split(joined)
    try:
        return b"".join(bytes.fromhex(part) if number % 2 else part.encode(codec) for number, part in enumerate(parts))
    except UnicodeEncodeError as fault:
        line = joined.count(sign, 0, fault.start) + 1
        raise NotWritable(f"line {line} has a sign that {codec} does not have; write it as its bytes: ⟦hh⟧") from None


def codec_of(content: bytes, charset: str) -> str:
    """Python's codec of what a message declares in MSH-18, or its feed does; empty where there is none here."""
    header = read_header(content)
    declared = "" if isinstance(header, Rejection) else header.fields[CHARACTER_SETS].decode("latin-1")
    name = (declared or charset).upper()
    found = next((codec for part, codec in _BY_NAME if part in name), "")
    if isinstance(header, Rejection) and b"\x1b$" in content:
        return "iso2022_jp"
    return found or ("utf-8" if not name or name == "ASCII" else "")


def _decoded(content: bytes, codec: str, ends: str) -> Editable | None:
    sign = _ENDS[ends]
    if codec == ASCII:
        text = "".join(chr(one) if 32 <= one < 127 or one == ord(sign) else f"⟦{one:02x}⟧" for one in content)  # noqa: PLR2004 - printable ASCII
    else:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            return None
        text = "".join(_shown(each, codec, sign) for each in text)
    text = text.replace(sign, "\n")
    if text.startswith("\n"):  # a browser drops the first line end of a text area
        text = f"⟦{ord(sign):02x}⟧{text[1:]}"
    try:
        return Editable(text, codec, ends) if written(text, codec, ends) == content else None
    except NotWritable:
        return None


def _shown(sign: str, codec: str, ends: str) -> str:
    if sign == ends or (sign.isprintable() and sign not in "⟦⟧"):
        return sign
    return "".join(f"⟦{one:02x}⟧" for one in sign.encode(codec))
