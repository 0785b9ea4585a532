"""Admission, transfer and discharge from ADT, their cancellations and corrections.

Source: HL7 v2.5.1 chapter 3. A stay is told by PV1-19 (visit number), else PID-18 (account), else PV1-50 (alternate
visit number), else by when it began. An admission was at PV1-44, a discharge at PV1-45, a transfer when EVN-6 says it
occurred; each falls back on EVN-6 and EVN-2. A cancellation takes back the statement of the same identity, a newer
statement of it corrects it. What each trigger event says is a table (movement_events.py); where one says nothing, that
is a finding.
Left out: what events say about identifiers (`hl7.identity_statements`), wards beyond their name.
"""

from datetime import datetime
from typing import Final

from graftwatch.facts import Admission, ClinicalTime, Discharge, Status, Transfer, pseudonymous_key
from graftwatch.hl7.message import Presence, Segment
from graftwatch.hl7.to_facts.deaths import add_death, add_death_on_discharge
from graftwatch.hl7.to_facts.movement_events import NO_STAY, MovementEvent, Says, movement_event
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, Reading

_ADMISSION: Final = 44
_DISCHARGE: Final = 45
_VISIT_NUMBER: Final = 19
_ALTERNATE_VISIT_NUMBER: Final = 50
_ACCOUNT: Final = 18
_PRIOR_ACCOUNT: Final = 3
_PRIOR_VISIT: Final = 5


def add_movements(reading: Reading) -> None:
    """Adds what an ADT message says about the stay and about death."""
    trigger = reading.message.trigger
    event, visit = movement_event(trigger), reading.message.first("PV1")
    add_death(reading, _stated_at(reading))
    header = reading.message.segments[0]
    if event.says is Says.NOTHING:
        reading.find("event_without_movement", header, 9, f"ADT^{trigger[:3]} {event.why}")
    elif visit is None:
        reading.find("visit_missing", header, 9, f"ADT^{trigger} without PV1")
    elif trigger != "A07" and (patient_class := visit.value(2).upper()) in NO_STAY:
        reading.find("no_stay", visit, 2, f"{NO_STAY[patient_class]} has no hospital stay")
    else:
        _Stay(reading, visit).say(event)


def _stated_at(reading: Reading) -> datetime:
    return reading.instant(reading.message.first("EVN"), 2) or reading.sent_at()


class _Stay:
    """The stay that one ADT message is about."""

    def __init__(self, reading: Reading, visit: Segment) -> None:
        self._reading = reading
        self._visit = visit
        self._event = reading.message.first("EVN")
        self._merged = reading.message.first("MRG")
        self._stated_at = _stated_at(reading)
        self._key = self._visit_key()

    def say(self, event: MovementEvent) -> None:
        """Adds what the event states and what the visit's times state beside it."""
        occurred = self._reading.time(self._event, 6) or self._reading.time(self._event, 2)
        admitted = self._reading.time(self._visit, _ADMISSION)
        discharged = self._reading.time(self._visit, _DISCHARGE)
        match event.says:
            case Says.ADMISSION:
                self._add_admission(admitted or occurred, event.status)
            case Says.DISCHARGE:
                self._add_discharge(discharged or occurred, event.status)
            case Says.TRANSFER:
                self._add_transfer(occurred, event.status)
            case Says.UPDATE:
                self._update(admitted, discharged)
            case Says.RENUMBERED:
                self._renumber(admitted, discharged)
        if event.says in {Says.TRANSFER, Says.DISCHARGE} and admitted is not None:
            self._add_admission(admitted, Status.FINAL)

    def _visit_key(self) -> str:
        number = self._number()
        if number:
            return pseudonymous_key("visit", number)
        text = "a stay without a number is told by its times"
        self._reading.find("visit_unnumbered", self._visit, _VISIT_NUMBER, text)
        began = self._reading.time(self._visit, _ADMISSION) or self._reading.time(self._event, 6) or "unknown"
        return pseudonymous_key("visit", str(began))

    def _number(self) -> str:
        """The stay's number. A change to outpatient may give a new one: then the stay that ended had the prior one."""
        if self._reading.message.trigger == "A07" and (prior := self._prior_number()):
            return prior
        person = self._reading.message.first("PID")
        account = person.value(_ACCOUNT) if person is not None else ""
        return self._visit.value(_VISIT_NUMBER) or account or self._visit.value(_ALTERNATE_VISIT_NUMBER)

    def _prior_number(self) -> str:
        if self._merged is None:
            return ""
        numbered = bool(self._visit.value(_VISIT_NUMBER))
        return self._merged.value(_PRIOR_VISIT) or ("" if numbered else self._merged.value(_PRIOR_ACCOUNT))

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
        add_death_on_discharge(self._reading, self._visit, self._key, at, status, self._stated_at)

    def _update(self, admitted: ClinicalTime | None, discharged: ClinicalTime | None) -> None:
        """A08 may state, correct or delete the times of the stay."""
        if admitted is not None:
            self._add_admission(admitted, Status.FINAL)
        elif self._visit.presence(_ADMISSION) is Presence.NULL:
            self._add_admission(self._today(), Status.WITHDRAWN)
        if discharged is not None:
            self._add_discharge(discharged, Status.FINAL)
        elif self._visit.presence(_DISCHARGE) is Presence.NULL:
            self._add_discharge(self._today(), Status.WITHDRAWN)

    def _renumber(self, admitted: ClinicalTime | None, discharged: ClinicalTime | None) -> None:
        """The stay goes on under its new number, if its times are stated with it; what the old one said is gone."""
        prior = self._prior_number()
        if not prior or pseudonymous_key("visit", prior) == self._key:
            return
        if admitted is None:
            text = "a stay got another number, its admission is not stated with it: both numbers are taken for stays"
            self._reading.find("visit_renumbered", self._visit, _ADMISSION, text)
            return
        old, at = pseudonymous_key("visit", prior), self._stated_at
        self._reading.add(f"admission:{old}", Admission(old, self._today()), Status.WITHDRAWN, at)
        self._reading.add(f"discharge:{old}", Discharge(old, self._today()), Status.WITHDRAWN, at)
        self._update(admitted, discharged)

    def _today(self) -> ClinicalTime:
        return ClinicalTime(self._stated_at.date())

    def _add_transfer(self, at: ClinicalTime | None, status: Status) -> None:
        if at is None:
            self._reading.find("time_missing", self._visit, 3, "a transfer without a time")
            return
        statement = Transfer(self._key, at, self._visit.value(3)[:TEXT_LIMIT])
        self._reading.add(f"transfer:{pseudonymous_key(self._key, str(at))}", statement, status, self._stated_at)
