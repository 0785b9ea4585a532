"""Frames that could not be framed, decoded or attributed: kept with their bytes and the reason, until a person looks.

The same bytes from the same feed are one record, however often they are tried: a sender that repeats a broken message
all night makes one line with a count. Releasing puts the frame, mended or as it is, into the journal with the time
it first came; the record stays and says so. What has failed in processing is a dead letter, not this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graftwatch.hl7.header import Rejection, read_header
from graftwatch.pipeline.ingest import control_id_text
from graftwatch.pipeline.journal import EntryKind, JournalWriter, NewEntry


class QuarantineUnavailable(Exception):  # noqa: N818 -- said as a state: try again
    """The quarantine cannot keep anything now (disk full, locked, damaged)."""


class NotReleasable(Exception):  # noqa: N818 -- a state of the record; the words say the mend
    """This record cannot go into the journal as it is; the words say why."""


@dataclass(frozen=True, slots=True)
class NewQuarantined:
    """Bytes for the quarantine. `size` is how many there were, `position` where they began in the sender's stream."""

    feed: str
    reason: str
    text: str
    content: bytes
    size: int
    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One record; fewer bytes than `size` mean that only the head was kept, or nothing for want of room."""

    id: int
    feed: str
    reason: str
    text: str
    content: bytes
    size: int
    position: int
    first_tried_at: datetime
    last_tried_at: datetime
    tries: int
    released_at: datetime | None


class Quarantine(Protocol):
    """Keeps records; several processes at once."""

    def add(self, records: Sequence[NewQuarantined]) -> None:
        """Keep all, durable on return; raises `QuarantineUnavailable`."""
        ...

    def list_records(self, *, released: bool = False) -> list[Quarantined]:
        """Records without their bytes (`content` empty), oldest first; with the released ones if asked."""
        ...

    def show(self, record_id: int) -> Quarantined | None:
        """One record with its bytes."""
        ...

    def mark_released(self, record_id: int, at: datetime) -> None:
        """Note that the record's frame is in the journal."""
        ...

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Unreleased records by feed and reason."""
        ...


def release(
    quarantine: Quarantine, journal: JournalWriter, record_id: int, at: datetime, mended: bytes | None = None
) -> int:
    """Put a record's frame into the journal, or the mended bytes in its place; gives the sequence number.

    Dying between the two steps leaves the record unreleased and the frame in the journal: releasing it again adds
    the same message once more, which changes nothing downstream.
    """
    record = quarantine.show(record_id)
    if record is None:
        raise NotReleasable(f"there is no record {record_id} in the quarantine")
    if mended is None and record.size > len(record.content):
        raise NotReleasable(f"only {len(record.content)} of {record.size} bytes were kept; give the whole message")
    content = record.content if mended is None else mended
    header = read_header(content)
    if isinstance(header, Rejection):
        raise NotReleasable(f"{header.text}; mend the bytes and release those")
    control_id = control_id_text(header.control_id)
    entry = NewEntry(at, EntryKind.FRAME, record.feed, control_id, content, record.first_tried_at)
    seq = journal.append([entry])
    quarantine.mark_released(record_id, at)
    return seq
