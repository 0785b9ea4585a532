"""How much is missing of whose data, beside a list that must not wait for it.

Who starts the console reads the facts of everybody once, which takes seconds for hundreds of recipients: that is begun
with the process, and a page that comes before it is done is shown without the counts.
"""

import sqlite3
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from graftwatch.console.completeness.port import CompletenessDesk
from graftwatch.entrypoints.cli.faults import InputFault

WAITED_SECONDS: Final = 0.15


class MissingCounts:
    """Counts in a thread of its own; any thread asks."""

    def __init__(self, desk: CompletenessDesk) -> None:
        self._desk = desk
        self._counting = ThreadPoolExecutor(1, "missing")
        self._begun: Future[Mapping[str, int]] | None = None
        self._last: Mapping[str, int] | None = None

    def begin(self) -> None:
        """Counts, unless that goes on already."""
        if self._begun is None or self._begun.done():
            self._begun = self._counting.submit(self._count)

    def now(self) -> Mapping[str, int] | None:
        """Things that are missing by subject, as far as a moment ago; None where nobody has counted yet."""
        self.begin()
        begun = self._begun
        with suppress(TimeoutError):
            if begun is not None:
                self._last = begun.result(WAITED_SECONDS)
        return self._last

    def _count(self) -> Mapping[str, int]:
        with suppress(InputFault, sqlite3.Error, OSError):
            return {one.subject: len(one.missing) for one in self._desk.everybody().recipients}
        return {}
