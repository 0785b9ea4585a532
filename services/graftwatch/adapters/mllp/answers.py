"""The answers to one stored batch: AA for what is durable, AE for what is not, AR for what never can be.

A refused frame whose bytes could not even be quarantined is answered AE: the sender keeps it and tries again, so
nothing is lost. The answers to one arrival are joined in the order of its frames.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graftwatch.adapters.mllp.arrivals import Arrival, Refused
from graftwatch.hl7.acknowledgement import (
    AnswerStyle,
    Outcome,
    Refusal,
    accept,
    accept_by_application,
    refuse,
    refuse_by_application,
)
from graftwatch.hl7.mllp import encode
from graftwatch.pipeline.ingest import Message, Novelty
from graftwatch.pipeline.message_log import Fate, NotKept

DUPLICATE = "duplicate"
# MSH-7 of an answer (v2.5.1, 2.A.77): the time in UTC, with its offset.
TIME_FORMAT = "%Y%m%d%H%M%S+0000"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: a fate for each message; or in words why journal or quarantine could not take it.

    The journal on this machine keeps all of a batch or nothing; of a log elsewhere each message has its own fate.
    """

    first_seq: int = 0
    novelties: Sequence[Fate] = ()
    journal_error: str = ""
    quarantine_error: str = ""

    @property
    def last_seq(self) -> int:
        """The last sequence number of the batch, 0 when nothing was appended."""
        kept = len(self.novelties) - self.novelties.count(Novelty.DUPLICATE)
        return self.first_seq + kept - 1 if self.first_seq else 0


class Answers:
    """Builds the answers of one batch, and counts outcomes and conflicts by feed while doing so."""

    def __init__(self, stored: Stored, id_prefix: bytes, id_count: int, at: datetime) -> None:
        self._stored = stored
        self._novelties = iter(stored.novelties)
        self._unkept = NotKept(stored.journal_error) if stored.journal_error else None
        self._id_prefix = id_prefix
        self._at = at.strftime(TIME_FORMAT).encode("ascii")
        self._fate: Fate = Novelty.NEW
        self.id_count = id_count
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.conflicts: Counter[str] = Counter()

    def to(self, arrival: Arrival) -> bytes:
        """The answers to all frames of one arrival, framed and joined; empty where none are wanted."""
        answers = []
        style = arrival.style
        second = style.application_acknowledgements
        for frame in arrival.frames:
            if isinstance(frame, Message):
                answer = self._kept(frame, style)
            else:
                answer = self._refused(arrival.feed, frame, style)
            if answer is not None:
                answers.append(encode(answer))
            if second and (answer := self._by_application(frame, style)) is not None:
                answers.append(encode(answer))
        return b"".join(answers)

    def _own_id(self) -> bytes:
        self.id_count += 1
        return b"%b%x" % (self._id_prefix, self.id_count)

    def _kept(self, message: Message, style: AnswerStyle) -> bytes | None:
        novelty = self._unkept or next(self._novelties)
        self._fate = novelty
        if type(novelty) is NotKept:
            refusal = _not_stored(message, novelty)
            self.outcomes[message.feed, refusal.outcome] += 1
            return refuse(refusal, self._own_id(), self._at, style)
        if novelty is Novelty.CONFLICT:
            self.conflicts[message.feed] += 1
        outcome = DUPLICATE if novelty is Novelty.DUPLICATE else Outcome.ACCEPTED
        self.outcomes[message.feed, outcome] += 1
        return accept(message.header, self._own_id(), self._at, style)

    def _refused(self, feed: str, frame: Refused, style: AnswerStyle) -> bytes | None:
        refusal = self._refusal(frame)
        self.outcomes[feed, refusal.outcome] += 1
        return refuse(refusal, self._own_id(), self._at, style)

    def _refusal(self, frame: Refused) -> Refusal:
        if self._stored.quarantine_error:
            return replace(frame.refusal, outcome=Outcome.FAILED)
        return frame.refusal

    def _by_application(self, frame: Message | Refused, style: AnswerStyle) -> bytes | None:
        """The application acknowledgement, where the sender wants it beside the accept acknowledgement."""
        own_id = self._own_id()
        if isinstance(frame, Refused):
            return refuse_by_application(self._refusal(frame), own_id, self._at, style)
        if type(self._fate) is NotKept:
            return refuse_by_application(_not_stored(frame, self._fate), own_id, self._at, style)
        return accept_by_application(frame.header, own_id, self._at, style)


def _not_stored(message: Message, why: NotKept) -> Refusal:
    header = message.header
    if why.never:
        return Refusal(Outcome.REJECTED, why.text, header, header.control_id)
    text = f"the message could not be stored, send it again later: {why.text}"
    return Refusal(Outcome.FAILED, text, header, header.control_id)
