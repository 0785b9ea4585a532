"""Which of the recent messages a new one repeats: a bounded window of control ids.

A message is known by feed, sender (MSH-3, MSH-4) and control id (MSH-10); a hash of these and the sequence number of
the kept entry is all that is remembered, and the entry's bytes decide. Two generations, the older one forgotten when
the newer is full, keep the cost of a message constant: at least half the limit is always remembered.
"""

from graftwatch.hl7.header import Header

# A control id used again for other bytes is the sender's fault; so many of its entries are compared, newest first.
ENTRIES_PER_CONTROL_ID = 4


class DuplicateWindow:
    """Sequence numbers of recent messages by who sent them under which control id."""

    def __init__(self, limit: int) -> None:
        self._generation_limit = max(1, limit // 2)
        self._enabled = limit > 0
        self._recent: dict[int, tuple[int, ...]] = {}
        self._older: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._recent) + len(self._older)

    def __contains__(self, key: int) -> bool:
        return key in self._recent or key in self._older

    def seqs(self, key: int) -> tuple[int, ...]:
        """Entries kept under this key, newest first."""
        return self._recent.get(key) or self._older.get(key, ())

    def remember(self, key: int, seq: int) -> None:
        """Note that the entry was kept under this key."""
        if not self._enabled:
            return
        if len(self._recent) >= self._generation_limit and key not in self._recent:
            self._older, self._recent = self._recent, {}
        self._recent[key] = (seq, *self.seqs(key))[:ENTRIES_PER_CONTROL_ID] if key in self else (seq,)


def message_key(feed: str, header: Header) -> int:
    """What makes a control id unique: the feed, the sender, the id itself."""
    fields = header.fields
    return hash((feed, fields[2], fields[3], fields[9]))
