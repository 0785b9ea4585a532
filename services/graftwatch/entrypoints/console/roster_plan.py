"""What entering a roster file would do to a roster: each row's outcome, every fault at its cell, old against new."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from graftwatch.console.roster.entry_views import ImportPlan, NoticeKind, Outcome, PlanRow, RowFault, RowNotice
from graftwatch.console.roster.views import FieldChange
from graftwatch.entrypoints.roster_entering import tried
from graftwatch.roster import (
    COLUMNS,
    CellFault,
    Enrolment,
    FaultKind,
    Identifier,
    Recipient,
    Roster,
    RosterConflict,
    RosterFile,
    RosterRow,
)

HIDDEN: Final = ("identifier", "authority", "born")
SHOWN: Final = tuple(name for name in COLUMNS if name not in (*HIDDEN, "subject"))
Placed = TypeVar("Placed", RowFault, RowNotice)
_CONFLICTING: Final = {FaultKind.OTHER_OWNER: "identifier", FaultKind.OTHER_TRANSPLANT: "subject"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What plans are made against: the roster, which is the caller's own, the trial's zone, and now."""

    roster: Roster
    zone: ZoneInfo
    now: datetime


def planned(read: RosterFile, encoding: str, seen: Seen) -> ImportPlan:
    """What entering the file would do."""
    before = {one.subject: seen.roster.get(one.subject) for one in read.enrolments}
    rows = rows_by_subject(read)
    notices = _by_line(note for one in read.enrolments for note in _notices(one, rows[one.subject], seen))
    digest = _digest(read, before, seen.roster)
    found = tried(seen.roster, read.enrolments)
    faults = [row_fault(one) for one in read.faults]
    faults += [fault for row in read.rows if row.cells.get("subject", "") not in before for fault in _owned(row, seen)]
    faults += [conflict_fault(rows[change.subject], fault, seen.roster) for change, fault in found.faults]
    changed = {one.subject for one in found.new}
    refused = {one.subject for one, _ in found.faults}
    outcomes = {
        one.subject: Outcome.FAULT
        if one.subject in refused
        else Outcome.UNCHANGED
        if one.subject not in changed
        else Outcome.NEW
        if before[one.subject] is None
        else Outcome.CHANGED
        for one in read.enrolments
    }
    differences = {
        subject: tuple(differing(before[subject], seen.roster.get(subject), seen.zone))
        for subject, outcome in outcomes.items()
        if outcome is Outcome.CHANGED
    }
    told, by_line = list(outcomes.values()), _by_line(faults)
    return ImportPlan(
        encoding=encoding,
        new=told.count(Outcome.NEW),
        changed=told.count(Outcome.CHANGED),
        unchanged=told.count(Outcome.UNCHANGED),
        faults=tuple(sorted(faults, key=lambda one: (one.line, one.column))),
        rows=tuple(
            _plan_row(row, outcomes, differences, by_line.get(row.line, ()), notices.get(row.line, ()))
            for row in read.rows
        ),
        digest=digest,
    )


def rows_by_subject(read: RosterFile) -> Mapping[str, list[RosterRow]]:
    """The rows of each subject."""
    found: dict[str, list[RosterRow]] = {}
    for row in read.rows:
        found.setdefault(row.cells.get("subject", ""), []).append(row)
    return found


def _by_line(found: Iterable[Placed]) -> dict[int, list[Placed]]:
    by_line: dict[int, list[Placed]] = {}
    for one in found:
        by_line.setdefault(one.line, []).append(one)
    return by_line


def _owned(row: RosterRow, seen: Seen) -> Iterator[RowFault]:
    """Whose the identifier of a row is, where the row is at fault anyway and was not tried."""
    identifier, subject = _identifier(row.cells), row.cells.get("subject", "")
    for owner in sorted(seen.roster.subjects_of([identifier]) - {subject}):
        held = seen.roster.get(owner)
        if held and identifier in held.identifiers - seen.roster.learnt(owner).keys():
            said = f"the identifier already belongs to {owner} (same number, same authority); correct one of the two"
            yield RowFault(line=row.line, column="identifier", kind=FaultKind.OTHER_OWNER, words=said, about=owner)


def row_fault(fault: CellFault) -> RowFault:
    """A reader's fault as pages and the API say it."""
    return RowFault(line=fault.line, column=fault.column, kind=fault.kind, words=fault.words, about=fault.about)


