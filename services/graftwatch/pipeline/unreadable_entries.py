"""A record that could not be read as an entry: a dead letter with the reason, and the ones behind it go on."""

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry


class EntryUnreadable(Exception):  # noqa: N818 - the kind of fault that a dead letter names
    """The record is of a newer version, or damaged."""


def handle_unreadable(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Buries it; the control id says why it could not be read."""
    held.bury(entry.seq, "", f"reading an entry: {entry.control_id}", EntryUnreadable(), entry.received_at, batch)
