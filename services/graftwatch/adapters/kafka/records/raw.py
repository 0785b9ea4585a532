"""hl7.raw: a frame's bytes as they came; what is known of it stands in headers.

Key: the first patient number of PID-3, so that one patient stays in order; without one, the feed. Between the frames
stand markers: what the roster learnt, at an exact place of each partition.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, NamedTuple

from graftwatch.adapters.kafka.faults import RecordRefused
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.records.envelope import RECEIVED, SCHEMA, Record, check_schema, trace_of

FRAME_SCHEMA = "hl7.raw/1.0"
_FRAME_SCHEMA = FRAME_SCHEMA.encode()
FEED = "feed"
CONTROL_ID = "control-id"


class RawFrame(NamedTuple):
    """What a frame's headers say of it."""

    feed: str
    control_id: str
    received_at: datetime

    def headers(self) -> Headers:
        """The headers of the frame."""
        trace = trace_of(self.feed, self.control_id, self.received_at)
        own = ((FEED, self.feed.encode()), (CONTROL_ID, self.control_id.encode()))
        return (*trace.headers(FRAME_SCHEMA), *own)


def read_frame_headers(headers: Iterable[tuple[str, bytes]], place: str = "") -> RawFrame:
    """What the headers of a frame say; `place` says where it stands, for the words of a refusal.

    Raises:
        RecordRefused: they are not those of a frame that this version reads.
    """
    said = dict(headers)
    check_schema("hl7.raw", "1.0", said.items(), place)
    try:
        received = datetime.fromisoformat(said[RECEIVED].decode())
        return RawFrame(said[FEED].decode(), said[CONTROL_ID].decode(), received)
    except (KeyError, ValueError):
        at = f"{place}: " if place else ""
        raise RecordRefused(f"{at}a frame in hl7.raw lacks its headers feed, control-id and received") from None


def usual_frame(said: Mapping[str, bytes]) -> RawFrame | None:
    """What the headers of a frame of just this version say; None of another record.

    Raises:
        KeyError, ValueError: one is missing, or not readable; `read_frame_headers` says it in words.
    """
    if said.get(SCHEMA) != _FRAME_SCHEMA:
        return None
    received = datetime.fromisoformat(said[RECEIVED].decode())
    return RawFrame(said[FEED].decode(), said[CONTROL_ID].decode(), received)


def is_marker(headers: Iterable[tuple[str, bytes]]) -> bool:
    """Whether a record of hl7.raw is a marker and no frame."""
    return dict(headers).get(SCHEMA, b"").startswith(b"roster-marker/")


class RosterMarker(Record):
    """A recipient has gained patient numbers: from here on they are the recipient's, and what is before is searched.

    Attributes:
        subject: the recipient.
        numbers: the patient numbers gained.
        cause: why what is found is found late, a value of `paging.LateCause`.
        seq: the entry that taught them.
    """

    name: ClassVar[str] = "roster-marker"

    subject: str
    numbers: tuple[str, ...]
    cause: str
    seq: int
