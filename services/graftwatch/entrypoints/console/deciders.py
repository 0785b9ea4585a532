"""Who entered a decision: the journal has it, a fact does not. Found by when it came, since the journal is in order."""

from contextlib import suppress
from datetime import datetime, tzinfo

from graftwatch.assessment.decisions import read_decisions
from graftwatch.facts import Fact, Statement
from graftwatch.pipeline.journal import Entry, EntryKind, JournalReader, JournalUnavailable

ENTRIES_AT_A_TIME = 20


class Deciders:
    """Remembers whom it found: a fact's version never changes.

    Args:
        journal: where decisions stand.
        zone: of times that state none.
    """

    def __init__(self, journal: JournalReader, zone: tzinfo) -> None:
        self._journal = journal
        self._zone = zone
        self._found: dict[tuple[str, str, object], str] = {}

    def of(self, fact: Fact[Statement]) -> str:
        """Who entered it; empty where nobody was named, or the journal keeps that day no more."""
        key = (fact.subject, fact.identity, fact.version)
        if key not in self._found:
            with suppress(JournalUnavailable):
                self._found[key] = self._search(fact)
        return self._found.get(key, "")

    def _search(self, fact: Fact[Statement]) -> str:
        seq = self._before(fact.known_at)
        while entries := self._journal.read_after(seq, ENTRIES_AT_A_TIME):
            for one in entries:
                if one.received_at > fact.known_at:
                    return ""
                if one.kind is EntryKind.DECISION and (found := self._named(one, fact)) is not None:
                    return found
            seq = entries[-1].seq
        return ""

    def _before(self, at: datetime) -> int:
        """The number before the first entry that came at a time or later."""
        low, high = 0, self._journal.last_seq()
        while low < high:
            middle = (low + high) // 2
            found = self._journal.read_after(middle, 1)
            if not found or found[0].received_at >= at:
                high = middle
            else:
                low = max(found[0].seq, middle + 1)
        return low

    def _named(self, entry: Entry, fact: Fact[Statement]) -> str | None:
        """Who decided this in an entry; None where it is not in it."""
        with suppress(ValueError):
            for one in read_decisions(entry.content.decode(), "").decisions:
                if one.subject == fact.subject:
                    said = (each.identity for each in one.facts(self._zone, entry.received_at))
                    if fact.identity in said:
                        return one.document.by
        return None
