"""Medication administrations (RAS^O17): doses of immunosuppressants, days of antimicrobials and vasopressors.

A dose tells a trough from a level after it; the days are what the Adult Sepsis Event counts.
Source: HL7 v2.5.1 chapter 4A (RXA-3 start, RXA-4 end, RXA-5 drug, RXA-20 completion, RXA-21 action, RXR-1 route),
SS-MIX2 OMP-x2.

| RXA-20                                       | gives                                                   |
| -------------------------------------------- | ------------------------------------------------------- |
| CP complete, PA partially, or nothing        | a dose, at RXA-3                                        |
| RE refused, NA not administered              | no dose; one that was said under this order is withdrawn |

RXA-21 "D" withdraws, too. An infusion of more than an hour is no moment to count hours from: a finding says so; of
steroids and basiliximab the day counts, so their infusions are doses. A drug that nobody knows is listed; a route that
nobody knows is left open. Left out: amounts, which no rule asks for, and other drugs.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from graftwatch.facts import ClinicalTime, Dose, Status, Treatment, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import coded, words_of
from graftwatch.hl7.to_facts.reading import Reading
from graftwatch.terminology.drug_names import WITHOUT_LEVEL, immunosuppressant
from graftwatch.terminology.treatments import treatment

_NOT_GIVEN: Final = frozenset({"RE", "NA"})
_DELETED: Final = "D"
# HL7 table 0162 (route of administration), and the words of senders without it.
_PARENTERAL: Final = frozenset(
    {"IV", "IVP", "IVPB", "IM", "SC", "INTRAVENOUS", "INTRAMUSCULAR", "静注", "点滴静注", "筋注"}
)
_BY_MOUTH: Final = frozenset({"PO", "NG", "GTT", "ORAL", "NASOGASTRIC", "内服", "経口"})
LONGEST_DOSE: Final = timedelta(hours=1)
"""What is given longer is an infusion: "hours after the dose" has no meaning for it."""


def add_administrations(reading: Reading) -> None:
    """Adds the doses of a message."""
    header = reading.message.segments[0]
    if reading.message.first("RXA") is None:
        reading.find("nothing_to_read", header, 9, "an administration message without RXA")
    order: Segment | None = None
    routes = _routes(reading)
    for segment in reading.message.segments:
        if segment.name == "ORC":
            order = segment
        elif segment.name == "RXA" and len(segment.fields) > 1 and not _add_treatment(reading, segment, order, routes):
            _add_dose(reading, segment, order)
        elif segment.name == "OBX":
            reading.find("order_detail", segment, 5, "an observation beside a dose: its own message is read")


def _add_dose(reading: Reading, given: Segment, order: Segment | None) -> None:
    element = coded(given, 5)
    drug = immunosuppressant(words_of(element))
    if drug is None:
        for one in element[:1]:
            reading.list_unmapped("RXA-5", one.code or one.text, one.system, one.text)
        return
    at = reading.time(given, 3)
    if at is None:
        reading.find("time_missing", given, 3, f"a dose of {drug} without its time")
        return
    if drug not in WITHOUT_LEVEL and _is_infusion(at, reading.time(given, 4)):
        reading.find("infusion", given, 4, f"{drug} given for more than an hour: no moment to count hours from")
        return
    reading.add(f"dose:{_key(given, order, drug, at)}", Dose(drug, at), _status(given), reading.sent_at())


def _add_treatment(reading: Reading, given: Segment, order: Segment | None, routes: Mapping[int, bool | None]) -> bool:
    """Adds the days of an antimicrobial or a vasopressor; says whether the drug is one."""
    element = coded(given, 5)
    codes = [treatment(words_of(element), one.code, one.system) for one in element]
    known = next((one for one in codes if one is not None), None)
    if known is None:
        return False
    at, end = reading.time(given, 3), reading.time(given, 4)
    if at is None:
        reading.find("time_missing", given, 3, f"{known.kind} {known.drug} without its time")
        return True
    until = max(at.on, end.on) if end is not None else at.on
    said = Treatment(known.kind, known.drug, at.on, until, routes.get(given.line))
    reading.add(f"treatment:{_key(given, order, known.drug, at)}", said, _status(given), reading.sent_at())
    return True


def _routes(reading: Reading) -> dict[int, bool | None]:
    """Of each RXA, by its line: whether the RXR behind it says into a vein or muscle."""
    routes: dict[int, bool | None] = {}
    last = 0
    for segment in reading.message.segments:
        if segment.name == "RXA":
            last = segment.line
        elif segment.name == "RXR" and last:
            routes[last] = _is_parenteral(segment)
    return routes


def _is_parenteral(route: Segment) -> bool | None:
    said = {word for one in coded(route, 1) for word in (one.code.upper(), one.text.upper()) if word}
    if said & _PARENTERAL:
        return True
    return False if said & _BY_MOUTH else None


def _status(given: Segment) -> Status:
    withdrawn = given.value(20).upper() in _NOT_GIVEN or given.value(21).upper() == _DELETED
    return Status.WITHDRAWN if withdrawn else Status.FINAL


def _key(given: Segment, order: Segment | None, drug: str, at: ClinicalTime) -> str:
    number = (order.value(2) or order.value(3)) if order is not None else ""
    return pseudonymous_key(number, drug, given.value(2), (at.at or at.on).isoformat())


def _is_infusion(start: ClinicalTime, end: ClinicalTime | None) -> bool:
    return end is not None and start.at is not None and end.at is not None and end.at - start.at > LONGEST_DOSE
