"""One copy of assess at work: it copies the entries, follows the state, and concludes while it leads.

All of it runs in one thread, turn by turn. Whatever ends the lead (the group, another leader, the cluster, a full disk)
ends it before the next turn: what was not kept is undone here and done by whoever leads next, from the same entries.
"""

from collections.abc import Callable, Iterable
from threading import Event
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.assess.leadership import Leadership
from graftwatch.adapters.kafka.assess.partitions import RawPartitions
from graftwatch.adapters.kafka.faults import (
    ClusterUnavailable,
    ClusterUnfit,
    LeadershipLost,
    RecordTooLarge,
    RecordTooNew,
)
from graftwatch.adapters.prometheus.protocol import ProtocolShown
from graftwatch.entrypoints.assess.copying import Copying
from graftwatch.entrypoints.assess.following import Following, state_replica
from graftwatch.entrypoints.assess.leading import Leading, LeadingFrom, leading
from graftwatch.entrypoints.assess.rounds import Entered, Rounds
from graftwatch.entrypoints.on_call_files import OnCallFiles
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.paging import Trouble
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.detector import ENTRIES_AT_A_TIME
from graftwatch.roster import Enrolment

# A leader waits for entries so long before it looks whether pagers said something, and whether it still leads.
LEADER_WAITS_SECONDS: Final = 0.1
# Long enough not to spin, short enough to go on soon when the cluster, or space on the disk, is back.
REST_SECONDS: Final = 0.5


class TooManyDeadLetters(Exception):  # noqa: N818 - said as what it is
    """So many entries failed within an hour that something is wrong with the program or the feeds, not with them."""


