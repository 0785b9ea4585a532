"""Dead letters tried again without keeping anything: what would become of each now."""

from collections.abc import Sequence
from dataclasses import dataclass

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import assess
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.retry_entries import RETRIED
from graftwatch.pipeline.state import DeadLetter


@dataclass(frozen=True, slots=True)
class Trial:
    """A dead letter, and why it would fail again; empty where it would not."""

    letter: DeadLetter
    fails: str


def trials(folder: OpenFolder, seqs: Sequence[int]) -> list[Trial]:
    """What would become of dead letters now: of these entries, or of all.

    Raises:
        InputFault: an entry is none, or there are none.
    """
    intake = folder.intake()
    with folder.state() as state:
        letters = [one for one in state.dead_letters() if not seqs or one.seq in seqs]
        missing = sorted(set(seqs) - {one.seq for one in letters})
        if missing or not letters:
            which = f"entry {missing[0]} is no dead letter" if missing else "there are no dead letters"
            raise InputFault(f"{which}; see `graftwatch dead-letters list`")
        return [Trial(one, _fault(one, folder, state, intake)) for one in letters]


def _fault(letter: DeadLetter, folder: OpenFolder, state: SqliteState, intake: Intake) -> str:
    entry = folder.journal.entry(letter.seq) or state.kept_frame(letter.seq)
    if entry is None:
        return "its entry is past the journal's retention"
    if entry.kind not in RETRIED:
        return "enter the change anew: by `graftwatch enroll`, or by saving the codes' file"
    try:
        _process(letter, entry, state, intake, folder)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it would fail again; its words may hold an identifier
        return type(fault).__name__
    return ""


def _process(letter: DeadLetter, entry: Entry, state: SqliteState, intake: Intake, folder: OpenFolder) -> None:
    """What the detector would do of it that can fail, without keeping anything."""
    if entry.kind is EntryKind.FRAME:
        intake.take(entry.content, entry.feed, entry.received_at)
    recipient = intake.roster.get(letter.subject) if letter.subject else None
    if letter.subject and recipient is None:
        raise LookupError("not enrolled")
    if recipient is not None:
        assess(recipient, state.load(letter.subject).facts, folder.protocol, folder.read_at())
