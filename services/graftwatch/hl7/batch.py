"""Splits a file into its messages: one message, many, MLLP-framed, or an FHS/BHS batch.

Source: HL7 v2.5.1, chapter 2.10.3 (batch protocol). A message begins with "MSH" at the start of a segment and
ends before the next one, or before a batch trailer. Batch headers and trailers are not part of any message.
Bytes that belong to no message are given back with their place, so that nothing vanishes.
"""

import re
from dataclasses import dataclass

_SEGMENT_START = re.compile(
    rb"(?:\A|(?<=[\r\n\x0b\x1c]))(?:\xef\xbb\xbf)?[ \t]*(MSH|FHS|BHS|BTS|FTS)(?=[^A-Za-z0-9\s])"
)
_FRAMING = b"\x0b\x1c\r\n \t\x00"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file.

    Attributes:
        offset: where it begins in the file, in bytes.
        content: its bytes without framing and without the last segment terminator.
        is_message: False for bytes that belong to no message.
    """

    offset: int
    content: bytes
    is_message: bool


def split_messages(content: bytes) -> list[Part]:
    """The messages of a file, in order, and the bytes between them that are none.

    Batch headers and trailers, framing and blank lines are skipped.
    """
    starts = [(match.start(1), match.group(1)) for match in _SEGMENT_START.finditer(content)]
    first = starts[0][0] if starts else len(content)
    parts = list(_stray(content, 0, first))
    ends = [*(start for start, _ in starts[1:]), len(content)]
    for (start, segment), end in zip(starts, ends, strict=False):  # without any start there is no part to end
        if segment == b"MSH":
            parts.append(Part(start, _without_framing(content[start:end]), is_message=True))
        else:
            after_segment = re.compile(rb"[\r\n]").search(content, start, end)
            parts += _stray(content, after_segment.end() if after_segment else end, end)
    return parts


def _without_framing(message: bytes) -> bytes:
    end = message.find(b"\x1c")
    body = message if end < 0 else message[:end]
    return body.rstrip(_FRAMING)


def _stray(content: bytes, start: int, end: int) -> list[Part]:
    bare = content[start:end].removeprefix(_BYTE_ORDER_MARK).strip(_FRAMING)
    return [Part(start, bare, is_message=False)] if bare else []
