"""What happened to a page at the door for acknowledgements and changes nothing: it goes into the audit as it is."""

from graftwatch.pipeline.audit import AuditItem
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry


def handle_noted(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Keeps the item."""
    try:
        item = AuditItem.model_validate_json(entry.content)
    except ValueError as fault:
        held.bury(entry.seq, "", "note for the audit", fault, entry.received_at, batch)
        return
    held.store.note([item])
