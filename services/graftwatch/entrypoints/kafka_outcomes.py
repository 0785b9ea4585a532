"""What became of deliveries, as the one that leads detection hears of it from the pagers.

Its outbox mirrors theirs, so that `pages show`, the audit and what follows from them are whole. And it alone tells of
channels that fail, however many pagers there are: by what their newest attempts say, of heartbeats, too.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from graftwatch.adapters.kafka.page_records import delivery_in
from graftwatch.adapters.kafka.records.paging import DeliveryRecord
from graftwatch.adapters.senders.standing import Standings
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.paging import Page, Trouble
from graftwatch.pipeline.channel_watch import tell_of_channels
from graftwatch.pipeline.outbox import Delivered, DeliveryState, Failed, Outcome, Retry
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import GONE
from graftwatch.protocol import Paging

FAILING_FOR = timedelta(minutes=1)
"""A channel that has failed for so long is told of, as in the embedded engine."""


class Outcomes:
    """Made anew by each that begins to lead.

    Args:
        store: of the leader.
        outbox: of the leader; what is added to it is published to the pagers.
        reach: whom pages reach.
        policy: the protocol's paging section.
        now: the time.
    """

    def __init__(
        self, store: SqliteState, outbox: SqliteOutbox, reach: Reach, policy: Paging, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._reach = reach
        self._policy = policy
        self._now = now
        self._standings = Standings(outbox.trying())

    def take(self, records: Sequence[DeliveryRecord]) -> bool:
        """Keeps how deliveries stand; joins the open transaction. Says whether one of them was given up."""
        for one in records:
            self._take(one)
        return any(one.state == DeliveryState.FAILED for one in records)

    def look(self, now: datetime, others: Iterable[Trouble] = ()) -> tuple[Page, ...]:
        """Tells of channels that fail, or do so no more, of lost pages, and of other troubles, in one transaction.

        Args:
            now: the deliveries' time.
            others: what else is wrong that no entry says, such as the on-call file.
        """
        troubles = (*self._standings.troubles(now, FAILING_FOR), *others)
        return tell_of_channels(troubles, self._store, self._outbox, self._reach, self._policy, now)

    def _take(self, record: DeliveryRecord) -> None:
        at, outcome = record.ended_at or self._now(), _outcome_of(record)
        if outcome is not None and outcome.reason != GONE:
            self._standings.note(record.channel, outcome, at)
        page = self._outbox.page(record.page)
        if page is not None:  # a heartbeat's is kept by nobody
            self._outbox.mirror(delivery_in(record, page), at)


def _outcome_of(record: DeliveryRecord) -> Outcome | None:
    """What the newest attempt came to; None where there was none since it was put in."""
    match DeliveryState(record.state):
        case DeliveryState.DELIVERED:
            return Delivered(record.reason)
        case DeliveryState.FAILED:
            return Failed(record.reason)
        case _:
            return Retry(record.due_at, record.reason) if record.tried_since else None
