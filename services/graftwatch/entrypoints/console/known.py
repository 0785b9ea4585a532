"""What the service has concluded and told, as pages ask for it again and again: read anew only where it changed."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.newest_ledgers import NewestLedgers
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.adapters.sqlite.watch_notes import watch_state
from graftwatch.assessment import Assessment
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.scrubbing import without_identifiers
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.paging import Ledger
from graftwatch.pipeline.watch_state import WatchState
from graftwatch.roster import HEARTBEAT_SUBJECT, Recipient, Roster

_ROSTER_STAMP = """
SELECT (SELECT count(*) FROM roster_change), (SELECT count(*) FROM identity_statement),
    (SELECT max(seq) FROM roster_change), (SELECT max(seq) FROM identity_statement)
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the store.

    Attributes:
        as_of: the time that it counts by.
        roster: who is enrolled, as far as the service has read.
        assessments: each recipient's newest, by subject, without identifiers; the service's own test recipient is none.
        ledgers: what was told about each recipient.
        watch: what was told about the service, and what is held back.
        channel_ledger: what was told about channels.
    """

    as_of: datetime
    roster: Roster
    assessments: Sequence[Assessment]
    ledgers: Mapping[str, Ledger]
    watch: WatchState
    channel_ledger: Ledger

    def recipient(self, subject: str) -> Recipient | None:
        """An enrolled recipient."""
        return self.roster.get(subject)

    def assessment(self, subject: str) -> Assessment | None:
        """A recipient's newest assessment."""
        return next((one for one in self.assessments if one.subject == subject), None)


class Known:
    """Looks at a folder; any thread.

    Args:
        folder: what the service has taken and concluded.
    """

    def __init__(self, folder: OpenFolder) -> None:
        self.folder = folder
        self._assessments = NewestAssessments()
        self._ledgers = NewestLedgers()
        self._roster: tuple[object, Roster] | None = None
        self._shown: dict[str, tuple[Assessment, Recipient | None, Assessment]] = {}

    def look(self) -> Look:
        """What is so now; nothing where the service has not run yet."""
        if not self.folder.place.state.exists():
            return Look(shown_now(self.folder), Roster(), (), {}, WatchState(), Ledger())
        with self.folder.connection() as connection:
            return self.look_by(connection)

    def look_by(self, connection: sqlite3.Connection) -> Look:
        """The same by an open connection."""
        roster = self._roster_of(connection)
        newest = [one for one in self._assessments.of(connection) if one.subject != HEARTBEAT_SUBJECT]
        shown = {one.subject: self._without_identifiers(one, roster.get(one.subject)) for one in newest}
        self._shown = shown
        return Look(
            as_of=shown_now(self.folder),
            roster=roster,
            assessments=[assessment for _, _, assessment in shown.values()],
            ledgers=self._ledgers.of(connection),
            watch=watch_state(connection),
            channel_ledger=SqliteState(connection).channel_ledger(),
        )

    def _roster_of(self, connection: sqlite3.Connection) -> Roster:
        stamp = connection.execute(_ROSTER_STAMP).fetchone()
        held = self._roster
        if held is None or held[0] != stamp:
            held = (stamp, Roster.of_changes(SqliteState(connection).roster_changes()))
            self._roster = held
        return held[1]

    def _without_identifiers(
        self, one: Assessment, recipient: Recipient | None
    ) -> tuple[Assessment, Recipient | None, Assessment]:
        held = self._shown.get(one.subject)
        if held is not None and held[0] is one and held[1] == recipient:
            return held
        return one, recipient, without_identifiers(one, recipient)
