"""Feeds that were heard by frames that concern nobody: at most one entry a second says so."""

from datetime import datetime

from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.passed_over import HeardFeed, HeardFeeds


class Hearing:
    """Counts frames by feed until they are told."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[int, datetime, datetime]] = {}

    def hear(self, feed: str, at: datetime) -> None:
        """Notes a frame."""
        held = self._heard.get(feed)
        if held is None:
            self._heard[feed] = (1, at, at)
        else:
            count, first, last = held
            self._heard[feed] = (count + 1, min(first, at), max(last, at))

    def take(self) -> EntryRecord | None:
        """The entry that tells all that was not told; None where nothing was heard."""
        if not self._heard:
            return None
        heard, self._heard = self._heard, {}
        feeds = [
            HeardFeed(feed=feed, count=count, first_at=first, last_at=last)
            for feed, (count, first, last) in sorted(heard.items())
        ]
        content = HeardFeeds(feeds=tuple(feeds)).model_dump_json().encode()
        newest = max(one.last_at for one in feeds)
        return EntryRecord(received_at=newest, kind=EntryKind.HEARD, feed="", content=content)
