"""The standings of all feeds in the settings, read from the store."""

import sqlite3
from datetime import datetime

from graftwatch.adapters.sqlite.watch_notes import read_notes, traffic_since
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import watch_of
from graftwatch.pipeline.feed_standing import LAST_DAY, FeedStanding, LimitNow, standing
from graftwatch.protocol import Protocol


def standings(
    settings: Settings, protocol: Protocol, connection: sqlite3.Connection, now: datetime, *, rates: bool = True
) -> list[FeedStanding]:
    """How each feed stands, in the settings' order; without `rates` nothing is counted."""
    notes = read_notes(connection)
    traffic = traffic_since(connection, now - LAST_DAY) if rates else []
    watch = watch_of(settings, protocol)
    watch.take_up(notes)
    found = []
    for feed in settings.feeds:
        limit = LimitNow(watch.limit(feed.name, now), feed.silence == "learn")
        found.append(standing(feed.name, notes.last_heard.get(feed.name), notes.state, traffic, limit, now))
    return found