class AssessEngine:
    """The work of one copy; `run` does it, the rest may be asked from another thread.

    Args:
        settings: in force.
        on_call: who is on call.
        enrolments: the roster to begin with, where nobody is enrolled yet.
        handled: is told of each batch.
        troubles: what else is to be told as pages.
    """

    def __init__(
        self,
        settings: Settings,
        on_call: OnCallFiles,
        enrolments: tuple[Enrolment, ...],
        handled: Callable[[Batch], None],
        troubles: Callable[[], Iterable[Trouble]] = tuple,
    ) -> None:
        self._settings = settings
        self._on_call = on_call
        self._enrolments = enrolments
        self._told_of = handled
        self._troubles = troubles
        self._clock = SystemClock()
        self._folder = DataFolder(settings.data)
        self._journal = self._folder.reader()
        self._replica = state_replica(settings)
        self._following = Following(settings, self._replica)
        self._leadership = Leadership(settings.kafka)
        self._partitions = RawPartitions(settings.kafka)
        self._leading: Leading | None = None
        self._rounds: Rounds | None = None
        self._at_a_time = ENTRIES_AT_A_TIME
        self._log = structlog.get_logger(component="assess")
        self.leaderships = 0
        self.fault = ""
        self.progress_at = monotonic()
        self._progressed_to = 0

    @property
    def leads(self) -> bool:
        """Whether this copy concludes."""
        return self._leading is not None

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """Of the replicated state: transactions kept, failed and fenced, and records it is behind."""
        of = self._replica.figures
        return of.committed, of.failed, of.fenced, of.lag

    def behind(self) -> int:
        """Entries that are not handled, as far as is known here."""
        return self._following.behind()

    @property
    def protocol(self) -> ProtocolShown | None:
        """The protocol by which this copy concludes; None where it follows."""
        rounds = self._rounds
        return rounds.news.version() if rounds is not None else None

    @property
    def position(self) -> int:
        """The last entry that was handled."""
        return self._following.position

    def run(self, stopped: Event) -> None:
        """Works until it is told to stop.

        Raises:
            ClusterUnfit: somebody must mend the cluster.
            RecordTooNew: a newer copy must go on.
            TooManyDeadLetters: somebody must look.
        """
        self._replica.open()
        self._leadership.start()
        try:
            while not stopped.is_set():
                if not self._turned():
                    stopped.wait(REST_SECONDS)
        finally:
            self._let_go()
            self._leadership.stop()
            self._partitions.close()
            self._following.rest()
            self._replica.close()

    def _turned(self) -> bool:
        """One turn; whether all went well."""
        try:
            self._turn()
        except LeadershipLost as fault:
            self._log.warning("the lead is lost", reason=str(fault))
            self._let_go()
            self._leadership.rejoin()
            return True
        except RecordTooLarge as fault:
            self.fault = str(fault)
            self._log.exception("a batch is too large for one transaction", entries=self._at_a_time)
            self._at_a_time, before = max(self._at_a_time // 2, 1), self._at_a_time
            return before > 1
        except (ClusterUnfit, RecordTooNew, TooManyDeadLetters):
            raise
        except ClusterUnavailable as fault:
            if self.fault != str(fault):
                self._log.warning("waits for the cluster", reason=str(fault))
            self.fault = str(fault)
            self.progress_at = monotonic()  # to be started again would not help
            self._let_go()
            self._following.rest()
            return False
        except Exception as fault:  # noqa: BLE001 - the disk may be full: told, and tried again
            self.fault = f"a batch failed: {type(fault).__name__}"
            self._log.exception("batch failed")
            if not self._replica.leads:
                self._let_go()
            return False
        self.fault = ""
        self._note_progress()
        return True

    def _note_progress(self) -> None:
        """Progress is an entry handled, or none there to handle; that the thread turns is none."""
        position = self.position
        if position != self._progressed_to or self.behind() == 0:
            self._progressed_to, self.progress_at = position, monotonic()

    def _turn(self) -> None:
        copying = self._following.copying()
        if not self._leadership.ours:
            self._let_go()
            self._following.turn()
            return
        copying.copy(LEADER_WAITS_SECONDS if self.position >= copying.last else 0.0)
        self._conclude(copying, self._leading or self._lead(copying))
        if self._settings.clock == "real":
            copying.expire(self.position)

    def _lead(self, copying: Copying) -> Leading:
        self._replica.lead()
        of = LeadingFrom(
            self._settings,
            self._replica,
            self._journal,
            self._partitions,
            self._on_call.on_call,
            self._clock.now,
            self.lag_seconds,
        )
        self._leading = leading(of)
        self._rounds = Rounds(
            self._settings, self._leading, self._on_call, copying, Entered(self._enrolments, self._troubles)
        )
        self._at_a_time = ENTRIES_AT_A_TIME
        self.leaderships += 1
        self._following.position = self._leading.detector.position
        self._log.info("leads", position=self.position)
        return self._leading

    def _conclude(self, copying: Copying, now: Leading) -> None:
        batch = now.detector.run_batch(self._at_a_time)
        self._following.position = now.detector.position
        if batch is not None:
            self._told_of(batch)
            self._leadership.handled(self.position - self._following.base)
            if batch.dead_letters:
                self._refuse_too_many(now)
        if self._rounds is not None:
            self._rounds.go(batch, caught_up=self.position >= copying.last)

    def _refuse_too_many(self, now: Leading) -> None:
        failed, limit = now.failures.within_the_hour(), self._settings.kafka.dead_letters_at_most
        if failed > limit:
            raise TooManyDeadLetters(
                f"{failed} entries failed within an hour (kafka.dead_letters_at_most is {limit}): see `graftwatch"
                " dead-letters list` and the log, mend the fault, and start the detector again"
            )

    def lag_seconds(self) -> float:
        """How long the oldest entry that is not handled waits; 0 where time is replayed."""
        if self._settings.clock == "replay" or self.behind() <= 0:
            return 0.0
        waiting = self._journal.read_after(self.position, 1)
        return max((self._clock.now() - waiting[0].received_at).total_seconds(), 0.0) if waiting else 0.0

    def _let_go(self) -> None:
        if self._leading is not None:
            self._log.info("leads no more", position=self.position)
        self._leading = None
        rounds, self._rounds = self._rounds, None
        if rounds is not None:
            rounds.close()
