"""Reads roster.csv: one row per identifier, all or nothing, with every fault at its line and column.

Errors name the line, the column and the mend, and never repeat an identifier or a birth date. A spreadsheet may have
written semicolons or tabs between the cells: the header says which it is, as its own words hold neither.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from graftwatch.roster.cell_fault import CellFault, FaultKind
from graftwatch.roster.cells import day_of, instant_of, risks_of, row_faults
from graftwatch.roster.change import Enrolment, PatientIdentifier

REQUIRED: Final = ("subject", "identifier", "authority", "transplanted_at")
OPTIONAL: Final = ("infused_at", "arm", "born", "sex", "risk", "withdrawn_at")
COLUMNS: Final = REQUIRED + OPTIONAL
_SAME_TRANSPLANT = "write the same transplant in all rows of a subject"
_SAME_OR_EMPTY = "a subject's rows must agree, or leave it empty in the later ones"
_Row = dict[str, str]


class RosterFileError(ValueError):
    """The roster file cannot be used; `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row that holds something: its line, and its cells by column, without the spaces around them."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class RosterFile:
    """What a roster file says: its rows, every fault, and the enrolments of all subjects without one."""

    rows: list[RosterRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)


def parse_roster(text: str, source: str, zone: tzinfo) -> list[Enrolment]:
    """The enrolments of a roster file.

    Args:
        text: the file's content.
        source: the file's name, for error messages.
        zone: time zone of times that state none.

    Raises:
        RosterFileError: with every fault of the file.
    """
    read = read_roster(text, zone)
    if read.faults:
        raise RosterFileError([f"{source}, {fault}" for fault in read.faults])
    return read.enrolments


def read_roster(text: str, zone: tzinfo) -> RosterFile:
    """Everything that a roster file says, and everything that is wrong with it."""
    read = RosterFile()
    text = text.removeprefix("\ufeff")
    reader = csv.DictReader(io.StringIO(text), restkey="", restval="", delimiter=_between_cells(text))
    try:
        read.faults += _header_faults(reader.fieldnames or ())
        if read.faults:
            return read
        read.rows += [RosterRow(reader.line_num, _stripped(row)) for row in reader]
    except csv.Error as fault:
        said = f"the file is no table of comma-separated values: {fault}"
        read.faults.append(CellFault(max(1, reader.line_num), "", FaultKind.NOT_A_TABLE, said))
        return read
    by_subject: dict[str, list[RosterRow]] = {}
    owners: dict[tuple[str, str], str] = {}
    for row in read.rows:
        read.faults += row_faults(row.line, row.cells, zone)
        subject = row.cells["subject"]
        owner = owners.setdefault((row.cells["identifier"], row.cells["authority"]), subject)
        if owner != subject and row.cells["identifier"]:
            said = f"the identifier of {subject} already belongs to {owner}"
            read.faults.append(CellFault(row.line, "identifier", FaultKind.OTHER_OWNER, said, owner))
        by_subject.setdefault(subject, []).append(row)
    for subject, held in by_subject.items():
        read.faults += _disagreements(subject, held)
    faulty = {one.line for one in read.faults}
    for subject, held in by_subject.items():
        if not any(row.line in faulty for row in held):
            read.enrolments.append(_enrolment(subject, held, zone))
    return read


def _between_cells(text: str) -> str:
    header = text.split("\n", 1)[0]
    return next((one for one in ";\t" if one in header and "," not in header), ",")


def _header_faults(names: Sequence[str]) -> Iterator[CellFault]:
    held = [str(name).strip() for name in names]
    for name in REQUIRED:
        if name not in held:
            said = f"column `{name}` is missing; the header must be {','.join(COLUMNS)}"
            yield CellFault(1, name, FaultKind.MISSING_COLUMN, said, ",".join(COLUMNS))
    for name in dict.fromkeys(held):
        if name not in COLUMNS:
            said = f"there is no column `{name}`; remove or rename it"
            yield CellFault(1, name, FaultKind.UNKNOWN_COLUMN, said)
        elif held.count(name) > 1:
            said = f"column `{name}` stands there more than once; keep one of them"
            yield CellFault(1, name, FaultKind.REPEATED_COLUMN, said)


def _stripped(row: Mapping[str, str]) -> _Row:
    return {str(name).strip(): str(value).strip() for name, value in row.items()}


def _disagreements(subject: str, held: Sequence[RosterRow]) -> Iterator[CellFault]:
    first = held[0]
    for row in held[1:]:
        for name in ("transplanted_at", *OPTIONAL):
            if row.cells.get(name, "") and row.cells.get(name, "") != first.cells.get(name, ""):
                mend = _SAME_TRANSPLANT if name == "transplanted_at" else _SAME_OR_EMPTY
                said = f"`{name}` of {subject} differs from line {first.line}; {mend}"
                yield CellFault(row.line, name, FaultKind.DIFFERS, said, str(first.line))


def _enrolment(subject: str, rows: Sequence[RosterRow], zone: tzinfo) -> Enrolment:
    first = rows[0].cells
    transplanted_at = _instant(first["transplanted_at"], zone)
    if transplanted_at is None:  # pragma: no cover - row_faults has refused it
        raise RosterFileError([f"{subject}: `transplanted_at` is not a time"])
    return Enrolment(
        subject=subject,
        identifiers=tuple(
            PatientIdentifier(value=row.cells["identifier"], authority=row.cells["authority"]) for row in rows
        ),
        transplanted_at=transplanted_at,
        infused_at=_instant(first.get("infused_at", ""), zone),
        arm=first.get("arm", ""),
        born=day_of(first.get("born", "")),
        sex=first.get("sex", ""),
        risk=risks_of(first),
        withdrawn_at=_instant(first.get("withdrawn_at", ""), zone),
    )


def _instant(text: str, zone: tzinfo) -> datetime | None:
    found = instant_of(text, zone)
    return found if isinstance(found, datetime) else None
