"""The roster: which message is about which recipient.

An identifier matches when its value and its assigning authority do. A repetition without an authority takes the
feed's default authority; where there is none, or the roster itself names no authority, the value alone decides,
as long as it belongs to one recipient only.

What people entered is a recipient's own; what messages said of identifiers adds learnt ones (identity_graph.py). Where
that leads from one recipient to another, somebody is wrong: until a person decides, each keeps only what a message
named together with its own and none named together with the other's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graftwatch.roster.cell_fault import FaultKind
from graftwatch.roster.change import Alias, Enrolment, IdentityStatement, LearntFrom, RosterChange, Withdrawal
from graftwatch.roster.identity_graph import LEARNT_AT_MOST, IdentityGraph
from graftwatch.roster.recipient import Identifier, Recipient


class RosterConflict(ValueError):  # noqa: N818 - it names what is wrong: two owners of one identifier, or nobody
    """A change that the roster cannot take; the message names the subjects, never the identifier.

    Args:
        words: the message.
        kind: what is wrong.
        owner: whose the identifier is already, where that is what is wrong.
    """

    def __init__(self, words: str, kind: FaultKind, owner: str = "") -> None:
        super().__init__(words)
        self.kind = kind
        self.owner = owner


class Roster:
    """Who is enrolled. Mutable only through `apply`, in journal order."""

    def __init__(self, recipients: Iterable[Recipient] = ()) -> None:
        self._entered: dict[str, Recipient] = {}
        self._entered_owners: dict[str, dict[str, str]] = {}
        self._graph = IdentityGraph()
        self._learnt: dict[str, dict[Identifier, LearntFrom]] = {}
        self._contested: frozenset[frozenset[str]] = frozenset()
        for one in recipients:
            self._hold(one)
        self._recipients = dict(self._entered)
        self._owners = self._entered_owners

    @classmethod
    def of_changes(cls, changes: Iterable[RosterChange]) -> "Roster":
        """The roster after these changes, in order.

        Raises:
            RosterConflict: a change cannot be taken.
        """
        roster = cls()
        for change in changes:
            roster._enter(change)
        roster._learn()
        return roster

    def __iter__(self) -> Iterator[Recipient]:
        return iter(self._recipients.values())

    def __len__(self) -> int:
        return len(self._recipients)

    def get(self, subject: str) -> Recipient | None:
        """The recipient of a subject id, or None."""
        return self._recipients.get(subject)

    def knows(self, value: str) -> bool:
        """Whether any recipient has an identifier of this value: the cheap first question of every message."""
        return value in self._owners

    def subjects_with(self, value: str) -> frozenset[str]:
        """The subjects that have an identifier of this value, by whichever authority."""
        return frozenset(self._owners.get(value, {}).values())

    def subjects_of(self, identifiers: Iterable[Identifier], default_authority: str = "") -> frozenset[str]:
        """The subjects that a message's identifiers belong to; more than one means the message is ambiguous."""
        found = (_owner(self._owners, one, default_authority) for one in identifiers)
        return frozenset(subject for subject in found if subject is not None)

    @property
    def contested(self) -> frozenset[frozenset[str]]:
        """Recipients that messages say are one person, two at a time; one alone has too many identifiers."""
        return self._contested

    def learnt(self, subject: str) -> Mapping[Identifier, LearntFrom]:
        """The identifiers of a recipient that messages taught, and which message."""
        return self._learnt.get(subject, {})

    def apply(self, change: RosterChange) -> bool:
        """Takes one change; says whether it changed anything that has to be kept.

        Raises:
            RosterConflict: an identifier belongs to another subject, or the subject is not enrolled.
        """
        changed = self._enter(change)
        if changed:
            self._learn()
        return changed

    def _enter(self, change: RosterChange) -> bool:
        match change:
            case Enrolment():
                self._enrol(change.recipient())
            case Alias():
                held = self._enrolled(change.subject)
                new = Identifier(change.identifier.value, change.identifier.authority)
                self._hold(replace(held, identifiers=held.identifiers | {new}))
            case Withdrawal():
                self._hold(replace(self._enrolled(change.subject), withdrawn_at=change.at))
            case IdentityStatement():
                return self._graph.add(change)
        return True

    def _enrol(self, recipient: Recipient) -> None:
        held = self._entered.get(recipient.subject)
        known = held.identifiers if held else frozenset()
        self._hold(replace(recipient, identifiers=recipient.identifiers | known))

    def _enrolled(self, subject: str) -> Recipient:
        held = self._entered.get(subject)
        if held is None:
            raise RosterConflict(f"{subject} is not enrolled; enrol it first", FaultKind.NOT_ENROLLED)
        return held

    def _hold(self, recipient: Recipient) -> None:
        for one in recipient.identifiers:
            owner = self._entered_owners.get(one.value, {}).get(one.authority, recipient.subject)
            if owner != recipient.subject:
                raise RosterConflict(
                    f"an identifier of {recipient.subject} already belongs to {owner} (same number, same authority); "
                    "correct one of the two",
                    FaultKind.OTHER_OWNER,
                    owner,
                )
        for one in recipient.identifiers:
            self._entered_owners.setdefault(one.value, {})[one.authority] = recipient.subject
        self._entered[recipient.subject] = recipient

    def _learn(self) -> None:
        """Works out anew what messages taught, from all that they said and all that people entered."""
        owners = {one: _owner(self._entered_owners, one, "") for one in self._graph}
        own: dict[str, set[Identifier]] = {}
        for one, subject in owners.items():
            if subject is not None:
                own.setdefault(subject, set()).add(one)
        reached = {subject: self._graph.reached(frozenset(held)) for subject, held in sorted(own.items())}
        self._contested = frozenset(_contested(reached, owners))
        for subject in frozenset[str]().union(*self._contested):
            reached[subject] = self._beyond_doubt(subject, own, reached[subject])
        self._learnt = {
            subject: {one: said.learnt_from for one, said in found.items()}
            for subject, found in reached.items()
            if found
        }
        self._recipients = {subject: self._with_learnt(one) for subject, one in self._entered.items()}
        self._owners = self._with_learnt_owners()

    def _beyond_doubt(
        self, subject: str, own: Mapping[str, set[Identifier]], found: Mapping[Identifier, IdentityStatement]
    ) -> Mapping[Identifier, IdentityStatement]:
        """What a contested recipient keeps of what it reaches; nothing where it reaches too many."""
        if frozenset({subject}) in self._contested:
            return {}
        others = frozenset[Identifier]().union(*(held for other, held in own.items() if other != subject))
        kept = self._graph.beside(frozenset(own[subject])) - others - self._graph.beside(others)
        return {one: said for one, said in found.items() if one in kept}

    def _with_learnt(self, recipient: Recipient) -> Recipient:
        learnt = self.learnt(recipient.subject)
        return replace(recipient, identifiers=recipient.identifiers | learnt.keys()) if learnt else recipient

    def _with_learnt_owners(self) -> dict[str, dict[str, str]]:
        if not self._learnt:
            return self._entered_owners
        owners = {value: dict(by_authority) for value, by_authority in self._entered_owners.items()}
        for subject, found in self._learnt.items():
            for one in found:
                owners.setdefault(one.value, {})[one.authority] = subject
        return owners


def _owner(owners: Mapping[str, Mapping[str, str]], identifier: Identifier, default_authority: str) -> str | None:
    by_authority = owners.get(identifier.value)
    if by_authority is None:
        return None
    authority = identifier.authority or default_authority
    if authority in by_authority:
        return by_authority[authority]
    subjects = set(by_authority.values())
    if len(subjects) == 1 and (not authority or "" in by_authority):
        return subjects.pop()
    return None


def _contested(
    reached: Mapping[str, Mapping[Identifier, IdentityStatement]], owners: Mapping[Identifier, str | None]
) -> Iterator[frozenset[str]]:
    """Recipients who reach each other's identifiers or a common one, and those who reach too many."""
    found_by: dict[Identifier, str] = {}
    for subject, found in reached.items():
        if len(found) > LEARNT_AT_MOST:
            yield frozenset({subject})
        for one in found:
            other = owners[one] or found_by.setdefault(one, subject)
            if other != subject:
                yield frozenset({subject, other})
