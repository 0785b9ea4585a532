"""What the operator's pages ask of the service; every call may block."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.service.views import (
    AuditShown,
    ChainsShown,
    ChannelsShown,
    DidShown,
    HealthShown,
    SettingsShown,
    TestShown,
)


class NotThere(LookupError):  # noqa: N818 - said as what happened
    """There is no such channel or page; the text says so."""


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """Which rows of the records are asked for; empty or None asks for all.

    Attributes:
        since, until: from this time on, and before that one (aware).
        who: the person or account, whole.
        what: what happened: an item of either record.
        about: a subject id, a page's id, an account …, whole.
        older: rows with smaller numbers only, of the pages' record and the console's.
    """

    since: datetime | None = None
    until: datetime | None = None
    who: str = ""
    what: str = ""
    about: str = ""
    older: tuple[int, int] | None = None


class ServiceDesk(Protocol):
    """The service as its operator sees it."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def health(self) -> HealthShown:
        """How everything is."""
        ...

    def resend(self, page: str, by: str) -> tuple[str, ...]:
        """Has a lost page sent again; gives the channels.

        Raises:
            NotThere: there is no such page, or nothing of it failed for good.
        """
        ...

    def channels(self) -> ChannelsShown:
        """The channels and who is on call."""
        ...

    def test(self, channel: str, by: str) -> TestShown:
        """Sends a test page through a channel and waits for its receiver's answer, as long as one attempt may take.

        Raises:
            NotThere: there is no such channel.
        """
        ...

    def settings(self) -> SettingsShown:
        """The settings in force."""
        ...

    def audit(self, asked: AuditAsked) -> AuditShown:
        """Rows of both records, the newest first."""
        ...

    def export(self, asked: AuditAsked, by: str) -> list[DidShown]:
        """All rows that are asked for, for a file; that they were taken along is noted."""
        ...

    def verify(self) -> ChainsShown:
        """Whether both chains are whole."""
        ...

    def verified(self) -> ChainsShown | None:
        """What `verify` found last; None where nobody asked since the console started."""
        ...
