"""What each trigger event of ADT says about a stay, or in words why it says nothing.

Source: HL7 v2.5.1, chapter 3 (3.3.1 to 3.3.62) and table 0003; v2.8.2 adds none. What events say about identifiers is
`hl7.identity_statements`; any ADT may tell of a death, whatever its event.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graftwatch.facts import Status


class Says(StrEnum):
    """What is stated, or taken back."""

    ADMISSION = "admission"
    TRANSFER = "transfer"
    DISCHARGE = "discharge"
    UPDATE = "update"  # whatever times stand in PV1
    RENUMBERED = "renumbered"  # a stay goes on under another number
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class MovementEvent:
    """What a trigger event says: which statement it makes or takes back; where it says nothing, why."""

    says: Says
    status: Status = Status.FINAL
    why: str = ""


_PLANNED: Final = "announces what has not happened; the event itself comes in a message of its own"
_TRACKED: Final = "tells that the patient is on the way; a transfer says where to"
_LEAVE: Final = "is about a leave of absence, during which the stay goes on"
_PERSON: Final = "is about the person, not about a stay"
_STAFF: Final = "is about who treats the patient"
_IDENTITY: Final = "is about identifiers, not about a stay"


def _nothing(why: str) -> MovementEvent:
    return MovementEvent(Says.NOTHING, why=why)


MOVEMENT_EVENTS: Final = MappingProxyType(
    {
        "A01": MovementEvent(Says.ADMISSION),
        "A02": MovementEvent(Says.TRANSFER),
        "A03": MovementEvent(Says.DISCHARGE),
        "A04": MovementEvent(Says.UPDATE),  # registers a visit, which is a stay only where PV1-2 says so
        "A05": _nothing(_PLANNED),  # pre-admission
        "A06": MovementEvent(Says.ADMISSION),  # outpatient to inpatient
        "A07": MovementEvent(Says.DISCHARGE),  # inpatient to outpatient: still treated, no longer admitted
        "A08": MovementEvent(Says.UPDATE),
        "A09": _nothing(_TRACKED),
        "A10": _nothing(_TRACKED),
        "A11": MovementEvent(Says.ADMISSION, Status.WITHDRAWN),
        "A12": MovementEvent(Says.TRANSFER, Status.WITHDRAWN),
        "A13": MovementEvent(Says.DISCHARGE, Status.WITHDRAWN),
        "A14": _nothing(_PLANNED),  # pending admission
        "A15": _nothing(_PLANNED),  # pending transfer
        "A16": _nothing(_PLANNED),  # pending discharge
        "A17": MovementEvent(Says.TRANSFER),  # two patients swap beds; each is read for itself
        "A18": _nothing(_IDENTITY),
        "A19": _nothing("asks for a patient's data"),
        "A20": _nothing("is about a bed"),
        "A21": _nothing(_LEAVE),
        "A22": _nothing(_LEAVE),
        "A23": _nothing("deletes a record from an archive, which does not undo what happened; a mistake is cancelled"),
        "A24": _nothing(_IDENTITY),
        "A25": _nothing(_PLANNED),  # pending discharge cancelled
        "A26": _nothing(_PLANNED),  # pending transfer cancelled
        "A27": _nothing(_PLANNED),  # pending admission cancelled
        "A28": _nothing(_PERSON),
        "A29": _nothing(_PERSON),
        "A30": _nothing(_IDENTITY),
        "A31": _nothing(_PERSON),
        "A32": _nothing(_TRACKED),  # arrival cancelled
        "A33": _nothing(_TRACKED),  # departure cancelled
        "A34": _nothing(_IDENTITY),
        "A35": MovementEvent(Says.RENUMBERED),  # accounts merged
        "A36": MovementEvent(Says.RENUMBERED),  # patients and accounts merged
        "A37": _nothing(_IDENTITY),
        "A38": _nothing(_PLANNED),  # pre-admission cancelled
        "A39": _nothing(_IDENTITY),
        "A40": _nothing(_IDENTITY),
        "A41": MovementEvent(Says.RENUMBERED),  # accounts merged
        "A42": MovementEvent(Says.RENUMBERED),  # visits merged
        "A43": _nothing(_IDENTITY),
        "A44": MovementEvent(Says.RENUMBERED),  # an account moved within one patient; between two, a person looks
        "A45": MovementEvent(Says.RENUMBERED),  # a visit moved to another account
        "A46": _nothing(_IDENTITY),
        "A47": _nothing(_IDENTITY),
        "A48": _nothing(_IDENTITY),
        "A49": MovementEvent(Says.RENUMBERED),  # account number changed
        "A50": MovementEvent(Says.RENUMBERED),  # visit number changed
        "A51": MovementEvent(Says.RENUMBERED),  # alternate visit number changed
        "A52": _nothing(_LEAVE),
        "A53": _nothing(_LEAVE),
        "A54": _nothing(_STAFF),
        "A55": _nothing(_STAFF),
        "A60": _nothing("is about allergies and adverse reactions"),
        "A61": _nothing(_STAFF),
        "A62": _nothing(_STAFF),
    }
)
"""By trigger event (MSH-9.2)."""

NO_STAY: Final = MappingProxyType(
    {
        "O": "an outpatient",
        "E": "an emergency patient",
        "P": "a pre-admitted patient",
        "R": "a recurring patient",
        "C": "a commercial account",
        "N": "no patient class",
    }
)
"""Patient classes (table 0004) that are no stay; a change from inpatient to outpatient (A07) states the new class."""

EXPIRED: Final = frozenset({"20", "40", "41", "42"})
"""Discharge dispositions (table 0112, after UB-92 and UB-04) of a patient who died: in hospital, at home, in a medical
facility, place unknown."""


def movement_event(trigger: str) -> MovementEvent:
    """What a trigger event says; one that the standard does not have says nothing.

    >>> movement_event("A03").says.value, movement_event("A99").why
    ('discharge', 'is no trigger event of ADT in HL7')
    """
    return MOVEMENT_EVENTS.get(trigger) or _nothing("is no trigger event of ADT in HL7")
