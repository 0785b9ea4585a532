"""What infection control's pages ask of the service."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from starlette.requests import Request

from graftwatch.console.signals.decision_views import Deciding, EnteredDecision
from graftwatch.console.signals.line_list_views import LineList, LineListQuery
from graftwatch.console.signals.page_views import AcknowledgementGiven, PageStory, ToldPages, Which
from graftwatch.console.signals.recipient_views import RecipientIdentifiers, RecipientView
from graftwatch.console.signals.views import OpenSignals

TimelineSlot = Callable[[Request, str, datetime | None], Mapping[str, object]]
"""The context that `timeline/fragment.html.j2` needs on a recipient's page, of a subject as known at a time (None:
now); may block. Its names must not be the page's own: `subject`, `at`, `zone`, `found`, `told`."""


def no_timeline(request: Request, subject: str, at: datetime | None) -> Mapping[str, object]:  # noqa: ARG001 - a stand-in
    """No picture."""
    return {}


class SignalsDesk(Protocol):
    """Signals and pages; every call may block."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    @property
    def ticks(self) -> bool:
        """Whether the time that pages count by is the real one, so that a page may count it down."""
        ...

    def open_signals(self, family: str = "") -> OpenSignals:
        """What needs somebody now; `family` (the first word of a kind) leaves out others that somebody knows of."""
        ...

    def acknowledge(self, page_id: str, account: str) -> AcknowledgementGiven | None:
        """Notes that an account's owner heard a page; None where there is no such page.

        Raises:
            JournalUnavailable: it could not be kept; the page was not acknowledged.
        """
        ...

    def told(self, which: Which = Which.ALL, subject: str = "", before: str = "") -> ToldPages:
        """Pages, the newest first; of all and of a subject so many at a time, going on at a mark (`older`)."""
        ...

    def story(self, page_id: str) -> PageStory | None:
        """One page with its words and its story; None where there is no such page."""
        ...

    def line_list(self, query: LineListQuery) -> LineList:
        """The events of all recipients that are asked for."""
        ...

    def recipient(self, subject: str, at: datetime | None = None) -> RecipientView | None:
        """A recipient now, or as known at a time (aware); None where nobody of this name was enrolled by then."""
        ...

    def identifiers(self, subject: str) -> RecipientIdentifiers | None:
        """Whose record it is; the caller records that somebody looked. None where there is no such recipient."""
        ...

    def entered(self, subject: str) -> tuple[EnteredDecision, ...]:
        """A recipient's decisions, the newest first."""
        ...

    def decide(
        self, subject: str, kind: str, said: Mapping[str, JsonValue], account: str, replaces: str = ""
    ) -> Deciding:
        """Enters a decision; `replaces` is the identity of the one that it changes.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        ...

    def withdraw(self, subject: str, identity: str, account: str) -> Deciding | None:
        """Takes a decision back by a later one; None where there is none that stands.

        Raises:
            JournalUnavailable: nothing was kept.
        """
        ...
