"""Doses of immunosuppressants from medication administrations (RAS^O17), which tell a trough from a level after a dose.

Source: HL7 v2.5.1 chapter 4A (RXA-3 start, RXA-4 end, RXA-5 drug, RXA-20 completion, RXA-21 action), SS-MIX2 OMP-x2.

| RXA-20                                       | gives                                                   |
| -------------------------------------------- | ------------------------------------------------------- |
| CP complete, PA partially, or nothing        | a dose, at RXA-3                                        |
| RE refused, NA not administered              | no dose; one that was said under this order is withdrawn |

RXA-21 "D" withdraws, too. An infusion of more than an hour is no moment to count hours from: a finding says so; of
steroids and basiliximab the day counts, so their infusions are doses. A drug that nobody knows is listed. Left out:
amounts and routes, which no rule asks for, and other drugs.
"""

from datetime import timedelta
from typing import Final

from graftwatch.facts import ClinicalTime, Dose, Status, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import coded, words_of
from graftwatch.hl7.to_facts.reading import Reading
from graftwatch.terminology.drug_names import WITHOUT_LEVEL, immunosuppressant

_NOT_GIVEN: Final = frozenset({"RE", "NA"})
_DELETED: Final = "D"
LONGEST_DOSE: Final = timedelta(hours=1)
"""What is given longer is an infusion: "hours after the dose" has no meaning for it."""


def add_administrations(reading: Reading) -> None:
    """Adds the doses of a message."""
    header = reading.message.segments[0]
    if reading.message.first("RXA") is None:
        reading.find("nothing_to_read", header, 9, "an administration message without RXA")
    order: Segment | None = None
    for segment in reading.message.segments:
        if segment.name == "ORC":
            order = segment
        elif segment.name == "RXA" and len(segment.fields) > 1:
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
    withdrawn = given.value(20).upper() in _NOT_GIVEN or given.value(21).upper() == _DELETED
    number = (order.value(2) or order.value(3)) if order is not None else ""
    identity = f"dose:{pseudonymous_key(number, drug, given.value(2), (at.at or at.on).isoformat())}"
    reading.add(identity, Dose(drug, at), Status.WITHDRAWN if withdrawn else Status.FINAL, reading.sent_at())


def _is_infusion(start: ClinicalTime, end: ClinicalTime | None) -> bool:
    return end is not None and start.at is not None and end.at is not None and end.at - start.at > LONGEST_DOSE
