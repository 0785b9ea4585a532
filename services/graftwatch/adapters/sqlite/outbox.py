"""The outbox in state.db: deliveries in the same file, and so in the same transaction, as the decisions.

See `pipeline.outbox.Outbox`. `add` joins the transaction that is open; `record` makes its own.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.beats import SqliteBeats
from graftwatch.adapters.sqlite.delivery_rows import COLUMNS, delivery_of
from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.adapters.sqlite.transaction import transaction
from graftwatch.paging import Page, PageReason
from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.delivery_items import added_item, attempt_items
from graftwatch.pipeline.outbox import Backlog, Delivery, DeliveryState, Outcome, after, again, another_way

_ADD = "INSERT OR IGNORE INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FROM = f"SELECT page.page, {COLUMNS}, person, acknowledges FROM delivery JOIN page ON page.id = delivery.page"  # noqa: S608 - a constant
# Of each story only the waiting delivery with the lowest place goes out to a person, so that none overtakes another.
_FIRST_OF_STORY = f"""
{_FROM}
WHERE channel = ?1 AND state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.channel = ?1 AND earlier.state = 'waiting' AND earlier.story_of = delivery.story_of
      AND earlier.story = delivery.story AND earlier.person = delivery.person
      AND (earlier.sequence, earlier.acknowledges <> '') < (delivery.sequence, delivery.acknowledges <> ''))
"""  # noqa: S608 - made of constants
_TOLD = f"""
{_FROM}
WHERE acknowledges = '' AND (story_of, story) IN (SELECT story_of, story FROM delivery WHERE delivery.page = ?)
ORDER BY delivery.sequence, delivery.id
"""  # noqa: S608 - made of constants
_OPEN = f"""
{_FROM}
WHERE channel = ?1 AND state = 'delivered' AND acknowledges = '' AND page.page ->> '$.reason' NOT IN (?2, ?3)
  AND NOT EXISTS (
    SELECT 1 FROM delivery AS later
    WHERE later.channel = ?1 AND later.acknowledges = '' AND later.story_of = delivery.story_of
      AND later.story = delivery.story AND later.person = delivery.person AND later.sequence > delivery.sequence)
ORDER BY delivery.id
"""  # noqa: S608 - made of constants
_OF_STORY = f"{_FROM} WHERE story_of = ? AND story = ?"
# A bare column beside min() is that of the row with the least (SQLite).
_FAILED = f"""
{_FROM} WHERE delivery.id IN (SELECT id FROM (
    SELECT id, min(ended_at) FROM delivery WHERE state = 'failed' AND ended_at >= ? GROUP BY channel, reason))
ORDER BY ended_at, delivery.id
"""  # noqa: S608 - made of constants
_IS_LOST = """
delivery.state = 'failed' AND delivery.acknowledges = '' AND NOT EXISTS (
    SELECT 1 FROM delivery AS reached
    WHERE reached.state <> 'failed' AND reached.acknowledges = '' AND reached.story_of = delivery.story_of
      AND reached.story = delivery.story AND reached.sequence >= delivery.sequence)
