"""A message's bytes: what it says becomes facts of the recipients it names; one that cannot be read is refused."""

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.intake import Attributed, Refused
from graftwatch.pipeline.journal import Entry


def handle_frame(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Reads a message for each recipient it names, and steps each."""
    try:
        taken = held.intake.take(entry.content, entry.feed, entry.received_at)
    except Exception as fault:  # noqa: BLE001 - one message must never stop the ones behind it
        held.bury(entry.seq, "", f"intake of {entry.feed}", fault, entry.received_at, batch)
        return
    for one in taken:
        match one:
            case Refused():
                held.refuse(entry, one, batch)
            case Attributed(subject, understood):
                held.store.keep_frame(entry, subject)
                held.store.count_unmapped(understood.unmapped)
                batch.unmapped.extend(understood.unmapped)
                held.step(subject, understood.facts, entry.received_at, entry.seq, batch)
