"""A change of the roster, as it is written to the journal: enrolled, identifier added, withdrawn.

The roster is the fold of its changes in journal order, so what was enrolled when, as known when, can be asked.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from graftwatch.roster.recipient import Identifier, Recipient

SUBJECT_LENGTH = 64
"""A subject id stands in pages, file names and log lines, so it is short."""


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    subject: str = Field(min_length=1, max_length=SUBJECT_LENGTH)


class PatientIdentifier(BaseModel):
    """An identifier with its assigning authority."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: str = Field(min_length=1)
    authority: str = ""


class Enrolment(_Change):
    """A recipient is enrolled, or what the roster says of one is replaced; identifiers are only added."""

    type: Literal["enrol"] = "enrol"
    identifiers: tuple[PatientIdentifier, ...] = Field(min_length=1)
    transplanted_at: AwareDatetime
    infused_at: AwareDatetime | None = None
    arm: str = ""
    born: date | None = None
    sex: str = ""
    risk: tuple[str, ...] = ()
    withdrawn_at: AwareDatetime | None = None

    def recipient(self) -> Recipient:
        """The recipient that this enrolment describes."""
        return Recipient(
            subject=self.subject,
            identifiers=frozenset(Identifier(one.value, one.authority) for one in self.identifiers),
            transplanted_at=self.transplanted_at,
            infused_at=self.infused_at,
            arm=self.arm,
            born=self.born,
            sex=self.sex,
            risk=frozenset(self.risk),
            withdrawn_at=self.withdrawn_at,
        )


class Alias(_Change):
    """A further identifier of an enrolled recipient became known."""

    type: Literal["alias"] = "alias"
    identifier: PatientIdentifier


class Withdrawal(_Change):
    """A recipient left the trial."""

    type: Literal["withdraw"] = "withdraw"
    at: AwareDatetime


RosterChange = Annotated[Enrolment | Alias | Withdrawal, Field(discriminator="type")]
ROSTER_CHANGE: TypeAdapter[Enrolment | Alias | Withdrawal] = TypeAdapter(RosterChange)
