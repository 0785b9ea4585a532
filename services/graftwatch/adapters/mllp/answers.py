"""The answers to one stored batch: AA for what is durable, AE for what is not, AR for what never can be.

A refused frame whose bytes could not even be quarantined is answered AE: the sender keeps it and tries again, so
nothing is lost. The answers to one arrival are joined in the order of its frames.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from graftwatch.adapters.mllp.arrivals import Arrival, Refused
from graftwatch.hl7.acknowledgement import Outcome, Refusal, accept, refuse
from graftwatch.hl7.mllp import encode
from graftwatch.pipeline.ingest import Message, Novelty

DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: a novelty for each message; or in words why journal or quarantine could not take it."""

    first_seq: int = 0
    novelties: list[Novelty] = field(default_factory=list)
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
        self._id_prefix = id_prefix
        self._at = at.strftime("%Y%m%d%H%M%S+0000").encode("ascii")
        self.id_count = id_count
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.conflicts: Counter[str] = Counter()

    def to(self, arrival: Arrival) -> bytes:
        """The answers to all frames of one arrival, framed and joined; empty where none are wanted."""
        answers = []
        for frame in arrival.frames:
            self.id_count += 1
            own_id = b"%b%x" % (self._id_prefix, self.id_count)
            if isinstance(frame, Message):
                answer = self._kept(frame, own_id)
            else:
                answer = self._refused(arrival.feed, frame, own_id)
            if answer is not None:
                answers.append(encode(answer))
        return b"".join(answers)

    def _kept(self, message: Message, own_id: bytes) -> bytes | None:
        if self._stored.journal_error:
            return self._not_stored(message, own_id)
        novelty = next(self._novelties)
        if novelty is Novelty.CONFLICT:
            self.conflicts[message.feed] += 1
        outcome = DUPLICATE if novelty is Novelty.DUPLICATE else Outcome.ACCEPTED
        self.outcomes[message.feed, outcome] += 1
        return accept(message.header, own_id, self._at)

    def _not_stored(self, message: Message, own_id: bytes) -> bytes | None:
        self.outcomes[message.feed, Outcome.FAILED] += 1
        text = f"the message could not be stored, send it again later: {self._stored.journal_error}"
        header = message.header
        return refuse(Refusal(Outcome.FAILED, text, header, header.control_id), own_id, self._at)

    def _refused(self, feed: str, frame: Refused, own_id: bytes) -> bytes | None:
        refusal = frame.refusal
        if self._stored.quarantine_error:
            refusal = replace(refusal, outcome=Outcome.FAILED)
        self.outcomes[feed, refusal.outcome] += 1
        return refuse(refusal, own_id, self._at)
