"""A recipient of the trial: identifiers, transplant, infusion, and post-operative days.

Post-operative days are calendar days in the hospital's time zone; the day of the transplant is day 0.
Identifiers and birth dates live here and in the journal only.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

HEARTBEAT_SUBJECT = "heartbeat"
"""Reserved subject of the service's own test message; excluded from every count."""

RISKS = ("abo_incompatible", "dsa", "desensitised")
"""Attributes of immunological risk that the roster knows."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A patient identifier and who assigned it; equal numbers of two authorities are two patients.

    `authority` is the namespace or universal id of PID-3.4; empty where nobody said.
    """

    value: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One enrolled recipient.

    Attributes:
        subject: pseudonymous subject id, the only name that leaves the roster.
        identifiers: patient identifiers with their authority; merges and aliases add to them.
        transplanted_at: time of the transplant (aware).
        infused_at: time of the cell infusion (aware), or None.
        arm: trial arm; for the committee only.
        born: date of birth; rules for infants need it.
        sex: as the roster gives it.
        risk: immunological risk attributes, of `RISKS`.
        withdrawn_at: when the recipient left the trial (aware), or None.
    """

    subject: str
    identifiers: frozenset[Identifier]
    transplanted_at: datetime
    infused_at: datetime | None = None
    arm: str = ""
    born: date | None = None
    sex: str = ""
    risk: frozenset[str] = frozenset()
    withdrawn_at: datetime | None = None

    @property
    def is_heartbeat(self) -> bool:
        """Whether this is the service's own test recipient."""
        return self.subject == HEARTBEAT_SUBJECT

    def transplanted_on(self, zone: tzinfo) -> date:
        """The calendar day of the transplant: post-operative day 0."""
        return self.transplanted_at.astimezone(zone).date()

    def post_operative_day(self, day: date, zone: tzinfo) -> int:
        """Calendar days since the transplant; negative before it."""
        return (day - self.transplanted_on(zone)).days

    def day(self, post_operative_day: int, zone: tzinfo) -> date:
        """The calendar day of a post-operative day."""
        return self.transplanted_on(zone) + timedelta(days=post_operative_day)
