"""Channels that pages go through: which page takes which, how long to wait between attempts, and what comes next.

A channel is known here by its name and its rules only; how it sends is its adapter's. The order of the settings is
the order in which channels stand in for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Page, ServiceKind, TrialKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class About(StrEnum):
    """Whom a page is about."""

    RECIPIENTS = "recipients"
    SERVICE = "service"


NAMES_RECIPIENTS = frozenset(
    {
        HealthKind.PAGES_HELD_BACK,
        HealthKind.PAGE_UNHEARD,
        HealthKind.PAGE_LOST,
        HealthKind.IDENTITY_IN_DOUBT,
        *TrialKind,
    }
)
"""Pages without a subject whose words are about recipients: pages held back, not heard or lost, whose a number is, and
how the trial as a whole stands."""


def about(page: Page) -> About:
    """Whom a page is about."""
    return About.RECIPIENTS if page.subject or page.kind in NAMES_RECIPIENTS else About.SERVICE


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Who is told through what: a channel, and the person's key in the on-call file; empty: the channel's own."""

    channel: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel.

    Attributes:
        name: its name in the settings; a metric label.
        severities: the pages that it takes.
        about: pages about recipients, about the service, or both.
        only_as_fallback: it takes a page only when another channel has failed for good.
        waits: how long to wait after the first, second … failed attempt; the last one again and again.
        give_up_after: from the first failed attempt; then the delivery has failed for good.
        timeout: how long one attempt may take.
        at_once: how many deliveries may be under way at the same time.
        acknowledges: its receiver calls on until it is told that somebody heard the page.
        renewed_every: how often its receiver must be told again of what is open, or forgets it; None: never.
        heartbeat_every: it also takes the service's own heartbeat, the first in each such time; None: never.
    """

    name: str
    severities: frozenset[Severity] = frozenset({Severity.PAGE, Severity.NOTIFY})
    only_as_fallback: bool = False
    waits: tuple[timedelta, ...] = (timedelta(seconds=2),)
    give_up_after: timedelta = timedelta(days=1)
    timeout: timedelta = timedelta(seconds=10)
    at_once: int = 4
    about: frozenset[About] = frozenset(About)
    acknowledges: bool = False
    renewed_every: timedelta | None = None
    heartbeat_every: timedelta | None = None

    def takes_heartbeat(self, at: datetime, before: datetime | None) -> bool:
        """Whether the heartbeat of a time goes through this channel, where the one before it was at `before`."""
        if self.heartbeat_every is None:
            return False
        every = max(self.heartbeat_every, timedelta(microseconds=1))
        return before is None or (at - _EPOCH) // every != (before - _EPOCH) // every

    def takes(self, page: Page) -> bool:
        """Whether a page goes through this channel."""
        if page.kind is ServiceKind.HEARTBEAT:
            return False
        return page.severity in self.severities and about(page) in self.about

    @property
    def takes_alarms(self) -> bool:
        """Whether the pages that wake somebody for a recipient go through it."""
        return Severity.PAGE in self.severities and About.RECIPIENTS in self.about

    def wait_after(self, attempts: int) -> timedelta:
        """How long to wait after so many failed attempts (one or more)."""
        return self.waits[min(attempts, len(self.waits)) - 1]


def channels_for(page: Page, channels: Sequence[Channel]) -> tuple[str, ...]:
    """The channels that a page goes through first; a fallback where no other takes it.

    That nobody acknowledged a page goes through every channel: the ones it went through were not heard.
    """
    taking = [one for one in channels if one.takes(page)]
    if page.kind is HealthKind.PAGE_UNHEARD:
        return tuple(one.name for one in taking)
    regular = [one.name for one in taking if not one.only_as_fallback]
    return tuple(regular or [one.name for one in taking[:1]])


def fallback_for(page: Page, failed: str, channels: Sequence[Channel]) -> str | None:
    """The channel that stands in for one that failed: the next fallback in the settings' order, then from the start."""
    names = [one.name for one in channels]
    start = names.index(failed) + 1 if failed in names else 0
    later = [*channels[start:], *channels[:start]]
    standing_in = (one.name for one in later if one.only_as_fallback and one.takes(page) and one.name != failed)
    return next(standing_in, None)
