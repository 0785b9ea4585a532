"""The two clocks: the machine's, and a replay's that runs by the messages. The only place that reads a real clock."""

from datetime import UTC, datetime, timedelta, tzinfo

from graftwatch.hl7.header import Header
from graftwatch.hl7.timestamps import instant


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The current time."""
        return datetime.now(UTC)  # noqa: TID251 -- this is the one place

    def received_at(self, header: Header) -> datetime:  # noqa: ARG002 -- a real clock does not ask the message
        """Now: a message counts as received when it is."""
        return datetime.now(UTC)  # noqa: TID251 -- this is the one place


class ReplayClock:
    """The time of the newest message so far, by its MSH-7; one that states none, or an older one, changes nothing."""

    def __init__(self, start: datetime, zone: tzinfo = UTC) -> None:
        self._now = start.astimezone(UTC)
        self._zone = zone

    def now(self) -> datetime:
        """The time of the newest message."""
        return self._now

    def received_at(self, header: Header) -> datetime:
        """The message's own time, or the newest so far when that is later."""
        stated = instant(header.sent_at.decode("ascii", "replace"), self._zone, self._zone)
        if stated is not None and stated > self._now:
            self._now = stated
        return self._now

    def advance(self, by: timedelta) -> None:
        """Let time pass although no message came."""
        self._now += max(by, timedelta(0))
