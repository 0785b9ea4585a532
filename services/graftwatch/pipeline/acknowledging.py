"""Acknowledging a page from outside the detector: where the page stands, and the decision that says that it was heard.

A link in a page, a receiver's webhook and the command line all come here. What they append to the journal is a
decision like any other, and the detector takes it up. Each acknowledgement has a key of its own, kept as the entry's
control id: one that comes again under the same key is found in the journal and not appended again, also after a crash
and under two requests at once. What a page says is the store's, and is only read here.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graftwatch.assessment.decisions import FEED
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind, JournalReader, JournalWriter, NewEntry


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


class Acknowledging:
    """The door for acknowledgements.

    Args:
        standings: what was told and heard.
        journal: where decisions are appended.
        reader: what is in it already.
        now: the time of what is entered now.
        on_durable: told when there is a new entry.
    """

    def __init__(
        self,
        standings: PageStandings,
        journal: JournalWriter,
        reader: JournalReader,
        now: Callable[[], datetime],
        on_durable: Callable[[], object] = lambda: None,
    ) -> None:
        self._standings = standings
        self._journal = journal
        self._reader = reader
        self._now = now
        self._on_durable = on_durable
        self._one_at_a_time = threading.Lock()

    def standing(self, page_id: str, key: str = "") -> Standing | None:
        """Where a page stands; heard, too, where the acknowledgement with this key still waits for the detector."""
        standing = self._standings.of_page(page_id)
        if standing is None or standing.state is not PageState.WAITING or not key:
            return standing
        return self._used(key, standing) or standing

    def used(self, key: str) -> bool:
        """Whether an acknowledgement with this key was taken."""
        return bool(self._entries(key))

    def standing_of_key(self, dedup_key: str) -> Standing | None:
        """Where the newest page with a dedup key stands."""
        return self._standings.of_key(dedup_key)

    def acknowledge(self, standing: Standing | None, hearing: Hearing) -> Acknowledged:
        """Appends the decision, durable on return, unless it is there already or there is nothing to hear.

        Raises:
            JournalUnavailable: it could not be kept; the page was not acknowledged.
        """
        if standing is None:
            return Acknowledged(Outcome.UNKNOWN_PAGE, None)
        with self._one_at_a_time:
            used = self._used(hearing.key, standing)
            if used is not None:
                return Acknowledged(Outcome.REPEATED, used)
            if standing.state is not PageState.WAITING:
                return Acknowledged(_NOTHING_TO_HEAR[standing.state], standing)
            at = self._append(standing.page, hearing)
        self._on_durable()
        return Acknowledged(Outcome.TAKEN, replace(standing, state=PageState.HEARD, by=hearing.by, at=at))

    def _append(self, page: Page, hearing: Hearing) -> datetime:
        newest = self._reader.entry(self._reader.last_seq())
        now = self._now()
        entered_at = max(now, newest.received_at) if newest else now
        at = min(max(hearing.at or entered_at, page.decided_at), entered_at)
        said = acknowledgement(page, hearing.by, hearing.through, at)
        self._journal.append([NewEntry(entered_at, EntryKind.DECISION, FEED, hearing.key, said)])
        return at

    def _used(self, key: str, standing: Standing) -> Standing | None:
        """The page as this key's earlier acknowledgement left it; None where there is none."""
        for content in self._entries(key):
            said = json.loads(content)
            at = datetime.fromisoformat(said["at"])
            return replace(standing, state=PageState.HEARD, by=said["by"], at=at)
        return None

    def _entries(self, key: str) -> list[bytes]:
        found = self._reader.find(key) if key else []
        return [one.content for one in found if one.kind is EntryKind.DECISION]


def acknowledgement(page: Page, by: str, through: str, at: datetime) -> bytes:
    """The decision that a page was heard, as it stands in the journal."""
    subject = {"subject": page.subject} if page.subject else {}
    said = {"type": "acknowledge", **subject, "page": page.id, "by": by, "through": through, "at": at.isoformat()}
    return json.dumps(said, ensure_ascii=False).encode()
