"""How the feeds stand, over a data folder: what the service noted, and what the running gateway counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.clock import SystemClock
from graftwatch.console.messages.feed_views import FeedAnswers, FeedError, FeedShown, FeedsShown
from graftwatch.entrypoints.cli.feeds import STANDS_STILL
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.entrypoints.feed_settings import AnyFeed, MllpFeed
from graftwatch.entrypoints.feed_standings import standings
from graftwatch.entrypoints.gateway_figures import FeedFigures, gateway_figures
from graftwatch.entrypoints.settings import Settings
from graftwatch.pipeline.feed_standing import FeedStanding, FeedState
from graftwatch.pipeline.quarantine import QuarantineGroup

FIGURES_SECONDS: Final = 3.0
"""Figures of the gateway are so old at most: however many pages are open, it is asked no more often."""

_FAULTY_FIRST: Final = (FeedState.BROKEN, FeedState.SILENT, FeedState.NEVER_HEARD, FeedState.RUNNING)

Figures = Callable[[Settings], Mapping[str, FeedFigures]]


class FolderFeeds:
    """See `console.messages.port.FeedsDesk`; `figures` asks the gateway."""

    def __init__(self, folder: OpenFolder, figures: Figures = gateway_figures) -> None:
        self._folder = folder
        self._figures = figures
        self._asked: tuple[float, Mapping[str, FeedFigures]] | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def feeds(self) -> FeedsShown:
        """All feeds as they stand now."""
        folder, now = self._folder, shown_now(self._folder)
        found, unmapped = self._standings(now)
        with folder.quarantine() as quarantine:
            waiting: defaultdict[str, list[QuarantineGroup]] = defaultdict(list)
            for group in quarantine.groups():
                waiting[group.feed].append(group)
        asked = self._asked_figures()
        feeds = [
            _shown(feed, found.get(feed.name), asked.get(feed.name), waiting[feed.name], unmapped[feed.name], now)
            for feed in folder.settings.feeds
        ]
        feeds.sort(key=lambda one: (_FAULTY_FIRST.index(one.state), not one.quarantined))
        return FeedsShown(
            as_of=now,
            gateway_asked=bool(asked),
            elsewhere=folder.settings.engine == "kafka",
            still_for_seconds=self._still_for(),
            feeds=tuple(feeds),
        )

    def _standings(self, now: datetime) -> tuple[dict[str, FeedStanding], Counter[str]]:
        folder = self._folder
        if not folder.place.state.exists():
            return {}, Counter()
        with folder.connection() as connection:
            found = {one.feed: one for one in standings(folder.settings, folder.protocol, connection, now)}
        with folder.state() as state:
            return found, Counter(one.unmapped.feed for one in state.unmapped())

    def _asked_figures(self) -> Mapping[str, FeedFigures]:
        if self._asked is None or monotonic() - self._asked[0] > FIGURES_SECONDS:
            self._asked = monotonic(), self._figures(self._folder.settings)
        return self._asked[1]

    def _still_for(self) -> int | None:
        """How long nothing at all came, where that is too long for a service that runs."""
        newest = self._folder.journal.entry(self._folder.journal.last_seq())
        if self._folder.settings.clock == "replay" or newest is None:
            return None
        still = SystemClock().now() - newest.received_at
        return int(still.total_seconds()) if still > STANDS_STILL else None


def _shown(
    feed: AnyFeed,
    one: FeedStanding | None,
    figures: FeedFigures | None,
    waiting: list[QuarantineGroup],
    unmapped: int,
    now: datetime,
) -> FeedShown:
    taken = one.taken if one else (0, 0, 0)
    heard = one.last_heard if one else None
    return FeedShown(
        name=feed.name,
        kind=feed.kind,
        address=_address(feed),
        state=one.state if one else FeedState.NEVER_HEARD,
        connected=figures.connections if figures else None,
        last_message_at=heard,
        silent_seconds=max(0, int((now - heard).total_seconds())) if heard else None,
        silence_limit_seconds=_seconds(one.silence_limit if one else None),
        silence_learned=bool(one and one.learns),
        silent_since=one.silent_since if one else None,
        broken_since=one.broken_since if one else None,
        last_5_minutes=taken[0],
        last_hour=taken[1],
        last_day=taken[2],
        hourly=one.hourly if one else (0,) * 24,
        ack_p50_seconds=figures.within(0.5) if figures else None,
        ack_p99_seconds=figures.within(0.99) if figures else None,
        answers=_answers(figures) if figures else None,
        refused_last_day=dict(one.errors) if one else {},
        quarantined=tuple(
            FeedError(
                reason=each.reason,
                count=each.count,
                newest_at=each.newest_at,
                newest_record=each.newest_id,
                text=each.newest_text,
            )
            for each in waiting
        ),
        unmapped_codes=unmapped,
    )


def _answers(figures: FeedFigures) -> FeedAnswers:
    said = figures.answers
    repeated = said["duplicate"]
    return FeedAnswers(
        accepted=said["accepted"] + repeated, repeated=repeated, failed=said["failed"], rejected=said["rejected"]
    )


def _seconds(limit: timedelta | None) -> int | None:
    return None if limit is None else int(limit.total_seconds())


def _address(feed: AnyFeed) -> str:
    if isinstance(feed, MllpFeed):
        host = f"[{feed.host}]" if ":" in feed.host else feed.host
        return f"{host}{f':{feed.port}' if feed.port else ''}{', TLS' if feed.tls else ''}"
    return str(feed.path)
