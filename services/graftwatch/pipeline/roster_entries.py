"""A change of the roster: who is enrolled, by which identifiers; what earlier messages say of it is read again."""

from graftwatch.pipeline.backfill import backfill
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.roster import ROSTER_CHANGE, RosterConflict


def handle_roster_change(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Takes the change, reads the journal for its subject, and steps it; one that cannot be taken is buried."""
    try:
        change = ROSTER_CHANGE.validate_json(entry.content)
        held.intake.roster.apply(change)
    except (ValueError, RosterConflict) as fault:
        held.bury(entry.seq, "", "roster", fault, entry.received_at, batch)
        return
    held.store.add_roster_change(entry.seq, entry.received_at, change)
    batch.roster_changed = True
    facts = backfill(change.subject, entry, held, batch)
    held.step(change.subject, facts, entry.received_at, entry.seq, batch)
