"""What the pipeline keeps, and the port of the store that keeps it.

Everything a step changes is written in one transaction with the position it was read at: facts, assessment,
ledger, pages for the outbox, and the list of what nobody could map. After a crash the store stands at the last
transaction, and the step is done again from the journal with the same result.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, FactSet, Lapse, Statement
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import Ledger, Page
from graftwatch.pipeline.audit import AuditItem
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.watch_state import WatchNotes
from graftwatch.protocol import ProtocolVersion
from graftwatch.roster import RosterChange


@dataclass(slots=True)
class RecipientState:
    """All that the pipeline holds of one recipient between two steps.

    `next_look` is the earliest time at which the recipient must be looked at again although no fact came.
    """

    facts: FactSet = field(default_factory=FactSet)
    assessment: Assessment | None = None
    ledger: Ledger = field(default_factory=Ledger)
    next_look: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An entry that was understood and failed in processing; `reason` names the stage and the fault."""

    seq: int
    subject: str
    failed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PutOffSearch:
    """A search of earlier frames that waits for the journal's index.

    Attributes:
        subject: whose frames.
        numbers: the patient numbers that were gained.
        before: sequence number that the frames are before.
        cause: why they are found late, a value of `paging.LateCause`.
    """

    subject: str
    numbers: frozenset[str]
    before: int
    cause: str


@dataclass(frozen=True, slots=True)
class UnmappedCount:
    """How often a feed sent something that nobody mapped."""

    unmapped: Unmapped
    count: int


class StateStore(Protocol):
    """The pipeline's store. One writer; what is written inside `transaction` is kept whole or not at all."""

    def transaction(self) -> AbstractContextManager[None]:
        """Begins a transaction, durable when it ends, undone when an exception leaves it."""
        ...

    def position(self) -> int:
        """Sequence number of the last journal entry that was handled; 0 at the start."""
        ...

    def handling(self, entry: Entry | None) -> None:
        """Says which entry leads to what is written from now on; None: time alone does."""
        ...

    def move_to(self, seq: int) -> None:
        """Notes the position."""
        ...

    def source_positions(self) -> dict[str, int]:
        """The highest place that was handled of each log that entries were taken from."""
        ...

    def keep_source_positions(self, positions: Mapping[str, int]) -> None:
        """Keeps the highest place that was handled of these logs."""
        ...

    def roster_changes(self, known_by: datetime | None = None) -> list[RosterChange]:
        """The roster's changes in order, all or those known by a time."""
        ...

    def add_roster_change(self, seq: int, known_at: datetime, change: RosterChange) -> None:
        """Keeps a change of the roster."""
        ...

    def protocol_history(self) -> tuple[ProtocolVersion, ...]:
        """Every version of the protocol that was in force, the newest last."""
        ...

    def add_protocol(self, one: ProtocolVersion) -> None:
        """Keeps a version that comes in force."""
        ...

    def look_at_everybody(self, at: datetime) -> None:
        """Every recipient is to be looked at again at a time, or sooner where that was so before."""
        ...

    def assessments(self) -> list[Assessment]:
        """The last assessment of every recipient, by subject."""
        ...

    def codes(self) -> dict[str, CodesChange]:
        """Each feed's own codes as they were last set."""
        ...

    def save_codes(self, seq: int, known_at: datetime, change: CodesChange) -> None:
        """Keeps a feed's own codes."""
        ...

    def kept_frames(self, subject: str) -> Iterator[Entry]:
        """A recipient's kept frames that were not withdrawn, in the journal's order."""
        ...

    def frames_before(self, seq: int) -> Iterator[Entry]:
        """Every kept frame before a sequence number, whoever it is about: what the journal holds no more."""
        ...

    def withdrawn_frames(self, subject: str) -> Iterator[Entry]:
        """A recipient's kept frames that were withdrawn."""
        ...

    def withdraw(self, seq: int, known_at: datetime) -> list[str]:
        """Notes that a message was withdrawn; gives the subjects whose kept frame it is."""
        ...

    def withdrawn_among(self, seqs: Iterable[int]) -> frozenset[int]:
        """Which of these messages were withdrawn."""
        ...

    def put_off_search(self, search: PutOffSearch) -> None:
        """Keeps a search until it is done; it joins the one that its subject has already."""
        ...

    def searches_put_off(self) -> list[PutOffSearch]:
        """The searches that wait, by subject."""
        ...

    def search_done(self, subject: str) -> None:
        """Forgets a search."""
        ...

    def load(self, subject: str) -> RecipientState:
        """What is held of a recipient; empty where nothing is."""
        ...

    def next_looks(self) -> dict[str, datetime]:
        """Every recipient's next look."""
        ...

    def add_facts(self, facts: Iterable[Fact[Statement]], replacing: str | None = None) -> None:
        """Merges facts in; those of the subject `replacing` are dropped first (the heartbeat keeps no history)."""
        ...

    def add_lapses(self, lapses: Iterable[Lapse]) -> None:
        """Notes versions of facts that do not count from some time on, until they are said again."""
        ...

    def save(self, subject: str, state: RecipientState) -> None:
        """Keeps the assessment, the ledger and the next look."""
        ...

    def watch_notes(self) -> WatchNotes:
        """Where the watch over the service stands; its traffic is not among it."""
        ...

    def keep_watch_notes(self, notes: WatchNotes) -> None:
        """Keeps where the watch over the service stands, and adds the traffic that came since."""
        ...

    def channel_ledger(self) -> Ledger:
        """What was told about channels that fail."""
        ...

    def save_channel_ledger(self, ledger: Ledger) -> None:
        """Keeps what was told about channels that fail."""
        ...

    def keep_frame(self, entry: Entry, subject: str) -> None:
        """Copies a recipient's frame beside the facts, where the journal's retention does not reach."""
        ...

    def add_pages(self, pages: Sequence[Page], seq: int) -> None:
        """Keeps pages and puts their deliveries into the outbox; a page that is there already stays as it is."""
        ...

    def note(self, items: Sequence[AuditItem]) -> None:
        """Appends to the audit of pages; `add_pages` notes by itself that a page was decided."""
        ...

    def held_back(self, subject: str) -> dict[str, str]:
        """By what each story of a recipient, or of the service (empty), was held back, where that is told last."""
        ...

    def count_unmapped(self, unmapped: Sequence[Unmapped]) -> None:
        """Counts what nobody could map."""
        ...

    def forget_unmapped(self, feed: str, codes: Iterable[tuple[str, str]]) -> None:
        """Drops the counts of codes (with their systems, in small letters) that a feed's own codes now speak of."""
        ...

    def take_dead_letters(self, seq: int) -> list[DeadLetter]:
        """The notes of an entry that failed, which are kept no more: it is handled again."""
        ...

    def kept_frame(self, seq: int) -> Entry | None:
        """A recipient's frame by its entry's number, also where the journal has it no more."""
        ...

    def add_dead_letter(self, letter: DeadLetter) -> None:
        """Keeps the note of an entry that failed in processing."""
        ...
