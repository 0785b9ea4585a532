"""The messages of a file at the door: judged, kept and answered as over MLLP.

A message is refused for what the MLLP door refuses it for: its header, its version, its size. What is taken is durable
in the journal when its outcome is given; what is refused lies in quarantine with its bytes and its place in the file.
Finding, moving and reading files are the adapters'.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from graftwatch.hl7.batch import Part
from graftwatch.hl7.header import KNOWN_VERSIONS, Rejection, RejectionReason, read_header, refuse_version
from graftwatch.hl7.mllp import FRAME_LIMIT_BYTES, BadFrameReason
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.ingest import Batch, Ingest, Message, Novelty, control_id_text
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.quarantine import NewQuarantined, Quarantine
from graftwatch.pipeline.refusals import RefusalTally

ACCEPTED, DUPLICATE, REJECTED, FAILED = "accepted", "duplicate", "rejected", "failed"
_NO_MESSAGE = "these bytes belong to no message; a message begins with MSH at the start of a line"


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """What became of one message of a file.

    Attributes:
        offset: where it begins in the file, in bytes.
        size: its bytes.
        control_id: MSH-10, as far as it could be read.
        code: AA, AE or AR, as an acknowledgement would say.
        outcome: accepted, duplicate, rejected or failed; the label of metrics.
        reason: why it was refused, in one word; the label of the quarantine.
        text: the same in words a person can act on.
        seq: its number in the journal; 0 where it is not kept.
    """

    offset: int
    size: int
    control_id: str
    code: str
    outcome: str
    reason: str = ""
    text: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a feed of files takes: the versions (None: every published one) and the size of a message."""

    feed: str
    versions: frozenset[bytes] | None = None
    max_message_bytes: int = FRAME_LIMIT_BYTES


class FileIntake:
    """One feed's way from parts of files into journal and quarantine."""

    def __init__(self, ingest: Ingest, quarantine: Quarantine, clock: Clock, terms: Terms, alone: Lock) -> None:
        """`alone` is held by whichever of the feeds uses the ingest, which they share."""
        self._alone = alone
        self._ingest = ingest
        self._quarantine = quarantine
        self._refusals = RefusalTally()
        self._clock = clock
        self.terms = terms

    def keep(self, parts: Sequence[Part], kept_before: int = 0, *, anew: bool = False) -> list[MessageOutcome]:
        """Keeps these parts together; one outcome each, in order.

        Args:
            parts: parts of one file.
            kept_before: those that begin before here were kept when the file was read before, and are only judged.
            anew: keep also what is kept already, as it was withdrawn since.

        Raises:
            JournalUnavailable, QuarantineUnavailable: nothing is known to be kept; try the same parts again.
        """
        judged = [(part, self._judge(part)) for part in parts]
        new = [(part, one) for part, one in judged if part.offset >= kept_before]
        refused = [self._record(part, one) for part, one in new if isinstance(one, Rejected)]
        if refused:
            self._quarantine.add(refused)
            for one in refused:
                self._refusals.add(one.feed, one.reason, one.position, one.at)
        kept = iter(self._append([one for _, one in new if isinstance(one, Message)], anew=anew))
        return [
            _refusal(part, one)
            if isinstance(one, Rejected)
            else _kept(part, one, *(next(kept) if part.offset >= kept_before else (ACCEPTED, 0)))
            for part, one in judged
        ]

    def failed(self, parts: Sequence[Part], text: str) -> list[MessageOutcome]:
        """The outcomes of parts that could not be stored; nothing of them is kept."""
        return [
            MessageOutcome(part.offset, part.size, _control_id_of(self._judge(part)), "AE", FAILED, "not_stored", text)
            for part in parts
        ]

    def say_refusals(self) -> None:
        """Tells the journal how much was refused, once a while, so that the watch over the feeds knows.

        Raises:
            JournalUnavailable: it is not told; try again.
        """
        due = self._refusals.due(self._clock.now())
        if due:
            self._append_said(due)
            self._refusals.said(due)

    def withdraw(self, seq: int, superseded_by: int | None) -> None:
        """Tells that the message with this number no longer counts, and which one takes its place.

        Raises:
            JournalUnavailable: it is not told; try again.
        """
        content = json.dumps({"seq": seq, "superseded_by": superseded_by}).encode()
        entry = NewEntry(self._clock.now(), EntryKind.WITHDRAWN, self.terms.feed, "", content)
        self._append_said([entry])

    def _append_said(self, entries: list[NewEntry]) -> None:
        with self._alone:
            self._ingest.append(Batch([], entries, []))

    def _judge(self, part: Part) -> "Message | Rejected":
        if not part.is_message:
            return Rejected(RejectionReason.NOT_HL7, _NO_MESSAGE)
        header = read_header(part.content)
        if isinstance(header, Rejection):
            return Rejected(header.reason, header.text, control_id_text(header.control_id))
        control_id = control_id_text(header.control_id)
        limit = self.terms.max_message_bytes
        if part.size > limit:
            text = f"the message has {part.size} bytes, more than the {limit} accepted here; send it smaller"
            return Rejected(BadFrameReason.TOO_LARGE, text, control_id)
        version = refuse_version(header, self.terms.versions or KNOWN_VERSIONS)
        if version is not None:
            return Rejected(version.reason, version.text, control_id)
        return Message(self.terms.feed, header, part.content, self._clock.received_at(header))

    def _record(self, part: Part, rejected: "Rejected") -> NewQuarantined:
        feed, at = self.terms.feed, self._clock.now()
        return NewQuarantined(feed, rejected.reason, rejected.text, part.content, part.size, part.offset, at)

    def _append(self, messages: list[Message], *, anew: bool) -> list[tuple[str, int]]:
        """The outcome and the journal's number of each."""
        with self._alone:
            batch = self._ingest.anew(messages) if anew else self._ingest.prepare(messages)
            first = self._ingest.append(batch)
            self._ingest.settle(batch, first)
            seqs = iter(range(first, first + len(batch.entries)))
            return [
                (DUPLICATE, self._ingest.kept_as(message)) if novelty is Novelty.DUPLICATE else (ACCEPTED, next(seqs))
                for message, novelty in zip(messages, batch.novelties, strict=True)
            ]


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a part can never be taken."""

    reason: str
    text: str
    control_id: str = ""


def _control_id_of(judged: Message | Rejected) -> str:
    return judged.control_id if isinstance(judged, Rejected) else control_id_text(judged.header.control_id)


def _refusal(part: Part, rejected: Rejected) -> MessageOutcome:
    return MessageOutcome(
        part.offset, part.size, rejected.control_id, "AR", REJECTED, str(rejected.reason), rejected.text
    )


def _kept(part: Part, message: Message, outcome: str, seq: int) -> MessageOutcome:
    return MessageOutcome(part.offset, part.size, _control_id_of(message), "AA", outcome, seq=seq)
