"""Earlier frames of a recipient, found outside this journal once an enrolment or a message told whose they are.

They are read as what a search of this journal finds: concluded from in one step a recipient, known since now. A frame
that is kept already (it had another number of the recipient's as well) stays the one it is, withdrawn where it was.
"""

from collections.abc import Iterator

from graftwatch.paging import LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.learning import Learning
from graftwatch.pipeline.passed_over import FRAMES_AT_MOST, FoundFrames


def handle_found(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Reads the frames and steps each recipient; what cannot be parsed is buried."""
    try:
        found = FoundFrames.model_validate_json(entry.content)
        cause = LateCause(found.cause)
    except ValueError as fault:
        held.bury(entry.seq, "", "frames that were found", fault, entry.received_at, batch)
        return
    learning = Learning(entry, held, batch, cause)
    if held.intake.roster.get(found.subject) is not None:
        learning.add(found.subject, ())
        learning.read_found(found.subject, [*_frames(entry, found, held)])
    learning.conclude()


def _frames(entry: Entry, found: FoundFrames, held: Consequences) -> Iterator[tuple[Entry, bool]]:
    """Each frame as an entry, and whether it was withdrawn."""
    kept = {_key(one): one for one in held.store.kept_frames(found.subject)}
    withdrawn = {_key(one): one for one in held.store.withdrawn_frames(found.subject)}
    first = -(entry.seq + 1) * FRAMES_AT_MOST
    for index, one in enumerate(found.frames):
        frame = Entry(first + index, one.received_at, EntryKind.FRAME, one.feed, one.control_id, one.content)
        key = _key(frame)
        yield withdrawn.get(key) or kept.get(key) or frame, key in withdrawn


def _key(frame: Entry) -> tuple[str, bytes]:
    return frame.feed, frame.content
