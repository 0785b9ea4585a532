"""What the gateway writes, as records: frames, refused frames, and what it notes besides.

A frame's key is the first patient number of PID-3, as intake reads it first, so that one patient stays in order; a
frame that names nobody is keyed by its feed.
"""

from dataclasses import replace
from datetime import datetime

from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.raw.flight import Flight
from graftwatch.adapters.kafka.raw.session import RECORD_OVERHEAD_BYTES
from graftwatch.adapters.kafka.records.entry import DecisionRecord
from graftwatch.adapters.kafka.records.envelope import trace_of
from graftwatch.adapters.kafka.records.failing import QuarantineRecord
from graftwatch.adapters.kafka.records.raw import RawFrame
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.pipeline.journal import Entry, EntryKind, NewEntry
from graftwatch.pipeline.quarantine import NewQuarantined

TOO_LARGE_REASON = "too_large"


class Records:
    """Puts what the gateway keeps into the topics of one prefix."""

    def __init__(self, names: Names) -> None:
        self._raw = names.topic(Topic.RAW)
        self._decisions = names.topic(Topic.DECISIONS)
        self._quarantine = names.topic(Topic.QUARANTINE)
        self.topics = (self._raw, self._decisions, self._quarantine)

    def add(self, flight: Flight, entry: NewEntry | Entry) -> int:
        """An entry: a frame into hl7.raw, everything else into decisions; gives its number in the flight."""
        at = entry.received_at
        if entry.kind is EntryKind.FRAME:
            headers = RawFrame(entry.feed, entry.control_id, at).headers()
            return flight.add(self._raw, frame_key(entry.content, entry.feed), entry.content, headers, _ms(at))
        record = DecisionRecord(
            at=at, kind=entry.kind, feed=entry.feed, control_id=entry.control_id, content=entry.content
        )
        headers = record.headers(trace_of(entry.feed, entry.control_id, at))
        return flight.add(self._decisions, entry.feed.encode(), record.value(), headers, _ms(at))

    def add_refused(self, flight: Flight, refused: NewQuarantined) -> int:
        """Refused bytes: as many as the topic takes; `size` says how many there were."""
        kept = replace(refused, content=refused.content[: _room(flight.session.largest(self._quarantine))])
        record = QuarantineRecord(
            feed=kept.feed,
            reason=kept.reason,
            text=kept.text,
            content=kept.content,
            size=kept.size,
            position=kept.position,
            at=kept.at,
        )
        headers = record.headers(trace_of(kept.feed, "", kept.at))
        return flight.add(self._quarantine, kept.feed.encode(), record.value(), headers, _ms(kept.at))


def frame_key(content: bytes, feed: str) -> bytes:
    r"""What keeps a patient's frames in order.

    >>> frame_key(b"MSH|^~\\&|LAB||||||ORU^R01|1|P|2.5\rPID|1||4711^^^HOSP\r", "lab")
    b'4711'
    >>> frame_key(b"MSH|^~\\&|LAB||||||MFN^M02|1|P|2.5\r", "lab")
    b'lab'
    """
    numbers = patient_numbers(content)
    return (numbers[0] if numbers and numbers[0] else feed).encode()


def too_large(entry: NewEntry | Entry) -> NewQuarantined:
    """What goes into quarantine of a frame that the topic does not take."""
    size = len(entry.content)
    text = f"the message has {size} bytes, more than the cluster takes; send it smaller"
    return NewQuarantined(entry.feed, TOO_LARGE_REASON, text, entry.content, size, 0, entry.received_at)


def _room(largest: int) -> int:
    """The bytes that fit into a record as base64, four for three, beside everything else in it."""
    return max(0, (largest - 8 * RECORD_OVERHEAD_BYTES) * 3 // 4)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
