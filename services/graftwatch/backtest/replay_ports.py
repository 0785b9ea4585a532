"""The detector's ports over a feed that lies there as a whole: journal, search, quarantine.

All in memory and for one replay; what the detector keeps is kept by a store of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.quarantine import ALL_UNRELEASED, Chosen, NewQuarantined, Quarantined, QuarantineRoom
from graftwatch.pipeline.state import PutOffSearch


class ReplayJournal:
    """A journal that holds all its entries from the start, in memory."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def read_after(self, seq: int, limit: int) -> list[Entry]:
        """Up to `limit` entries behind a sequence number."""
        return list(self._entries[seq : seq + limit])

    def last_seq(self) -> int:
        """The highest sequence number."""
        return len(self._entries)

    def find(self, control_id: str) -> list[Entry]:
        """All entries with this control id, oldest first."""
        return [one for one in self._entries if one.control_id == control_id]

    def entry(self, seq: int) -> Entry | None:
        """One entry."""
        return self._entries[seq - 1] if 0 < seq <= len(self._entries) else None


class ReplaySearch:
    """Finds frames by patient number; every entry is indexed from the start."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_number: dict[str, list[Entry]] = {}
        for one in entries:
            if one.kind is EntryKind.FRAME:
                for number in set(patient_numbers(one.content)):
                    self._by_number.setdefault(number, []).append(one)

    def behind(self) -> int:
        """Nothing waits for the index."""
        return 0

    def oldest(self) -> int:
        """The first entry is held."""
        return 1

    def ask_elsewhere(self, search: PutOffSearch) -> None:
        """There is nothing elsewhere."""

    def advance(self, at_most: int) -> int:  # noqa: ARG002 - there is nothing left to take in
        """Nothing waits for the index."""
        return 0

    def frames_of(self, numbers: Iterable[str], before: int) -> Iterator[Entry]:
        """Every frame before a sequence number that has one of these patient numbers, in order."""
        found = {one.seq: one for number in numbers for one in self._by_number.get(number, ()) if one.seq < before}
        return (found[seq] for seq in sorted(found))


class RefusedAt(NamedTuple):
    """A message that the detector refused: why, in words without identifiers, and when it came."""

    text: str
    content: bytes
    at: datetime


class ReplayQuarantine:
    """Takes what the detector refuses; the same bytes once."""

    def __init__(self) -> None:
        self.refused: dict[bytes, RefusedAt] = {}

    def add(self, records: Sequence[NewQuarantined]) -> None:
        """Keeps them."""
        for one in records:
            self.refused.setdefault(one.content, RefusedAt(one.text, one.content, one.at))

    def list_records(self, chosen: Chosen = ALL_UNRELEASED) -> list[Quarantined]:  # noqa: ARG002 - nobody lists here
        """Nothing can be released from a replay."""
        return []

    def show(self, record_id: int) -> Quarantined | None:  # noqa: ARG002 - nobody lists here
        """Nothing can be released from a replay."""
        return None

    def mark_released(self, record_ids: Sequence[int], at: datetime) -> None:
        """Nothing can be released from a replay."""

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Nothing is counted by the detector."""
        return {}

    def room(self) -> QuarantineRoom:
        """As full as it is."""
        size = sum(len(one.content) for one in self.refused.values())
        return QuarantineRoom(size, len(self.refused), 0, min((one.at for one in self.refused.values()), default=None))
