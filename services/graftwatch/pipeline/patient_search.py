"""The port of the search for a patient's frames in the journal.

The search knows the patient numbers of most of the journal by an index that it builds when there is time for it; what
is not in the index yet is looked through. It gives more frames than are asked for where two numbers share a key, never
fewer, so whoever asks reads and matches each frame as always.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.state import PutOffSearch


class PatientSearch(Protocol):
    """Finds frames by patient number."""

    def behind(self) -> int:
        """How many entries of the journal are not in the index yet: each costs a look when something is searched."""
        ...

    def oldest(self) -> int:
        """Sequence number of the oldest entry that the journal still holds, or will hold."""
        ...

    def ask_elsewhere(self, search: PutOffSearch) -> None:
        """Has these frames looked for where this journal does not reach; they come as an entry. Nothing, mostly."""
        ...

    def advance(self, at_most: int) -> int:
        """Takes up to so many further entries into the index; gives how many it was."""
        ...

    def frames_of(self, numbers: Iterable[str], before: int) -> Iterator[Entry]:
        """Every frame before a sequence number that has one of these patient numbers, in the journal's order."""
        ...
