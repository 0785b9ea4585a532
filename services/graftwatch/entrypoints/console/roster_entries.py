"""What a coordinator enters: one recipient by a form, or a file; by the same reader and the same place as the CLI."""

import csv
import io
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final
from zlib import compress, decompress

from cryptography.fernet import Fernet, InvalidToken

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.adapters.sqlite.roster_history import messages_of
from graftwatch.console.access.audit import Did
from graftwatch.console.roster.entry_views import Cells, Done, ImportPlan, NotTaken, RowFault
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.entering import wait_until_handled
from graftwatch.entrypoints.console.roster_file import ROWS_AT_MOST, refuse_without_address, text_of
from graftwatch.entrypoints.console.roster_history import entry_words
from graftwatch.entrypoints.console.roster_plan import (
    Seen,
    conflict_fault,
    planned,
    row_fault,
    rows_by_subject,
    version_of,
)
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.entrypoints.roster_entering import ChangesRefused, enter_changes
from graftwatch.roster import (
    COLUMNS,
    HEARTBEAT_SUBJECT,
    Alias,
    CellFault,
    Enrolment,
    EnteredChange,
    FaultKind,
    PatientIdentifier,
    Roster,
    RosterConflict,
    RosterFile,
    RosterRow,
    Withdrawal,
    cell_fault,
    instant_of,
    read_roster,
)

SEALED_SECONDS: Final = 3600
AsSeen = Callable[[Roster], None]
# Stands for an identifier that is on the roster already, while a form's other cells are read.
_HELD: Final = "held"


