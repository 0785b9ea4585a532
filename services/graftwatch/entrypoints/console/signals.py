"""Infection control's desk over a data folder."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from graftwatch.adapters.sqlite.told_pages import SqliteToldPages
from graftwatch.console.signals.decision_views import Deciding, EnteredDecision
from graftwatch.console.signals.line_list_views import LineList, LineListQuery
from graftwatch.console.signals.page_views import AcknowledgementGiven, PageStory, ToldPages, Which
from graftwatch.console.signals.recipient_views import RecipientIdentifiers, RecipientView
from graftwatch.console.signals.views import OpenSignals, ServiceTrouble
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.acknowledge import ConsoleAcknowledging
from graftwatch.entrypoints.console.decisions import FolderDecisions
from graftwatch.entrypoints.console.hearing import Escalation
from graftwatch.entrypoints.console.known import Known, Look
from graftwatch.entrypoints.console.line_list import line_list
from graftwatch.entrypoints.console.open_signals import OpenSigns
from graftwatch.entrypoints.console.pages_told import PagesTold, summaries
from graftwatch.entrypoints.console.recipients import FolderRecipients
from graftwatch.entrypoints.wiring import on_call_of
from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Story, StoryState


class FolderSignals:
    """See `console.signals.port.SignalsDesk`.

    Args:
        folder: what the service has taken and concluded.
    """

    def __init__(self, folder: OpenFolder, known: Known) -> None:
        self._folder = folder
        self._known = known
        self._pages = PagesTold(known)
        self._acknowledging = ConsoleAcknowledging(folder)
        self._decisions = FolderDecisions(folder)
        self._recipients = FolderRecipients(known, self._pages, self._decisions)
        self._on_call = on_call_of(folder.settings, folder.place)
        self._on_call.start()

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    @property
    def ticks(self) -> bool:
        """Whether time is the real one."""
        return self._folder.settings.clock == "real"

    def open_signals(self, family: str = "") -> OpenSignals:
        """What needs somebody now."""
        look, escalation = self._known.look(), self._escalation()
        found = OpenSigns(look, escalation, self.zone).found(family)
        return found.model_copy(update={"service": self._service(look, escalation)})

    def acknowledge(self, page_id: str, account: str) -> AcknowledgementGiven | None:
        """Notes that somebody heard a page."""
        if not self._folder.place.state.exists():
            return None
        return self._acknowledging.acknowledge(page_id, account)

    def told(self, which: Which = Which.ALL, subject: str = "", before: str = "") -> ToldPages:
        """Pages, the newest first."""
        return self._pages.told(which, subject, before)

    def story(self, page_id: str) -> PageStory | None:
        """One page and its story."""
        return self._pages.story(page_id)

    def line_list(self, query: LineListQuery) -> LineList:
        """The events that are asked for."""
        return line_list(self._known.look(), query, self.zone)

    def recipient(self, subject: str, at: datetime | None = None) -> RecipientView | None:
        """A recipient now, or as known at a time."""
        return self._recipients.recipient(subject, at, self._escalation())

    def identifiers(self, subject: str) -> RecipientIdentifiers | None:
        """Whose record it is."""
        return self._recipients.identifiers(subject)

    def entered(self, subject: str) -> tuple[EnteredDecision, ...]:
        """A recipient's decisions."""
        return self._decisions.entered(subject)

    def decide(
        self, subject: str, kind: str, said: Mapping[str, JsonValue], account: str, replaces: str = ""
    ) -> Deciding:
        """Enters a decision."""
        return self._decisions.enter(subject, kind, said, account, replaces)

    def withdraw(self, subject: str, identity: str, account: str) -> Deciding | None:
        """Takes a decision back."""
        return self._decisions.withdraw(subject, identity, account)

    def _escalation(self) -> Escalation:
        self._on_call.look()
        return Escalation(self._folder.protocol.paging, self._on_call)

    def _service(self, look: Look, escalation: Escalation) -> tuple[ServiceTrouble, ...]:
        """What is wrong with the service and nobody has heard."""
        ledgers = (look.watch.ledger, look.watch.storm.ledger, look.channel_ledger)
        stories = [one for each in ledgers for one in each.stories if _unheard(one)]
        if not stories:
            return ()
        held = {each.page.story for each in look.watch.storm.held if not each.page.subject}
        with self._folder.connection() as connection:
            pages = {one.id: one for one in SqliteToldPages(connection).of_ids({one.last_page for one in stories})}
        return tuple(
            ServiceTrouble(
                **dict(escalation.standing(one, held_back=one.id in held)),
                kind=HealthKind(one.said.kind),
                summary=summaries(pages[one.last_page]),
            )
            for one in sorted(stories, key=lambda one: one.since)
            if one.last_page in pages
        )


def _unheard(story: Story) -> bool:
    waits = story.state in {StoryState.WAITING, StoryState.UNHEARD}
    return waits and story.said.severity is Severity.PAGE and isinstance(story.said.kind, HealthKind)
