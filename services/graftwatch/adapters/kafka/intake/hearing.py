"""Feeds that were heard by frames that concern nobody: an entry says so at most once a second and feed.

A feed that was not told of for a second is told of at once, so that a sparse feed is heard before its silence is due;
what comes in the second after is told together with it at its end.
"""

import asyncio
from datetime import datetime
from time import monotonic
from typing import Final

from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.passed_over import HeardFeed, HeardFeeds

HEARD_SECONDS: Final = 1.0


class Hearing:
    """Counts frames by feed until they are told."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[int, datetime, datetime]] = {}
        self._told: dict[str, float] = {}
        self._at_once = asyncio.Event()

    def hear(self, feed: str, at: datetime) -> None:
        """Notes a frame."""
        held = self._heard.get(feed)
        if held is None:
            self._heard[feed] = (1, at, at)
            if feed not in self._told or monotonic() - self._told[feed] >= HEARD_SECONDS:
                self._at_once.set()
        else:
            count, first, last = held
            self._heard[feed] = (count + 1, min(first, at), max(last, at))

    async def next(self) -> EntryRecord:
        """The next entry that tells all that was not told, once it is time."""
        while True:
            try:
                async with asyncio.timeout(HEARD_SECONDS):
                    await self._at_once.wait()
            except TimeoutError:
                pass
            if self._heard:
                return self._take()

    def _take(self) -> EntryRecord:
        self._at_once.clear()
        heard, self._heard = self._heard, {}
        self._told.update(dict.fromkeys(heard, monotonic()))
        feeds = [
            HeardFeed(feed=feed, count=count, first_at=first, last_at=last)
            for feed, (count, first, last) in sorted(heard.items())
        ]
        content = HeardFeeds(feeds=tuple(feeds)).model_dump_json().encode()
        newest = max(one.last_at for one in feeds)
        return EntryRecord(received_at=newest, kind=EntryKind.HEARD, feed="", content=content)