class RosterEntries:
    """The part of the coordinator's desk that enters."""

    def __init__(self, folder: OpenFolder, store: ConsoleStore) -> None:
        self._folder = folder
        self._store = store
        self._seal = Fernet(Fernet.generate_key())

    def enrol(self, cells: Cells, by: str, *, sure: bool = False) -> Done:
        """Enrols a recipient who is not on the roster yet."""
        read = self._read_form(cells.model_dump())
        enrolment = self._one(read, sure=sure)

        def as_seen(roster: Roster) -> None:
            if roster.get(enrolment.subject) is not None:
                said = f"{enrolment.subject} is enrolled already; open it to correct it"
                raise NotTaken((_fault("subject", FaultKind.ENROLLED_ALREADY, said, enrolment.subject),))

        return self._enter([enrolment], by, as_seen, read.rows)

    def correct(self, cells: Cells, version: str, by: str, *, sure: bool = False) -> Done:
        """Says anew what the roster holds of a recipient."""
        read = self._read_form({**cells.model_dump(), "identifier": _HELD, "authority": ""})
        roster = self._folder.roster()
        held = roster.get(cells.subject)
        if held is None or held.is_heartbeat:
            raise NotTaken((_not_enrolled(cells.subject),))
        said = self._one(read, sure=sure)
        own = sorted(held.identifiers - roster.learnt(held.subject).keys())
        identifiers = tuple(PatientIdentifier(value=one.value, authority=one.authority) for one in own)
        enrolment = said.model_copy(update={"identifiers": identifiers, "born": said.born or held.born})

        def as_seen(now: Roster) -> None:
            current = now.get(cells.subject)
            if current is None or version_of(current, now) != version:
                raise NotTaken(moved=True)

        return self._enter([enrolment], by, as_seen, read.rows)

    def add_identifier(self, subject: str, identifier: str, authority: str, by: str) -> Done:
        """Adds an identifier."""
        cells = {"subject": subject, "identifier": identifier, "authority": authority}
        read = self._read_form({**cells, "transplanted_at": "2000-01-01"})
        if read.faults:
            raise NotTaken(tuple(row_fault(one) for one in read.faults))
        stripped = read.rows[0].cells
        known = PatientIdentifier(value=stripped["identifier"], authority=stripped["authority"])
        return self._enter([Alias(subject=subject, identifier=known)], by, lambda _: None, read.rows)

    def withdraw(self, subject: str, at: str, by: str) -> Done:
        """Notes that a recipient left the trial."""
        if subject == HEARTBEAT_SUBJECT:
            raise NotTaken((_not_enrolled(subject),))
        left = instant_of(at.strip(), self._folder.protocol.zone) or self._folder.now()
        if isinstance(left, FaultKind):
            raise NotTaken((row_fault(cell_fault(0, "withdrawn_at", left)),))
        return self._enter([Withdrawal(subject=subject, at=left)], by, lambda _: None, ())

    def plan(self, content: bytes) -> ImportPlan:
        """What entering a file would do."""
        read, encoding = self._read_file(content)
        return planned(read, encoding, self._seen(self._folder.roster()))

    def enter_file(self, content: bytes, digest: str, by: str) -> Done:
        """Enters a file, whole or not at all."""
        read, encoding = self._read_file(content)
        if read.faults:
            raise NotTaken(tuple(row_fault(one) for one in read.faults))

        def as_seen(roster: Roster) -> None:
            if digest and planned(read, encoding, self._seen(roster)).digest != digest:
                raise NotTaken(moved=True)

        return self._enter(read.enrolments, by, as_seen, read.rows)

    def sealed(self, content: bytes, by: str) -> str:
        """A file as a form can bring it back."""
        held = json.dumps([by, urlsafe_b64encode(compress(content)).decode()]).encode()
        return self._seal.encrypt(held).decode()

    def unsealed(self, sealed: str, by: str) -> bytes | None:
        """The file; None where it is not one that was sealed for this account within the hour."""
        try:
            account, held = json.loads(self._seal.decrypt(sealed.encode(), ttl=SEALED_SECONDS))
        except InvalidToken:
            return None
        return decompress(urlsafe_b64decode(held)) if account == by else None

    def _seen(self, roster: Roster) -> Seen:
        return Seen(roster, self._folder.protocol.zone, shown_now(self._folder))

    def _read_file(self, content: bytes) -> tuple[RosterFile, str]:
        found = text_of(content)
        if found.fault is not None:
            return RosterFile(faults=[found.fault]), ""
        read = read_roster(found.text, self._folder.protocol.zone)
        refuse_without_address(read)
        if len(read.rows) > ROWS_AT_MOST:
            said = f"the file has {len(read.rows):,} rows, more than {ROWS_AT_MOST:,}; import it in parts"
            read = RosterFile(faults=[CellFault(0, "", FaultKind.TOO_LARGE, said, f"{ROWS_AT_MOST:,}")])
        elif not read.rows and not read.faults:
            said = "the file has a header and no row; enter a row a recipient below it"
            read.faults.append(CellFault(0, "", FaultKind.EMPTY_FILE, said))
        return read, found.encoding

    def _read_form(self, cells: dict[str, str]) -> RosterFile:
        """The cells of a form as the reader of roster.csv reads them; its faults have no line."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerow([cells.get(name, "") for name in COLUMNS])
        read = read_roster(text.getvalue(), self._folder.protocol.zone)
        refuse_without_address(read)
        faults = [CellFault(0, one.column, one.kind, one.words, one.about) for one in read.faults]
        return RosterFile([RosterRow(0, row.cells) for row in read.rows], faults, read.enrolments)

    def _one(self, read: RosterFile, *, sure: bool) -> Enrolment:
        """The enrolment of a form.

        Raises:
            NotTaken: a cell is at fault, or looks wrong and nobody is sure.
        """
        found = planned(read, "", self._seen(self._folder.roster()))
        faults = [one for one in found.faults if one.column and one.kind is not FaultKind.OTHER_TRANSPLANT]
        notices = tuple(note for row in found.rows for note in row.notices)
        if faults or (notices and not sure):
            raise NotTaken(tuple(faults), notices)
        return read.enrolments[0]

    def _enter(self, changes: Sequence[EnteredChange], by: str, as_seen: AsSeen, rows: Sequence[RosterRow]) -> Done:
        subjects = tuple(dict.fromkeys(one.subject for one in changes))
        before = self._messages(subjects)
        try:
            entered = enter_changes(self._folder, changes, as_seen)
        except ChangesRefused as refused:
            raise NotTaken(tuple(self._refused(one, fault, rows) for one, fault in refused.faults)) from None
        numbered = self._folder.settings.engine != "kafka"  # there an entry gets its number in the trial's order later
        noted = [
            (one.subject, entry_words(seq) if numbered else "")
            for seq, one in enumerate(entered.changes, entered.first)
        ]
        self._store.audit.note_each(by, Did.ROSTER_CHANGED, noted)
        last = entered.first + len(entered.changes) - 1
        handled = bool(entered.changes) and wait_until_handled(self._folder, last)
        return Done(
            subjects=tuple(dict.fromkeys(one.subject for one in entered.changes)),
            changes=len(entered.changes),
            unchanged=entered.unchanged,
            handled=handled,
            earlier_messages=self._messages(subjects) - before if handled else None,
        )

    def _refused(self, change: EnteredChange, fault: RosterConflict, rows: Sequence[RosterRow]) -> RowFault:
        own = rows_by_subject(RosterFile(list(rows))).get(change.subject)
        if own:
            return conflict_fault(own, fault, self._folder.roster())
        return _fault("subject", fault.kind, str(fault), fault.owner)

    def _messages(self, subjects: Sequence[str]) -> int:
        with suppress(InputFault), self._folder.connection() as db:
            return messages_of(db, subjects)
        return 0


def _fault(column: str, kind: FaultKind, words: str, about: str = "") -> RowFault:
    return RowFault(line=0, column=column, kind=kind, words=words, about=about)


def _not_enrolled(subject: str) -> RowFault:
    return _fault("subject", FaultKind.NOT_ENROLLED, f"{subject} is not enrolled; enrol it first")
