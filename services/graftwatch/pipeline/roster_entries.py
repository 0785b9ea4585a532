"""A change of the roster: who is enrolled, by which identifiers; what earlier messages say of it is read again."""

from graftwatch.paging import LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.learning import Learning, Whose
from graftwatch.roster import ENTERED_CHANGE, Alias, RosterConflict


def handle_roster_change(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Takes the change, searches for what it brings, and steps its subject; one that cannot be taken is buried."""
    before = Whose.of(held.intake.roster)
    try:
        change = ENTERED_CHANGE.validate_json(entry.content)
        held.intake.roster.apply(change)
    except (ValueError, RosterConflict) as fault:
        held.bury(entry.seq, "", "roster", fault, entry.received_at, batch)
        return
    held.store.add_roster_change(entry.seq, entry.received_at, change)
    learning = Learning(entry, held, batch, LateCause.LEARNT if isinstance(change, Alias) else LateCause.ENROLLED)
    learning.add(change.subject, ())
    learning.follow(before)
    learning.conclude()
