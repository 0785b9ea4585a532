"""Whether a worker stands still: committed offsets that do not move although there is something to do. No I/O here.

A worker can be alive and idle for ever after an outage of the cluster, and a process list shows nothing of it.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

# Looks are two seconds apart, and take some more on a busy machine; a longer gap was no look's.
LOOKS_APART_SECONDS: Final = 5.0

Place = tuple[str, int]
"""Topic and partition."""


class Position(NamedTuple):
    """How far a partition is committed, and where it ends."""

    committed: int
    end: int


class StandingStill:
    """Follows the positions of all partitions.

    Args:
        seconds: for so long a partition may stand still with something to do.
        now: seconds of a monotonic clock.
    """

    def __init__(self, seconds: float, now: float) -> None:
        self._seconds = seconds
        self._moved: dict[Place, tuple[int, float]] = {}
        self._looked_at = now

    def look(self, positions: Mapping[Place, Position], mine: AbstractSet[Place], now: float) -> list[Place]:
        """The partitions that stand still and are this worker's; of all where it holds none.

        A gap between two looks (the process was stopped, the cluster was away) counts for nothing.
        """
        gap = now - self._looked_at
        self._looked_at = now
        pause = max(gap - LOOKS_APART_SECONDS, 0.0)
        still = []
        for place, position in positions.items():
            committed, since = self._moved.get(place, (-1, now))
            if committed != position.committed or position.end <= position.committed:
                self._moved[place] = (position.committed, now)
                continue
            self._moved[place] = (committed, since + pause)
            if now - since - pause >= self._seconds and (place in mine or not mine):
                still.append(place)
        return still

    def forgive(self, now: float) -> None:
        """The cluster cannot be asked: nobody stands still by their own fault."""
        self._moved = {place: (committed, now) for place, (committed, _) in self._moved.items()}
        self._looked_at = now
