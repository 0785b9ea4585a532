"""Watches the service itself, by the journal's time: silent feeds, unreadable messages, failures in processing.

Silence is an event, and so is a feed that breaks: each is told once, as a page about the service, and once more when
it is over; not once a message. All pages, clinical ones too, pass the storm limit here. Its state is kept beside
the recipients', so that a replay tells the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.facts import Acknowledgement
from graftwatch.paging import (
    Circumstances,
    HealthKind,
    Ledger,
    Page,
    Storm,
    Trouble,
    decide_health,
    limited,
)
from graftwatch.pipeline.journal import Entry
from graftwatch.protocol import Paging

# One unreadable message is a line in the quarantine; so many in an hour are a broken feed.
UNREADABLE_AN_HOUR = 5
HOUR = timedelta(hours=1)


class Failure(BaseModel):
    """Something of the service that has failed: which part, why, when."""

    model_config = ConfigDict(frozen=True)

    part: str
    reason: str
    at: AwareDatetime


class WatchState(BaseModel):
    """What the watch must remember: what was told, the storm, and what went wrong within the last hour."""

    model_config = ConfigDict(frozen=True)

    ledger: Ledger = Ledger()
    storm: Storm = Storm()
    unreadable: tuple[Failure, ...] = ()
    failures: tuple[Failure, ...] = ()
    silent: frozenset[str] = frozenset()
    next_look: AwareDatetime | None = None


class ServiceWatch:
    """The watch over the feeds and the stages.

    Args:
        silence: how long each feed may be silent; one that is not here may be silent for ever.
        policy: the protocol's paging section.
        base_url: links in pages begin with this.
    """

    def __init__(self, silence: Mapping[str, timedelta], policy: Paging, base_url: str = "") -> None:
        self._silence = silence
        self._policy = policy
        self._base_url = base_url
        self.last_heard: dict[str, datetime] = {}
        self.state = WatchState()

    def take_up(self, last_heard: Mapping[str, datetime], state: WatchState) -> None:
        """Goes on where the store stands."""
        self.last_heard = dict(last_heard)
        self.state = state

    def circumstances(self, now: datetime) -> Circumstances:
        """What every paging decision depends on at a time."""
        return Circumstances(now=now, policy=self._policy, base_url=self._base_url)

    def hear(self, entries: Iterable[Entry]) -> None:
        """Notes that these entries' feeds are not silent."""
        for entry in entries:
            self.last_heard[entry.feed] = entry.received_at

    def next_look(self) -> datetime | None:
        """When the watch must look although nothing came, or None."""
        watched = self._silence.keys() & self.last_heard.keys() - self.state.silent
        ends = [self.last_heard[feed] + self._silence[feed] for feed in watched]
        return min([*ends, *([self.state.next_look] if self.state.next_look else [])], default=None)

    def is_over_for(self, entry: Entry) -> bool:
        """Whether the entry's feed was said to be silent and is heard again."""
        return entry.feed in self.state.silent

    def unreadable(self, feed: str, at: datetime) -> None:
        """Notes a message that could not be read."""
        failure = Failure(part=feed, reason="unreadable", at=at)
        recent = _within_the_hour(self.state.unreadable, at)
        others = [one for one in recent if one.part != feed]
        same = [one for one in recent if one.part == feed][-UNREADABLE_AN_HOUR + 1 :]
        self._update(unreadable=(*others, *same, failure))

    def failed(self, part: str, reason: str, at: datetime) -> None:
        """Notes a failure in processing."""
        failure = Failure(part=part, reason=reason, at=at)
        others = (one for one in _within_the_hour(self.state.failures, at) if one.part != part)
        self._update(failures=(*others, failure))

    def look(self, now: datetime, acknowledgements: Sequence[Acknowledgement] = ()) -> tuple[Page, ...]:
        """What is to be told about the service at a time, and what the storm limit held back till now."""
        troubles = [*self._silent(now), *self._unreadable(now), *self._failing(now)]
        circumstances = replace(self.circumstances(now), acknowledgements=tuple(acknowledgements))
        decided = decide_health(troubles, self.state.ledger, circumstances)
        silent = frozenset(one.part for one in troubles if one.kind is HealthKind.FEED_SILENT)
        forgets = [one.at + HOUR for one in (*self.state.unreadable, *self.state.failures) if one.at + HOUR > now]
        looks = [*forgets, *([decided.next_look] if decided.next_look else [])]
        self._update(ledger=decided.ledger, silent=silent, next_look=min(looks, default=None))
        return self.let_through(decided.pages, now)

    def let_through(self, pages: Sequence[Page], now: datetime) -> tuple[Page, ...]:
        """The pages that may go out now; the storm limit holds the others back and sums them up."""
        passed = limited(pages, self.state.storm, self.circumstances(now))
        looks = [one for one in (passed.next_look, self.state.next_look) if one is not None and one > now]
        self._update(storm=passed.storm, next_look=min(looks, default=None))
        return passed.pages

    def _silent(self, now: datetime) -> Iterable[Trouble]:
        for feed, limit in sorted(self._silence.items()):
            heard = self.last_heard.get(feed)
            if heard is not None and heard + limit <= now:
                minutes = int(limit.total_seconds() // 60)
                yield Trouble(HealthKind.FEED_SILENT, feed, f"no message for {minutes} minutes", heard)

    def _unreadable(self, now: datetime) -> Iterable[Trouble]:
        recent = _within_the_hour(self.state.unreadable, now)
        for feed in sorted({one.part for one in recent}):
            times = [one.at for one in recent if one.part == feed]
            if len(times) >= UNREADABLE_AN_HOUR:
                reason = (
                    f"{UNREADABLE_AN_HOUR} or more unreadable messages in an hour; see `graftwatch quarantine list`"
                )
                yield Trouble(HealthKind.MESSAGES_UNREADABLE, feed, reason, times[0])

    def _failing(self, now: datetime) -> Iterable[Trouble]:
        for one in _within_the_hour(self.state.failures, now):
            yield Trouble(HealthKind.PROCESSING_FAILING, one.part, one.reason, one.at)

    def _update(self, **changes: object) -> None:
        self.state = self.state.model_copy(update=changes)


def _within_the_hour(failures: Iterable[Failure], now: datetime) -> tuple[Failure, ...]:
    return tuple(one for one in failures if one.at + HOUR > now)
