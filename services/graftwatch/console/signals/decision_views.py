"""What people decide about recipients, as the forms and the API take it."""

from datetime import datetime

from pydantic import Field, JsonValue

from graftwatch.findings import Published


class EnteredDecision(Published):
    """A decision that stands, or was taken back.

    `said` is the document as it was written, without subject and `by`; `by` is empty where the journal has it no more.
    """

    identity: str
    type: str
    said: dict[str, JsonValue]
    entered_at: datetime
    by: str = ""
    taken_back: bool = False


class EnteredDecisions(Published):
    """A recipient's decisions, the newest first."""

    decisions: tuple[EnteredDecision, ...]


class DecisionFault(Published):
    """What is wrong with a decision: at which field (empty: as a whole), and what to write there."""

    field: str
    words: str


class Deciding(Published):
    """What became of a decision.

    `faults`: it was not entered. `handled`: detection has taken it up. `without_effect`: it was entered, and why it
    changes nothing.
    """

    faults: tuple[DecisionFault, ...] = ()
    handled: bool = False
    without_effect: tuple[str, ...] = Field(default=())
