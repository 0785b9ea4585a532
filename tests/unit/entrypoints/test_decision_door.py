"""What a console enters is found by it at once, although it comes back from the cluster a moment later."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.entrypoints.roles.decision_door import REMEMBERED, DecisionDoor
from graftwatch.pipeline.journal import EntryKind, JournalUnavailable, NewEntry

AT = datetime(2026, 6, 5, 10, tzinfo=UTC)


class Decisions:
    """The topic, as the writer sees it; None: the cluster is away."""

    def __init__(self) -> None:
        self.entered: list[NewEntry] | None = []

    def append(self, entries: Sequence[NewEntry]) -> int:
        if self.entered is None:
            raise JournalUnavailable("no broker can be reached")
        self.entered += entries
        return len(self.entered)


def decision(key: str, content: bytes = b"{}") -> NewEntry:
    return NewEntry(AT, EntryKind.DECISION, "decisions", key, content)


def test_what_was_entered_is_found_before_and_after_it_came_back(tmp_path: Path) -> None:
    decisions = Decisions()
    door = DecisionDoor(decisions, SqliteJournalReader(tmp_path))
    assert door.find("link-1") == []
    door.append([decision("link-1", b"first")])
    assert [one.content for one in door.find("link-1")] == [b"first"]
    journal = SqliteJournal(tmp_path)
    journal.append([decision("link-1", b"first")])
    journal.close()
    assert [(one.seq, one.content) for one in door.find("link-1")] == [(1, b"first")]


def test_what_could_not_be_entered_is_not_found(tmp_path: Path) -> None:
    decisions = Decisions()
    decisions.entered = None
    door = DecisionDoor(decisions, SqliteJournalReader(tmp_path))
    with pytest.raises(JournalUnavailable):
        door.append([decision("link-1")])
    assert door.find("link-1") == []


def test_only_so_many_are_remembered(tmp_path: Path) -> None:
    door = DecisionDoor(Decisions(), SqliteJournalReader(tmp_path))
    for one in range(REMEMBERED + 1):
        door.append([decision(f"link-{one}")])
    assert door.find("link-0") == []
    assert door.find("link-1") != []
