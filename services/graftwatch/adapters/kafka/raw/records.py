"""What the gateway writes, as records: frames, refused frames, and what it notes besides.

A frame's key is the first patient number of PID-3, as intake reads it first, so that one patient stays in order; a
frame that names nobody is keyed by its feed.
"""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.raw.batches import encoded_headers, header, name_of_header, varint
from graftwatch.adapters.kafka.raw.flight import Flight
from graftwatch.adapters.kafka.raw.session import RECORD_OVERHEAD_BYTES
from graftwatch.adapters.kafka.records.entry import DecisionRecord
from graftwatch.adapters.kafka.records.envelope import RECEIVED, SCHEMA, TRACE, trace_of
from graftwatch.adapters.kafka.records.failing import QuarantineRecord
from graftwatch.adapters.kafka.records.raw import CONTROL_ID, FEED, FRAME_SCHEMA, RawFrame
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
            content, headers = entry.content, frame_headers(entry.feed, entry.control_id, at)
            return flight.add(self._raw, frame_key(content, entry.feed), content, headers, int(at.timestamp() * 1000))
        record = DecisionRecord(
            at=at, kind=entry.kind, feed=entry.feed, control_id=entry.control_id, content=entry.content
        )
        headers = encoded_headers(record.headers(trace_of(entry.feed, entry.control_id, at)))
        return flight.add(self._decisions, entry.feed.encode(), record.value(), headers, int(at.timestamp() * 1000))

    def add_refused(self, flight: Flight, refused: NewQuarantined) -> int:
        """Refused bytes: as many as the topic takes; `size` says how many there were."""
        kept = replace(refused, content=refused.content[: _room(flight.session.largest(self._quarantine))])
        record = QuarantineRecord.of(kept)
        headers = encoded_headers(record.headers(trace_of(kept.feed, "", kept.at)))
        return flight.add(
            self._quarantine, kept.feed.encode(), record.value(), headers, int(kept.at.timestamp() * 1000)
        )


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


_UTC = UTC.utcoffset(None)
_feeds: dict[str, tuple[bytes, bytes]] = {}


def frame_headers(feed: str, control_id: str, at: datetime) -> bytes:
    """The headers of a frame as `RawFrame` has them, encoded; written out, as every message has them."""
    if at.utcoffset() != _UTC or len(control_id) > _SHORT:
        return encoded_headers(RawFrame(feed, control_id, at).headers())
    known = _feeds.get(feed)
    if known is None:
        known = _feeds[feed] = feed.encode() + b"\0", header(FEED, feed.encode())
    received, own = at.isoformat().encode(), control_id.encode()
    trace = blake2b(b"%b%b\0%b" % (known[0], own, received), digest_size=8).hexdigest().encode()
    parts = (
        _BEGINNING,
        trace,
        _RECEIVED,
        varint(len(received)),
        received,
        known[1],
        _CONTROL_ID,
        varint(len(own)),
        own,
    )
    return b"".join(parts)


# Schema, and the name of the trace with the length of its 16 characters.
_BEGINNING = varint(5) + header(SCHEMA, FRAME_SCHEMA.encode()) + name_of_header(TRACE) + varint(16)
_RECEIVED = name_of_header(RECEIVED)
_CONTROL_ID = name_of_header(CONTROL_ID)
_SHORT = 1000
