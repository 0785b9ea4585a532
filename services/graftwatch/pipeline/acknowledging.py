"""Acknowledging a page from outside the detector: where the page stands, and the decision that says that it was heard.

A link in a page, a receiver's webhook and the command line all come here. What they append to the journal is a
decision like any other, and the detector takes it up. Each acknowledgement has a key of its own, kept as the entry's
control id: one that comes again under the same key is found in the journal and not appended again, also after a crash
and under two requests at once. What a page says is the store's, and is only read here.
"""

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from graftwatch.assessment.decisions import FEED
from graftwatch.paging import Ledger, Page, StoryState
from graftwatch.pipeline.audit import AuditItem
from graftwatch.pipeline.journal import EntryKind, JournalReader, JournalUnavailable, JournalWriter, NewEntry


class PageState(StrEnum):
    """Where a page stands: it waits to be heard, was heard, a later one must be heard instead, or it is over."""

    WAITING = "waiting"
    HEARD = "heard"
    SUPERSEDED = "superseded"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Standing:
    """A page and where it stands.

    Attributes:
        page: the page.
        state: where it stands.
        by: who heard it, where that is known.
        at: when (aware), or None.
        newer: where a later page must be heard instead, its id.
    """

    page: Page
    state: PageState
    by: str = ""
    at: datetime | None = None
    newer: str = ""


class PageStandings(Protocol):
    """What was told and heard so far, for reading."""

    def of_page(self, page_id: str) -> Standing | None:
        """A page and where it stands; None where there is no such page."""
        ...

    def of_key(self, dedup_key: str) -> Standing | None:
        """The newest page with a dedup key, and where it stands."""
        ...


class PagesAtHand(PageStandings, Protocol):
    """Pages of this process, which are in no store: about the detector and the storage, when those fail."""

    def hear(self, page_id: str, by: str, at: datetime) -> None:
        """Notes that a page was heard."""
        ...


class NoPagesAtHand:
    """There are none."""

    def of_page(self, page_id: str) -> Standing | None:  # noqa: ARG002 - there is none
        """None."""
        return None

    def of_key(self, dedup_key: str) -> Standing | None:  # noqa: ARG002 - there is none
        """None."""
        return None

    def hear(self, page_id: str, by: str, at: datetime) -> None:
        """Nothing."""


NONE_AT_HAND: Final = NoPagesAtHand()


def standing_in(page: Page, ledgers: Iterable[Ledger]) -> Standing | None:
    """Where a page stands by the story that tells it; None where no ledger has one."""
    stories = (one for ledger in ledgers for one in ledger.stories)
    story = next((one for one in stories if any(told.page == page.id for told in one.told)), None)
    if story is None:
        return None
    if story.state.over:
        return Standing(page, PageState.OVER, story.acknowledged_by, story.acknowledged_at)
    newest = story.unheard_pages
    if page.id not in {told.page for told in newest}:
        return Standing(page, PageState.SUPERSEDED, newer=newest[-1].page)
    if story.state is StoryState.HEARD:
        return Standing(page, PageState.HEARD, story.acknowledged_by, story.acknowledged_at)
    return Standing(page, PageState.WAITING)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Somebody who says that a page was heard.

    Attributes:
        by: who.
        through: by which way.
        key: what makes this acknowledgement the same when it comes again.
        at: when it was said (aware); None: now.
    """

    by: str
    through: str
    key: str
    at: datetime | None = None


class Outcome(StrEnum):
    """What became of an acknowledgement."""

    TAKEN = "taken"
    REPEATED = "repeated"
    HEARD_BEFORE = "heard_before"
    SUPERSEDED = "superseded"
    OVER = "over"
    UNKNOWN_PAGE = "unknown_page"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What became of it, and where the page stands now; None where there is no such page."""

    outcome: Outcome
    standing: Standing | None


_NOTHING_TO_HEAR = {
    PageState.HEARD: Outcome.HEARD_BEFORE,
    PageState.SUPERSEDED: Outcome.SUPERSEDED,
    PageState.OVER: Outcome.OVER,
}


@dataclass(frozen=True, slots=True)
class AcknowledgingPorts:
    """What the door reads from and writes to.

    Attributes:
        standings: what was told and heard.
        journal: where decisions are appended.
        reader: what is in it already.
        now: the time of what is entered now.
        on_durable: told when there is a new entry.
        at_hand: pages of this process.
    """

    standings: PageStandings
    journal: JournalWriter
    reader: JournalReader
    now: Callable[[], datetime]
    on_durable: Callable[[], object] = lambda: None
    at_hand: PagesAtHand = NONE_AT_HAND