def conflict_fault(rows: Sequence[RosterRow], fault: RosterConflict, roster: Roster) -> RowFault:
    """What the roster cannot take of a subject's rows, at the cell that it is about."""
    owner = roster.get(fault.owner)
    held = owner.identifiers if owner else frozenset()
    at = next((one for one in rows if _identifier(one.cells) in held), rows[0])
    column = _CONFLICTING.get(fault.kind, "subject")
    return RowFault(line=at.line, column=column, kind=fault.kind, words=str(fault), about=fault.owner)


def differing(before: Recipient | None, after: Recipient | None, zone: ZoneInfo) -> Iterator[FieldChange]:
    """Each field that differs, the old against the new; identifiers and birth dates are not shown."""
    if after is None:
        return
    for name in SHOWN:
        old, new = _shown(before, name, zone), _shown(after, name, zone)
        if old != new:
            yield FieldChange(field=name, old=old, new=new)
    if (before.born if before else None) != after.born:
        yield FieldChange(field="born", hidden=True)
    added = len(after.identifiers - (before.identifiers if before else frozenset()))
    if added:
        yield FieldChange(field="identifier", new=f"+{added}", hidden=True)


def version_of(recipient: Recipient, roster: Roster) -> str:
    """Differs as soon as anything that was entered of a recipient does."""
    return hashlib.sha256(json.dumps(_entered(recipient, roster)).encode()).hexdigest()[:32]


def _plan_row(
    row: RosterRow,
    outcomes: Mapping[str, Outcome],
    differences: Mapping[str, tuple[FieldChange, ...]],
    faults: Sequence[RowFault],
    notices: Sequence[RowNotice],
) -> PlanRow:
    subject = row.cells.get("subject", "")
    return PlanRow(
        line=row.line,
        subject=subject,
        outcome=Outcome.FAULT if faults else outcomes.get(subject, Outcome.FAULT),
        cells={name: row.cells.get(name, "") for name in SHOWN},
        hidden=tuple(name for name in HIDDEN if row.cells.get(name)),
        changes=differences.get(subject, ()),
        faults=tuple(faults),
        notices=tuple(notices),
    )


def _notices(enrolment: Enrolment, rows: Sequence[RosterRow], seen: Seen) -> Iterator[RowNotice]:
    """What may be right and looks wrong."""
    line, transplanted = rows[0].line, enrolment.transplanted_at
    if transplanted > seen.now:
        yield RowNotice(line=line, column="transplanted_at", kind=NoticeKind.IN_FUTURE)
    if enrolment.infused_at and enrolment.infused_at < transplanted:
        yield RowNotice(line=line, column="infused_at", kind=NoticeKind.INFUSED_BEFORE)
    if enrolment.withdrawn_at and enrolment.withdrawn_at < transplanted:
        yield RowNotice(line=line, column="withdrawn_at", kind=NoticeKind.WITHDRAWN_BEFORE)
    if enrolment.born and enrolment.born > transplanted.astimezone(seen.zone).date():
        yield RowNotice(line=line, column="born", kind=NoticeKind.BORN_AFTER)
    for row in rows:
        identifier = _identifier(row.cells)
        if unicodedata.normalize("NFKC", identifier.value) != identifier.value:
            yield RowNotice(line=row.line, column="identifier", kind=NoticeKind.FULL_WIDTH)
        for other in sorted(seen.roster.subjects_of([identifier]) - {enrolment.subject}):
            if identifier in seen.roster.learnt(other):
                yield RowNotice(line=row.line, column="identifier", kind=NoticeKind.LEARNT_BY_OTHER, about=other)


def _identifier(cells: Mapping[str, str]) -> Identifier:
    return Identifier(cells.get("identifier", ""), cells.get("authority", ""))


def _shown(recipient: Recipient | None, name: str, zone: ZoneInfo) -> str:
    value = getattr(recipient, name, None)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, frozenset):
        return "; ".join(sorted(value))
    return str(value or "")


def _digest(read: RosterFile, before: Mapping[str, Recipient | None], roster: Roster) -> str:
    """Of the file and of what it meets."""
    rows = [[row.line, sorted(row.cells.items())] for row in read.rows]
    owners = [sorted(roster.subjects_of([_identifier(row.cells)])) for row in read.rows]
    met = [None if one is None else _entered(one, roster) for one in before.values()]
    return hashlib.sha256(json.dumps([rows, owners, met]).encode()).hexdigest()


def _entered(recipient: Recipient, roster: Roster) -> list[object]:
    own = sorted(recipient.identifiers - roster.learnt(recipient.subject).keys())
    said = (recipient.transplanted_at, recipient.infused_at, recipient.withdrawn_at)
    times = [one.timestamp() if one else None for one in said]
    others = [recipient.arm, str(recipient.born), recipient.sex, sorted(recipient.risk)]
    return [recipient.subject, [[one.value, one.authority] for one in own], times, others]
