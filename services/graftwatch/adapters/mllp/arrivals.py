"""What one read from one connection brought: messages to keep and refusals to say, in the order of the stream.

Which frames are refused is decided here, from the framer's and the header's findings; nothing is stored or answered.
"""

from dataclasses import dataclass
from typing import Protocol

from graftwatch.hl7.acknowledgement import PLAIN, AnswerStyle, Outcome, Refusal
from graftwatch.hl7.header import KNOWN_VERSIONS, Header, Rejection, read_header, refuse_version
from graftwatch.hl7.mllp import BadFrame, BadFrameReason, Frame
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.ingest import Message
from graftwatch.pipeline.quarantine import NewQuarantined

_BAD_FRAME_TEXTS = {
    BadFrameReason.NO_START_BLOCK: "bytes came without a start block (0x0b) before them; begin each message with 0x0b",
    BadFrameReason.START_BLOCK_INSIDE: "a start block (0x0b) stands inside the message; take it out and send it again",
    BadFrameReason.NO_CARRIAGE_RETURN: "the end block 0x1c is not followed by a carriage return (0x0d); send 0x1c 0x0d",
    BadFrameReason.CUT_OFF: "a new message began before the end block (0x1c 0x0d); send this message again whole",
    BadFrameReason.DISCONNECTED: "the connection ended before the end block (0x1c 0x0d); send this message again whole",
    BadFrameReason.TIMED_OUT: "the end block (0x1c 0x0d) did not come in time; send this message again whole",
    BadFrameReason.OVERLOADED: "too many large messages are coming in at once; send this message again later",
}


class Sender(Protocol):
    """Whoever waits for the answers."""

    def answer(self, arrival: "Arrival", answers: bytes) -> None:
        """All answers to one arrival, in order; empty where the sender wants none."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame that is not kept in the journal, but in the quarantine."""

    refusal: Refusal
    record: NewQuarantined


@dataclass(frozen=True, slots=True)
class Arrival:
    """The frames of one read, and how they are answered.

    `read_at` is the event loop's time, `read_bytes` what they took in memory.
    """

    sender: Sender
    feed: str
    frames: list[Message | Refused]
    read_at: float
    read_bytes: int
    style: AnswerStyle = PLAIN


class Doorman:
    """Decides for one feed's frames whether each can be a message at all."""

    def __init__(self, feed: str, clock: Clock, max_frame_bytes: int, versions: frozenset[bytes] | None) -> None:
        self.feed = feed
        self._clock = clock
        self._max_frame_bytes = max_frame_bytes
        self._versions = KNOWN_VERSIONS if versions is None else versions

    def sort(self, frames: list[Frame | BadFrame]) -> list[Message | Refused]:
        """Messages and refusals in the frames' order."""
        return [self._message(frame) if isinstance(frame, Frame) else self._bad(frame) for frame in frames]

    def _message(self, frame: Frame) -> Message | Refused:
        header = read_header(frame.content)
        if isinstance(header, Rejection):
            return self._refused(frame, header)
        rejection = refuse_version(header, self._versions)
        if rejection is not None:
            return self._refused(frame, rejection)
        return Message(self.feed, header, frame.content, self._clock.received_at(header))

    def _refused(self, frame: Frame, rejection: Rejection) -> Refused:
        refusal = Refusal(Outcome.REJECTED, rejection.text, rejection.header, rejection.control_id, rejection.reason)
        now = self._clock.now()
        content, position = frame.content, frame.position
        return Refused(
            refusal,
            NewQuarantined(self.feed, rejection.reason, rejection.text, content, len(content), position, now),
        )

    def _bad(self, frame: BadFrame) -> Refused:
        outcome = Outcome.FAILED if frame.reason is BadFrameReason.OVERLOADED else Outcome.REJECTED
        text = _BAD_FRAME_TEXTS.get(frame.reason) or (
            f"the message has {frame.size} bytes, more than the {self._max_frame_bytes} accepted here; send it smaller"
        )
        header, control_id = _readable(frame.content)
        now = self._clock.now()
        record = NewQuarantined(self.feed, frame.reason, text, frame.content, frame.size, frame.position, now)
        return Refused(Refusal(outcome, text, header, control_id), record)


def _readable(content: bytes) -> tuple[Header | None, bytes]:
    """What a broken frame still says of itself, so that the answer names it."""
    read = read_header(content)
    if isinstance(read, Header):
        return read, read.control_id
    return read.header, read.control_id