"""
_LOST = f"{_FROM} WHERE {_IS_LOST} ORDER BY ended_at DESC, delivery.id DESC LIMIT ?"
_LOST_PAGES = f"SELECT count(DISTINCT delivery.page) FROM delivery WHERE {_IS_LOST}"  # noqa: S608 - made of constants
_DUE = f"{_FIRST_OF_STORY} AND due_at <= ?2 ORDER BY due_at, delivery.id LIMIT ?3"
_ENDS = sorted(one.value for one in PageReason if one.ends)
_NEXT_DUE = f"""
SELECT due_at FROM ({_FIRST_OF_STORY} AND delivery.id NOT IN (SELECT value FROM json_each(?2)) ORDER BY due_at LIMIT 1)
"""  # noqa: S608 - made of constants


class SqliteOutbox:
    """Deliveries in state.db, over the connection of its one writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._audit = SqliteAudit(connection)
        self._beats = SqliteBeats(connection)
        self.beat = self._beats.keep

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries; one whose id is there already stays as it is."""
        self.added(deliveries)

    def added(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """As `add`; gives those that were not there. Joins the transaction that is open."""
        new = [one for one in deliveries if self._db.execute(_ADD, _row(one)).rowcount > 0]
        self._audit.note([added_item(one) for one in new])
        return new

    def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Up to `limit` waiting deliveries of a channel that are due, by due time, then id."""
        pages = [delivery_of(row) for row in self._db.execute(_DUE, (channel, microseconds(now), limit))]
        beat = self._beats.waiting(channel)
        return [*pages, *([beat] if beat and beat.due_at <= now else [])][:limit]

    def next_due(self, channel: str, besides: Collection[str] = ()) -> datetime | None:
        """When `due` has something to give next, deliveries with these ids left out; None while nothing waits."""
        found = self._db.execute(_NEXT_DUE, (channel, json.dumps(list(besides)))).fetchone()
        beat = self._beats.waiting(channel)
        beats = [beat.due_at] if beat and beat.id not in besides else []
        return min([*([moment(found[0])] if found else []), *beats], default=None)

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        """Notes the outcome of an attempt, and puts in what goes another way instead, in one transaction."""
        with transaction(self._db):
            self.noted(delivery_id, outcome, now)

    def again(self, delivery_ids: Sequence[str], now: datetime) -> None:
        """Has ended deliveries made again, due at once, in one transaction."""
        with transaction(self._db):
            self.waiting_again(delivery_ids, now)

    def waiting_again(self, delivery_ids: Sequence[str], now: datetime) -> list[Delivery]:
        """As `again`; gives those that wait once more. Joins the transaction that is open."""
        waiting = [again(held, now) for held in map(self._held, delivery_ids) if held is not None]
        for one in waiting:
            self._put(one)
            self._audit.note([added_item(replace(one, added_at=now))])
        return waiting

    def newest(self) -> datetime | None:
        """The newest time that a delivery was put in, failed for the first time or ended; None while there is none."""
        times = self._db.execute("SELECT max(added_at), max(tried_since), max(ended_at) FROM delivery").fetchone()
        return max((moment(at) for at in times if at is not None), default=None)

    def set_back(self, by: timedelta, now: datetime) -> None:
        """The clock was set back by so much: what waits, waits no longer for it, and is given up no sooner."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE delivery SET due_at = due_at - ?, tried_since = min(tried_since, ?) WHERE state = 'waiting'",
                (by // timedelta(microseconds=1), microseconds(now)),
            )

    def mirror(self, delivery: Delivery, now: datetime) -> None:
        """Puts a delivery in the place of what is held of it: how it stands is decided elsewhere, and known at a time.

        Joins the transaction that is open. What is not known yet is added; an older state than the one held changes
        nothing.
        """
        held = self._held(delivery.id)
        if held is None:
            self._audit.note([added_item(delivery)])
            held = replace(delivery, attempts=0, reason="")
        elif delivery.attempts < held.attempts or delivery == held:
            return
        self._put(delivery)
        if delivery.attempts > held.attempts:
            self._audit.note(attempt_items(held, delivery, now))
        elif delivery.state is DeliveryState.WAITING and held.state is not DeliveryState.WAITING:
            self._audit.note([added_item(replace(delivery, added_at=now))])

    def _held(self, delivery_id: str) -> Delivery | None:
        row = self._db.execute(f"{_FROM} WHERE delivery.id = ?", (delivery_id,)).fetchone()
        return None if row is None else delivery_of(row)

    def _put(self, delivery: Delivery) -> None:
        self._db.execute("DELETE FROM delivery WHERE id = ?", (delivery.id,))
        self._db.execute(_ADD, _row(delivery))

    def noted(self, delivery_id: str, outcome: Outcome, now: datetime) -> list[Delivery]:
        """As `record`; gives what changed: the delivery, and what goes another way. Joins the open transaction."""
        beat = self._beats.record(delivery_id, outcome, now)
        if beat is not None:
            return [beat]
        held = self._held(delivery_id)
        if held is None or held.state is not DeliveryState.WAITING:
            return []
        attempted = after(held, outcome, now)
        self._put(attempted)
        self._audit.note(attempt_items(held, attempted, now))
        of_story = (delivery_of(row) for row in self._db.execute(_OF_STORY, held.story))
        return [attempted, *self.added(another_way(held, outcome, of_story, now))]

    def page(self, page_id: str) -> Page | None:
        """A page that deliveries may be of; None where it is not known."""
        row = self._db.execute("SELECT page FROM page WHERE id = ?", (page_id,)).fetchone()
        return None if row is None else Page.model_validate_json(row[0])

    def addresses_of(self, subject: str, story: str) -> frozenset[Address]:
        """The addresses that pages of a story went to, or will."""
        rows = self._db.execute(
            "SELECT DISTINCT channel, person FROM delivery WHERE story_of = ? AND story = ?", (subject, story)
        )
        return frozenset(Address(*row) for row in rows)

    def of_page(self, page_id: str) -> list[Delivery]:
        """All deliveries of a page, by channel and person."""
        query = f"{_FROM} WHERE page.id = ? ORDER BY channel, person, delivery.id"
        return [delivery_of(row) for row in self._db.execute(query, (page_id,))]

    def told(self, page_id: str) -> list[Delivery]:
        """The deliveries that tell of pages of this page's story, by place, then id."""
        return [delivery_of(row) for row in self._db.execute(_TOLD, (page_id,))]

    def open(self, channel: str) -> list[Delivery]:
        """What a channel's receiver holds as open."""
        return [delivery_of(row) for row in self._db.execute(_OPEN, (channel, *_ENDS))]

    def failed(self, since: datetime) -> list[Delivery]:
        """Of each channel and reason the first delivery that failed for good at a time or later, by when it did."""
        return [delivery_of(row) for row in self._db.execute(_FAILED, (microseconds(since),))]

    def lost(self, newest: int | None = None) -> list[Delivery]:
        """The failed deliveries, or the newest of them, of pages that reached nobody and never will by themselves."""
        rows = self._db.execute(_LOST, (-1 if newest is None else newest,)).fetchall()
        return [delivery_of(row) for row in reversed(rows)]

    def lost_pages(self) -> int:
        """How many pages reached nobody and never will by themselves."""
        return int(self._db.execute(_LOST_PAGES).fetchone()[0])

    def trying(self) -> dict[str, tuple[datetime, str]]:
        """Each channel with a delivery that waits after a failed attempt: since when the oldest does, and why."""
        rows = self._db.execute(
            "SELECT channel, min(tried_since), reason FROM delivery WHERE state = 'waiting' AND tried_since IS NOT NULL"
            " GROUP BY channel"
        )
        return {channel: (moment(since), reason) for channel, since, reason in rows}

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
        json.dumps(one.acknowledges) if one.acknowledges else "",
    )
