"""The cells of one row of a roster file: what each must be, and how it is read."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Final
from unicodedata import category

from graftwatch.facts import aware
from graftwatch.roster.cell_fault import CellFault, FaultKind
from graftwatch.roster.change import SUBJECT_LENGTH
from graftwatch.roster.recipient import HEARTBEAT_SUBJECT, RISKS

NEEDED: Final = ("subject", "identifier", "transplanted_at")
TIMES: Final = ("transplanted_at", "infused_at", "withdrawn_at")
CELL_LENGTH: Final = 300
"""Longer than any identifier in HL7 (PID-3.1 holds 250 characters at most)."""
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2299
# A spreadsheet writes a long number so, and its last digits are lost: 471100000123 is 4.711E+11.
_SHORTENED: Final = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
# Control and format characters, and what is no character: copied along from elsewhere, they match no message.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_WORDS: Final = {
    FaultKind.EMPTY: "is empty",
    FaultKind.UNSEEN: "holds a character that cannot be seen, such as a line break; type it anew",
    FaultKind.NOT_A_TIME: "is not a time; write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00",
    FaultKind.YEAR: f"is not between {FIRST_YEAR} and {LAST_YEAR}; correct the year",
    FaultKind.SKIPPED_HOUR: "is in the hour that the clocks skip in that night; correct it, or add the offset",
    FaultKind.REPEATED_HOUR: "comes twice, as the clocks go back in that night; add the offset, like +02:00 or +01:00",
    FaultKind.NOT_A_DATE: "is not a date; write it like 1967-03-21",
    FaultKind.SHORTENED: "was shortened by a spreadsheet and has lost digits; format the column as text, enter it anew",
}


def row_faults(line: int, cells: Mapping[str, str], zone: tzinfo) -> Iterator[CellFault]:
    """All that is wrong with a row for itself; `zone` is that of times that state none."""
    if "" in cells:
        said = "more fields than columns; quote values that hold a comma"
        yield CellFault(line, "", FaultKind.TOO_MANY_FIELDS, said)
    yield from _letter_faults(line, cells)
    yield from _subject_faults(line, cells.get("subject", ""))
    if _SHORTENED.fullmatch(cells.get("identifier", "")):
        yield cell_fault(line, "identifier", FaultKind.SHORTENED)
    for name in TIMES:
        found = instant_of(cells.get(name, ""), zone)
        if isinstance(found, FaultKind):
            yield cell_fault(line, name, found)
    if cells.get("born") and day_of(cells["born"]) is None:
        yield cell_fault(line, "born", FaultKind.NOT_A_DATE)
    for one in risks_of(cells):
        if one not in RISKS:
            said = f"`risk` {one!r} is not known; use {', '.join(RISKS)}, joined by ';'"
            yield CellFault(line, "risk", FaultKind.UNKNOWN_RISK, said, one)


def _letter_faults(line: int, cells: Mapping[str, str]) -> Iterator[CellFault]:
    for name in NEEDED:
        if not cells.get(name):
            yield cell_fault(line, name, FaultKind.EMPTY)
    for name, cell in cells.items():
        if len(cell) > CELL_LENGTH and name:
            said = f"`{name}` is longer than {CELL_LENGTH} characters; shorten it"
            yield CellFault(line, name, FaultKind.TOO_LONG, said, str(CELL_LENGTH))
        if name and any(category(letter) in _UNSEEN for letter in cell):
            yield cell_fault(line, name, FaultKind.UNSEEN)


def _subject_faults(line: int, subject: str) -> Iterator[CellFault]:
    if SUBJECT_LENGTH < len(subject) <= CELL_LENGTH:
        said = f"`subject` is longer than {SUBJECT_LENGTH} characters; choose a shorter id"
        yield CellFault(line, "subject", FaultKind.TOO_LONG, said, str(SUBJECT_LENGTH))
    if subject == HEARTBEAT_SUBJECT:
        said = f"subject {HEARTBEAT_SUBJECT!r} is reserved for the service's own test message; choose another id"
        yield CellFault(line, "subject", FaultKind.RESERVED, said)


def instant_of(text: str, zone: tzinfo) -> datetime | FaultKind | None:
    """The time of a cell (aware), what is wrong with it, or None where it is empty."""
    if not text:
        return None
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        return FaultKind.NOT_A_TIME
    if not FIRST_YEAR <= stated.year <= LAST_YEAR:
        return FaultKind.YEAR
    at = aware(stated, zone)
    if at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset():
        return at
    there_and_back = at.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return FaultKind.REPEATED_HOUR if there_and_back == stated else FaultKind.SKIPPED_HOUR


def day_of(text: str) -> date | None:
    """The day of a cell; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def risks_of(cells: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the cell `risk`."""
    return tuple(one.strip() for one in cells.get("risk", "").split(";") if one.strip())


def cell_fault(line: int, column: str, kind: FaultKind) -> CellFault:
    """A fault of a kind that needs no more words than the column's name."""
    return CellFault(line, column, kind, f"`{column}` {_WORDS[kind]}")
