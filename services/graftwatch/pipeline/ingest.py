"""Taking messages in: which are new, what is appended to the journal, and what may be said of each.

A message that repeats a kept one byte for byte is not kept again, but may be acknowledged: it is durable. One that
uses a control id again for other bytes is kept, and said to be a conflict. Nothing is remembered of a batch that
could not be appended, so the sender's repetition is a new message. Framing, answering and waiting are the adapters'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from graftwatch.hl7.header import Header, read_header
from graftwatch.pipeline.duplicates import DuplicateWindow, message_key
from graftwatch.pipeline.journal import Entry, EntryKind, JournalReader, JournalWriter, NewEntry

# Entries read at a time when the window is filled at the start.
RELOAD_ENTRIES = 1000


class Novelty(StrEnum):
    """How a message stands to the ones before it."""

    NEW = "new"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"


class Message(NamedTuple):
    """One message at the door; a named tuple, as making a frozen dataclass takes three times as long."""

    feed: str
    header: Header
    content: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages to be kept together: one novelty each, an entry and a key for each that is not a duplicate."""

    novelties: list[Novelty]
    entries: list[NewEntry]
    keys: list[int]


class Ingest:
    """The door's memory and its way into the journal."""

    def __init__(self, journal: JournalWriter, reader: JournalReader, window: DuplicateWindow) -> None:
        self._journal = journal
        self._reader = reader
        self._window = window

    def reload(self, limit: int, feeds: frozenset[str] | None = None) -> None:
        """Remember the journal's last entries, as if they had just come in; of these feeds only, if given."""
        last = self._reader.last_seq()
        seq = max(0, last - limit)
        while entries := self._reader.read_after(seq, RELOAD_ENTRIES):
            for entry in entries:
                if feeds is None or entry.feed in feeds:
                    self._remember_entry(entry)
            seq = entries[-1].seq

    def prepare(self, messages: Sequence[Message]) -> Batch:
        """What of these messages is to be appended."""
        batch = Batch([], [], [])
        in_batch: dict[int, int] = {}
        window = self._window
        for message in messages:
            key = message_key(message.feed, message.header)
            known = key in in_batch or key in window
            novelty = self._novelty(key, message, batch, in_batch) if known else Novelty.NEW
            batch.novelties.append(novelty)
            if novelty is not Novelty.DUPLICATE:
                in_batch[key] = len(batch.entries)
                batch.keys.append(key)
                batch.entries.append(entry_of(message))
        return batch

    def anew(self, messages: Sequence[Message]) -> Batch:
        """All of these messages, whether they are kept already or not."""
        keys = [message_key(message.feed, message.header) for message in messages]
        return Batch([Novelty.NEW] * len(messages), [entry_of(message) for message in messages], keys)

    def append(self, batch: Batch) -> int:
        """Make the batch durable; gives its first sequence number, 0 when all of it was known already."""
        return self._journal.append(batch.entries) if batch.entries else 0

    def note(self, entries: Sequence[NewEntry]) -> int:
        """Make the door's own entries durable, which are no messages; gives the first sequence number."""
        return self._journal.append(entries)

    def settle(self, batch: Batch, first_seq: int) -> None:
        """Remember what is durable now."""
        for seq, key in enumerate(batch.keys, first_seq):
            self._window.remember(key, seq)

    def kept_as(self, message: Message) -> int:
        """The number of the entry that holds this message already, as far as is remembered; 0 when there is none."""
        for seq in self._window.seqs(message_key(message.feed, message.header)):
            kept = self._reader.entry(seq)
            if kept is not None and kept.content == message.content and kept.feed == message.feed:
                return seq
        return 0

    def _novelty(self, key: int, message: Message, batch: Batch, in_batch: dict[int, int]) -> Novelty:
        index = in_batch.get(key)
        if index is not None and batch.entries[index].content == message.content:
            return Novelty.DUPLICATE
        return Novelty.DUPLICATE if self.kept_as(message) else Novelty.CONFLICT

    def _remember_entry(self, entry: Entry) -> None:
        header = read_header(entry.content) if entry.kind is EntryKind.FRAME else None
        if isinstance(header, Header):
            self._window.remember(message_key(entry.feed, header), entry.seq)


def entry_of(message: Message) -> NewEntry:
    """The entry that holds a message."""
    return NewEntry(
        message.received_at, EntryKind.FRAME, message.feed, control_id_text(message.header.control_id), message.content
    )


def control_id_text(control_id: bytes) -> str:
    """A control id for looking up: as written where it is text, else byte by byte."""
    try:
        return control_id.decode("utf-8")
    except UnicodeDecodeError:
        return control_id.decode("latin-1")
