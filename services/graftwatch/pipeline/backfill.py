"""What earlier entries say of a recipient who was enrolled, or whose identifier became known, after them."""

from collections.abc import Iterator

from graftwatch.facts import Fact, Statement
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.intake import Attributed
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.roster import Roster

ENTRIES_AT_A_TIME = 2000


def backfill(subject: str, change: Entry, held: Consequences, batch: Batch) -> list[Fact[Statement]]:
    """The facts of a recipient in the entries before `change`, known since it."""
    recipient = held.intake.roster.get(subject)
    alone = held.intake.with_roster(Roster([recipient] if recipient else []))
    facts: list[Fact[Statement]] = []
    position = 0
    while position < change.seq and (entries := held.ports.journal.read_after(position, ENTRIES_AT_A_TIME)):
        position = entries[-1].seq
        for entry in entries:
            if entry.kind is EntryKind.FRAME and entry.seq < change.seq and alone.concerns_a_recipient(entry.content):
                facts += _facts_for(subject, entry, change, held)
    batch.backfilled += len(facts)
    return facts


def _facts_for(subject: str, entry: Entry, change: Entry, held: Consequences) -> Iterator[Fact[Statement]]:
    for one in held.intake.take(entry.content, entry.feed, change.received_at):
        if isinstance(one, Attributed) and one.subject == subject:
            held.store.keep_frame(entry, subject)
            yield from one.understood.facts
