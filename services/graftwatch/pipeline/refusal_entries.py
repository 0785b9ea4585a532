"""What the gateway says it refused: counted for the watch over the feeds, told where a feed breaks."""

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.refusals import Refusals


def handle_refusals(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Notes the counts of a feed."""
    try:
        refused = Refusals.model_validate_json(entry.content)
    except ValueError as fault:
        held.bury(entry.seq, "", f"refusals of {entry.feed}", fault, entry.received_at, batch)
        return
    if held.watch.refused(entry.feed, refused, entry.received_at):
        held.look(entry.received_at, entry.seq, batch)
