"""Doses as the wards' system tells them each evening: RAS^O17. Source: HL7 v2.5.1, chapter 4A."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import PHARMACY, segment

Given = tuple[datetime, str]
"""When, and which drug."""
TACROLIMUS: Final = "TAC1^Tacrolimus 1 mg capsule^L"
STEROID: Final = "PSL5^Prednisolone 5 mg tablet^L"
BASILIXIMAB: Final = "BSX20^Basiliximab 20 mg^L"


def doses_message(person: Person, order: str, given: Sequence[Given], control_id: str, stated_at: datetime) -> bytes:
    """The doses of one day, an administration each."""
    sender = PHARMACY
    lines = [sender.header("RAS^O17^RAS_O17", control_id, stated_at), person.pid(sender), person.pv1("SURG")]
    lines.append(segment("ORC", {1: "RE", 2: order, 3: f"D{order}"}))
    for number, (at, drug) in enumerate(given, 1):
        fields = {1: "0", 2: str(number), 3: sender.time(at), 4: sender.time(at), 5: drug, 6: "2"}
        lines.append(segment("RXA", fields | {7: "CAP^capsule^L", 20: "CP", 21: "A"}))
    return sender.encoded((*lines, segment("RXR", {1: "PO^Oral^HL70162"})))
