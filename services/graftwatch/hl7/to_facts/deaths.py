"""A death, from any ADT: PID-29 and PID-30, or a discharge of a patient who died (PV1-36).

Source: HL7 v2.5.1, 3.4.2.29 PID-29, 3.4.2.30 PID-30, 3.4.3.36 PV1-36. An explicit delete takes it back, as does a
cancelled discharge what its disposition said. PID-30 of `N` says nothing: systems that never hear of a death send it
for ever.
"""

from datetime import datetime
from typing import Final

from graftwatch.facts import ClinicalTime, Death, Status
from graftwatch.hl7.message import Presence, Segment
from graftwatch.hl7.to_facts.movement_events import EXPIRED
from graftwatch.hl7.to_facts.reading import Reading

_DIED: Final = 29
_DEAD: Final = 30
_DISPOSITION: Final = 36


def add_death(reading: Reading, stated_at: datetime) -> None:
    """Adds what PID says of a death."""
    person = reading.message.first("PID")
    if person is None:
        return
    died = reading.time(person, _DIED)
    if died is not None:
        reading.add("death", Death(died), Status.FINAL, stated_at)
    elif Presence.NULL in {person.presence(_DIED), person.presence(_DEAD)}:
        reading.add("death", Death(ClinicalTime(stated_at.date())), Status.WITHDRAWN, stated_at)
    elif person.value(_DEAD).upper() == "Y" and not is_dead_on_discharge(reading.message.first("PV1")):
        reading.find("time_missing", person, _DIED, "a death without its time")


def is_dead_on_discharge(visit: Segment | None) -> bool:
    """Whether the discharge disposition says that the patient died."""
    return visit is not None and visit.value(_DISPOSITION) in EXPIRED


def add_death_on_discharge(
    reading: Reading, visit: Segment, key: str, at: ClinicalTime, status: Status, stated_at: datetime
) -> None:
    """Adds, or takes back, the death that a discharge's disposition tells of; PID-29 says it better where it does."""
    person = reading.message.first("PID")
    said_in_person = person is not None and person.presence(_DIED) in {Presence.VALUE, Presence.NULL}
    withdrawn = status is Status.WITHDRAWN or (person is not None and person.presence(_DIED) is Presence.NULL)
    if withdrawn:
        reading.add(f"death:{key}", Death(at), Status.WITHDRAWN, stated_at)
    elif is_dead_on_discharge(visit) and not said_in_person:
        reading.add(f"death:{key}", Death(at), status, stated_at)
