"""Dead letters that are to be handled again: their fault, which was ours, is mended.

A retry is an entry of the journal like all else that changes a conclusion, so a replay does it at the same place. The
letter is taken away and the entry handled as if it came now, with the time it first came; one that fails again is a
dead letter again. Where a recipient's assessment had failed, the recipient is assessed anew from the facts, which were
kept. An entry that neither the journal nor the kept frames hold any more stays a dead letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry, EntryKind

RETRY_FEED = "retry"
# A change of the roster or of codes has its place among the others of its kind; a person enters it anew.
RETRIED = frozenset({EntryKind.FRAME, EntryKind.DECISION})

Handler = Callable[[Entry, Consequences, Batch], None]
"""What an entry of one kind leads to."""


class Retry(BaseModel):
    """The sequence numbers of entries to be handled again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seqs: tuple[int, ...]


def handle_retry(entry: Entry, held: Consequences, batch: Batch, *, handlers: Mapping[EntryKind, Handler]) -> None:
    """Handles entries again."""
    try:
        retry = Retry.model_validate_json(entry.content)
    except ValueError as fault:
        held.bury(entry.seq, "", "retry", fault, entry.received_at, batch)
        return
    for seq in retry.seqs:
        failed = held.ports.journal.entry(seq) or held.store.kept_frame(seq)
        if failed is not None:
            _again(failed, entry, held, batch, handlers)


def _again(
    failed: Entry, retry: Entry, held: Consequences, batch: Batch, handlers: Mapping[EntryKind, Handler]
) -> None:
    letters = held.store.take_dead_letters(failed.seq) if failed.kind in RETRIED else []
    if not letters:
        return
    handlers[failed.kind](replace(failed, received_at=retry.received_at, first_received_at=failed.came_at), held, batch)
    for letter in letters:
        if letter.subject and held.intake.roster.get(letter.subject) is not None:
            held.step(letter.subject, (), retry.received_at, failed.seq, batch)
