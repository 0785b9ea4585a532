"""What a leader does besides handling entries: what pagers say, retries that are due, time where no gateway tells it.

Time goes on by the gateways' heartbeats. Where none comes for two of its periods, the leader says what time it is by an
entry without content (a tick): whoever is due is looked at, and silence is told. It is no heartbeat: a monitor outside
that waits for one must notice that no gateway lives.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.assess.appending import EntryAppender
from graftwatch.adapters.kafka.assess.outcomes import OutcomeLog
from graftwatch.entrypoints.assess.copying import Copying
from graftwatch.entrypoints.assess.leading import Leading
from graftwatch.entrypoints.heartbeat import heartbeat_enrolment
from graftwatch.entrypoints.kafka_outcomes import Outcomes
from graftwatch.entrypoints.on_call_files import OnCallFiles
from graftwatch.entrypoints.protocol_in_force import protocol_news
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import reach_of
from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.on_call_watch import OnCallWatch
from graftwatch.pipeline.passed_over import HeardFeeds
from graftwatch.roster import HEARTBEAT_SUBJECT, Enrolment

BEATS_MISSED: Final = 2
# A channel counts as failing after a minute; looking four times as often is near enough.
LOOK_SECONDS: Final = 15.0
TICK_FEED: Final = "tick"
ROSTER_FEED: Final = "roster"


@dataclass(frozen=True, slots=True)
class Entered:
    """What comes from this machine: the roster to begin with, where nobody is enrolled yet; what is wrong here."""

    enrolments: Sequence[Enrolment]
    troubles: Callable[[], Iterable[Trouble]]


class Rounds:
    """The rounds of one lead.

    Args:
        settings: in force.
        leading: what leads.
        on_call: who is on call.
        copying: the local copy of the entries.
        entered: what comes from this machine.
    """

    def __init__(
        self,
        settings: Settings,
        leading: Leading,
        on_call: OnCallFiles,
        copying: Copying,
        entered: Entered,
    ) -> None:
        self._settings = settings
        self._leading = leading
        self._copying = copying
        self._entered = entered
        self._clock = SystemClock()
        self._appender = EntryAppender(settings.kafka)
        self._said = OutcomeLog(settings.kafka, leading.store.source_positions())
        self._on_call = on_call
        self._on_call_watch = OnCallWatch()
        self._reach = reach_of(leading.routes, leading.protocol, on_call.on_call)
        self.news = protocol_news(settings, leading.taken, self._clock.now())
        self._outcomes = Outcomes(leading.store, leading.outbox, self._reach, leading.protocol.paging, self._clock.now)
        self._looked_at = monotonic()
        self._every = timedelta(seconds=settings.heartbeat_seconds).total_seconds()
        self._real = settings.clock == "real"
        self._beaten_at = self._ticked_at = monotonic()
        self._log = structlog.get_logger(component="assess")
        self.news.log(self._log)

    def go(self, batch: Batch | None, *, caught_up: bool) -> None:
        """One round.

        Raises:
            KafkaFault: it could not be ended.
        """
        if batch is not None and batch.beats:
            self._beaten_at = monotonic()
        self._take_outcomes()
        if monotonic() - self._looked_at >= LOOK_SECONDS:
            self._look()
        self._retry()
        if self._real and caught_up:
            self._enrol()
            self._tick()

    def _look(self) -> None:
        """Tells of channels, of the on-call file, and that no gateway is heard."""
        self._looked_at, now = monotonic(), self._clock.now()
        on_call = self._on_call_watch.troubles(self._reach, self._on_call.faults, now)
        self._outcomes.look(now, (*on_call, *self.news.troubles(), *self._no_gateway(), *self._entered.troubles()))

    def _no_gateway(self) -> Iterator[Trouble]:
        silent = monotonic() - self._beaten_at
        if self._real and silent > self._settings.limits.lag_seconds + BEATS_MISSED * self._every:
            reason = "no heartbeat comes from any gateway: no message is taken, or intake stands still"
            yield Trouble(
                HealthKind.HEARTBEAT_MISSING, "gateway", reason, self._clock.now() - timedelta(seconds=silent)
            )

    def close(self) -> None:
        """Ends them."""
        self._said.close()
        self._appender.close()

    def _take_outcomes(self) -> None:
        found = self._said.read()
        if not found.positions:
            return
        store = self._leading.store
        with store.transaction():
            gave_up = self._outcomes.take(found.records)
            store.keep_source_positions(found.positions)
        if gave_up:
            self._look()

    def _retry(self) -> None:
        failures = self._leading.failures
        seqs = failures.due()
        if not seqs:
            return
        self._appender.append([failures.entry(seqs)])
        with self._leading.store.transaction():
            failures.entered(seqs)
        self._log.info("entries are tried again", count=len(seqs))

    def _enrol(self) -> None:
        """Enrols the heartbeat, and the roster to begin with, where that was never done: the heartbeat last."""
        if self._leading.detector.roster.get(HEARTBEAT_SUBJECT) is not None:
            return
        if self._copying.end() > self._leading.detector.position:
            return
        now = self._clock.now()
        changes = (*self._entered.enrolments, heartbeat_enrolment(now))
        self._appender.append(
            [NewEntry(now, EntryKind.ROSTER, ROSTER_FEED, "", one.model_dump_json().encode()) for one in changes]
        )

    def _tick(self) -> None:
        now = monotonic()
        if now - self._beaten_at < BEATS_MISSED * self._every or now - self._ticked_at < self._every:
            return
        self._ticked_at = now
        content = HeardFeeds(feeds=()).model_dump_json().encode()
        self._appender.append([NewEntry(self._clock.now(), EntryKind.HEARD, TICK_FEED, "", content)])
