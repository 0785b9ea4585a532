"""Admissions, transfers, discharges, updates and registrations, and their cancellations, about a recipient.

ADT A01, A02, A03, A08, the clinic's A04, A28 and A31, and A11, A12 and A13, which take back what was said by mistake;
A40, after which the same person has another number.
Source: HL7 v2.5.1, chapter 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Final

from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import ADMISSIONS, segment

_STRUCTURES: Final = MappingProxyType(
    {"A04": "A01", "A08": "A01", "A11": "A09", "A13": "A01", "A28": "A05", "A31": "A05"}
)
_MISTAKEN: Final = 0.25  # of stays have each of the mistakes


@dataclass(frozen=True, slots=True)
class Movement:
    """One event of a stay.

    Attributes:
        trigger: A01, A02, A03 …
        at: when it happened.
        ward: where the patient is afterwards.
        admitted_at: begin of the stay.
        visit: what is appended to the number of the stay; another stay than the one of the transplant.
    """

    trigger: str
    at: datetime
    ward: str
    admitted_at: datetime
    visit: str = ""

    def message(self, person: Person, control_id: str, stated_at: datetime) -> bytes:
        """The message's bytes."""
        sender = ADMISSIONS
        structure = f"ADT_{_STRUCTURES.get(self.trigger, self.trigger)}"
        return sender.encoded(
            (
                sender.header(f"ADT^{self.trigger}^{structure}", control_id, stated_at),
                segment("EVN", {1: self.trigger, 2: sender.time(stated_at), 6: sender.time(self.at)}),
                person.pid(sender),
                segment("PV1", self._visit(person)),
            )
        )

    def _visit(self, person: Person) -> dict[int, str]:
        if self.trigger in {"A28", "A31"}:
            return {1: "1", 2: "N"}
        if self.trigger == "A04":
            return {1: "1", 2: "O", 3: "CLINIC", 19: f"{person.visit}{self.visit}"}
        visit = {1: "1", 2: "I", 3: f"{self.ward}^1^1", 19: f"{person.visit}{self.visit}"}
        visit[44] = ADMISSIONS.time(self.admitted_at)
        if self.trigger == "A03":
            visit[45] = ADMISSIONS.time(self.at)
        return visit


def merge_message(now: Person, before: Person, control_id: str, stated_at: datetime) -> bytes:
    """ADT^A40: what came under the former number is the same person's."""
    sender = ADMISSIONS
    return sender.encoded(
        (
            sender.header("ADT^A40^ADT_A39", control_id, stated_at),
            segment("EVN", {1: "A40", 2: sender.time(stated_at)}),
            now.pid(sender),
            segment("MRG", {1: before.first_number(sender)}),
        )
    )


def mistakes(random: Random, admitted_at: datetime, discharged_at: datetime | None) -> Iterator[Movement]:
    """What was said and taken back (admission, transfer, discharge), and registrations that change nothing."""
    if random.random() < _MISTAKEN:
        wrong = admitted_at + timedelta(hours=1)
        yield Movement("A01", wrong, "MED", wrong, visit="X")
        yield Movement("A11", wrong + timedelta(hours=2), "MED", wrong, visit="X")
    if random.random() < _MISTAKEN:
        moved = admitted_at + timedelta(hours=8)
        yield Movement("A02", moved, "URO", admitted_at)
        yield Movement("A12", moved + timedelta(minutes=20), "SURG", admitted_at)
    if discharged_at is not None and random.random() < _MISTAKEN:
        early = discharged_at - timedelta(hours=26)
        yield Movement("A03", early, "SURG", admitted_at)
        yield Movement("A13", early + timedelta(hours=3), "SURG", admitted_at)
    if random.random() < _MISTAKEN:
        yield Movement("A31", admitted_at + timedelta(hours=3), "SURG", admitted_at)
    if random.random() < _MISTAKEN:
        yield Movement("A04", admitted_at - timedelta(hours=2), "CLINIC", admitted_at, visit="C")
