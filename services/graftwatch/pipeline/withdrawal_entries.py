"""A message that counts no longer: its sender deleted the file it came in, or put another in its place.

What only that message said lapses from now on. What another message says as well stands, among them the one that took
its place; so it does not matter in which order they came, or how often the withdrawal does.
"""

from pydantic import BaseModel, ConfigDict, Field

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Besides, Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.standing import lapses_of


class WithdrawnMessage(BaseModel):
    """Which message, and which one took its place, by their sequence numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int = Field(ge=1)
    superseded_by: int | None = Field(default=None, ge=1)


def handle_withdrawal(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Lets lapse what only the withdrawn message said of each recipient; what cannot be parsed is buried."""
    try:
        withdrawn = WithdrawnMessage.model_validate_json(entry.content)
    except ValueError as fault:
        held.bury(entry.seq, "", "withdrawal", fault, entry.received_at, batch)
        return
    for subject in held.store.withdraw(withdrawn.seq, entry.received_at):
        if held.intake.roster.get(subject) is None:
            continue
        lapses = lapses_of(subject, held, entry.received_at)
        if lapses:
            batch.withdrawn += len(lapses)
            held.step(subject, (), entry.received_at, entry.seq, batch, Besides(lapses))
