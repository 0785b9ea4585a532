"""The detector: reads the journal in order and turns each entry into facts, assessments and pages.

Everything it does is a function of the journal: the time of every step is the time of the entry, and before an
entry is handled, every recipient whose next look is due by then is looked at, at that look's own time. One batch
is one transaction: position, facts, assessments, ledgers, pages and outbox change together or not at all.

What an entry of a kind says is its handler's, one file a kind. An entry that fails in processing becomes a dead
letter, and the ones behind it go on. The facts of a recipient whose assessment fails are kept all the same, and the
failure is told as a page about the service.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.codes_entries import handle_codes
from graftwatch.pipeline.consequences import Consequences, DetectorPorts
from graftwatch.pipeline.decision_entries import handle_decision
from graftwatch.pipeline.found_entries import handle_found
from graftwatch.pipeline.frame_entries import handle_frame
from graftwatch.pipeline.heard_entries import hear_feeds
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.learning import INDEXED_AT_ONCE
from graftwatch.pipeline.maintenance_entries import handle_maintenance
from graftwatch.pipeline.noted_entries import handle_noted
from graftwatch.pipeline.refusal_entries import handle_refusals
from graftwatch.pipeline.retry_entries import Handler, handle_retry
from graftwatch.pipeline.roster_entries import handle_roster_change
from graftwatch.pipeline.searches import advance_index, next_search
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.sources import SourcePositions, delayed, is_late
from graftwatch.pipeline.unreadable_entries import handle_unreadable
from graftwatch.pipeline.withdrawal_entries import handle_withdrawal
from graftwatch.roster import Roster

ENTRIES_AT_A_TIME = 500

_BY_KIND: Final[Mapping[EntryKind, Handler]] = MappingProxyType(
    {
        EntryKind.FRAME: handle_frame,
        EntryKind.ROSTER: handle_roster_change,
        EntryKind.DECISION: handle_decision,
        EntryKind.WITHDRAWN: handle_withdrawal,
        EntryKind.CODES: handle_codes,
        EntryKind.REFUSED: handle_refusals,
        EntryKind.MAINTENANCE: handle_maintenance,
        EntryKind.NOTED: handle_noted,
        EntryKind.FOUND: handle_found,
        EntryKind.UNREADABLE: handle_unreadable,
    }
)
HANDLERS: Final[Mapping[EntryKind, Handler]] = MappingProxyType(
    {**_BY_KIND, EntryKind.RETRY: partial(handle_retry, handlers=_BY_KIND)}
)
"""What handles an entry, by its kind; one of another kind says only that its feed was heard."""


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
        self._journal = ports.journal
        self._store = ports.store
        self._watch = watch
        self._held = Consequences(ports, intake, watch, recipients_in_memory=recipients_in_memory)
        self._position = 0
        self._reload()

    @property
    def roster(self) -> Roster:
        """Who is enrolled, as far as the journal was read."""
        return self._held.intake.roster

    @property
    def position(self) -> int:
        """Sequence number of the last entry that was handled."""
        return self._position

    def run_batch(self, limit: int = ENTRIES_AT_A_TIME) -> Batch | None:
        """Handles up to `limit` entries; says what came of them, or None where there were none.

        It ends sooner after much searching for earlier messages. A failure of the store undoes the whole batch and is
        raised; the next call does it again.
        """
        entries = self._journal.read_after(self._position, limit)
        if not entries:
            return None
        batch = Batch(last=entries[-1], handled=len(entries))
        first = self._pass_over(entries, 0)
        if first < len(entries):
            batch.handled = self._handle_all(entries, first, batch)
            batch.last = entries[batch.handled - 1]
        self._position = batch.last.seq
        return batch

    @property
    def searches_wait(self) -> bool:
        """Whether a search for earlier messages waits for the journal's index."""
        return self._held.searches_wait()

    def next_search(self) -> Batch | None:
        """Does one search for earlier messages that was put off; None where there is none, or it must wait still."""
        last = self._journal.entry(self._position) if self._held.searches_wait() else None
        if last is None:
            return None
        batch = Batch(last=last, handled=0)
        with self._undone_whole(), self._store.transaction():
            done = next_search(self._held, last, batch)
            self._held.look_at_the_trial(last.received_at, last.seq, batch)
            self._keep(batch)
        return batch if done else None

    def note_position(self) -> None:
        """Keeps how far was read where only entries that change nothing came since the store last kept it."""
        if self._store.position() != self._position:
            with self._undone_whole(), self._store.transaction():
                self._note_heard()
                self._store.move_to(self._position)

    def advance_index(self) -> bool:
        """Takes some more of the journal into the index of patient numbers; says whether there was anything to do."""
        return advance_index(self._held)

    def _handle_all(self, entries: Sequence[Entry], index: int, batch: Batch) -> int:
        """Handles entries from one on; gives how many of all were done."""
        with self._undone_whole(), self._store.transaction():
            while index < len(entries) and batch.searched < INDEXED_AT_ONCE:
                self._handle(entries[index], batch)
                index = self._pass_over(entries, index + 1)
            self._keep(batch)
            self._store.move_to(entries[index - 1].seq)
        return index

    def _keep(self, batch: Batch) -> None:
        self._held.quarantine(batch)
        self._note_heard()

    def _note_heard(self) -> None:
        self._store.keep_watch_notes(self._watch.take_notes())
        self._store.keep_source_positions(self._sources.take_moved())

    @contextmanager
    def _undone_whole(self) -> Iterator[None]:
        """What is held in memory goes back to where the store stands when a transaction is undone."""
        try:
            yield
        except BaseException:
            self._reload()
            raise

    def _reload(self) -> None:
        self._position = self._store.position()
        self._sources = SourcePositions(self._store.source_positions())
        self._held.take_up()

    def _pass_over(self, entries: Sequence[Entry], start: int) -> int:
        """Hears entries that change nothing kept: frames of nobody here, while nothing is due; where the next is.

        What is due is asked once: hearing a feed again can only put it off. One that was never heard before, or whose
        next message may end a trouble, is what it changes.
        """
        due = self._held.due_at()
        concerns = self._held.intake.concerns_a_recipient
        heard, awaited = self._watch.last_heard, self._watch.state.awaited
        index, newest = start, self._watch.newest
        for entry in islice(entries, start, None):
            if is_late(entry, newest) or self._sources.repeats(entry):
                break
            if entry.kind is not EntryKind.FRAME or (due is not None and due <= entry.received_at):
                break
            if entry.feed not in heard or entry.feed in awaited or concerns(entry.content):
                break
            index, newest = index + 1, entry.received_at
            self._sources.note(entry)
        self._watch.hear(entries[start:index])
        return index

    def _handle(self, entry: Entry, batch: Batch) -> None:
        if self._sources.repeats(entry):
            return
        self._sources.note(entry)
        newest = self._watch.newest
        if newest is not None and is_late(entry, newest):
            if entry.source:
                entry = delayed(entry, newest)
            else:
                self._held.clock_set_back(entry.received_at)
        ended = entry.kind is EntryKind.HEARD and hear_feeds(entry, self._held, batch)
        self._store.handling(None)
        self._held.look_at_what_is_due(entry, batch)
        self._store.handling(entry)
        handle = HANDLERS.get(entry.kind)
        if handle is not None:
            handle(entry, self._held, batch)
        ended = ended or self._watch.is_over_for(entry)
        self._watch.hear([entry])
        if ended:
            self._held.look(entry.received_at, entry.seq, batch)
        self._held.look_at_the_trial(entry.received_at, entry.seq, batch)
