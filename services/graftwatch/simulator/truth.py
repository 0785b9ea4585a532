"""What a simulated feed must make the service find, published as one JSON document.

The truth is written down by the scenario that plans a recipient's course, before any message exists; no rule of
the service is asked. It says what holds at the feed's end, and for each signal when its first evidence was stated.
Left out: events that a later issue's rules decide (secondary infections, mucosal-barrier injury, central lines).
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Day = date
"""The type, for models that have a field `date`."""
Livers = Literal["planned", "lifelike"]
"""Planned: each departure of a liver test is one that a rule must find or must not; lifelike: what happens, happens."""


class _Published(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BsiTruth(_Published):
    """One bloodstream infection, as it stands at the feed's end."""

    date_of_event: date
    organisms: tuple[str, ...] = Field(description="names of the NHSN list; the laboratory's words where unresolved")
    criterion: Literal["LCBI-1", "LCBI-2"] | None = Field(
        description="None where the organism is unresolved or excluded"
    )
    status: Literal["suspected", "confirmed", "unresolved", "excluded"]
    in_window: bool
    first_evidence_at: datetime = Field(description="when the first positive bottle was reported")


class ContaminantTruth(_Published):
    """Common commensals of one occasion only: never an infection."""

    collected_on: date
    organisms: tuple[str, ...]


class RejectionTruth(_Published):
    """What the biopsy said; `confirmed` from a rejection activity index of 3."""

    confirmed: bool
    date: date
    grade: Literal["indeterminate", "mild", "moderate", "severe"]
    began_on: Day | None = Field(default=None, description="first morning whose blood shows it; lifelike livers only")
    treated_on: Day | None = Field(default=None, description="first day of the steroid pulse; lifelike livers only")
    pattern: Literal["mixed", "hepatocellular", "cholestatic"] | None = Field(
        default=None, description="which liver tests rise; lifelike livers only"
    )


class LiverInjuryTruth(_Published):
    """Another injury of the graft than rejection, and the days on which the blood shows it."""

    cause: str
    first_on: date
    last_on: date


class SignalTruth(_Published):
    """A signal that must be open once its first evidence has arrived; of cultures and morning bloods in the window."""

    kind: str
    first_evidence_at: datetime


class RecipientTruth(_Published):
    """Everything that must be found about one recipient, and nothing else of these kinds."""

    subject: str
    window: tuple[date, date]
    scenarios: tuple[str, ...] = Field(description="names of the scenarios that were played")
    bsi: tuple[BsiTruth, ...] = ()
    contaminants: tuple[ContaminantTruth, ...] = ()
    retracted_on: tuple[date, ...] = Field(default=(), description="collection days of positive cultures taken back")
    rejection: RejectionTruth | None = None
    liver_injuries: tuple[LiverInjuryTruth, ...] = ()
    signals: tuple[SignalTruth, ...] = ()

    @property
    def has_bsi_endpoint(self) -> bool:
        """Whether a confirmed bloodstream infection lies in the window."""
        return any(event.in_window and event.status == "confirmed" for event in self.bsi)

    @property
    def has_rejection_endpoint(self) -> bool:
        """Whether a confirmed rejection lies in the window."""
        found = self.rejection
        return found is not None and found.confirmed and self.window[0] <= found.date <= self.window[1]


class Truth(_Published):
    """The whole feed's truth."""

    seed: int
    starts: datetime
    until: datetime
    protocol_sha256: str
    livers: Livers = Field(
        default="planned", description="lifelike: no signal of the graft but that of a biopsy is stated, others happen"
    )
    recipients: tuple[RecipientTruth, ...]
    bsi: int = Field(description="recipients with a confirmed bloodstream infection in the window")
    rejection: int = Field(description="recipients with a confirmed rejection in the window")


def truth_document(truth: Truth) -> str:
    """The truth as JSON text, one stable form for the same truth."""
    return truth.model_dump_json(indent=2) + "\n"
