"""Acknowledging a page at the console: the same door, and the same answers, as a link in a page."""

from collections.abc import Sequence

from graftwatch.adapters.sqlite.page_standings import SqlitePageStandings
from graftwatch.console.signals.page_views import AcknowledgementGiven
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.entering import wait_until_handled
from graftwatch.pipeline.acknowledging import Acknowledging, AcknowledgingPorts, Hearing, Outcome
from graftwatch.pipeline.journal import NewEntry
from graftwatch.pipeline.staff_names import staff_name

THROUGH = "console"


class _FolderJournal:
    """The way into the journal, opened for each entry."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder

    def append(self, entries: Sequence[NewEntry]) -> int:
        with self._folder.entering() as journal:
            return journal.append(entries)


class ConsoleAcknowledging:
    """The door; any thread. Two people at once: one is taken, the other is told who and when.

    Args:
        folder: whose pages.
    """

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        standings = SqlitePageStandings(folder.place.state)
        self._door = Acknowledging(
            AcknowledgingPorts(standings, _FolderJournal(folder), folder.journal, folder.now, self._wait)
        )

    def acknowledge(self, page_id: str, account: str) -> AcknowledgementGiven | None:
        """What became of it; None where there is no such page.

        Raises:
            JournalUnavailable: it could not be kept; the page was not acknowledged.
        """
        key = f"{THROUGH}-{page_id}"
        hearing = Hearing(name_of(account), THROUGH, key)
        answer = self._door.acknowledge(self._door.standing(page_id, key), hearing)
        standing, outcome = answer.standing, answer.outcome
        if standing is None:
            return None
        counted = self._door.standing(page_id) if outcome is Outcome.TAKEN else None
        if counted is not None and counted.by and counted.by != hearing.by:
            standing, outcome = counted, Outcome.HEARD_BEFORE  # by a link, at the same moment
        return AcknowledgementGiven(page=page_id, outcome=outcome, by=standing.by, at=standing.at, newer=standing.newer)

    def _wait(self) -> None:
        """The page that is shown next is of after it."""
        wait_until_handled(self._folder, self._folder.journal.last_seq())


def name_of(account: str) -> str:
    """An account as it may stand in a record of staff: without a host where it is an e-mail address."""
    return staff_name(account) or staff_name(account.partition("@")[0]) or "an account of the console"
