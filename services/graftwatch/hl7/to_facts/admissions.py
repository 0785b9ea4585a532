"""Admission, transfer, discharge and death from ADT, and their cancellations.

Source: HL7 v2.5.1 chapter 3. The stay is PV1-19 (visit number), else PID-18 (account). An admission was at PV1-44, a
discharge at PV1-45, a transfer when EVN-6 says it occurred; each falls back on EVN-6 and EVN-2. A cancellation takes
back the statement of the same identity. Outpatient and emergency visits (PV1-2 of O, E, P, R) are no admission.
Left out: merges and links (the roster's), bed swaps, leave of absence, pre-admission.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from graftwatch.facts import Admission, ClinicalTime, Death, Discharge, Status, Transfer, pseudonymous_key
from graftwatch.hl7.message import Presence, Segment
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, Reading

_NO_STAY: Final = frozenset({"O", "E", "P", "R"})
_ADMISSION: Final = 44
_DISCHARGE: Final = 45


@dataclass(frozen=True, slots=True)
class _Event:
    """What a trigger event says: which statement it makes or takes back."""

    says: str
    status: Status = Status.FINAL


EVENTS: Final = MappingProxyType(
    {
        "A01": _Event("admission"),
        "A02": _Event("transfer"),
        "A03": _Event("discharge"),
        "A06": _Event("admission"),
        "A08": _Event("update"),
        "A11": _Event("admission", Status.WITHDRAWN),
        "A12": _Event("transfer", Status.WITHDRAWN),
        "A13": _Event("discharge", Status.WITHDRAWN),
    }
)
"""Trigger events that say something about a stay. Others are read for a death only."""


def add_movements(reading: Reading) -> None:
    """Adds what an ADT message says about the stay and about death."""
    _add_death(reading)
    event = EVENTS.get(reading.message.trigger)
    visit_segment = reading.message.first("PV1")
    if event is None:
        return
    if visit_segment is None:
        reading.find("visit_missing", reading.message.segments[0], 9, f"{reading.message.trigger} without PV1")
        return
    if visit_segment.value(2).upper() not in _NO_STAY:
        _Stay(reading, visit_segment).say(event)


class _Stay:
    """The stay that one ADT message is about."""

    def __init__(self, reading: Reading, visit: Segment) -> None:
        self._reading = reading
        self._visit = visit
        self._event = reading.message.first("EVN")
        self._stated_at = reading.instant(self._event, 2) or reading.sent_at()
        self._key = self._visit_key()

    def say(self, event: _Event) -> None:
        """Adds what the event states and what the visit's times state beside it."""
        occurred = self._reading.time(self._event, 6) or self._reading.time(self._event, 2)
        admitted = self._reading.time(self._visit, _ADMISSION)
        discharged = self._reading.time(self._visit, _DISCHARGE)
        match event.says:
            case "admission":
                self._add_admission(admitted or occurred, event.status)
            case "discharge":
                self._add_discharge(discharged or occurred, event.status)
            case "transfer":
                self._add_transfer(occurred, event.status)
        if event.says != "admission" and admitted is not None:
            self._add_admission(admitted, Status.FINAL)
        if event.says == "update":
            self._update_discharge(discharged)

    def _visit_key(self) -> str:
        person = self._reading.message.first("PID")
        number = self._visit.value(19) or (person.value(18) if person is not None else "")
        if not number:
            self._reading.find("visit_unnumbered", self._visit, 19, "a stay without a number is told by its times")
            began = self._reading.time(self._visit, _ADMISSION) or self._reading.time(self._event, 6) or "unknown"
            return pseudonymous_key("visit", str(began))
        return pseudonymous_key("visit", number)

    def _add_admission(self, at: ClinicalTime | None, status: Status) -> None:
        if at is None:
            self._reading.find("time_missing", self._visit, _ADMISSION, "an admission without a time")
            return
        self._reading.add(f"admission:{self._key}", Admission(self._key, at), status, self._stated_at)

    def _add_discharge(self, at: ClinicalTime | None, status: Status) -> None:
        if at is None:
            self._reading.find("time_missing", self._visit, _DISCHARGE, "a discharge without a time")
            return
        self._reading.add(f"discharge:{self._key}", Discharge(self._key, at), status, self._stated_at)

    def _update_discharge(self, at: ClinicalTime | None) -> None:
        """A08 may state, correct or delete the time of discharge."""
        if at is not None:
            self._add_discharge(at, Status.FINAL)
        elif self._visit.presence(_DISCHARGE) is Presence.NULL:
            self._add_discharge(ClinicalTime(self._stated_at.date()), Status.WITHDRAWN)

    def _add_transfer(self, at: ClinicalTime | None, status: Status) -> None:
        if at is None:
            self._reading.find("time_missing", self._visit, 3, "a transfer without a time")
            return
        statement = Transfer(self._key, at, self._visit.value(3)[:TEXT_LIMIT])
        self._reading.add(f"transfer:{pseudonymous_key(self._key, str(at))}", statement, status, self._stated_at)


def _add_death(reading: Reading) -> None:
    person = reading.message.first("PID")
    if person is None:
        return
    died = reading.time(person, 29)
    stated_at = _stated_at(reading)
    if died is not None:
        reading.add("death", Death(died), Status.FINAL, stated_at)
    elif person.presence(29) is Presence.NULL:
        reading.add("death", Death(ClinicalTime(stated_at.date())), Status.WITHDRAWN, stated_at)
    elif person.value(30).upper() == "Y":
        reading.find("time_missing", person, 29, "a death without its time")


def _stated_at(reading: Reading) -> datetime:
    return reading.instant(reading.message.first("EVN"), 2) or reading.sent_at()
