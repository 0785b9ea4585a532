"""Splits a file into its messages: one message, many, MLLP-framed, or an FHS/BHS batch; piece by piece, as it comes.

Source: HL7 v2.5.1, chapter 2.10.3 (batch protocol). A message begins with "MSH" at the start of a segment and
ends before the next one, or before a batch header or trailer. Those are given apart, as they belong to no message.
Bytes that belong to nothing are given back with their place, so that nothing vanishes. Memory is bounded: of a
message beyond the limit only the head is kept. Whether headers and trailers fit is batch_structure.py's.
"""

import re
from dataclasses import dataclass

from graftwatch.hl7.mllp import FRAME_LIMIT_BYTES, HEAD_LIMIT_BYTES

# A header is followed by its field separator; a trailer that states nothing may stand alone on its line.
_NAMES = rb"((?:MSH|FHS|BHS)(?=[^A-Za-z0-9\s])|(?:BTS|FTS)(?=[^A-Za-z0-9 \t]))"
_BEFORE = rb"(?:\xef\xbb\xbf)?[ \t]{0,64}"
_FIRST = re.compile(rb"[\r\n\x0b\x1c\x00]{0,64}" + _BEFORE + _NAMES)
_NEXT = re.compile(rb"[\r\n\x0b\x1c]" + _BEFORE + _NAMES)
# The longest beginning of a segment that may stand at the end of the bytes so far: terminator, mark, blanks, name.
_TAIL_BYTES = 1 + 3 + 64 + 4
# The same for the beginning of a file.
_FIRST_BYTES = 64 + _TAIL_BYTES
_FRAMING = b"\x0b\x1c\r\n \t\x00"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file.

    Attributes:
        offset: where it begins in the file, in bytes.
        content: its bytes without framing and without the last segment terminator; only the head where that is long.
        is_message: False for bytes that belong to no message.
        size: how many bytes there are; more than `content` has when only its head was kept.
    """

    offset: int
    content: bytes
    is_message: bool
    size: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """A batch header or trailer: FHS, BHS, BTS or FTS, with its bytes and where it begins in the file."""

    offset: int
    name: str
    content: bytes


class MessageSplitter:
    """One file, cut into its parts as its bytes come; any split of the same bytes gives the same parts."""

    def __init__(self, max_message_bytes: int = FRAME_LIMIT_BYTES) -> None:
        self._limit = max_message_bytes
        self._held = bytearray()
        self._at = 0  # where the first byte held stands in the file
        self._name = b""  # of the segment that the bytes held begin with; empty: they belong to nothing
        self._begun = False
        self._searched = 0
        self._head = b""  # of a part that is too large to be held
        self._passed = 0  # bytes of it that were let go

    def receive(self, data: bytes) -> list[Part | Envelope]:
        """The parts that these bytes complete."""
        self._held += data
        return self._cut() if self._begin(at_end=False) else []

    def end(self) -> list[Part | Envelope]:
        """What is left when no more bytes come."""
        self._begin(at_end=True)
        return [*self._cut(), *self._close(len(self._held))]

    def _begin(self, *, at_end: bool) -> bool:
        """Whether it is known what the file begins with."""
        if not self._begun and (at_end or len(self._held) >= _FIRST_BYTES):
            self._begun = True
            first = _FIRST.match(self._held)
            if first:
                self._name = first.group(1)
                self._drop(first.start(1))
        return self._begun

    def _cut(self) -> list[Part | Envelope]:
        found: list[Part | Envelope] = []
        while match := _NEXT.search(self._held, self._searched):
            name = match.group(1)  # before the bytes go that it looks at
            found += self._close(match.start(1))
            self._name = name
        self._searched = max(0, len(self._held) - _TAIL_BYTES)
        if len(self._held) > self._limit + _TAIL_BYTES:
            self._pass_over()
        return found

    def _close(self, end: int) -> list[Part | Envelope]:
        """What the first bytes held are, up to where the next segment begins or nothing more comes."""
        offset, name, piece = self._at - self._passed, self._name, bytes(self._held[:end])
        head, passed = self._head, self._passed
        self._drop(end)
        self._name, self._head, self._passed = b"", b"", 0
        if passed:
            return [Part(offset, head, name == b"MSH", passed + len(piece))]
        if name == b"MSH":
            return self._message(piece, offset)
        if name:
            return _envelope(piece, offset, name.decode("ascii"))
        return self._stray(piece, offset)

    def _message(self, piece: bytes, offset: int) -> list[Part | Envelope]:
        block_end = piece.find(b"\x1c")
        body = (piece if block_end < 0 else piece[:block_end]).rstrip(_FRAMING)
        behind = [] if block_end < 0 else self._stray(piece[block_end:], offset + block_end)
        return [self._part(body, offset, is_message=True), *behind]

    def _stray(self, piece: bytes, offset: int) -> list[Part | Envelope]:
        bare = piece.removeprefix(_BYTE_ORDER_MARK).lstrip(_FRAMING)
        begin = offset + len(piece) - len(bare)
        bare = bare.rstrip(_FRAMING)
        return [self._part(bare, begin, is_message=False)] if bare else []

    def _part(self, body: bytes, offset: int, *, is_message: bool) -> Part:
        content = body if len(body) <= self._limit else body[: min(HEAD_LIMIT_BYTES, self._limit)]
        return Part(offset, content, is_message, len(body))

    def _pass_over(self) -> None:
        """Lets the bytes of an oversized part go, all but its head and what may begin the next one."""
        self._head = self._head or bytes(self._held[: min(HEAD_LIMIT_BYTES, self._limit)])
        going = len(self._held) - _TAIL_BYTES
        self._passed += going
        self._drop(going)

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._at += count
        self._searched = 0


def _envelope(piece: bytes, offset: int, name: str) -> list[Part | Envelope]:
    line_end = _LINE_END.search(piece)
    line = piece[: line_end.start()] if line_end else piece
    behind = piece[len(line) :]
    bare = behind.lstrip(_FRAMING)
    begin = offset + len(piece) - len(bare)
    bare = bare.rstrip(_FRAMING)
    found: list[Part | Envelope] = [Envelope(offset, name, line.rstrip(_FRAMING))]
    return [*found, Part(begin, bare, is_message=False, size=len(bare))] if bare else found


def split_messages(content: bytes) -> list[Part]:
    """The messages of a file that is in memory, in order, and the bytes between them that are none.

    Batch headers and trailers, framing and blank lines are skipped.
    """
    splitter = MessageSplitter(len(content))
    return [one for one in (*splitter.receive(content), *splitter.end()) if isinstance(one, Part)]