class Acknowledging:
    """The door for acknowledgements; any thread."""

    def __init__(self, ports: AcknowledgingPorts) -> None:
        self._ports = ports
        self._one_at_a_time = threading.Lock()

    def standing(self, page_id: str, key: str = "") -> Standing | None:
        """Where a page stands; heard, too, where the acknowledgement with this key still waits for the detector."""
        at_hand = self._ports.at_hand.of_page(page_id)
        standing = at_hand or self._ports.standings.of_page(page_id)
        if at_hand or standing is None or standing.state is not PageState.WAITING:
            return standing
        return self._used(key, standing) or standing

    def standing_of_key(self, dedup_key: str) -> Standing | None:
        """Where the newest page with a dedup key stands."""
        return self._ports.at_hand.of_key(dedup_key) or self._ports.standings.of_key(dedup_key)

    def used(self, key: str) -> bool:
        """Whether an acknowledgement with this key was taken."""
        return bool(self._entries(key))

    def acknowledge(self, standing: Standing | None, hearing: Hearing) -> Acknowledged:
        """Appends the decision, durable on return, unless it is there already or there is nothing to hear.

        Raises:
            JournalUnavailable: it could not be kept; the page was not acknowledged.
        """
        if standing is None:
            return Acknowledged(Outcome.UNKNOWN_PAGE, None)
        with self._one_at_a_time:
            at_hand = self._ports.at_hand.of_page(standing.page.id)
            answer = self._hear_at_hand(at_hand, hearing) if at_hand else self._hear(standing, hearing)
        if answer.outcome is Outcome.TAKEN:
            self._ports.on_durable()
        return answer

    def note(self, item: AuditItem, key: str) -> None:
        """Tells the audit what happened to a page and changes nothing, once under a key; left out where it cannot."""
        with self._one_at_a_time, suppress(JournalUnavailable):
            if self._ports.reader.find(key):
                return
            entered_at = self._entered_at()
            said = item.model_copy(update={"at": min(item.at, entered_at)}).model_dump_json(exclude_defaults=True)
            self._ports.journal.append([NewEntry(entered_at, EntryKind.NOTED, FEED, key, said.encode())])
            self._ports.on_durable()

    def _hear(self, standing: Standing, hearing: Hearing) -> Acknowledged:
        used = self._used(hearing.key, standing)
        if used is not None:
            return Acknowledged(Outcome.REPEATED, used)
        if standing.state is not PageState.WAITING:
            return Acknowledged(_NOTHING_TO_HEAR[standing.state], standing)
        return _taken(standing, hearing, self._append(standing.page, hearing))

    def _hear_at_hand(self, standing: Standing, hearing: Hearing) -> Acknowledged:
        """A page of this process is heard by this process; the journal, which may be what fails, is told if it can."""
        if standing.state is not PageState.WAITING:
            return Acknowledged(_NOTHING_TO_HEAR[standing.state], standing)
        at = self._ports.now()
        self._ports.at_hand.hear(standing.page.id, hearing.by, at)
        with suppress(JournalUnavailable):
            self._append(standing.page, hearing)
        return _taken(standing, hearing, at)

    def _append(self, page: Page, hearing: Hearing) -> datetime:
        entered_at = self._entered_at()
        at = min(max(hearing.at or entered_at, page.decided_at), entered_at)
        said = acknowledgement(page, hearing.by, hearing.through, at)
        self._ports.journal.append([NewEntry(entered_at, EntryKind.DECISION, FEED, hearing.key, said)])
        return at

    def _entered_at(self) -> datetime:
        """The time of what is entered now: never before what the journal holds already."""
        newest = self._ports.reader.entry(self._ports.reader.last_seq())
        now = self._ports.now()
        return max(now, newest.received_at) if newest else now

    def _used(self, key: str, standing: Standing) -> Standing | None:
        """The page as this key's earlier acknowledgement left it; None where there is none."""
        for content in self._entries(key):
            said = json.loads(content)
            at = datetime.fromisoformat(said["at"])
            return replace(standing, state=PageState.HEARD, by=said["by"], at=at)
        return None

    def _entries(self, key: str) -> list[bytes]:
        found = self._ports.reader.find(key) if key else []
        return [one.content for one in found if one.kind is EntryKind.DECISION]


def _taken(standing: Standing, hearing: Hearing, at: datetime) -> Acknowledged:
    return Acknowledged(Outcome.TAKEN, replace(standing, state=PageState.HEARD, by=hearing.by, at=at))


def acknowledgement(page: Page, by: str, through: str, at: datetime) -> bytes:
    """The decision that a page was heard, as it stands in the journal."""
    subject = {"subject": page.subject} if page.subject else {}
    said = {"type": "acknowledge", **subject, "page": page.id, "by": by, "through": through, "at": at.isoformat()}
    return json.dumps(said, ensure_ascii=False).encode()
