"""The minimal lower layer protocol without a socket: bytes in, frames out.

Source: HL7 v2 Implementation Guide, Transport Specification: MLLP, Release 1 and 2: 0x0b, content, 0x1c 0x0d.
Any split of the same bytes gives the same frames. Blanks and NULs between frames are counted and skipped; anything
else that is no frame comes out as a BadFrame with its bytes, its place in the stream and the reason, and the next
frame is read as if nothing had been. Memory is bounded: of a frame beyond the limit only the head is kept.
Left out: what the content means, and whether and how it is answered.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

START_BLOCK = b"\x0b"
END_BLOCK = b"\x1c\r"
FILE_SEPARATOR = b"\x1c"
# What senders put between frames: NULs (some TCP stacks), line ends, blanks as keep-alive.
IDLE_BYTES = b"\x00\r\n\t "
# A base64 PDF of 1 MB is common, 10 MB happens; 16 MiB leaves room without letting one sender fill the memory.
FRAME_LIMIT_BYTES = 16 * 1024 * 1024
# Enough of an oversized frame to see who sent it and what it was.
HEAD_LIMIT_BYTES = 64 * 1024

# A frame ends with its end block, or where a new message visibly starts (0x0b MSH) although the end block never came.
_BOUNDARY = re.compile(rb"\x1c\r|\x0b(?=MSH)")
# The longest beginning of a boundary that may stand at the end of the bytes so far: 0x0b M S.
_BOUNDARY_TAIL_BYTES = 3


class BadFrameReason(StrEnum):
    """Why bytes on the wire are no frame; the label of metrics and quarantine."""

    NO_START_BLOCK = "no_start_block"
    START_BLOCK_INSIDE = "start_block_inside"
    NO_CARRIAGE_RETURN = "no_carriage_return"
    CUT_OFF = "cut_off"
    DISCONNECTED = "disconnected"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    OVERLOADED = "overloaded"


class Frame(NamedTuple):
    """The content of one frame, and where its start block stands in the connection's stream of bytes.

    A named tuple, as making a frozen dataclass takes three times as long, and every message is one of these.
    """

    content: bytes
    position: int


@dataclass(frozen=True, slots=True)
class BadFrame:
    """Bytes that are no frame: at most the head when they are too many, `size` says how many there were."""

    reason: BadFrameReason
    content: bytes
    position: int
    size: int


def encode(content: bytes) -> bytes:
    r"""One frame around the content.

    >>> encode(b"MSH|")
    b'\x0bMSH|\x1c\r'
    """
    return b"\x0b%b\x1c\r" % content


class Framer:
    """One connection's stream of bytes, cut into frames."""

    __slots__ = ("_at", "_head_limit", "_held", "_limit", "_oversized", "skipped_bytes")

    def __init__(self, max_frame_bytes: int = FRAME_LIMIT_BYTES) -> None:
        self._limit = max_frame_bytes
        self._head_limit = min(HEAD_LIMIT_BYTES, max_frame_bytes)
        self._held = bytearray()
        self._at = 0  # where the first byte not yet given out stands in the stream
        self._oversized: BadFrame | None = None  # the frame being passed over, as far as it is known
        self.skipped_bytes = 0

    @property
    def held_bytes(self) -> int:
        """Bytes in memory that wait for the rest of their frame; 0 between frames."""
        return len(self._held) + (len(self._oversized.content) if self._oversized else 0)

    def receive(self, data: bytes) -> list[Frame | BadFrame]:
        """The frames that these bytes complete, in the order of the stream."""
        frames: list[Frame | BadFrame] = []
        start = self._complete_held(data, frames) if self._held else 0
        if start < len(data):
            self._read(data, start, frames)
        return frames

    def give_up(self, reason: BadFrameReason = BadFrameReason.OVERLOADED) -> None:
        """Let go of the half frame held, all but its head; it comes out as a BadFrame where it ends."""
        if self._held and not self._oversized:
            held = bytes(self._held)
            self._oversized = self._head_of(held, reason, self._at, 0)
            self._held = bytearray(self._pass_over(held))

    def _complete_held(self, data: bytes, frames: list[Frame | BadFrame]) -> int:
        """Read the bytes held with those that end their frame; gives how many of the new ones that took."""
        if self._held[-1:] == FILE_SEPARATOR and data[:1] == b"\r":
            taken = 1
        else:
            end = data.find(END_BLOCK)
            taken = end + len(END_BLOCK) if end >= 0 else len(data)
            if end < 0 and len(self._held) + taken <= self._limit:
                self._held += data
                return taken
        held = b"".join((self._held, data[:taken]))
        self._held.clear()
        self._read(held, 0, frames)
        return taken

    def _read(self, data: bytes, start: int, frames: list[Frame | BadFrame]) -> None:
        """Read the bytes from `start` on: the short way as far as it goes, the long way from there."""
        done = start if self._oversized else self._clean(data, start, frames)
        if done < len(data):
            frames += self._scan(data[done:])

    def end(self, reason: BadFrameReason = BadFrameReason.DISCONNECTED) -> list[Frame | BadFrame]:
        """What is left when no more bytes come (or none came in time): nothing, or half a frame."""
        data = bytes(self._held)
        self._held.clear()
        found, rest = self._pieces(data)
        found += self._close(rest, reason)
        self._at += len(rest)
        return found

    def _clean(self, data: bytes, start: int, frames: list[Frame | BadFrame]) -> int:
        """The short way for well-formed frames back to back; gives where the first byte stands that is not that.

        Only single bytes are searched for: that is a memchr, several times as fast as a search for two.
        """
        offset = start
        base = self._at - start
        while data.startswith(START_BLOCK, offset):
            end = data.find(FILE_SEPARATOR, offset)
            if end < 0 or not data.startswith(END_BLOCK, end) or end - offset > self._limit:
                break
            content = data[offset + 1 : end]
            if START_BLOCK in content:
                break
            frames.append(Frame(content, base + offset))
            offset = end + 2
        self._at = base + offset
        return offset

    def _scan(self, data: bytes) -> list[Frame | BadFrame]:
        """The long way, piece by piece; what is no whole piece is held."""
        found, rest = self._pieces(data)
        self._hold(rest)
        return found

    def _pieces(self, data: bytes) -> tuple[list[Frame | BadFrame], bytes]:
        """Everything up to the last boundary, and the bytes behind it."""
        found: list[Frame | BadFrame] = []
        offset = 0
        while boundary := _BOUNDARY.search(data, offset + self._own_start(data, offset)):
            piece = data[offset : boundary.start()]
            found += self._close(piece, None if boundary.end() > boundary.start() + 1 else BadFrameReason.CUT_OFF)
            offset = boundary.end() if boundary.end() > boundary.start() + 1 else boundary.start()
            self._at += len(piece) + offset - boundary.start()
        return found, data[offset:]

    def _own_start(self, data: bytes, offset: int) -> int:
        """1 where a frame's own start block stands, which is no boundary; inside an oversized frame every one is."""
        return 1 if not self._oversized and data.startswith(START_BLOCK, offset) else 0

    def _close(self, piece: bytes, reason: BadFrameReason | None) -> list[Frame | BadFrame]:
        """What one piece is that ended with an end block (no reason) or for the reason given."""
        if over := self._oversized:
            self._oversized = None
            return [BadFrame(over.reason, over.content, over.position, over.size + len(piece))]
        body = piece.lstrip(IDLE_BYTES)
        skipped = len(piece) - len(body)
        self.skipped_bytes += skipped
        if not body:
            self.skipped_bytes += len(END_BLOCK) if reason is None else 0
            return []
        position = self._at + skipped
        if len(body) > self._limit + len(START_BLOCK):
            return [self._head_of(body, BadFrameReason.TOO_LARGE, position, len(body))]
        return self._opened(body, position, reason)

    def _opened(self, body: bytes, position: int, reason: BadFrameReason | None) -> list[Frame | BadFrame]:
        """Split what stands before the start block from the frame behind it."""
        found: list[Frame | BadFrame] = []
        start = body.find(START_BLOCK)
        if start != 0:
            garbage = body if start < 0 else body[:start]
            found.append(BadFrame(BadFrameReason.NO_START_BLOCK, garbage, position, len(garbage)))
        if start >= 0:
            found += self._framed(body[start + 1 :], position + start, reason)
        return found

    def _framed(self, content: bytes, position: int, reason: BadFrameReason | None) -> list[Frame | BadFrame]:
        """One frame's content, or what is wrong with it."""
        if reason is BadFrameReason.CUT_OFF and not content.strip(IDLE_BYTES):
            self.skipped_bytes += len(content) + len(START_BLOCK)  # a start block sent twice
            return []
        if START_BLOCK in content:
            reason = BadFrameReason.START_BLOCK_INSIDE
        elif FILE_SEPARATOR in content:
            reason = BadFrameReason.NO_CARRIAGE_RETURN
        if reason is None:
            return [Frame(content, position)]
        return [BadFrame(reason, content, position, len(content))]

    def _hold(self, rest: bytes) -> None:
        """Keep the beginning of the next frame without the blanks before it; of too much only head and end."""
        if not self._oversized:
            kept = rest.lstrip(IDLE_BYTES)
            self.skipped_bytes += len(rest) - len(kept)
            self._at += len(rest) - len(kept)
            rest = kept
        if self._oversized or len(rest) > self._limit + len(START_BLOCK) + _BOUNDARY_TAIL_BYTES:
            rest = self._pass_over(rest)
        self._held += rest

    def _head_of(self, body: bytes, reason: BadFrameReason, position: int, size: int) -> BadFrame:
        """A frame of which only the head is kept; its start block is neither kept nor counted."""
        start = len(START_BLOCK) if body.startswith(START_BLOCK) else 0
        return BadFrame(reason, body[start : self._head_limit], position, size - start)

    def _pass_over(self, rest: bytes) -> bytes:
        """Count the bytes of an oversized frame and let them go, all but what may begin a boundary."""
        over = self._oversized or self._head_of(rest, BadFrameReason.TOO_LARGE, self._at, 0)
        tail = rest[-_BOUNDARY_TAIL_BYTES:]
        passed = len(rest) - len(tail)
        self._oversized = BadFrame(over.reason, over.content, over.position, over.size + passed)
        self._at += passed
        return tail
