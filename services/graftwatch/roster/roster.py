"""The roster: which message is about which recipient.

An identifier matches when its value and its assigning authority do. A repetition without an authority takes the
feed's default authority; where there is none, or the roster itself names no authority, the value alone decides,
as long as it belongs to one recipient only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graftwatch.roster.change import Alias, Enrolment, Withdrawal
from graftwatch.roster.recipient import Identifier, Recipient


class RosterConflict(ValueError):  # noqa: N818 - it names what is wrong: two owners of one identifier, or nobody
    """A change that the roster cannot take; the message names the subjects, never the identifier."""


class Roster:
    """Who is enrolled. Mutable only through `apply`, in journal order."""

    def __init__(self, recipients: Iterable[Recipient] = ()) -> None:
        self._recipients: dict[str, Recipient] = {}
        self._owners: dict[str, dict[str, str]] = {}
        for one in recipients:
            self._hold(one)

    @classmethod
    def of_changes(cls, changes: Iterable[Alias | Enrolment | Withdrawal]) -> "Roster":
        """The roster after these changes, in order.

        Raises:
            RosterConflict: a change cannot be taken.
        """
        roster = cls()
        for change in changes:
            roster.apply(change)
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

    def subjects_of(self, identifiers: Iterable[Identifier], default_authority: str = "") -> frozenset[str]:
        """The subjects that a message's identifiers belong to; more than one means the message is ambiguous."""
        found = (self._owner(one, default_authority) for one in identifiers)
        return frozenset(subject for subject in found if subject is not None)

    def _owner(self, identifier: Identifier, default_authority: str) -> str | None:
        owners = self._owners.get(identifier.value)
        if owners is None:
            return None
        authority = identifier.authority or default_authority
        if authority in owners:
            return owners[authority]
        subjects = set(owners.values())
        if len(subjects) == 1 and (not authority or "" in owners):
            return subjects.pop()
        return None

    def apply(self, change: Enrolment | Alias | Withdrawal) -> None:
        """Takes one change.

        Raises:
            RosterConflict: an identifier belongs to another subject, or the subject is not enrolled.
        """
        match change:
            case Enrolment():
                self._enrol(change.recipient())
            case Alias():
                held = self._enrolled(change.subject)
                new = Identifier(change.identifier.value, change.identifier.authority)
                self._hold(replace(held, identifiers=held.identifiers | {new}))
            case Withdrawal():
                self._hold(replace(self._enrolled(change.subject), withdrawn_at=change.at))

    def _enrol(self, recipient: Recipient) -> None:
        held = self._recipients.get(recipient.subject)
        known = held.identifiers if held else frozenset()
        self._hold(replace(recipient, identifiers=recipient.identifiers | known))

    def _enrolled(self, subject: str) -> Recipient:
        held = self._recipients.get(subject)
        if held is None:
            raise RosterConflict(f"{subject} is not enrolled; enrol it first")
        return held

    def _hold(self, recipient: Recipient) -> None:
        for one in recipient.identifiers:
            owner = self._owners.get(one.value, {}).get(one.authority, recipient.subject)
            if owner != recipient.subject:
                raise RosterConflict(
                    f"an identifier of {recipient.subject} already belongs to {owner} (same number, same authority); "
                    "correct one of the two"
                )
        for one in recipient.identifiers:
            self._owners.setdefault(one.value, {})[one.authority] = recipient.subject
        self._recipients[recipient.subject] = recipient
