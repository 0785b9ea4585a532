"""What a copy of assess has for a scrape: the same figures as the embedded detector, from its own copy of the state.

Each question has a connection of its own, which only reads: the engine's thread writes meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from graftwatch.adapters.prometheus.acknowledging import AuditCollector
from graftwatch.adapters.prometheus.blinding import left_out
from graftwatch.adapters.prometheus.detector import DetectorMetrics
from graftwatch.adapters.prometheus.feeds import FeedCollector
from graftwatch.adapters.prometheus.leadership import LeadershipCollector, LeadershipFigures
from graftwatch.adapters.prometheus.protocol import ProtocolCollector
from graftwatch.adapters.prometheus.search import SearchMetrics
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.prometheus.unacknowledged import UnacknowledgedCollector
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.committee.infusion import several_arms
from graftwatch.entrypoints.assess.engine import AssessEngine
from graftwatch.entrypoints.feed_standings import standings
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, protocol_of
from graftwatch.hl7.header import Header, read_header
from graftwatch.hl7.timestamps import instant
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.feed_standing import FeedStanding
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.trial_history import rules_now
from graftwatch.pipeline.trial_now import TrialMemo, TrialNow
from graftwatch.pipeline.unacknowledged import Unacknowledged, unacknowledged
from graftwatch.roster import Roster


class AssessFigures:
    """The registry of a copy of assess.

    Args:
        settings: in force.
        now: the current time.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.registry = CollectorRegistry()
        self._settings = settings
        self._protocol = protocol_of(settings)
        self._path = DataFolder(settings.data).state
        self._now = now
        self._replay = settings.clock == "replay"
        self._zones = {one.name: ZoneInfo(one.time_zone) for one in settings.feeds if one.time_zone}
        self._ages: dict[str, float] = {}
        self._assessments, self._memo = NewestAssessments(), TrialMemo()
        self._batches = DetectorMetrics(self.registry, self._several_arms, self._protocol.severity)
        self._searched = SearchMetrics(self.registry)

    def watch(self, engine: AssessEngine) -> None:
        """Adds what is asked of the engine and its state."""
        self.registry.register(TrialCollector(self._trial, engine.lag_seconds))
        self.registry.register(FeedCollector(self._standings, lambda: self._ages))
        self.registry.register(UnacknowledgedCollector(self._unacknowledged, self._now))
        self.registry.register(AuditCollector(self._audit_rows, self._several_arms))
        self.registry.register(ProtocolCollector(lambda: engine.protocol))
        self.registry.register(LeadershipCollector(lambda: _leadership(engine)))

    def publish(self, batch: Batch) -> None:
        """Counts what a batch did."""
        self._note_age(batch.last)
        self._batches.publish(batch, batch.last.received_at if self._replay else self._now())
        self._searched.publish(batch)

    @contextmanager
    def _state(self) -> Iterator[SqliteState]:
        with _read_only(self._path) as state:
            yield state

    def _several_arms(self) -> bool:
        with self._state() as state:
            return self._is_of_several_arms(state)

    def _is_of_several_arms(self, state: SqliteState) -> bool:
        return several_arms(Roster.of_changes(state.roster_changes()), rules_now(state, self._protocol))

    def _trial(self) -> TrialNow:
        with closing(open_state(self._path, read_only=True)) as connection:
            state = SqliteState(connection)
            roster, held = Roster.of_changes(state.roster_changes()), self._assessments.of(connection)
            newest, protocol = state.watch_notes().state.newest, rules_now(state, self._protocol)
        return self._memo.now(roster, held, protocol, newest or self._now())

    def _standings(self) -> list[FeedStanding]:
        with closing(open_state(self._path, read_only=True)) as connection:
            newest = SqliteState(connection).watch_notes().state.newest if self._replay else None
            return standings(self._settings, self._protocol, connection, newest or self._now(), rates=False)

    def _unacknowledged(self) -> Unacknowledged:
        with self._state() as state:
            hidden = left_out(blinded=self._is_of_several_arms(state))
            return unacknowledged([*state.unheard_ledgers(), *state.service_ledgers()], hidden)

    def _audit_rows(self) -> int:
        with closing(open_state(self._path, read_only=True)) as connection:
            return SqliteAudit(connection).size()

    def _note_age(self, entry: Entry) -> None:
        """How old a feed's message was when it came, by MSH-7: one a batch, for the sender's own delay."""
        header = read_header(entry.content) if entry.kind is EntryKind.FRAME else None
        if isinstance(header, Header):
            zone = self._protocol.zone
            sent = instant(header.sent_at.decode("ascii", "replace"), self._zones.get(entry.feed, zone), zone)
            if sent is not None:
                self._ages[entry.feed] = (entry.came_at - sent).total_seconds()


@contextmanager
def _read_only(path: Path) -> Iterator[SqliteState]:
    with closing(open_state(path, read_only=True)) as connection:
        yield SqliteState(connection)


def _leadership(engine: AssessEngine) -> LeadershipFigures:
    committed, failed, fenced, behind = engine.figures
    return LeadershipFigures(
        leads=engine.leads,
        leaderships=engine.leaderships,
        entries_behind=engine.behind(),
        replica_behind=behind,
        committed=committed,
        failed=failed,
        fenced=fenced,
        reachable=not engine.fault,
    )
