"""What an entry leads to, whatever its kind: a recipient's step, pages told, a failure buried.

The handlers of the entry kinds (one file a kind) decide what an entry says and call here; here is what is held between
entries: how frames are read, the recipients in memory, who must be looked at when. Everything is written inside the
batch's transaction, and a batch that was undone is taken up again from the store.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from graftwatch.facts import Fact, Lapse, Statement
from graftwatch.paging import Decided, FoundLate, Heard, Page, ServiceKind
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.heard_items import acknowledgements, heard_items
from graftwatch.pipeline.held_back import HeldBack, storm_items
from graftwatch.pipeline.intake import Intake, Refused
from graftwatch.pipeline.journal import Entry, JournalReader
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.outbox import Delivery, Outbox, acknowledgements_of, deliveries_of
from graftwatch.pipeline.patient_search import PatientSearch
from graftwatch.pipeline.quarantine import NewQuarantined, QuarantineWriter
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.recipient_step import step
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.state import DeadLetter, RecipientState, StateStore
from graftwatch.pipeline.trial_look import TrialLook
from graftwatch.roster import Roster

# A look that asks for itself again must move on; one that does not would be looked at for ever.
LEAST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DetectorPorts:
    """What the detector reads from and writes to; `delivery_clock` is the time that retries run by."""

    journal: JournalReader
    search: PatientSearch
    store: StateStore
    quarantine: QuarantineWriter
    outbox: Outbox
    channels: Sequence[Channel]
    delivery_clock: Callable[[], datetime]
    on_call: OnCall = field(default_factory=OnCall)


@dataclass(frozen=True, slots=True)
class Besides:
    """What comes with the facts of a step: versions that count no longer, and which facts are found late."""

    lapses: Sequence[Lapse] = ()
    found_late: FoundLate | None = None


NOTHING_BESIDES: Final = Besides()


class Consequences:
    """What is held between entries, and what they lead to.

    Args:
        ports: what is read from and written to.
        intake: how frames become facts; its roster and codes are replaced by the store's.
        watch: the watch over the service; its state is replaced by the store's.
        recipients_in_memory: so many recipients' facts are held ready.
    """

    def __init__(
        self, ports: DetectorPorts, intake: Intake, watch: ServiceWatch, *, recipients_in_memory: int = 64
    ) -> None:
        self.ports = ports
        self.store = ports.store
        self.intake = intake
        self.watch = watch
        self._recipients_in_memory = recipients_in_memory
        self._recipients: OrderedDict[str, RecipientState] = OrderedDict()
        self._looks: dict[str, datetime] = {}
        self._held_back = HeldBack(ports.store.held_back)
        self._beaten_at: datetime | None = None
        self._trial = TrialLook(intake.protocol, ports.store.assessments)

    def take_up(self) -> None:
        """Takes up what the store holds: at the start, and after a transaction that was undone."""
        self._recipients.clear()
        self._held_back.forget()
        self._trial.forget()
        self._beaten_at = None
        self._looks = self.store.next_looks()
        self.watch.take_up(self.store.watch_notes())
        codes = {feed: change.site_codes() for feed, change in self.store.codes().items()}
        self.intake = self.intake.with_roster(Roster.of_changes(self.store.roster_changes())).with_codes(codes)

    def searches_wait(self) -> bool:
        """Whether a search for earlier messages waits for the journal's index."""
        return bool(self.store.searches_put_off())

    def next_look(self) -> tuple[datetime, str] | None:
        """The earliest look that somebody asked for, and at whom; the service itself is the empty subject."""
        looks = [(look, subject) for subject, look in self._looks.items()]
        watch = self.watch.next_look()
        return min([*looks, *([(watch, "")] if watch else [])], default=None)

    def due_at(self) -> datetime | None:
        """When something is due although nothing comes: a look, or that a day of the trial ends."""
        look, day_ends = self.next_look(), self._trial.day_ends()
        return min((one for one in (look and look[0], day_ends) if one is not None), default=None)

    def clock_set_back(self, now: datetime) -> None:
        """The clock was set back to now: every look that was asked for is due, for it counted by the other time."""
        self.watch.clock_set_back(now)
        self._looks = {subject: min(look, now) for subject, look in self._looks.items()}

    def look_at_what_is_due(self, entry: Entry, batch: Batch) -> None:
        """Looks at everybody whose look is due by the entry's time, in order, each at its own time."""
        while (due := self.next_look()) is not None and due[0] <= entry.received_at:
            look, subject = due
            if subject:
                self.step(subject, (), look, entry.seq, batch)
                if self._looks.get(subject, look + LEAST_STEP) <= look:
                    self._looks[subject] = look + LEAST_STEP
            else:
                self.look(look, entry.seq, batch)

    def step(
        self,
        subject: str,
        facts: Sequence[Fact[Statement]],
        now: datetime,
        seq: int,
        batch: Batch,
        besides: Besides = NOTHING_BESIDES,
    ) -> None:
        """One step of a recipient: facts in, and out what counts no longer; assessment out, pages told."""
        recipient = self.intake.roster.get(subject)
        if recipient is None:
            self._looks.pop(subject, None)
            self.bury(seq, subject, "decision", LookupError("not enrolled"), now, batch)
            return
        self.store.add_facts(facts, replacing=subject if recipient.is_heartbeat else None)
        self.store.add_lapses(besides.lapses)
        circumstances = replace(self.watch.circumstances(now, subject), found_late=besides.found_late)
        try:
            state = self.of(subject)
            for lapse in besides.lapses:
                state.facts.lapse(lapse)
            stepped = step(recipient, state, facts, self.intake.protocol, circumstances)
        except Exception as fault:  # noqa: BLE001 - one recipient's failure must not stop the others
            self._recipients.pop(subject, None)
            self._looks.pop(subject, None)
            self.bury(seq, subject, f"assessment of {subject}", fault, now, batch)
            return
        self.store.save(subject, stepped.state)
        self.store.note([*heard_items(facts, stepped.decided.heard, subject, now)])
        self.say_heard(stepped.decided.heard)
        self._recipients[subject] = stepped.state
        if stepped.state.next_look is None:
            self._looks.pop(subject, None)
        else:
            self._looks[subject] = stepped.state.next_look
        batch.stepped.append(stepped)
        self._trial.note(recipient, stepped.state.assessment)
        self.store.note([*self._held_back.items(subject, stepped.decided, now)])
        if stepped.decided.pages:
            passed = self.watch.let_through(stepped.decided.pages, now)
            self.store.note([*storm_items(stepped.decided.pages, passed, now)])
            self.tell(passed, seq, batch)
        if self.watch.unheard(subject, stepped.decided.ledger):
            self.look(now, seq, batch)

    def heard_of_the_service(self, facts: Sequence[Fact[Statement]], now: datetime, seq: int, batch: Batch) -> None:
        """People acknowledged pages about the service itself: their repetitions stop."""
        self.store.add_facts(facts)
        decided = self.watch.acknowledged(acknowledgements(facts), now)
        self.store.note([*heard_items(facts, decided.heard, "", now)])
        self.say_heard(decided.heard)
        self._tell_of_the_service(decided, now, seq, batch)

    def look(self, now: datetime, seq: int, batch: Batch) -> None:
        """Tells what is to be told about the service itself at a time."""
        self._tell_of_the_service(self.watch.acknowledged((), now), now, seq, batch)

    def look_at_the_trial(self, now: datetime, seq: int, batch: Batch) -> None:
        """Tells the committee of a boundary that is met, or no longer, where something that counts has changed."""
        if not self._trial.due(now):
            return
        try:
            found = self._trial.boundaries(self.intake.roster, now, self.watch.state.boundaries.keys())
        except Exception as fault:  # noqa: BLE001 - the committee's figures must not stop what is told of recipients
            self.bury(seq, "", "the trial's boundaries", fault, now, batch)
            return
        if self.watch.boundaries(found, self.intake.protocol.version, now):
            self.look(now, seq, batch)

    def _tell_of_the_service(self, decided: Decided, now: datetime, seq: int, batch: Batch) -> None:
        self.store.note([*self._held_back.items("", decided, now)])
        self.tell(decided.pages, seq, batch)

    def say_heard(self, heard: Sequence[Heard]) -> None:
        """Puts into the outbox what keeps receivers from calling on for pages that somebody heard elsewhere."""
        outbox, added_at = self.ports.outbox, self.ports.delivery_clock()
        for one in heard:
            outbox.add(acknowledgements_of(outbox.told(one.page), self.ports.channels, added_at))

    def of(self, subject: str) -> RecipientState:
        """What is held of a recipient, from memory or the store; the least recently used is let go."""
        state = self._recipients.pop(subject, None) or self.store.load(subject)
        self._recipients[subject] = state
        while len(self._recipients) > self._recipients_in_memory:
            self._recipients.popitem(last=False)
        return state

    def refuse(self, entry: Entry, refused: Refused, batch: Batch) -> None:
        """Puts a message that cannot be read or attributed into the quarantine, and tells of a feed that breaks."""
        batch.quarantined.append(
            NewQuarantined(
                feed=entry.feed,
                reason=refused.reason,
                text=refused.text,
                content=entry.content,
                size=len(entry.content),
                position=refused.position,
                at=entry.came_at,
            )
        )
        if self.watch.unreadable(entry.feed, refused.reason, entry.seq, entry.received_at):
            self.look(entry.received_at, entry.seq, batch)

    def quarantine(self, batch: Batch) -> None:
        """Keeps what a batch refused, in one go: ten thousand bad messages cost no more syncs than one.

        It is durable before the position moves; a batch that is done again adds the same records once.
        """
        if batch.quarantined:
            self.ports.quarantine.add(batch.quarantined)

    def tell(self, pages: Sequence[Page], seq: int, batch: Batch) -> None:
        """Keeps pages and puts their deliveries into the outbox; a heartbeat goes there alone and is not kept."""
        for beat in (one for one in pages if one.kind is ServiceKind.HEARTBEAT):
            self._beat(beat, batch)
        pages = [one for one in pages if one.kind is not ServiceKind.HEARTBEAT]
        if not pages:
            return
        self.store.add_pages(pages, seq)
        outbox, added_at = self.ports.outbox, self.ports.delivery_clock()
        protocol = self.intake.protocol
        reach = Reach(self.ports.channels, protocol.paging.escalation, self.ports.on_call, protocol.committee.contact)
        for page in pages:
            told_before = outbox.addresses_of(page.subject, page.story)
            outbox.add(deliveries_of(page, reach, added_at, told_before))
        batch.pages.extend(pages)

    def _beat(self, page: Page, batch: Batch) -> None:
        at, before, added_at = page.decided_at, self._beaten_at, self.ports.delivery_clock()
        takers = [one.name for one in self.ports.channels if one.takes_heartbeat(at, before)]
        self.ports.outbox.beat([Delivery(page, name, added_at, added_at) for name in takers])
        self._beaten_at = at
        batch.beats += 1

    def bury(self, seq: int, subject: str, part: str, fault: Exception, now: datetime, batch: Batch) -> None:
        """Keeps a failure as a dead letter and tells of it. The fault's words stay out: they may hold an identifier."""
        letter = DeadLetter(seq, subject, now, f"{part}: {type(fault).__name__}")
        self.store.add_dead_letter(letter)
        batch.dead_letters.append(letter)
        self.watch.failed(part, type(fault).__name__, now)
        self.look(now, seq, batch)
