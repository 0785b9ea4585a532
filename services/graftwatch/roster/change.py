"""A change of the roster: enrolled, identifier added, withdrawn, and what a message said of two identifiers.

The roster is the fold of its changes in journal order, so what was enrolled when, as known when, can be asked. People's
changes are written to the journal; an `IdentityStatement` follows from a message in it and is kept with them.
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


class LearntFrom(BaseModel):
    """The message that an identifier was learnt from: its feed, MSH-10 and trigger event."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    feed: str
    control_id: str
    event: str

    def __str__(self) -> str:
        return f"ADT^{self.event} {self.control_id} of {self.feed}"


class IdentityStatement(BaseModel):
    """A message says that two identifiers are one person's (a merge, a link, a list), or that they are not (unlinked).

    `stated_at` is when the sender said so: of all that was said of two identifiers, the newest counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["identity"] = "identity"
    one: PatientIdentifier
    other: PatientIdentifier
    same: bool
    stated_at: AwareDatetime
    learnt_from: LearntFrom

    @property
    def pair(self) -> frozenset[Identifier]:
        """The two identifiers, in no order."""
        return frozenset(Identifier(each.value, each.authority) for each in (self.one, self.other))

    @property
    def rank(self) -> tuple[AwareDatetime, bool]:
        """The newer of two statements has the higher one; at the same time a parting wins, as the safer of the two."""
        return self.stated_at, not self.same


EnteredChange = Enrolment | Alias | Withdrawal
"""What people enter, always about one subject."""
RosterChange = Enrolment | Alias | Withdrawal | IdentityStatement
ROSTER_CHANGE: TypeAdapter[RosterChange] = TypeAdapter(Annotated[RosterChange, Field(discriminator="type")])
ENTERED_CHANGE: TypeAdapter[EnteredChange] = TypeAdapter(Annotated[EnteredChange, Field(discriminator="type")])
