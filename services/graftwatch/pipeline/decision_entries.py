"""What a person decided: facts like any other, by the same door."""

from graftwatch.assessment.decisions import DecisionFileError, read_decisions
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry


def handle_decision(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Steps each recipient that the decisions are about; what is refused is buried, and the others go on.

    One without a subject is an acknowledgement of a page about the service itself.
    """
    try:
        stated = read_decisions(entry.content.decode(), f"entry {entry.seq}")
    except ValueError as fault:
        held.bury(entry.seq, "", "decision", fault, entry.received_at, batch)
        return
    if stated.refused:
        refused = DecisionFileError([str(one) for one in stated.refused])
        held.bury(entry.seq, "", "decision", refused, entry.received_at, batch)
    for decision in stated.decisions:
        facts = decision.facts(held.intake.protocol.zone, entry.received_at)
        if decision.subject:
            held.step(decision.subject, facts, entry.received_at, entry.seq, batch)
        else:
            held.heard_of_the_service(facts, entry.received_at, entry.seq, batch)
