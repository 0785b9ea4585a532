"""Data completeness over a data folder. A recipient's facts are read again when the assessment is newer."""

import sqlite3
import threading
from dataclasses import dataclass
from typing import Final

from graftwatch.adapters.sqlite.chosen_facts import Choice, chosen_facts, lapses_of, last_message_at
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment, RecipientState
from graftwatch.console.completeness.missing import TEMPERATURE, Known, completeness, limits
from graftwatch.console.completeness.views import Completeness, RecipientCompleteness
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.facts import Admission, Chart, Discharge, FactSet, MicrobiologyReport
from graftwatch.roster import HEARTBEAT_SUBJECT, Roster

NEEDED: Final = Choice((Admission.__name__, Discharge.__name__, MicrobiologyReport.__name__), (TEMPERATURE,))


@dataclass(frozen=True, slots=True)
class _Held:
    """What was read, and the assessment that was the newest then."""

    assessment: Assessment
    known: Known


class FolderCompleteness:
    """See `console.completeness.port.CompletenessDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._newest = NewestAssessments()
        self._held: dict[str, _Held] = {}
        self._reading = threading.Lock()  # who asks while everybody is read for the first time waits for that

    def everybody(self) -> Completeness:
        """All recipients."""
        now, protocol = shown_now(self._folder), self._folder.protocol
        with self._reading, self._folder.connection() as db:
            assessed = [one for one in self._newest.of(db) if one.state is not RecipientState.HEARTBEAT]
            known = self._known(db, assessed)
        recipients = tuple(completeness(known[one.subject], one, protocol, now) for one in assessed)
        return Completeness(as_of=now, limits=limits(protocol), recipients=recipients)

    def of(self, subject: str) -> RecipientCompleteness | None:
        """One recipient."""
        if subject == HEARTBEAT_SUBJECT:
            return None
        with self._folder.connection() as db:
            held = next((one for one in self._newest.of(db) if one.subject == subject), None)
            known = None if held is None else self._known(db, [held])[subject]
        if held is None or known is None:
            return None
        return completeness(known, held, self._folder.protocol, shown_now(self._folder))

    def _known(self, db: sqlite3.Connection, assessed: list[Assessment]) -> dict[str, Known]:
        """What is known of these; read where it is not held, or the assessment has changed since."""
        stale = [one for one in assessed if self._stale(one)]
        if stale:
            roster = Roster.of_changes(SqliteState(db).roster_changes())
            for one in stale:
                enrolled = roster.get(one.subject)
                facts = FactSet(chosen_facts(db, one.subject, NEEDED), lapses_of(db, one.subject))
                chart = Chart(facts.newest(), self._folder.protocol.zone, facts.versions_of)
                transplanted_at = enrolled.transplanted_at if enrolled else one.as_of
                self._held[one.subject] = _Held(one, Known(chart, last_message_at(db, one.subject), transplanted_at))
        return {one.subject: self._held[one.subject].known for one in assessed}

    def _stale(self, one: Assessment) -> bool:
        held = self._held.get(one.subject)
        return held is None or held.assessment is not one
