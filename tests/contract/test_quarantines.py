"""What a quarantine must do, in a file and as the topic `quarantine` with its local copy: one suite, a real broker."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.quarantine_log import QuarantineLog
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.entrypoints.assess.publishing import PublishingQuarantine
from graftwatch.pipeline.quarantine import Chosen, NewQuarantined, Quarantine
from replica_site import ReplicaSite, store
from running_service import until
from shared_kafka import SharedKafka

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def broken(content: bytes = b"no header \xff", feed: str = "lab", at: datetime = NOON) -> NewQuarantined:
    return NewQuarantined(feed, "no_header", "it does not begin with MSH", content, len(content) + 5, 17, at)


class QuarantineContract:
    """The contract suite."""

    @pytest.fixture
    def quarantine(self) -> Quarantine:
        raise NotImplementedError

    def add(self, *records: NewQuarantined) -> None:
        """Keeps them; they are found when it returns."""
        raise NotImplementedError

    def test_a_record_is_kept_with_its_bytes(self, quarantine: Quarantine) -> None:
        self.add(broken())
        [listed] = quarantine.list_records()
        shown = quarantine.show(listed.id)
        assert listed.content == b""
        assert shown is not None
        assert (shown.feed, shown.reason, shown.text) == ("lab", "no_header", "it does not begin with MSH")
        assert (shown.content, shown.size, shown.position) == (broken().content, broken().size, 17)
        assert (shown.first_tried_at, shown.last_tried_at, shown.tries, shown.released_at) == (NOON, NOON, 1, None)
        assert quarantine.show(listed.id + 1) is None

    def test_the_same_bytes_of_a_feed_are_one_record_however_often_they_are_tried(self, quarantine: Quarantine) -> None:
        self.add(broken(), broken(at=NOON + HOUR))
        self.add(broken(at=NOON + 2 * HOUR), broken(feed="adt"), broken(b"another"))
        found = quarantine.list_records()
        assert [(one.feed, one.tries) for one in found] == [("lab", 3), ("adt", 1), ("lab", 1)]
        assert (found[0].first_tried_at, found[0].last_tried_at) == (NOON, NOON + 2 * HOUR)

    def test_records_are_chosen_by_feed_reason_and_time(self, quarantine: Quarantine) -> None:
        self.add(broken(), broken(b"later", feed="adt", at=NOON + HOUR))
        assert [one.feed for one in quarantine.list_records(Chosen(feed="adt"))] == ["adt"]
        assert [one.feed for one in quarantine.list_records(Chosen(since=NOON + HOUR))] == ["adt"]
        assert quarantine.list_records(Chosen(reason="another")) == []

    def test_what_was_released_waits_no_more(self, quarantine: Quarantine) -> None:
        self.add(broken(), broken(b"another"))
        first, second = quarantine.list_records()
        quarantine.mark_released([first.id], NOON + HOUR)
        assert [one.id for one in quarantine.list_records()] == [second.id]
        assert [one.released_at for one in quarantine.list_records(Chosen(released=True))] == [NOON + HOUR, None]
        assert quarantine.counts() == {("lab", "no_header"): 1}

    def test_how_full_it_is(self, quarantine: Quarantine) -> None:
        assert quarantine.room().records == 0
        self.add(broken(), broken(b"another", at=NOON + HOUR))
        room = quarantine.room()
        assert (room.records, room.content_bytes, room.not_kept) == (2, len(broken().content) + len(b"another"), 0)
        assert room.oldest == NOON


class TestQuarantineInAFile(QuarantineContract):
    @pytest.fixture
    def quarantine(self, tmp_path: Path) -> Iterator[SqliteQuarantine]:
        with closing(SqliteQuarantine(tmp_path / "quarantine.db")) as self._quarantine:
            yield self._quarantine

    def add(self, *records: NewQuarantined) -> None:
        self._quarantine.add(records)


class TestQuarantineOnACluster(QuarantineContract):
    """Put in with the transactions of a leader, copied into the quarantine of a data folder, looked at there."""

    @pytest.fixture
    def quarantine(self, kafka: SharedKafka, tmp_path: Path) -> Iterator[SqliteQuarantine]:
        site = ReplicaSite(kafka, tmp_path)
        site.topics()
        kafka.topic(Topic.QUARANTINE.value)
        self._leader = site.leading("leader")
        with (
            closing(SqliteQuarantine(tmp_path / "quarantine.db")) as self._copy,
            closing(QuarantineLog(site.settings, 0)) as self._log,
        ):
            self._put = 0
            yield self._copy
        site.close()

    def add(self, *records: NewQuarantined) -> None:
        with store(self._leader).transaction():
            PublishingQuarantine(self._leader.send).add(records)
        self._put += len(records)
        until(lambda: self._tried() == self._put)

    def _tried(self) -> int:
        found = self._log.read(0.1)
        if found.records:
            self._copy.copy(found.records, Topic.QUARANTINE.value, found.up_to)
        return sum(one.tries for one in self._copy.list_records(Chosen(released=True)))
