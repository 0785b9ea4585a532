"""Which channels are failing, since when and why; and whether the clock was set back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.outbox import Delivered, Outbox, Outcome

LEAST_SET_BACK = timedelta(seconds=1)
"""A clock that is slewed goes back by less between two looks, and no delivery waits the longer for it."""


@dataclass(slots=True)
class _Failing:
    since: datetime
    reason: str


class Standings:
    """What the newest attempts of each channel say of it.

    Args:
        trying: channels that were failing when the service stopped: they are until something gets through.
    """

    def __init__(self, trying: Mapping[str, tuple[datetime, str]] = MappingProxyType({})) -> None:
        self._failing = {name: _Failing(since, reason) for name, (since, reason) in trying.items()}

    def note(self, channel: str, outcome: Outcome, now: datetime) -> None:
        """An attempt ended."""
        if isinstance(outcome, Delivered):
            self._failing.pop(channel, None)
        else:
            since = self._failing[channel].since if channel in self._failing else now
            self._failing[channel] = _Failing(since, outcome.reason)

    def troubles(self, now: datetime, lasting: timedelta) -> tuple[Trouble, ...]:
        """The channels that have been failing for so long."""
        return tuple(
            Trouble(HealthKind.CHANNEL_FAILING, name, failing.reason, failing.since)
            for name, failing in sorted(self._failing.items())
            if now - failing.since >= lasting
        )

    def set_back(self, now: datetime) -> None:
        """The clock was set back to now: what seems to begin later has begun."""
        for one in self._failing.values():
            one.since = min(one.since, now)


class ClockWatch:
    """Notices that the clock was set back, also while the service did not run.

    Args:
        outbox: its newest time is the newest that the clock is known to have shown.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._newest: datetime | None = None

    def set_back(self, now: datetime) -> timedelta:
        """By how much the clock was set back since the last look; nothing where it was not."""
        newest, self._newest = self._newest or self._outbox.newest() or now, now
        back = newest - now
        return back if back >= LEAST_SET_BACK else timedelta(0)
