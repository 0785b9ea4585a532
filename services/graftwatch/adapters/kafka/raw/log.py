"""The message log on Kafka: what is handed over goes to the producer, or behind what waits in the spool.

Everything here happens in one event loop; only the making of a session waits, in a thread. Two queues, both in the
order of arrival: groups that were handed to the producer, and groups that wait for those, because the session has
failed. A group is told of when each of its records is answered, or when its time is over. With a spool, what the
cluster did not keep goes there first and what came later behind it; while it drains, new messages join its end.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from graftwatch.adapters.kafka.names import Names
from graftwatch.adapters.kafka.raw.flight import Flight
from graftwatch.adapters.kafka.raw.holding import Away, Opener, SessionHolder
from graftwatch.adapters.kafka.raw.records import Records, too_large
from graftwatch.adapters.kafka.raw.session import TOO_LARGE, Session, open_session, why
from graftwatch.adapters.kafka.raw.spool import Spool, SpoolRefuses
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.ingest import Novelty, entry_of
from graftwatch.pipeline.journal import Entry, JournalUnavailable, NewEntry
from graftwatch.pipeline.message_log import Fate, Handed, LogLevels, NotKept, RefusalReason, Told
from graftwatch.pipeline.recent_messages import RecentMessages

# How often the time of what is under way is looked at, and by how much the producer's own time-out may be late.
TICK_SECONDS = 0.25
GRACE_SECONDS = 0.5


class BufferFull(Exception):  # noqa: N818 -- a state
    """More was handed on than may wait for the cluster's answer; it is not spooled, as what is behind it may be."""


