"""The detector: reads the journal in order and turns each entry into facts, assessments and pages.

Everything it does is a function of the journal: the time of every step is the time of the entry, and before an
entry is handled, every recipient whose next look is due by then is looked at, at that look's own time. One batch
is one transaction: position, facts, assessments, ledgers, pages and outbox change together or not at all.

An entry that fails in processing becomes a dead letter, and the ones behind it go on. The facts of a recipient
whose assessment fails are kept all the same, and the failure is told as a page about the service.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from graftwatch.assessment.decisions import parse_decisions
from graftwatch.facts import Fact, Statement
from graftwatch.paging import Page
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.intake import Attributed, Intake, Refused
from graftwatch.pipeline.journal import Entry, EntryKind, JournalReader
from graftwatch.pipeline.outbox import Outbox, deliveries_of
from graftwatch.pipeline.quarantine import NewQuarantined, Quarantine
from graftwatch.pipeline.recipient_step import step
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.state import DeadLetter, RecipientState, StateStore
from graftwatch.roster import ROSTER_CHANGE, Roster, RosterConflict

ENTRIES_AT_A_TIME = 500
BACKFILL_ENTRIES_AT_A_TIME = 2000
# A look that asks for itself again must move on; one that does not would be looked at for ever.
LEAST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DetectorPorts:
    """What the detector reads from and writes to; `delivery_clock` is the time that retries run by."""

    journal: JournalReader
    store: StateStore
    quarantine: Quarantine
    outbox: Outbox
    channels: Sequence[Channel]
    delivery_clock: Callable[[], datetime]


class Detector:
    """Handles the journal's entries, batch by batch.

    Args:
        ports: what it reads from and writes to.
        intake: how frames become facts; its roster is replaced by the store's.
        watch: the watch over the service; its state is replaced by the store's.
        recipients_in_memory: so many recipients' facts are held ready.
    """

    def __init__(
        self, ports: DetectorPorts, intake: Intake, watch: ServiceWatch, *, recipients_in_memory: int = 64
    ) -> None:
        self._ports = ports
        self._journal = ports.journal
        self._store = ports.store
        self._intake = intake
        self._watch = watch
        self._recipients_in_memory = recipients_in_memory
        self._recipients: OrderedDict[str, RecipientState] = OrderedDict()
        self._looks: dict[str, datetime] = {}
        self._position = 0
        self._reload()

    @property
    def roster(self) -> Roster:
        """Who is enrolled, as far as the journal was read."""
        return self._intake.roster

    @property
    def position(self) -> int:
        """Sequence number of the last entry that was handled."""
        return self._position

    def run_batch(self, limit: int = ENTRIES_AT_A_TIME) -> Batch | None:
        """Handles up to `limit` entries; says what came of them, or None where there were none.

        A failure of the store undoes the whole batch and is raised; the next call does it again.
        """
        entries = self._journal.read_after(self._position, limit)
        if not entries:
            return None
        batch = Batch(last=entries[-1], handled=len(entries))
        first = self._pass_over(entries, 0)
        if first < len(entries):
            self._handle_all(entries, first, batch)
        self._position = entries[-1].seq
        return batch

    def _handle_all(self, entries: Sequence[Entry], index: int, batch: Batch) -> None:
        try:
            with self._store.transaction():
                while index < len(entries):
                    self._handle(entries[index], batch)
                    index = self._pass_over(entries, index + 1)
                self._store.note_feeds(self._watch.last_heard)
                self._store.save_watch(self._watch.state)
                self._store.move_to(entries[-1].seq)
        except BaseException:
            self._reload()
            raise

    def _reload(self) -> None:
        """Takes up what the store holds: at the start, and after a transaction that was undone."""
        self._recipients.clear()
        self._position = self._store.position()
        self._looks = self._store.next_looks()
        self._watch.take_up(self._store.feeds(), self._store.watch())
        self._intake = self._intake.with_roster(Roster.of_changes(self._store.roster_changes()))

    def _pass_over(self, entries: Sequence[Entry], start: int) -> int:
        """Hears entries that change nothing kept: frames of nobody here, while nothing is due; where the next is.

        What is due is asked once: hearing a feed again can only put it off. One that was silent, or never heard
        before, is what it changes.
        """
        due, _ = self._next_look() or (None, "")
        concerns, heard, silent = self._intake.concerns_a_recipient, self._watch.last_heard, self._watch.state.silent
        index = start
        for entry in islice(entries, start, None):
            if entry.kind is not EntryKind.FRAME or (due is not None and due <= entry.received_at):
                break
            if entry.feed not in heard or entry.feed in silent or concerns(entry.content):
                break
            index += 1
        self._watch.hear(entries[start:index])
        return index

    def _next_look(self) -> tuple[datetime, str] | None:
        """The earliest look that somebody asked for, and at whom; the service itself is the empty subject."""
        looks = [(look, subject) for subject, look in self._looks.items()]
        watch = self._watch.next_look()
        return min([*looks, *([(watch, "")] if watch else [])], default=None)

    def _handle(self, entry: Entry, batch: Batch) -> None:
        self._look_at_what_is_due(entry, batch)
        match entry.kind:
            case EntryKind.FRAME:
                self._handle_frame(entry, batch)
            case EntryKind.ROSTER:
                self._handle_roster_change(entry, batch)
            case EntryKind.DECISION:
                self._handle_decision(entry, batch)
        ended = self._watch.is_over_for(entry)
        self._watch.hear([entry])
        if ended:
            self._tell(self._watch.look(entry.received_at), entry.seq, batch)

    def _look_at_what_is_due(self, entry: Entry, batch: Batch) -> None:
        """Looks at everybody whose look is due by the entry's time, in order, each at its own time."""
        while (due := self._next_look()) is not None and due[0] <= entry.received_at:
            look, subject = due
            if subject:
                self._step(subject, (), look, entry.seq, batch)
                if self._looks.get(subject, look + LEAST_STEP) <= look:
                    self._looks[subject] = look + LEAST_STEP
            else:
                self._tell(self._watch.look(look), entry.seq, batch)

    def _handle_frame(self, entry: Entry, batch: Batch) -> None:
        try:
            taken = self._intake.take(entry.content, entry.feed, entry.received_at)
        except Exception as fault:  # noqa: BLE001 - one message must never stop the ones behind it
            self._bury(entry.seq, "", f"intake of {entry.feed}", fault, entry.received_at, batch)
            return
        for one in taken:
            match one:
                case Refused():
                    self._refuse(entry, one, batch)
                case Attributed(subject, understood):
                    self._store.keep_frame(entry, subject)
                    self._store.count_unmapped(understood.unmapped)
                    batch.unmapped.extend(understood.unmapped)
                    self._step(subject, understood.facts, entry.received_at, entry.seq, batch)

    def _refuse(self, entry: Entry, refused: Refused, batch: Batch) -> None:
        content = entry.content
        self._ports.quarantine.add(
            [
                NewQuarantined(
                    entry.feed, refused.reason, refused.text, content, len(content), refused.position, entry.received_at
                )
            ]
        )
        batch.quarantined.append((entry.feed, refused.reason))
        self._watch.unreadable(entry.feed, entry.received_at)
        self._tell(self._watch.look(entry.received_at), entry.seq, batch)

    def _handle_roster_change(self, entry: Entry, batch: Batch) -> None:
        try:
            change = ROSTER_CHANGE.validate_json(entry.content)
            self._intake.roster.apply(change)
        except (ValueError, RosterConflict) as fault:
            self._bury(entry.seq, "", "roster", fault, entry.received_at, batch)
            return
        self._store.add_roster_change(entry.seq, entry.received_at, change)
        batch.roster_changed = True
        self._step(change.subject, self._backfill(change.subject, entry, batch), entry.received_at, entry.seq, batch)

    def _backfill(self, subject: str, change: Entry, batch: Batch) -> list[Fact[Statement]]:
        """What earlier entries say of a recipient who was enrolled, or whose identifier became known, after them."""
        recipient = self._intake.roster.get(subject)
        alone = self._intake.with_roster(Roster([recipient] if recipient else []))
        facts: list[Fact[Statement]] = []
        position = 0
        while position < change.seq and (entries := self._journal.read_after(position, BACKFILL_ENTRIES_AT_A_TIME)):
            position = entries[-1].seq
            for entry in entries:
                if (
                    entry.kind is EntryKind.FRAME
                    and entry.seq < change.seq
                    and alone.concerns_a_recipient(entry.content)
                ):
                    facts += self._facts_for(subject, entry, change.received_at)
        batch.backfilled += len(facts)
        return facts

    def _facts_for(self, subject: str, entry: Entry, known_at: datetime) -> Iterator[Fact[Statement]]:
        for one in self._intake.take(entry.content, entry.feed, known_at):
            if isinstance(one, Attributed) and one.subject == subject:
                self._store.keep_frame(entry, subject)
                yield from one.understood.facts

    def _handle_decision(self, entry: Entry, batch: Batch) -> None:
        try:
            decisions = parse_decisions(entry.content.decode(), f"entry {entry.seq}")
        except ValueError as fault:
            self._bury(entry.seq, "", "decision", fault, entry.received_at, batch)
            return
        for decision in decisions:
            facts = decision.facts(self._intake.protocol.zone, entry.received_at)
            self._step(decision.subject, facts, entry.received_at, entry.seq, batch)

    def _step(self, subject: str, facts: Sequence[Fact[Statement]], now: datetime, seq: int, batch: Batch) -> None:
        recipient = self._intake.roster.get(subject)
        if recipient is None:
            self._looks.pop(subject, None)
            self._bury(seq, subject, "decision", LookupError("not enrolled"), now, batch)
            return
        self._store.add_facts(facts, replacing=subject if recipient.is_heartbeat else None)
        circumstances = self._watch.circumstances(now)
        try:
            stepped = step(recipient, self._held(subject), facts, self._intake.protocol, circumstances)
        except Exception as fault:  # noqa: BLE001 - one recipient's failure must not stop the others
            self._recipients.pop(subject, None)
            self._looks.pop(subject, None)
            self._bury(seq, subject, f"assessment of {subject}", fault, now, batch)
            return
        self._store.save(subject, stepped.state)
        self._recipients[subject] = stepped.state
        if stepped.state.next_look is None:
            self._looks.pop(subject, None)
        else:
            self._looks[subject] = stepped.state.next_look
        batch.stepped.append(stepped)
        if stepped.decided.pages:
            self._tell(self._watch.let_through(stepped.decided.pages, now), seq, batch)

    def _held(self, subject: str) -> RecipientState:
        """What is held of a recipient, from memory or the store; the least recently used is let go."""
        state = self._recipients.pop(subject, None) or self._store.load(subject)
        self._recipients[subject] = state
        while len(self._recipients) > self._recipients_in_memory:
            self._recipients.popitem(last=False)
        return state

    def _tell(self, pages: Sequence[Page], seq: int, batch: Batch) -> None:
        if not pages:
            return
        self._store.add_pages(pages, seq)
        outbox, added_at = self._ports.outbox, self._ports.delivery_clock()
        for page in pages:
            told_through = outbox.channels_of(page.subject, page.story)
            outbox.add(deliveries_of(page, self._ports.channels, added_at, told_through))
        batch.pages.extend(pages)

    def _bury(self, seq: int, subject: str, part: str, fault: Exception, now: datetime, batch: Batch) -> None:
        """Keeps a failure as a dead letter and tells of it. The fault's words stay out: they may hold an identifier."""
        letter = DeadLetter(seq, subject, now, f"{part}: {type(fault).__name__}")
        self._store.add_dead_letter(letter)
        batch.dead_letters.append(letter)
        self._watch.failed(part, type(fault).__name__, now)
        self._tell(self._watch.look(now), seq, batch)
