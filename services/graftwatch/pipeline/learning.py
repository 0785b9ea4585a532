"""What earlier messages say of a recipient, once an enrolment or a message tells whose they are.

An identifier that a recipient gains is searched for in the journal and among the kept frames; what is found may teach
further identifiers, which are searched for, too. One that a recipient loses takes with it what only its messages said.
All that was found is concluded from in one step a recipient, known since the entry that taught it.

A search needs the journal's index. Where the index is too far behind, the search is put off until it has caught up, so
that nobody else's detection waits for it (`searches.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from graftwatch.facts import Fact, Lapse, Statement
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import FoundLate, LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Besides, Consequences
from graftwatch.pipeline.intake import Attributed, Refused
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.standing import lapses_of
from graftwatch.pipeline.state import PutOffSearch
from graftwatch.roster import HEARTBEAT_SUBJECT, Identifier, IdentityStatement, Roster

# Taking so many entries into the index takes about a third of a second, a third of what detection may stand still.
INDEXED_AT_ONCE: Final = 20_000

Facts = list[Fact[Statement]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose identifiers were which at one moment, and which recipients were said to be one."""

    identifiers: Mapping[str, frozenset[Identifier]]
    contested: frozenset[frozenset[str]]

    @classmethod
    def of(cls, roster: Roster) -> "Whose":
        """As a roster has it now."""
        return cls({one.subject: one.identifiers for one in roster}, roster.contested)


class Learning:
    """What one entry teaches.

    Args:
        entry: the entry; what is learnt is known since it.
        held: what is held between entries.
        batch: the batch that the entry is handled in.
        cause: why what is found is found late.
    """

    def __init__(self, entry: Entry, held: Consequences, batch: Batch, cause: LateCause) -> None:
        self._entry = entry
        self._held = held
        self._batch = batch
        self._cause = cause
        self._facts: defaultdict[str, Facts] = defaultdict(list)
        self._lapses: defaultdict[str, list[Lapse]] = defaultdict(list)
        self._unmapped: list[Unmapped] = []
        self._came_at: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    def add(self, subject: str, facts: Iterable[Fact[Statement]], came_at: datetime | None = None) -> None:
        """Adds facts to be concluded from; `came_at` is when their message came, where that is earlier than now."""
        found = list(facts)
        self._facts[subject] += found
        if came_at is not None:
            first = self._came_at[subject]
            for one in found:
                first[one.identity] = min(came_at, first.get(one.identity, came_at))

    def note_unmapped(self, found: Sequence[Unmapped]) -> None:
        """Counts what nobody could map; what the rules need of it is told at the end."""
        self._held.store.count_unmapped(found)
        self._batch.unmapped.extend(found)
        self._unmapped += found

    def take(self, said: Sequence[IdentityStatement]) -> None:
        """Takes what a message says of identifiers, and follows what that changes."""
        if not said:
            return
        roster = self._held.intake.roster
        if not all(one.same for one in said):
            self._recall(said)
        before = Whose.of(roster)
        kept = [one for one in said if roster.apply(one)]
        for one in kept:
            self._held.store.add_roster_change(self._entry.seq, self._entry.received_at, one)
        if kept:
            self.follow(before)

    def _recall(self, said: Sequence[IdentityStatement]) -> None:
        """Before two are parted: what kept messages said of them last, as a repetition is not written down."""
        roster = self._held.intake.roster
        pairs = {one.pair for one in said}
        for subject in roster.subjects_of(identifier for pair in pairs for identifier in pair):
            for entry in self._held.store.kept_frames(subject):
                for one in self._held.intake.identities(entry.content, entry.feed):
                    if one.pair in pairs and roster.apply(one):
                        self._held.store.add_roster_change(self._entry.seq, self._entry.received_at, one)

    def follow(self, before: Whose) -> None:
        """Searches for what recipients have gained, and takes away what they have lost."""
        self._batch.roster_changed = True
        after = Whose.of(self._held.intake.roster)
        for subject, identifiers in after.identifiers.items():
            had = before.identifiers.get(subject, frozenset())
            if had - identifiers:
                self._facts.setdefault(subject, [])
                self._lapses[subject] += lapses_of(subject, self._held, self._entry.received_at)
            if gained := identifiers - had:
                self.search(subject, {one.value for one in gained})
        if after.contested != before.contested:
            self._ask_a_person(after.contested)

    def search(self, subject: str, numbers: Iterable[str]) -> None:
        """Finds what earlier frames with these numbers say of a recipient, now or when the index is ready."""
        self._facts.setdefault(subject, [])
        if subject == HEARTBEAT_SUBJECT:
            return
        wanted = frozenset(numbers)
        self._held.ports.search.ask_elsewhere(PutOffSearch(subject, wanted, self._entry.seq, self._cause))
        behind = self._held.ports.search.behind()
        if behind > INDEXED_AT_ONCE:
            self._held.store.put_off_search(PutOffSearch(subject, wanted, self._entry.seq, self._cause))
            return
        self._batch.searched += behind
        self.found(subject, wanted, self._entry.seq)

    def found(self, subject: str, numbers: Iterable[str], before: int) -> None:
        """Takes what earlier frames with these numbers say of a recipient."""
        store, search, wanted = self._held.store, self._held.ports.search, frozenset(numbers)
        kept = store.frames_before(min(search.oldest(), before))
        frames = {one.seq: one for one in kept if not wanted.isdisjoint(patient_numbers(one.content))}
        frames |= {one.seq: one for one in search.frames_of(wanted, before)}
        self._batch.searched += len(frames)
        withdrawn = store.withdrawn_among(frames)
        self.read_found(subject, [(frames[seq], seq in withdrawn) for seq in sorted(frames)])

    def read_found(self, subject: str, frames: Iterable[tuple[Entry, bool]]) -> None:
        """Takes what these frames say of a recipient, each with whether it was withdrawn."""
        for frame, withdrawn in frames:
            self._reread(subject, frame, withdrawn=withdrawn)

    def _reread(self, subject: str, entry: Entry, *, withdrawn: bool) -> None:
        held, at = self._held, self._entry.received_at
        if not withdrawn:
            self.take(held.intake.identities(entry.content, entry.feed))
        for one in held.intake.take(entry.content, entry.feed, at, entry.came_at):
            match one:
                case Attributed(owner, understood) if owner == subject:
                    held.store.keep_frame(entry, subject)
                    if not withdrawn:
                        self.note_unmapped(understood.unmapped)
                        self._batch.backfilled += len(understood.facts)
                        self.add(subject, understood.facts, entry.came_at)
                case Refused():
                    numbered = entry.seq if entry.seq > 0 else self._entry.seq
                    held.refuse(replace(entry, seq=numbered, received_at=at), one, self._batch)

    def conclude(self) -> None:
        """Steps each recipient for whom something was found or fell away, once."""
        entry = self._entry
        for subject, facts in sorted(self._facts.items()):
            came_at, zone = self._came_at[subject], self._held.intake.protocol.zone
            found_late = FoundLate(came_at, entry.received_at, self._cause, zone) if came_at else None
            besides = Besides(self._lapses[subject], found_late)
            self._held.step(subject, facts, entry.received_at, entry.seq, self._batch, besides)
        if self._held.watch.unmapped(self._unmapped, entry.received_at):
            self._held.look(entry.received_at, entry.seq, self._batch)

    def _ask_a_person(self, contested: frozenset[frozenset[str]]) -> None:
        """A page: messages say that two recipients are one person, or that one has more numbers than anybody has."""
        entry, held = self._entry, self._held
        held.watch.doubt(contested, entry.received_at)
        held.look(entry.received_at, entry.seq, self._batch)
