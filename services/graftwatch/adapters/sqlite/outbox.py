"""The outbox in state.db: deliveries in the same file, and so in the same transaction, as the decisions.

See `pipeline.outbox.Outbox`. `add` joins the transaction that is open; `record` makes its own.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.paging import Page
from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.delivery_items import added_item, attempt_items
from graftwatch.pipeline.outbox import Backlog, Delivery, DeliveryState, Failed, Outcome, after

_ADD = "INSERT OR IGNORE INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COLUMNS = "page.page, channel, added_at, due_at, tried_since, attempts, state, reason, ended_at, person"
# Of each story only the waiting delivery with the lowest sequence goes out to a person, so that none overtakes another.
_FIRST_OF_STORY = f"""
SELECT {_COLUMNS} FROM delivery JOIN page ON page.id = delivery.page
WHERE channel = ?1 AND state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.channel = ?1 AND earlier.state = 'waiting' AND earlier.story_of = delivery.story_of
      AND earlier.story = delivery.story AND earlier.person = delivery.person AND earlier.sequence < delivery.sequence)
"""  # noqa: S608 - the columns are a constant
_DUE = f"{_FIRST_OF_STORY} AND due_at <= ?2 ORDER BY due_at, delivery.id LIMIT ?3"
_NEXT_DUE = f"SELECT min(due_at) FROM ({_FIRST_OF_STORY})"  # noqa: S608 - made of constants


class SqliteOutbox:
    """Deliveries in state.db, over the connection of its one writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._audit = SqliteAudit(connection)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries; one whose id is there already stays as it is."""
        new = [one for one in deliveries if self._db.execute(_ADD, _row(one)).rowcount > 0]
        self._audit.note([added_item(one) for one in new])

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` waiting deliveries of a channel that are due, by due time, then id."""
        return [_delivery(row) for row in self._db.execute(_DUE, (channel, microseconds(now), limit))]

    def next_due(self, channel: str) -> datetime | None:
        """When `due` has something to give next, or None while nothing waits."""
        at = self._db.execute(_NEXT_DUE, (channel,)).fetchone()[0]
        return None if at is None else moment(at)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, and puts in what goes another way instead, in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._record(delivery_id, outcome, now)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM delivery JOIN page ON page.id = delivery.page WHERE delivery.id = ?",  # noqa: S608
            (delivery_id,),
        ).fetchone()
        held = None if row is None else _delivery(row)
        if held is None or held.state is not DeliveryState.WAITING:
            return
        attempted = after(held, outcome, now)
        self._db.execute("DELETE FROM delivery WHERE id = ?", (delivery_id,))
        self._db.execute(_ADD, _row(attempted))
        self._audit.note(attempt_items(held, attempted, now))
        if isinstance(outcome, Failed) and outcome.instead is not None:
            self.add([outcome.instead])

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        rows = self._db.execute(
            "SELECT DISTINCT channel, person FROM delivery WHERE story_of = ? AND story = ?", (subject, story)
        )
        return frozenset(Address(*row) for row in rows)

    def of_page(self, page_id: str) -> list[Delivery]:
        """All deliveries of a page, by channel and person."""
        query = (
            f"SELECT {_COLUMNS} FROM delivery JOIN page ON page.id = delivery.page"  # noqa: S608 - made of constants
            " WHERE page.id = ? ORDER BY channel, person"
        )
        return [_delivery(row) for row in self._db.execute(query, (page_id,))]

    def backlog(self) -> list[Backlog]:
        """What waits, by channel."""
        rows = self._db.execute(
            "SELECT channel, count(*), min(added_at) FROM delivery WHERE state = 'waiting'"
            " GROUP BY channel ORDER BY channel, person"
        )
        return [Backlog(channel, waiting, moment(oldest)) for channel, waiting, oldest in rows]


def _row(one: Delivery) -> tuple[object, ...]:
    return (
        *(one.id, one.page.id, one.channel, *one.story, one.page.sequence, one.state, one.attempts),
        *(microseconds(one.added_at), microseconds(one.due_at)),
        *(None if at is None else microseconds(at) for at in (one.tried_since, one.ended_at)),
        one.reason,
        one.person,
    )


def _delivery(row: tuple[str, str, int, int, int | None, int, str, str, int | None, str]) -> Delivery:
    page, channel, added_at, due_at, tried_since, attempts, state, reason, ended_at, person = row
    return Delivery(
        page=Page.model_validate_json(page),
        channel=channel,
        added_at=moment(added_at),
        due_at=moment(due_at),
        tried_since=None if tried_since is None else moment(tried_since),
        attempts=attempts,
        state=DeliveryState(state),
        reason=reason,
        ended_at=None if ended_at is None else moment(ended_at),
        person=person,
    )
