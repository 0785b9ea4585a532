"""Frames that could not be framed, decoded or attributed: kept with their bytes and the reason, until a person looks.

The same bytes from the same feed are one record, however often they are tried: a sender that repeats a broken message
all night makes one line with a count. How a record comes back is release.py's; what has failed in processing is a dead
letter, not this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which records are meant: of a feed, for a reason, tried since a time; empty or None: whichever.

    `released` has the released ones among them.
    """

    feed: str = ""
    reason: str = ""
    since: datetime | None = None
    released: bool = False


ALL_UNRELEASED = Chosen()


@dataclass(frozen=True, slots=True)
class QuarantineRoom:
    """How full the quarantine is: bytes and records kept, records that found no room, when the oldest first came."""

    content_bytes: int
    records: int
    not_kept: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class QuarantineGroup:
    """The unreleased records of a feed for one reason: how many, and the newest one's id, words and last time."""

    feed: str
    reason: str
    count: int
    newest_id: int
    newest_text: str
    newest_at: datetime


class QuarantineWriter(Protocol):
    """Takes records."""

    def add(self, records: Sequence[NewQuarantined]) -> None:
        """Keep all, durable on return; raises `QuarantineUnavailable`."""
        ...


class Quarantine(QuarantineWriter, Protocol):
    """Keeps records; several processes at once."""

    def list_records(self, chosen: Chosen = ALL_UNRELEASED) -> list[Quarantined]:
        """Records without their bytes (`content` empty), oldest first."""
        ...

    def show(self, record_id: int) -> Quarantined | None:
        """One record with its bytes."""
        ...

    def mark_released(self, record_ids: Sequence[int], at: datetime) -> None:
        """Note that the frames of these records are in the journal."""
        ...

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Unreleased records by feed and reason."""
        ...

    def room(self) -> QuarantineRoom:
        """How full it is."""
        ...