@dataclass(slots=True, eq=False)
class Group:
    """What was handed over together; a message without a record repeats a kept one."""

    handed: Handed
    tell: Callable[[Told], None]
    novelties: list[Novelty]
    size: int
    records: Sequence[int | None] = ()
    refused: Sequence[int] = ()
    notes: Sequence[int] = ()
    flight: Flight | None = None
    fault: Exception | None = None

    def fault_of(self, number: int) -> Exception | None:
        """Why a record is not known to be kept; None: it is."""
        return self.flight.fault_of(number) if self.flight else self.fault

    def fail(self, fault: Exception) -> None:
        """Nothing of it is handed on."""
        self.fault = fault
        self.records = [None if one is Novelty.DUPLICATE else 0 for one in self.novelties]
        self.refused = [0] * len(self.handed.refused)
        self.notes = [0] * len(self.handed.notes)

    def answered(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self.flight is None or self.flight.answered()


class KafkaMessageLog:
    """A `MessageLog`; made inside the event loop that it is used from.

    Args:
        settings: where the cluster is, and the limits.
        recent: the door's memory.
        spool: bridges the cluster's absence, or None.
        opener: makes a session; None: to the cluster of the settings.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        recent: RecentMessages,
        spool: Spool | None = None,
        opener: Opener | None = None,
    ) -> None:
        self._settings = settings
        self._recent = recent
        self._spool = spool
        self._records = Records(Names(settings.prefix))
        self._log = structlog.get_logger(component="gateway")
        self._loop = asyncio.get_running_loop()
        self._holder = SessionHolder(
            opener or partial(open_session, settings, self._records.topics), settings.answer_seconds, self._wake
        )
        self._draining: tuple[Flight, list[Entry], list[int]] | None = None
        self._sent: deque[Group] = deque()
        self._sent_by: Session | None = None
        self._waiting: deque[Group] = deque()
        self._buffered = 0
        self._refusals: Counter[RefusalReason] = Counter()
        self._look_is_due = False
        self._spool_fault = ""
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def fault(self) -> str:
        """Why the cluster takes no messages; empty: it does."""
        return "" if self._holder.session else str(self._holder.away)

    def start(self) -> None:
        """Begins to look for the cluster."""
        self._tasks = [
            self._loop.create_task(self._holder.run(), name="session"),
            self._loop.create_task(self._tick(), name="answers in time"),
        ]

    async def close(self) -> None:
        """Ends; everything handed over was told of before."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._holder.close()
        if self._spool is not None:
            self._spool.close()

    def levels(self) -> LogLevels:
        """What is bounded, as it is now."""
        return LogLevels(
            self.fault,
            self._buffered,
            self._settings.buffer_bytes,
            self._holder.sessions,
            dict(self._refusals),
            self._spool.levels() if self._spool else None,
        )

    def keep(self, handed: Handed, tell: Callable[[Told], None]) -> None:
        """Keeps this, behind everything that was handed over before."""
        novelties = [self._recent.novelty(message) for message in handed.messages]
        size = sum([len(one.content) for one in handed.messages]) + sum([len(one.content) for one in handed.refused])
        group = Group(handed, tell, novelties, size)
        self._buffered += size
        if self._waiting or not self._route(group):
            self._waiting.append(group)

    def _route(self, group: Group) -> bool:
        """Sends, spools or refuses a group; False: what was sent before it must be answered first."""
        session = self._holder.session
        if self._sent and session is not self._sent_by:
            return False
        if session is not None and session.failure is None and (self._spool is None or self._spool.empty):
            self._sent_by = session
            self._send(group, session)
            self._sent.append(group)
            if group.answered():  # a repetition of what is kept: no event will come
                self._wake()
            return True
        if self._sent:
            return False
        group.fail(self._holder.away)
        self._settle(group)
        return True

    def _send(self, group: Group, session: Session) -> None:
        if self._buffered > self._settings.buffer_bytes and self._sent:
            group.fail(BufferFull(f"{self._settings.buffer_bytes} bytes wait for the cluster's answer already"))
            return
        handed, flight = group.handed, Flight(session, self._deadline())
        add = self._records.add
        group.flight = flight
        group.records = [
            None if novelty is Novelty.DUPLICATE else add(flight, entry_of(message))
            for message, novelty in zip(handed.messages, group.novelties, strict=True)
        ]
        group.refused = [self._records.add_refused(flight, one) for one in handed.refused]
        group.notes = [add(flight, one) for one in handed.notes]
        flight.depart()

    def _deadline(self) -> float:
        return self._loop.time() + self._settings.answer_seconds + GRACE_SECONDS

    def _wake(self) -> None:
        """Something was answered, or the session has failed; by any thread."""
        if not self._look_is_due:
            self._look_is_due = True
            self._loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        """Goes on with whatever can."""
        self._look_is_due = False
        while self._sent and self._sent[0].answered():
            self._settle(self._sent.popleft())
        self._drain()
        while self._waiting and self._route(self._waiting[0]):
            self._waiting.popleft()

    def _settle(self, group: Group) -> None:
        """Tells what became of a group; what the cluster did not keep goes to the spool, where there is one."""
        fates: list[Fate | Exception] = []
        for message, novelty, number in zip(group.handed.messages, group.novelties, group.records, strict=True):
            fault = None if number is None else group.fault_of(number)
            if fault is None:
                self._recent.remember(message)
            fates.append(fault or novelty)
        if any(isinstance(one, Exception) for one in fates):
            self._spool_what_failed(group, fates)
        self._buffered -= group.size
        told = [one if not isinstance(one, Exception) else self._refuse(one) for one in fates]
        group.tell(Told(told, self._first_fault(group, group.refused), self._first_fault(group, group.notes)))

    def _spool_what_failed(self, group: Group, fates: list[Fate | Exception]) -> None:
        """In order, all of it or none; the fates are what became of it then."""
        messages = group.handed.messages
        for at, fate in enumerate(fates):
            if isinstance(fate, TOO_LARGE):
                self._set_aside(entry_of(messages[at]))
        failed = [at for at, one in enumerate(fates) if isinstance(one, Exception) and _may_wait(one)]
        if self._spool is None or not failed:
            return
        try:
            self._spool.append([entry_of(messages[at]) for at in failed])
        except JournalUnavailable as fault:
            for at in failed:
                fates[at] = fault
            return
        for at in failed:
            fates[at] = group.novelties[at]
            self._recent.remember(messages[at])

    def _set_aside(self, entry: NewEntry | Entry) -> None:
        """A frame that the topic never takes lies in quarantine, as much of it as that takes."""
        self._log.error("a frame is larger than its topic takes", feed=entry.feed, size=len(entry.content))
        session = self._holder.session
        if session is not None:
            flight = Flight(session, self._deadline())
            self._records.add_refused(flight, too_large(entry))
            flight.depart()

    def _refuse(self, fault: Exception) -> NotKept:
        reason, words = _refusal(fault, self._settings.answer_seconds)
        self._refusals[reason] += 1
        return NotKept(words, never=reason is RefusalReason.TOO_LARGE)

    def _first_fault(self, group: Group, numbers: Sequence[int]) -> str:
        faults = [fault for one in numbers if (fault := group.fault_of(one)) is not None]
        return _refusal(faults[0], self._settings.answer_seconds)[1] if faults else ""

    def _drain(self) -> None:
        """Hands what waits in the spool to the cluster, a batch at a time, the oldest first."""
        if self._draining is not None:
            flight, entries, numbers = self._draining
            if not flight.answered():
                return
            self._draining = None
            self._drained(entries, [flight.fault_of(one) for one in numbers])
        session = self._holder.session
        if self._spool is None or self._spool.empty or self._sent or session is None or session.failure is not None:
            return
        try:
            entries = self._spool.next_entries()
        except JournalUnavailable as fault:
            if str(fault) != self._spool_fault:  # looked at again four times a second
                self._log.error("the spool could not be read", error=str(fault))
            self._spool_fault = str(fault)
            return
        self._spool_fault = ""
        flight = Flight(session, self._deadline())
        numbers = [self._records.add(flight, one) for one in entries]
        flight.depart()
        self._draining = flight, entries, numbers
        if flight.answered():
            self._wake()

    def _drained(self, entries: list[Entry], faults: list[Exception | None]) -> None:
        """Takes out of the spool what the cluster has, up to the first that it has not."""
        done = 0
        for entry, fault in zip(entries, faults, strict=True):
            if fault is not None and not isinstance(fault, TOO_LARGE):
                break
            if fault is not None:
                self._set_aside(entry)
            done += 1
        if done and self._spool is not None:
            self._spool.drained(entries[:done])

    async def _tick(self) -> None:
        """Keeps the time of what is under way, whatever the producer does."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            first = self._sent[0].flight if self._sent else None
            for flight in (first, self._draining[0] if self._draining else None):
                if flight is not None and self._loop.time() > flight.give_up_at and not flight.answered():
                    self._log.error("the producer did not answer in time")
                    flight.give_up()
            self._look()


def _may_wait(fault: Exception) -> bool:
    """Whether the spool may keep what failed so."""
    return not isinstance(fault, (BufferFull, *TOO_LARGE))


def _refusal(fault: Exception, answer_seconds: float) -> tuple[RefusalReason, str]:
    """Why a message is not kept: a label, and words for its sender."""
    if isinstance(fault, TOO_LARGE):
        return RefusalReason.TOO_LARGE, "the message is larger than the cluster takes; send it smaller"
    if isinstance(fault, BufferFull):
        return RefusalReason.BUFFER_FULL, str(fault)
    if isinstance(fault, SpoolRefuses | Away):
        return fault.reason, str(fault)
    if isinstance(fault, JournalUnavailable):
        return RefusalReason.OTHER, str(fault)
    return why(fault, answer_seconds)
