"""Recipients' timelines over a data folder: one recipient's facts are read, again only when something has changed."""

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Final, get_args
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.chosen_facts import (
    Choice,
    chosen_facts,
    lapses_of,
    message_numbers,
    standing_of_recipient,
)
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment, assess
from graftwatch.console.timeline.concluded import Told
from graftwatch.console.timeline.model import Material, timeline
from graftwatch.console.timeline.results import LIVER_TESTS, TEMPERATURE
from graftwatch.console.timeline.sources import Messages
from graftwatch.console.timeline.views import Timeline
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.scrubbing import shown_facts, without_identifiers
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.facts import Acknowledgement, Chart, Fact, FactSet, Measurement, Statement, newest_of
from graftwatch.paging import Ledger
from graftwatch.pipeline.heard_items import acknowledgements, heard_by_page
from graftwatch.pipeline.trial_history import rules_at
from graftwatch.protocol import DRUG_UNITS
from graftwatch.rejection.trough import concepts
from graftwatch.roster import HEARTBEAT_SUBJECT, Recipient, Roster

HELD: Final = 32
"""So many recipients' facts are kept at hand: those of a ward's round."""
DRAWN: Final = Choice(
    [kind.__name__ for kind in get_args(Statement) if kind is not Measurement],
    {TEMPERATURE, *LIVER_TESTS, *(concept for drug in DRUG_UNITS for concept in concepts(drug))},
)
"""What the picture shows; the assessment is the stored one, so the rules' other measurements need not be read."""

_Standing = tuple[object, ...]


class FolderTimelines:
    """See `console.timeline.port.TimelineDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._held: OrderedDict[str, tuple[_Standing, Material]] = OrderedDict()
        self._lock = Lock()

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def of(self, subject: str, known_by: datetime | None = None) -> Timeline | None:
        """A recipient's timeline."""
        if subject == HEARTBEAT_SUBJECT:
            return None
        with self._folder.connection() as db:
            material = self._now(db, subject) if known_by is None else self._then(db, subject, known_by)
        return None if material is None else timeline(material, known_by or shown_now(self._folder))

    def _now(self, db: sqlite3.Connection, subject: str) -> Material | None:
        standing = standing_of_recipient(db, subject)
        with self._lock:
            held = self._held.get(subject)
            if held is not None and held[0] == standing:
                self._held.move_to_end(subject)
                return held[1]
        state = SqliteState(db)
        enrolled, document = Roster.of_changes(state.roster_changes()).get(subject), standing[0]
        if enrolled is None:
            return None
        shown = shown_facts(chosen_facts(db, subject, DRAWN), enrolled)
        facts = FactSet(shown, lapses_of(db, subject))
        chart = Chart(facts.newest(), self.zone, facts.versions_of)
        if isinstance(document, str):
            assessment = Assessment.model_validate_json(document)
        else:
            assessment = assess(enrolled, facts, self._folder.protocol, shown_now(self._folder))
        material = self._material(db, enrolled, chart, assessment)
        with self._lock:
            self._held[subject] = standing, material
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return material

    def _then(self, db: sqlite3.Connection, subject: str, at: datetime) -> Material | None:
        """As `graftwatch explain --at` sees it: the roster, the facts and the rules of that time."""
        state = SqliteState(db)
        enrolled = Roster.of_changes(state.roster_changes(at)).get(subject)
        if enrolled is None:
            return None
        facts = FactSet(state.facts(subject), state.lapses(subject))
        known = facts.known_by(at)
        assessment = assess(enrolled, known, rules_at(state, self._folder.protocol, at), at)
        shown = list(shown_facts(known, enrolled))
        return self._material(db, enrolled, _chart(shown, self.zone), assessment, at)

    def _material(
        self,
        db: sqlite3.Connection,
        recipient: Recipient,
        chart: Chart,
        assessment: Assessment,
        known_by: datetime | None = None,
    ) -> Material:
        state, subject = SqliteState(db), recipient.subject
        row = db.execute("SELECT ledger FROM recipient WHERE subject = ?", (subject,)).fetchone()
        ledger = Ledger.model_validate_json(row[0]) if row else Ledger()
        heard = heard_by_page([ledger], acknowledgements(chart.of(Acknowledgement)))
        protocol = rules_at(state, self._folder.protocol, known_by) if known_by else self._folder.protocol
        return Material(
            recipient=recipient,
            chart=chart,
            assessment=without_identifiers(assessment, recipient),
            protocol=protocol,
            told=Told(state.pages_of(subject), ledger.stories, heard),
            messages=Messages(message_numbers(db, subject)),
            known_by=known_by,
        )


def _chart(known: Sequence[Fact[Statement]], zone: ZoneInfo) -> Chart:
    return Chart(newest_of(known), zone, lambda identity: [one for one in known if one.identity == identity])
