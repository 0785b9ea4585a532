"""Admissions, transfers, updates and discharges: ADT A01, A02, A08 and A03."""

from dataclasses import dataclass
from datetime import datetime

from graftwatch.simulator.people import Person
from graftwatch.simulator.segments import ADMISSIONS, segment


@dataclass(frozen=True, slots=True)
class Movement:
    """One event of a stay.

    Attributes:
        trigger: A01, A02, A03 or A08.
        at: when it happened.
        ward: where the patient is afterwards.
        admitted_at: begin of the stay.
    """

    trigger: str
    at: datetime
    ward: str
    admitted_at: datetime

    def message(self, person: Person, control_id: str, stated_at: datetime) -> bytes:
        """The message's bytes."""
        sender = ADMISSIONS
        structure = {"A08": "ADT_A01"}.get(self.trigger, f"ADT_{self.trigger}")
        visit = {1: "1", 2: "I", 3: f"{self.ward}^1^1", 19: person.visit, 44: sender.time(self.admitted_at)}
        if self.trigger == "A03":
            visit[45] = sender.time(self.at)
        return sender.encoded(
            (
                sender.header(f"ADT^{self.trigger}^{structure}", control_id, stated_at),
                segment("EVN", {1: self.trigger, 2: sender.time(stated_at), 6: sender.time(self.at)}),
                person.pid(sender),
                segment("PV1", visit),
            )
        )
