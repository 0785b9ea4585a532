"""What a journal must do, in files and as the topic `entries` with its local copy: one suite, a real broker."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.kafka.assess.appending import EntryAppender
from graftwatch.adapters.kafka.assess.entries import EntryLog
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.pipeline.journal import Entry, EntryKind, JournalReader, NewEntry
from running_service import until
from shared_kafka import SharedKafka

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
NUMBERS = range(1, 8)


def new(number: int) -> NewEntry:
    """The entries differ in kind, day and bytes; some came earlier than they were received."""
    kind = (EntryKind.FRAME, EntryKind.DECISION)[number % 2]
    first = NOON - timedelta(hours=number) if number % 3 == 0 else None
    return NewEntry(
        NOON + timedelta(days=number // 4), kind, "lab", f"C{number % 5}", b"MSH|\xff\x00%d" % number, first
    )


def same(entry: Entry, number: int) -> bool:
    """Whether an entry is what was appended; where it came from is the log's own."""
    found = (entry.received_at, entry.kind, entry.feed, entry.control_id, entry.content, entry.first_received_at)
    return entry.seq == number and found == tuple(new(number))


class JournalContract:
    """The contract suite."""

    @pytest.fixture
    def reader(self) -> JournalReader:
        raise NotImplementedError

    def append(self, entries: Sequence[NewEntry]) -> None:
        """Keeps them; the reader finds them when it returns."""
        raise NotImplementedError

    def test_a_new_journal_is_empty(self, reader: JournalReader) -> None:
        assert (reader.last_seq(), reader.read_after(0, 10), reader.entry(1), reader.find("C1")) == (0, [], None, [])

    def test_entries_are_read_as_they_were_appended_under_rising_numbers(self, reader: JournalReader) -> None:
        self.append([new(number) for number in NUMBERS[:3]])
        self.append([new(number) for number in NUMBERS[3:]])
        found = self._all(reader)
        assert [one.seq for one in found] == list(NUMBERS)
        assert all(same(one, one.seq) for one in found)
        assert reader.last_seq() == NUMBERS[-1]

    def test_reading_goes_on_behind_a_number_up_to_a_limit(self, reader: JournalReader) -> None:
        self.append([new(number) for number in NUMBERS])
        found = reader.read_after(2, 2)
        assert [one.seq for one in found] == [3, 4][: len(found)]
        assert found
        assert reader.read_after(NUMBERS[-1], 2) == []

    def test_one_entry_and_all_of_a_control_id_are_found(self, reader: JournalReader) -> None:
        self.append([new(number) for number in NUMBERS])
        one = reader.entry(6)
        assert one is not None
        assert same(one, 6)
        assert [entry.seq for entry in reader.find("C1")] == [1, 6]
        assert reader.entry(NUMBERS[-1] + 1) is None

    def _all(self, reader: JournalReader) -> list[Entry]:
        found: list[Entry] = []
        while more := reader.read_after(found[-1].seq if found else 0, 3):
            found += more
        return found


class TestJournalInFiles(JournalContract):
    @pytest.fixture
    def reader(self, tmp_path: Path) -> Iterator[SqliteJournalReader]:
        with closing(SqliteJournal(tmp_path)) as self._writer, closing(SqliteJournalReader(tmp_path)) as reader:
            yield reader

    def append(self, entries: Sequence[NewEntry]) -> None:
        self._writer.append(entries)


class TestEntriesOnACluster(JournalContract):
    """Appended to the topic, copied into the journal of a data folder, read there."""

    @pytest.fixture
    def reader(self, kafka: SharedKafka, tmp_path: Path) -> Iterator[SqliteJournalReader]:
        kafka.topic(Topic.ENTRIES.value)
        settings = KafkaSettings(bootstrap=(kafka.bootstrap,), prefix=kafka.prefix, session_seconds=20)
        with (
            closing(EntryAppender(settings)) as self._writer,
            closing(EntryLog(settings, 0)) as self._log,
            closing(SqliteJournal(tmp_path)) as self._copy,
            closing(SqliteJournalReader(tmp_path)) as self._reader,
        ):
            self._log.begin(0, 0, NOON)
            yield self._reader

    def append(self, entries: Sequence[NewEntry]) -> None:
        expected = self._reader.last_seq() + len(entries)
        self._writer.append(entries)
        until(lambda: self._copied() >= expected)

    def _copied(self) -> int:
        self._copy.copy(self._log.read(0.1))
        return self._reader.last_seq()
