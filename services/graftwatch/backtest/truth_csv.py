"""Reads a reviewer's list of true events: one row an event, all or nothing, with every fault listed by line.

Columns `subject,kind,date_of_event,organisms,criterion,status,note`; the last four may be left out. A recipient who was
reviewed and had nothing has a row of kind `none`: who has no row was not reviewed and is left out of every figure.
Errors name the line, the column and the mend, and never repeat what stands where an identifier or a birth date might.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from graftwatch.backtest.simulated_truth import TruthFileError
from graftwatch.backtest.truth import Kind, Standing, TrueCourse, TrueEvent, Truth
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster
from graftwatch.terminology.organisms import resolve

REQUIRED: Final = ("subject", "kind", "date_of_event")
OPTIONAL: Final = ("organisms", "criterion", "status", "note")
NOTHING: Final = "none"
"""Kind of a row that says: reviewed, and there was nothing."""
STATUSES: Final = {one.value: one for one in Standing}
KINDS: Final = {**{one.value: one for one in Kind}, "contaminant": Kind.BSI}
CRITERIA: Final = ("LCBI-1", "LCBI-2", "LCBI-3", "MBI-LCBI-1", "MBI-LCBI-2", "MBI-LCBI-3", "secondary")
GRADES: Final = ("mild", "moderate", "severe")
"""Grades of a rejection that the biopsy confirms; an indeterminate biopsy is none and has no row."""
LONGEST_FROM_TRANSPLANT: Final = timedelta(days=730)
"""A date further away than this is a slip of the pen, not an event of the trial."""
_Row = Mapping[str, str]


def parse_truth(text: str, source: str, roster: Roster, protocol: Protocol, reviewed: Iterable[Kind] = ()) -> Truth:
    """The truth of a reviewer's file.

    Args:
        text: the file's content.
        source: the file's name, for error messages.
        roster: who is enrolled.
        protocol: for the endpoint window and the time zone.
        reviewed: kinds that the reviewer looked for besides those that have a row.

    Raises:
        TruthFileError: with every fault of the file.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise TruthFileError([f"{source}, line {reader.line_num + 1}: no CSV: {fault}; save the table anew"]) from None
    faults = [f"{source}, line 1: {fault}" for fault in _header_faults(reader.fieldnames or ())]
    if faults:
        raise TruthFileError(faults)
    events: dict[str, list[TrueEvent]] = {}
    first_line: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        held = {str(name).strip(): str(value or "").strip() for name, value in row.items()}
        if not any(held.values()):
            continue
        found = [*_row_faults(held, roster, protocol), *_repeated(held, line, first_line)]
        faults += [f"{source}, line {line}: {fault}" for fault in found]
        if not found:
            events.setdefault(held["subject"], []).extend(_events(held, roster, protocol))
    if faults or not events:
        raise TruthFileError(faults or [f"{source}: holds no row; write one for each recipient who was reviewed"])
    for subject, several in events.items():
        faults += _contradiction(subject, several, first_line, source)
    if faults:
        raise TruthFileError(faults)
    judged = {one.kind for several in events.values() for one in several} | {Kind(one) for one in reviewed}
    courses = {subject: TrueCourse(subject, tuple(several)) for subject, several in events.items()}
    return Truth(source, courses, frozenset(judged or {Kind.BSI}))


def _header_faults(names: Iterable[str]) -> Iterator[str]:
    held = [str(name).strip() for name in names]
    if len(held) == 1 and ";" in held[0]:
        yield "columns must be joined by commas, not by ';'; save the table as CSV with commas"
        return
    for name in REQUIRED:
        if name not in held:
            yield f"column `{name}` is missing; the header must be {','.join(REQUIRED + OPTIONAL)}"
    for name in held:
        if name not in REQUIRED + OPTIONAL:
            yield f"there is no column `{name}`; remove or rename it ({','.join(REQUIRED + OPTIONAL)})"


def _row_faults(row: _Row, roster: Roster, protocol: Protocol) -> Iterator[str]:
    if "" in row:
        yield "more fields than columns; join organisms by ';' and quote values that hold a comma"
    recipient = roster.get(row["subject"])
    if recipient is None:
        yield "`subject`: this subject is not on the roster; correct it here or there"
    if row["kind"] == NOTHING:
        yield from (
            f"`{name}` must be empty beside kind `none`" for name in ("date_of_event", "organisms") if row.get(name)
        )
        return
    if row["kind"] not in KINDS:
        yield f"`kind`: there is no {row['kind']!r}; use one of {', '.join((*KINDS, NOTHING))}"
    if row.get("status") and row["status"] not in STATUSES:
        yield f"`status`: there is no {row['status']!r}; use one of {', '.join(STATUSES)}, or none (confirmed)"
    yield from _date_faults(row["date_of_event"], recipient, protocol)
    yield from _criterion_faults(row)
    for name in _organism_names(row):
        if resolve(name).organism is None:
            yield f"`organisms`: {name!r} is not known as one organism; write its full name, joined by ';'"


def _date_faults(written: str, recipient: Recipient | None, protocol: Protocol) -> Iterator[str]:
    day = _day(written)
    if day is None:
        yield "`date_of_event`: not a date; write it like 2026-06-04"
    elif recipient is not None and abs(day - recipient.transplanted_on(protocol.zone)) > LONGEST_FROM_TRANSPLANT:
        yield "`date_of_event`: more than two years from the transplant; correct the year"


def _criterion_faults(row: _Row) -> Iterator[str]:
    written, kind = row.get("criterion", ""), KINDS.get(row["kind"])
    if not written or kind is None:
        return
    known = {Kind.BSI: CRITERIA, Kind.REJECTION: GRADES}.get(kind, ())
    if written not in known:
        allowed = f"use one of {', '.join(known)}" if known else "leave it empty for this kind"
        yield f"`criterion`: {written!r} is not known; {allowed}"


def _repeated(row: _Row, line: int, first_line: dict[tuple[str, ...], int]) -> Iterator[str]:
    key = (row["subject"], row["kind"], row["date_of_event"])
    first = first_line.setdefault(key, line)
    if first != line:
        yield f"says the same as line {first}: one row an event; join its organisms by ';'"


def _contradiction(
    subject: str, events: list[TrueEvent], first_line: Mapping[tuple[str, ...], int], source: str
) -> Iterator[str]:
    line = first_line.get((subject, NOTHING, ""))
    if line is not None and events:
        yield f"{source}, line {line}: {subject} has events in other lines; remove this row"


def _events(row: _Row, roster: Roster, protocol: Protocol) -> Iterator[TrueEvent]:
    recipient, day = roster.get(row["subject"]), _day(row["date_of_event"])
    if row["kind"] == NOTHING or recipient is None or day is None:
        return
    kind, window = KINDS[row["kind"]], protocol.window
    standing = Standing.CONTAMINANT if row["kind"] == "contaminant" else STATUSES[row.get("status") or "confirmed"]
    written = row.get("criterion") or None
    yield TrueEvent(
        row["subject"],
        kind,
        day,
        standing,
        in_window=window.first_day <= recipient.post_operative_day(day, protocol.zone) <= window.last_day,
        organisms=tuple(sorted(found.name for one in _organism_names(row) if (found := resolve(one).organism))),
        criterion=written if kind is Kind.BSI else None,
        grade=written if kind is Kind.REJECTION else None,
        note=row.get("note", ""),
    )


def _organism_names(row: _Row) -> list[str]:
    return [one.strip() for one in row.get("organisms", "").split(";") if one.strip()]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
