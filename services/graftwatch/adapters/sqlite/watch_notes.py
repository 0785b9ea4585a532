"""What the watch over the service has noted, in state.db: when feeds were heard, what is usual, how much came.

Written in the transaction that moves the position, so that nothing is counted twice. Traffic is a row a feed, five
minutes and outcome, kept for some days: a rate over time that outlives the process and costs no look at the journal.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.pipeline.feed_hearing import TrafficRow
from graftwatch.pipeline.usual_silence import UsualSilence
from graftwatch.pipeline.watch_state import WatchNotes, WatchState

# A week to compare with, and the day on both sides.
TRAFFIC_KEPT = timedelta(days=9)


def read_notes(db: sqlite3.Connection) -> WatchNotes:
    """Where the watch stands."""
    usual = db.execute("SELECT feed, usual FROM usual_silence")
    return WatchNotes(
        last_heard_at(db), watch_state(db), {feed: UsualSilence.model_validate_json(one) for feed, one in usual}
    )


def last_heard_at(db: sqlite3.Connection) -> dict[str, datetime]:
    """When each feed's newest message came."""
    return {name: moment(at) for name, at in db.execute("SELECT name, last_at FROM feed")}


def watch_state(db: sqlite3.Connection) -> WatchState:
    """What the watch remembers."""
    row = db.execute("SELECT watch FROM service").fetchone()
    return WatchState.model_validate_json(row[0]) if row[0] else WatchState()


def keep_notes(db: sqlite3.Connection, notes: WatchNotes) -> None:
    """Keeps where the watch stands, and adds the traffic."""
    db.executemany(
        "INSERT INTO feed VALUES (?, ?) ON CONFLICT DO UPDATE SET last_at = excluded.last_at",
        [(name, microseconds(at)) for name, at in notes.last_heard.items()],
    )
    db.executemany(
        "INSERT OR REPLACE INTO usual_silence VALUES (?, ?)",
        [(feed, usual.model_dump_json()) for feed, usual in notes.usual.items()],
    )
    db.execute("UPDATE service SET watch = ?", (notes.state.model_dump_json(),))
    if notes.traffic:
        _keep_traffic(db, notes.traffic)


def _keep_traffic(db: sqlite3.Connection, traffic: Iterable[TrafficRow]) -> None:
    rows = [(one.feed, microseconds(one.since), one.outcome, one.count) for one in traffic]
    begun = db.execute("SELECT max(since) FROM traffic").fetchone()[0]
    db.executemany(
        "INSERT INTO traffic VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count", rows
    )
    newest = max(since for _, since, _, _ in rows)
    if begun is None or newest > begun:
        db.execute("DELETE FROM traffic WHERE since < ?", (microseconds(moment(newest) - TRAFFIC_KEPT),))


def traffic_since(db: sqlite3.Connection, since: datetime) -> list[TrafficRow]:
    """The rows from a time on, by feed and time."""
    rows = db.execute("SELECT * FROM traffic WHERE since >= ? ORDER BY feed, since, outcome", (microseconds(since),))
    return [TrafficRow(feed, moment(at), outcome, count) for feed, at, outcome, count in rows]
