"""Pathology reports on biopsies as documents in words: MDM^T02. Source: HL7 v2.5.1, chapter 9.

What they say is what a person enters an hour later; the truth rests on the person's entry alone.
"""

from datetime import datetime
from typing import Final

from graftwatch.simulator.grafts import Biopsy
from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import DOCUMENTS, segment

_DIAGNOSIS: Final = "22637-3^Pathology report final diagnosis^LN"


def pathology_message(person: Person, order: str, biopsy: Biopsy, control_id: str, stated_at: datetime) -> bytes:
    """The report on one biopsy."""
    sender = DOCUMENTS
    taken = sender.time(biopsy.taken_at)
    parts = f"{biopsy.portal}, bile duct damage {biopsy.duct}, venous endotheliitis {biopsy.venous}"
    words = (
        "Liver allograft, needle biopsy.",
        f"Portal inflammation {parts}.",
        f"Acute rejection by the Banff schema: RAI {biopsy.index}/9.",
    )
    results = (
        segment("OBX", {1: str(number), 2: "TX", 3: _DIAGNOSIS, 4: "1", 5: line, 11: "F"})
        for number, line in enumerate(words, 1)
    )
    document = {1: "1", 2: "SP^Surgical pathology^HL70270", 3: "TX", 4: taken, 6: sender.time(stated_at)}
    return sender.encoded(
        (
            sender.header("MDM^T02^MDM_T02", control_id, stated_at),
            segment("EVN", {1: "T02", 2: sender.time(stated_at)}),
            person.pid(sender),
            person.pv1("SURG"),
            segment("ORC", {1: "RE", 2: order, 3: f"F{order}"}),
            segment("OBR", {1: "1", 2: order, 3: f"F{order}", 4: _DIAGNOSIS, 7: taken, 25: "F"}),
            segment("TXA", document | {12: f"D{order}", 17: "AU"}),
            *results,
        )
    )
