"""What people enter in the roster, at the command line or at the console: all of it or nothing, one after another.

Whether a change can be taken depends on the roster that it meets. So the roster is read and the changes are appended
under one lock, on which whoever enters something else at the same time waits. Messages teach identifiers meanwhile,
which changes nothing that is asked here. Copies of a cluster have a lock each: there the detector has the last word.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.heartbeat import heartbeat_enrolment
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import EntryKind
from graftwatch.roster import Enrolment, EnteredChange, FaultKind, Recipient, Roster, RosterConflict

FEED: Final = "roster"
LOCK: Final = "roster.lock"
"""Held while somebody looks at the roster and changes it by what they see."""


class ChangesRefused(Exception):  # noqa: N818 - said as a state
    """The roster cannot take the changes, and nothing was entered; `faults` says which ones and why."""

    def __init__(self, faults: Sequence[tuple[EnteredChange, RosterConflict]]) -> None:
        super().__init__("\n".join(str(fault) for _, fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Tried:
    """Changes against a roster: those that change it, and the faults of those that it cannot take."""

    new: tuple[EnteredChange, ...]
    faults: tuple[tuple[EnteredChange, RosterConflict], ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: the changes, the journal's number of the first (0: none), how many changed nothing."""

    changes: tuple[EnteredChange, ...]
    first: int
    unchanged: int


def enter_changes(
    folder: OpenFolder, changes: Sequence[EnteredChange], as_seen: Callable[[Roster], None] = lambda _: None
) -> Entered:
    """Appends the changes that change something, all or none, durable on return.

    Args:
        folder: whose roster.
        changes: in order.
        as_seen: raises where the roster is no longer as the person who enters them saw it.

    Raises:
        ChangesRefused: the roster cannot take them; nothing was kept.
        JournalUnavailable: nothing was kept.
    """
    with _alone(folder.place):
        as_seen(folder.roster())
        found = tried(folder.roster(), changes)
        if found.faults:
            raise ChangesRefused(found.faults)
        unchanged = len(changes) - len(found.new)
        if not found.new:
            return Entered((), 0, unchanged)
        begun = folder.settings.engine == "kafka" or folder.journal.last_seq()  # there the detector enrols it
        beginning = [] if begun else [heartbeat_enrolment(folder.now())]
        first = folder.append(
            [(EntryKind.ROSTER, FEED, one.model_dump_json().encode()) for one in (*beginning, *found.new)]
        )
        return Entered(found.new, first + len(beginning), unchanged)


def tried(roster: Roster, changes: Iterable[EnteredChange]) -> Tried:
    """Applies the changes to a roster, which is the caller's own, and says what comes of each."""
    new: list[EnteredChange] = []
    faults: list[tuple[EnteredChange, RosterConflict]] = []
    for one in changes:
        before = roster.get(one.subject)
        try:
            _refuse_other_transplant(before, one)
            roster.apply(one)
        except RosterConflict as fault:
            faults.append((one, fault))
            continue
        if roster.get(one.subject) != before:
            new.append(one)
    return Tried(tuple(new), tuple(faults))


def _refuse_other_transplant(before: Recipient | None, change: EnteredChange) -> None:
    """A subject id that stands for another transplant already is more likely a slip than a correction."""
    if before and isinstance(change, Enrolment) and not before.identifiers & change.recipient().identifiers:
        raise RosterConflict(
            f"{change.subject} is enrolled already under other identifiers; correct the subject, or add the identifier "
            "with `graftwatch enroll alias`",
            FaultKind.OTHER_TRANSPLANT,
        )


@contextmanager
def _alone(place: DataFolder) -> Iterator[None]:
    """Alone among all processes of this machine; freed by the system on any death."""
    if not place.root.is_dir():  # of a cluster without a copy here
        yield
        return
    descriptor = os.open(place.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
