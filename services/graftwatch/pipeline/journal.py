"""The journal's port: the one ordered log of everything that happened, and the only input of the pipeline.

An entry is durable when `append` returns, and only then may anybody be told so. Sequence numbers rise by one
with every entry, over all days, whoever appends. Entries are never changed; whole old days leave by retention.
What the bytes mean is not decided here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class JournalUnavailable(Exception):  # noqa: N818 -- said as a state: the journal is unavailable, try again
    """The journal cannot take or give entries now (disk full, locked, damaged); nothing of the call was kept."""


class EntryKind(StrEnum):
    """What an entry's content is.

    FRAME: the bytes of a message. ROSTER: a change of the roster. DECISION: what a person decided. CODES: a feed's own
    codes were set or changed, as a whole. REFUSED: how many frames of a feed the gateway refused since it last said so.
    RETRY: entries that failed in processing are to be handled again; their fault is mended.
    MAINTENANCE: a maintenance window was planned, or ended early.
    NOTED: what happened to a page at the door for acknowledgements and changes nothing, for the audit of pages.
    WITHDRAWN: a message that was taken before no longer counts; its sender has deleted or superseded its file.
    UNREADABLE: a record that this version cannot read; its control id says why.
    HEARD and FOUND: feeds that were heard, and earlier frames of a recipient, where most frames never come this far
    (see `passed_over`).
    """

    FRAME = "frame"
    ROSTER = "roster"
    DECISION = "decision"
    CODES = "codes"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETRY = "retry"
    MAINTENANCE = "maintenance"
    NOTED = "noted"
    HEARD = "heard"
    FOUND = "found"
    UNREADABLE = "unreadable"


class NewEntry(NamedTuple):
    """An entry before it has a number; a named tuple, as making a frozen dataclass takes three times as long.

    `first_received_at` is set where the message came earlier than now, such as one that was released from quarantine.
    """

    received_at: datetime
    kind: EntryKind
    feed: str
    control_id: str
    content: bytes
    first_received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry; `received_at` is aware, in UTC, and the `now` of everything it causes.

    Attributes:
        first_received_at: when the message really came (aware, in UTC), where that is earlier: it waited in quarantine.
        source: the log that it was taken from, where several are brought into one; empty where the journal is the only
            one.
        source_offset: its place there; -1 where it has none.
        delayed: it was overtaken by other logs' entries on its way into this one.
    """

    seq: int
    received_at: datetime
    kind: EntryKind
    feed: str
    control_id: str
    content: bytes
    first_received_at: datetime | None = None
    source: str = ""
    source_offset: int = -1
    delayed: bool = False

    @property
    def came_at(self) -> datetime:
        """When the message first came, however long it waited."""
        return self.first_received_at or self.received_at


class JournalWriter(Protocol):
    """Appends; several processes may hold one at a time."""

    def append(self, entries: Sequence[NewEntry]) -> int:
        """Keep all entries or none; durable on return. Gives the first one's sequence number, the rest follow on.

        Raises `JournalUnavailable` when they could not be kept.
        """
        ...


class JournalReader(Protocol):
    """Reads what is durable, in order."""

    def read_after(self, seq: int, limit: int) -> list[Entry]:
        """Up to `limit` entries with a sequence number above `seq`; none means the end, fewer need not."""
        ...

    def last_seq(self) -> int:
        """The highest sequence number, 0 for an empty journal."""
        ...

    def find(self, control_id: str) -> list[Entry]:
        """All kept entries with this control id, oldest first."""
        ...

    def entry(self, seq: int) -> Entry | None:
        """One entry, or nothing when there is none (any more)."""
        ...
