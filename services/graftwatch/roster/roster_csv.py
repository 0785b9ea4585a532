"""Reads roster.csv: one row per identifier, all or nothing, with every fault listed by line.

Errors name the line, the column and the mend, and never repeat an identifier or a birth date.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from graftwatch.facts import aware
from graftwatch.roster.change import SUBJECT_LENGTH, Enrolment, PatientIdentifier
from graftwatch.roster.recipient import HEARTBEAT_SUBJECT, RISKS

REQUIRED = ("subject", "identifier", "authority", "transplanted_at")
OPTIONAL = ("infused_at", "arm", "born", "sex", "risk", "withdrawn_at")
_SAME_TRANSPLANT = "write the same transplant in all rows of a subject"
_SAME_OR_EMPTY = "a subject's rows must agree, or leave it empty in the later ones"
_Row = dict[str, str]


class RosterFileError(ValueError):
    """The roster file cannot be used; `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parse_roster(text: str, source: str, zone: tzinfo) -> list[Enrolment]:
    """The enrolments of a roster file.

    Args:
        text: the file's content.
        source: the file's name, for error messages.
        zone: time zone of times that state none.

    Raises:
        RosterFileError: with every fault of the file.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    faults = list(_header_faults(reader.fieldnames or (), source))
    if faults:
        raise RosterFileError(faults)
    rows = [(reader.line_num, _stripped(row)) for row in reader]
    by_subject: dict[str, list[tuple[int, _Row]]] = {}
    owners: dict[tuple[str, str], str] = {}
    for number, row in rows:
        faults += [f"{source}, line {number}: {fault}" for fault in _row_faults(row, zone)]
        owner = owners.setdefault((row["identifier"], row["authority"]), row["subject"])
        if owner != row["subject"]:
            faults.append(f"{source}, line {number}: the identifier of {row['subject']} already belongs to {owner}")
        by_subject.setdefault(row["subject"], []).append((number, row))
    for subject, held in by_subject.items():
        faults += _disagreements(subject, held, source)
    if faults:
        raise RosterFileError(faults)
    return [_enrolment(subject, [row for _, row in held], zone) for subject, held in by_subject.items()]


def _header_faults(names: "list[str] | tuple[str, ...] | object", source: str) -> Iterator[str]:
    held = [str(name).strip() for name in names] if isinstance(names, (list, tuple)) else []
    for name in REQUIRED:
        if name not in held:
            yield f"{source}, line 1: column `{name}` is missing; the header must be {','.join(REQUIRED + OPTIONAL)}"
    for name in held:
        if name not in REQUIRED + OPTIONAL:
            yield f"{source}, line 1: there is no column `{name}`; remove or rename it"


def _stripped(row: dict[str, str]) -> _Row:
    return {str(name).strip(): str(value).strip() for name, value in row.items()}


def _row_faults(row: _Row, zone: tzinfo) -> Iterator[str]:
    if "" in row:
        yield "more fields than columns; quote values that hold a comma"
    for name in ("subject", "identifier", "transplanted_at"):
        if not row.get(name):
            yield f"`{name}` is empty"
    yield from _subject_faults(row["subject"])
    for name in ("transplanted_at", "infused_at", "withdrawn_at"):
        if row.get(name) and _instant(row[name], zone) is None:
            yield f"`{name}` is not a time; write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00"
    if row.get("born") and _day(row["born"]) is None:
        yield "`born` is not a date; write it like 1967-03-21"
    for one in _risks(row):
        if one not in RISKS:
            yield f"`risk` {one!r} is not known; use {', '.join(RISKS)}, joined by ';'"


def _subject_faults(subject: str) -> Iterator[str]:
    if len(subject) > SUBJECT_LENGTH:
        yield f"`subject` is longer than {SUBJECT_LENGTH} characters; choose a shorter id"
    if subject == HEARTBEAT_SUBJECT:
        yield f"subject {HEARTBEAT_SUBJECT!r} is reserved for the service's own test message; choose another id"


def _disagreements(subject: str, held: list[tuple[int, _Row]], source: str) -> Iterator[str]:
    first_line, first = held[0]
    for number, row in held[1:]:
        for name in ("transplanted_at", *OPTIONAL):
            if row.get(name, "") and row.get(name, "") != first.get(name, ""):
                mend = _SAME_TRANSPLANT if name == "transplanted_at" else _SAME_OR_EMPTY
                yield f"{source}, line {number}: `{name}` of {subject} differs from line {first_line}; {mend}"


def _enrolment(subject: str, rows: list[_Row], zone: tzinfo) -> Enrolment:
    first = rows[0]
    transplanted_at = _instant(first["transplanted_at"], zone)
    if transplanted_at is None:  # pragma: no cover - _row_faults has refused it
        raise RosterFileError([f"{subject}: `transplanted_at` is not a time"])
    return Enrolment(
        subject=subject,
        identifiers=tuple(PatientIdentifier(value=row["identifier"], authority=row["authority"]) for row in rows),
        transplanted_at=transplanted_at,
        infused_at=_instant(first.get("infused_at", ""), zone),
        arm=first.get("arm", ""),
        born=_day(first.get("born", "")),
        sex=first.get("sex", ""),
        risk=_risks(first),
        withdrawn_at=_instant(first.get("withdrawn_at", ""), zone),
    )


def _risks(row: _Row) -> tuple[str, ...]:
    return tuple(one.strip() for one in row.get("risk", "").split(";") if one.strip())


def _instant(text: str, zone: tzinfo) -> datetime | None:
    try:
        return aware(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
