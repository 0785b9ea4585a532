"""The pager's stores, one a partition of `pages`: each a database whose truth is the topic `outbox`.

What a page's record says to deliver is put into the store, and its place in `pages` with it, in one transaction; what
became of each delivery is published to `deliveries` in the transaction that records it. So a copy that takes over a
partition knows all that the one before it knew, but for what was under way.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

import structlog

from graftwatch.adapters.kafka.faults import KafkaFault, LeadershipLost, RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.page_consumer import Taken
from graftwatch.adapters.kafka.page_records import deliveries_in, delivery_out, wanted_again
from graftwatch.adapters.kafka.records.paging import PageRecord
from graftwatch.adapters.kafka.replica import Replica
from graftwatch.adapters.sqlite.beats import SqliteBeats
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.paging import Page, ServiceKind
from graftwatch.pipeline.outbox import Delivery, Outcome, delivery_to
from graftwatch.pipeline.parted_outbox import PartedOutbox
from graftwatch.pipeline.reach import Reach

Lost = Callable[[int, KafkaFault], None]


class PagerOutbox(SqliteOutbox):
    """The outbox of one partition, which also publishes what changes.

    Args:
        replica: the database.
        lost: told when it could not be written.
    """

    def __init__(self, replica: Replica, lost: Callable[[KafkaFault], None]) -> None:
        super().__init__(replica.connection)
        self._replica = replica
        self._lost = lost

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, and publishes it in the same transaction."""
        try:
            super().record(delivery_id, outcome, now)
        except KafkaFault as fault:
            self._lost(fault)
            raise

    def noted(self, delivery_id: str, outcome: Outcome, now: datetime) -> list[Delivery]:
        """As the store's own, published."""
        return self._published(super().noted(delivery_id, outcome, now))

    def waiting_again(self, delivery_ids: Sequence[str], now: datetime) -> list[Delivery]:
        """As the store's own, published."""
        return self._published(super().waiting_again(delivery_ids, now))

    def added_besides(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries that nobody else has decided, and publishes them. Joins the transaction that is open."""
        self._published(self.added(deliveries))

    def _published(self, changed: list[Delivery]) -> list[Delivery]:
        if changed:
            self._replica.send(*map(delivery_out, changed))
        return changed


class PagerPart:
    """One partition."""

    def __init__(
        self, replica: Replica, reach: Reach, now: Callable[[], datetime], lost: Callable[[KafkaFault], None]
    ) -> None:
        self.replica = replica
        self.store = SqliteState(replica.connection)
        self.outbox = PagerOutbox(replica, lost)
        self._beats = SqliteBeats(replica.connection)
        self._reach = reach
        self._now = now

    def newest_beat(self) -> datetime | None:
        """When the newest heartbeat was decided that came this way."""
        return self._beats.newest()

    def confirm(self) -> None:
        """Finds out whether this copy may still write.

        Raises:
            KafkaFault: it may not, or it cannot be found out.
        """
        with self.store.transaction():
            self.store.move_to(self.store.position())

    def take(self, records: Sequence[Taken]) -> list[tuple[Taken, RecordRefused]]:
        """Keeps records and their place; gives those that nobody can read.

        Raises:
            RecordTooNew: a newer pager must go on from there; nothing was kept.
        """
        refused = []
        with self.store.transaction():
            for one in records:
                try:
                    self._take(PageRecord.read(one.value, one.headers, one.place), one.offset)
                except RecordTooNew:
                    raise
                except RecordRefused as fault:
                    refused.append((one, fault))
            self.store.move_to(records[-1].offset + 1)
        return refused

    def _take(self, record: PageRecord, offset: int) -> None:
        page, decided = record.page, deliveries_in(record)
        if page.kind is ServiceKind.HEARTBEAT:
            self.outbox.beat(decided)
            return
        self.store.add_pages([page], offset)
        self.outbox.added(decided)
        self.outbox.added_besides(self._besides(page, decided))
        again = wanted_again(record)
        if again:
            self.outbox.waiting_again(again, self._now())

    def _besides(self, page: Page, decided: Sequence[Delivery]) -> list[Delivery]:
        """Whoever stood in for another while the page was decided is told how the story goes on, too."""
        telling = [one for one in decided if not one.acknowledges]
        if not telling:
            return []
        now, told_before = self._now(), self.outbox.addresses_of(page.subject, page.story)
        without = {*self._reach.addresses_for(page, now), *(one.address for one in telling)}
        with_them = self._reach.addresses_for(page, now, told_before)
        return [delivery_to(one, page, now) for one in with_them if one not in without]


class PagerParts:
    """The partitions that this copy has, as the consumer hands them over (`page_consumer.Parts`).

    Args:
        replica_of: makes the database of a partition, not yet opened.
        reach: whom pages reach.
        now: the time.
        session_seconds: after a pause longer than this nothing is delivered before it is known to be ours still.
    """

    def __init__(
        self, replica_of: Callable[[int], Replica], reach: Reach, now: Callable[[], datetime], session_seconds: float
    ) -> None:
        self._replica_of = replica_of
        self._reach = reach
        self._now = now
        self._session_seconds = session_seconds
        self._parts: dict[int, PagerPart] = {}
        self._confirmed_at = monotonic()
        self._log = structlog.get_logger(component="pager")
        self.outbox = PartedOutbox(self._confirm)
        self.lost: Lost = lambda number, _: self.outbox.let_go(number)
        self.taken: Callable[[], None] = lambda: None
        self.gone: Callable[[], None] = lambda: None
        self.unread: dict[str, str] = {}

    def take_over(self, partition: int) -> int:
        """Takes over a partition; gives the offset to go on with."""
        part = self._parts.get(partition)
        if part is None:
            replica = self._replica_of(partition)
            replica.open()
            part = PagerPart(replica, self._reach, self._now, lambda fault: self.lost(partition, fault))
            self._parts[partition] = part
        part.replica.lead()
        position = part.store.position()
        self.outbox.take_over(partition, part.outbox)
        self.taken()
        return position

    def let_go(self, partition: int) -> None:
        """A partition is another copy's now, or cannot be written: nothing of it is delivered any more."""
        self.outbox.let_go(partition)
        self.gone()

    def take(self, partition: int, records: Sequence[Taken]) -> int:
        """Keeps records; gives the offset to go on with."""
        with self.outbox.alone():
            if partition not in self.outbox.held:
                raise LeadershipLost(f"the pages of partition {partition} are another copy's now")
            for one, fault in self._parts[partition].take(records):
                self.unread[f"{Topic.PAGES}-{partition}@{one.offset}"] = str(fault)
                self._log.error("a page cannot be read", partition=partition, offset=one.offset, fault=str(fault))
        self.taken()
        return records[-1].offset + 1

    def newest_beat(self, partition: int) -> datetime | None:
        """When the newest heartbeat came by a partition; None where it is not here, or none came."""
        with self.outbox.alone():
            part = self._parts.get(partition) if partition in self.outbox.held else None
            return None if part is None else part.newest_beat()

    def close(self) -> None:
        """Closes every database."""
        with self.outbox.alone():
            for number, part in self._parts.items():
                self.outbox.let_go(number)
                part.replica.close()
            self._parts.clear()

    def _confirm(self) -> None:
        """After a pause, when another copy may have taken over: each partition shows that it is still ours."""
        now = monotonic()
        paused, self._confirmed_at = now - self._confirmed_at > self._session_seconds, now
        if not paused:
            return
        for number in self.outbox.held:
            try:
                self._parts[number].confirm()
            except KafkaFault as fault:
                self.lost(number, fault)
