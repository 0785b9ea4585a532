"""The search for earlier frames where they lie elsewhere: nothing is found here, it is asked for.

Recipients' kept frames are looked through all the same.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.state import PutOffSearch

_NO_ENTRY: Final = 2**62


class Elsewhere:
    """See `pipeline.patient_search.PatientSearch`.

    Args:
        ask: has frames looked for.
    """

    def __init__(self, ask: Callable[[PutOffSearch], None]) -> None:
        self._ask = ask

    def behind(self) -> int:
        """There is no index."""
        return 0

    def oldest(self) -> int:
        """The journal here is not searched, so every kept frame is older than what is."""
        return _NO_ENTRY

    def ask_elsewhere(self, search: PutOffSearch) -> None:
        """Has these frames looked for."""
        self._ask(search)

    def advance(self, at_most: int) -> int:  # noqa: ARG002 - there is no index
        """There is no index."""
        return 0

    def frames_of(self, numbers: Iterable[str], before: int) -> Iterator[Entry]:  # noqa: ARG002 - they come later
        """Nothing; what is found comes as an entry."""
        return iter(())
