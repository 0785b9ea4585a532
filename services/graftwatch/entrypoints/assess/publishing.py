"""The embedded engine's store, outbox and quarantine, which also say to the cluster what they keep.

What they say goes in the same Kafka transaction as the rows, so that no output is without its state, and no state
without its outputs. What they keep is the embedded engine's to the byte.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from graftwatch.adapters.kafka.assess.conclusions import (
    assessment_out,
    fact_out,
    numbers_of,
    quarantine_out,
    roster_out,
    signals_out,
)
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.page_records import pages_out
from graftwatch.adapters.kafka.records.envelope import Trace, trace_of, with_trace
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.entrypoints.assess.failures import Failures
from graftwatch.entrypoints.assess.privacy import Clean, cleaned_of
from graftwatch.facts import Fact, Lapse, Statement
from graftwatch.findings import Signal
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.quarantine import NewQuarantined
from graftwatch.pipeline.state import DeadLetter, RecipientState
from graftwatch.roster import HEARTBEAT_SUBJECT, Roster, RosterChange


class Saying:
    """Sends records with the open transaction, each with the trace of the message that led to it.

    Args:
        send: sends them.
    """

    def __init__(self, send: Callable[..., None]) -> None:
        self._send = send
        self._trace: Trace | None = None

    def of(self, entry: Entry | None) -> None:
        """What is said from now on comes from this entry; what comes from none, or from no message, keeps its own."""
        message = entry is not None and entry.kind is EntryKind.FRAME
        self._trace = trace_of(entry.feed, entry.control_id, entry.came_at) if entry and message else None

    def __call__(self, *outgoing: Outgoing) -> None:
        """Sends them."""
        trace = self._trace
        self._send(*(outgoing if trace is None else (with_trace(one, trace) for one in outgoing)))


class PublishingState(SqliteState):
    """The store of the leader.

    Args:
        connection: the replicated one.
        send: sends records with the open transaction.
        failures: what becomes of entries that fail.
    """

    def __init__(self, connection: sqlite3.Connection, send: Saying, failures: Failures) -> None:
        super().__init__(connection)
        self._send = send
        self._failures = failures
        self._announced: dict[str, tuple[str, ...]] = {}
        self._roster: Callable[[], Roster] = Roster

    def begin(self, roster: Callable[[], Roster]) -> None:
        """Begins with a roster, as the detector has it at any time; what it holds now is said already."""
        self._roster = roster
        self._announced = {one.subject: numbers_of(one) for one in roster()}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begins a transaction, which is one of the cluster before it is one here."""
        self._failures.begin()
        self._send.of(None)
        try:
            with super().transaction():
                yield
        except BaseException:
            self._announced.clear()
            raise

    def handling(self, entry: Entry | None) -> None:
        """What is said from now on carries this message's trace."""
        self._send.of(entry)

    def add_facts(self, facts: Iterable[Fact[Statement]], replacing: str | None = None) -> None:
        """Merges facts in, and says them; the heartbeat's are nobody's."""
        found = list(facts)
        super().add_facts(found, replacing)
        self._send(*(fact_out(one, self._clean(one.subject)) for one in found if _somebody(one.subject)))

    def add_lapses(self, lapses: Iterable[Lapse]) -> None:
        """Notes versions that do not count from some time on, and says them."""
        lapsed = list(lapses)
        super().add_lapses(lapsed)
        held = {
            (one.identity, one.version): one for subject in {x.subject for x in lapsed} for one in self.facts(subject)
        }
        for one in lapsed:
            fact = held.get((one.identity, one.version))
            if fact is not None:
                self._send(fact_out(fact, self._clean(one.subject), one.since))

    def save(self, subject: str, state: RecipientState) -> None:
        """Keeps a recipient's state; says the assessment, and which signals began, changed or ended."""
        if state.assessment is not None and _somebody(subject):
            after, clean = state.assessment, self._clean(subject)
            self._send(assessment_out(after, clean))
            said = _signals(clean(after.model_dump_json()))
            self._send(*signals_out(subject, self._signals_before(subject, clean), said, after.as_of))
        super().save(subject, state)

    def add_roster_change(self, seq: int, known_at: datetime, change: RosterChange) -> None:
        """Keeps a change of the roster; says whose patient numbers are others now."""
        super().add_roster_change(seq, known_at, change)
        for one in self._roster():
            numbers = numbers_of(one)
            if self._announced.get(one.subject) != numbers:
                self._announced[one.subject] = numbers
                self._send(roster_out(one, known_at))

    def add_dead_letter(self, letter: DeadLetter) -> None:
        """Keeps the note of an entry that failed; it is tried again later, or given up."""
        super().add_dead_letter(letter)
        self._failures.failed(letter)

    def _signals_before(self, subject: str, clean: Clean) -> list[Signal]:
        row = self._db.execute("SELECT assessment FROM recipient WHERE subject = ?", (subject,)).fetchone()
        return _signals(clean(row[0])) if row and row[0] else []

    def _clean(self, subject: str) -> Clean:
        return cleaned_of(self._roster().get(subject))


def _somebody(subject: str) -> bool:
    return subject not in {"", HEARTBEAT_SUBJECT}


def _signals(assessment: str) -> list[Signal]:
    return [Signal.model_validate(one) for one in json.loads(assessment)["signals"]]


class PublishingQuarantine:
    """The quarantine of the leader: the topic alone.

    Args:
        send: sends records with the open transaction.
    """

    def __init__(self, send: Callable[..., None]) -> None:
        self._send = send

    def add(self, records: Sequence[NewQuarantined]) -> None:
        """Sends all, with the open transaction."""
        self._send(*(quarantine_out(one) for one in records))


class PublishingOutbox(SqliteOutbox):
    """The outbox of the leader: what pagers are to deliver goes to them, what they did comes back (`mirror`).

    Args:
        connection: the replicated one.
        send: sends records with the open transaction.
        wrong: what is known to be wrong with the service; it goes with each heartbeat.
    """

    def __init__(
        self, connection: sqlite3.Connection, send: Callable[..., None], wrong: Callable[[], tuple[str, ...]]
    ) -> None:
        super().__init__(connection)
        self._send = send
        self._wrong = wrong
        self._keep_beat = self.beat
        self.beat = self._say_beat

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Keeps deliveries, and has them made."""
        super().add(deliveries)
        self._send(*pages_out(deliveries))

    def _say_beat(self, deliveries: Sequence[Delivery]) -> None:
        self._keep_beat(deliveries)
        self._send(*pages_out([_with_wrong(one, self._wrong()) for one in deliveries]))


def _with_wrong(delivery: Delivery, wrong: Sequence[str]) -> Delivery:
    page = delivery.page
    details = page.details.model_copy(update={"because": ", ".join(wrong)})
    return replace(delivery, page=page.model_copy(update={"details": details}))
