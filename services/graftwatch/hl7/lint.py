"""What is wrong with a message, what the service would understand of it, and which codes nobody mapped.

For people who connect a feed: findings name the segment and field, never a patient's value; facts are summarised
without identifiers. The structure by the standard (hl7apy) is checked only when asked for, since it takes some
tens of milliseconds a message and most real feeds deviate from it without harm. Left out: files and folders.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graftwatch.facts import (
    Admission,
    BiopsyProposal,
    ClinicalTime,
    Death,
    Discharge,
    Dose,
    Fact,
    Measurement,
    MicrobiologyReport,
    Statement,
    Transfer,
    Treatment,
)
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, MessageFinding, Segment, read_message
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers
from graftwatch.hl7.to_facts import Understood, Unmapped, facts_of
from graftwatch.hl7.to_facts.coded import coded
from graftwatch.hl7.to_facts.quantities import number_in
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, UNDATED
from graftwatch.hl7.to_facts.statuses import NO_RESULT, OBSERVATION_STATUS, REPORT_STATUS
from graftwatch.hl7.unreadable import Unreadable
from graftwatch.terminology.site_codes import SiteCodes

# What hl7apy says about structure names segments and fields; the rest of what it says may quote a patient's values.
_ABOUT_STRUCTURE: Final = re.compile(r"(?:Missing required child|Child limit exceeded) [A-Za-z0-9_.]+")
# Where a segment holds its code.
_CODE_FIELDS: Final = MappingProxyType({"OBX": 3, "OBR": 4})
# Stands for whichever recipient a message would be about; nobody is looked up here.
_ANYBODY: Final = "recipient"


@dataclass(frozen=True, slots=True)
class SeenCode:
    """A code of an observation or order that nobody mapped, as it came once; the number is for proposals, never shown.

    Attributes:
        code: the code; empty where the sender gave a name only.
        system: its code system as sent.
        text: its name as sent.
        unit: the unit that came with it.
        number: the number that came under it, None where none did.
    """

    code: str
    system: str
    text: str
    unit: str = ""
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """What can be said about one message.

    Attributes:
        control_id: MSH-10; empty where it cannot be read.
        type: MSH-9.1 and MSH-9.2, such as "ORU^R01".
        charset: the character set it was read by.
        findings: what is wrong or odd.
        facts: what would be understood, one line each.
        unmapped: codes, units and organisms that nobody mapped.
        unread: why it cannot be read at all, None where it can.
        version: MSH-12 as sent.
        concepts: what each fact is about.
        seen: each time a code came that nobody mapped, with what came under it.
    """

    control_id: str = ""
    type: str = ""
    charset: str = ""
    findings: tuple[MessageFinding, ...] = ()
    facts: tuple[str, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    unread: Unreadable | None = None
    version: str = ""
    concepts: tuple[str, ...] = ()
    seen: tuple[SeenCode, ...] = ()


def lint(
    frame: bytes, feed: FeedDefaults, zone: tzinfo, site_codes: SiteCodes, came_at: datetime | None = None
) -> Lint:
    """Everything there is to say about one message without knowing any recipient.

    Args:
        frame: the message's bytes.
        feed: what its feed declares.
        zone: the hospital's time zone.
        site_codes: the site's own codes.
        came_at: the present (aware): what is stated or taken later is found to be ahead.
    """
    message = read_message(frame, feed.charset)
    if isinstance(message, Unreadable):
        return Lint(unread=message)
    understood = [_understood(part, feed, zone, site_codes, came_at) for part in by_patient(frame)]
    return Lint(
        control_id=message.control_id,
        type=f"{message.code}^{message.trigger}".rstrip("^"),
        charset=message.characters,
        findings=(*_form(message, frame, feed), *(one for part in understood for one in part.findings)),
        facts=tuple(summary(one) for part in understood for one in part.facts),
        unmapped=tuple(one for part in understood for one in part.unmapped),
        version=message.segments[0].value(12)[:TEXT_LIMIT],
        concepts=tuple(_about(one.statement) for part in understood for one in part.facts),
        seen=tuple(_seen(message, {one.code for part in understood for one in part.unmapped})),
    )


def _about(said: Statement) -> str:
    if isinstance(said, Measurement):
        return said.concept
    if isinstance(said, MicrobiologyReport):
        return f"{said.kind.replace('_', ' ')} of {said.specimen_type or 'unknown specimen'}"
    return type(said).__name__.lower()


def _seen(message: Message, unmapped: set[str]) -> Iterator[SeenCode]:
    """The codes of observations and orders among those that nobody mapped."""
    for segment in message.segments:
        element = coded(segment, _CODE_FIELDS[segment.name]) if segment.name in _CODE_FIELDS else ()
        first = element[0] if element else None
        if first is None or (first.code or first.text)[:TEXT_LIMIT] not in unmapped:
            continue
        held = number_in(segment) if segment.name == "OBX" else None
        unit = next((part for one in coded(segment, 6) for part in (one.code, one.text) if part), "") if held else ""
        unit = unit or (held.unit if held else "")
        code, text, system = (part[:TEXT_LIMIT] for part in first)
        yield SeenCode(code, system, text, unit[:TEXT_LIMIT], held.value if held else None)


def _understood(
    frame: bytes, feed: FeedDefaults, zone: tzinfo, site_codes: SiteCodes, came_at: datetime | None
) -> Understood:
    message = read_message(frame, feed.charset)
    if isinstance(message, Unreadable):  # a part of a readable message is readable
        return Understood()
    return facts_of(message, _ANYBODY, feed, zone, UNDATED, site_codes, came_at=came_at)


def summary(one: Fact[Statement]) -> str:
    """One fact in words, without identifiers.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from graftwatch.facts import Source, Status, fact
    >>> wbc = Measurement("wbc", Decimal("7.4"), "10*9/L", ClinicalTime(date(2026, 3, 1)))
    >>> summary(fact(subject="S", identity="x", statement=wbc, status=Status.FINAL, stated_at=UNDATED,
    ...              known_at=UNDATED, source=Source("lab", "1")))
    'wbc 7.4 10*9/L, 2026-03-01'
    """
    words = _words(one.statement)
    return f"{words} (taken back)" if one.version.withdrawn else words


def _words(said: Statement) -> str:
    match said:
        case Measurement():
            where = f" {said.site}" if said.site else f" {said.timing}" if said.timing else ""
            return f"{said.concept}{where} {said.comparator}{said.value} {said.unit}, {_when(said.taken)}"
        case MicrobiologyReport():
            found = "; ".join(
                f"{one.organism or f'unresolved: {one.reported}'} ({one.status})" for one in said.isolates
            )
            sampled = f"{said.kind.replace('_', ' ')} of {said.specimen_type or 'unknown specimen'}"
            at = _when(said.collected) if said.collected is not None else "collection time unknown"
            return f"{sampled}, {at}, {said.status}, growth {said.growth}{': ' if found else ''}{found}"
        case Admission():
            return f"admission, {_when(said.admitted)}"
        case Discharge():
            return f"discharge, {_when(said.discharged)}"
        case Transfer():
            return f"transfer, {_when(said.moved)}"
        case Death():
            return f"death, {_when(said.died)}"
        case BiopsyProposal():
            told = said.grade or "no grade"
            index = "" if said.total is None else f", RAI {said.total}"
            return f"biopsy for a person to confirm: {told}{index}, {_when(said.taken)}"
        case Dose():
            return f"dose of {said.drug}, {_when(said.given)}"
        case Treatment():
            return f"{said.kind} {said.drug}, {said.since.isoformat()}"
    return type(said).__name__


def _when(at: ClinicalTime) -> str:
    return at.at.isoformat() if at.at is not None else at.on.isoformat()


def _form(message: Message, frame: bytes, feed: FeedDefaults) -> Iterator[MessageFinding]:
    """What the message lacks that a reader needs, although it can be read."""
    header = message.segments[0]
    if not header.value(7):
        yield _finding("undated", header, 7, "without the time of the message, versions cannot be put in order")
    if not header.value(18) and not frame.isascii():
        yield _finding("charset_undeclared", header, 18, f"read as {message.characters} by the feed's default")
    yield from _patient(message, frame, feed)
    for segment in message.segments:
        if segment.name == "OBX":
            yield from _observation(segment)
        elif segment.name == "OBR":
            yield from _order(segment)


def _patient(message: Message, frame: bytes, feed: FeedDefaults) -> Iterator[MessageFinding]:
    person = message.first("PID")
    if person is None:
        yield _finding("patient_missing", message.segments[0], 9, "no PID: nobody can tell whom this is about")
        return
    identifiers = patient_identifiers(frame, feed.charset)
    if not identifiers:
        yield _finding("patient_missing", person, 3, "no identifier: nobody can tell whom this is about")
    elif not feed.authority and not all(one.authority for one in identifiers):
        yield _finding("authority_missing", person, 3, "an identifier without authority, and the feed declares none")


def _observation(segment: Segment) -> Iterator[MessageFinding]:
    status = segment.value(11).upper()
    if not status:
        yield _finding("status_missing", segment, 11, "without a status a result counts as its report does")
    elif status not in OBSERVATION_STATUS and status not in NO_RESULT:
        yield _finding("status_unknown", segment, 11, "not a status of HL7 table 0085; counts as its report does")
    if segment.raw(5) and not segment.value(2):
        yield _finding("value_type_missing", segment, 2, "without a value type the value is read as text")
    if not segment.raw(3):
        yield _finding("code_missing", segment, 3, "an observation without a code")


def _order(segment: Segment) -> Iterator[MessageFinding]:
    status = segment.value(25).upper()
    if status and status not in REPORT_STATUS:
        yield _finding("status_unknown", segment, 25, "not a status of HL7 table 0123; counts as preliminary")
    if not segment.value(2) and not segment.value(3):
        yield _finding("order_unnumbered", segment, 3, "without an order number, versions are told by their times")


def _finding(kind: str, segment: Segment, number: int, text: str) -> MessageFinding:
    return MessageFinding(kind, f"{segment.name}-{number} in segment {segment.line}", text)


def conformance(frame: bytes, charset: str = "UNICODE UTF-8") -> tuple[MessageFinding, ...]:
    """What hl7apy finds against the standard's structure of the message's version; slow, for people."""
    from hl7apy.exceptions import HL7apyException  # noqa: PLC0415 - a second to import, and only people ask
    from hl7apy.parser import parse_message  # noqa: PLC0415 - the same
    from hl7apy.validation import Validator  # noqa: PLC0415 - the same

    message = read_message(frame, charset)
    if isinstance(message, Unreadable):
        return ()
    text = "\r".join(segment.text for segment in message.segments if not segment.name.startswith("Z"))
    try:
        Validator.validate(parse_message(text))
    except HL7apyException as error:
        said = str(error)
        where = said if _ABOUT_STRUCTURE.fullmatch(said) else type(error).__name__
        return (MessageFinding("conformance", "message", f"not the structure of its version: {where}"),)
    return ()
