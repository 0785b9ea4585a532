"""What a person decided: facts like any other, by the same door."""

from graftwatch.assessment.decisions import parse_decisions
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry


def handle_decision(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Steps each recipient that the decisions are about; what cannot be parsed is buried."""
    try:
        decisions = parse_decisions(entry.content.decode(), f"entry {entry.seq}")
    except ValueError as fault:
        held.bury(entry.seq, "", "decision", fault, entry.received_at, batch)
        return
    for decision in decisions:
        facts = decision.facts(held.intake.protocol.zone, entry.received_at)
        held.step(decision.subject, facts, entry.received_at, entry.seq, batch)
