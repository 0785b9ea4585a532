"""From the beats that arrived to what people must have been told, in order; nothing here asks the service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.paging_simulation.lines import NOTHING, Line, Loudness, Stands

LOUD = frozenset({"first", "reopened", "escalated", "new_organism"})


@dataclass(frozen=True, slots=True)
class Due:
    """Something that people must be told: from when on, how it must be called, and what is so then."""

    at: datetime
    reason: str
    stands: Stands


def due_of(line: Line, known: dict[int, datetime]) -> list[Due]:
    """All that must be told of a line whose beats arrived at these times."""
    return list(_due(line, sorted((at, beat) for beat, at in known.items())))


def _due(line: Line, arrivals: list[tuple[datetime, int]]) -> Iterator[Due]:
    arrived: set[int] = set()
    told, ever = NOTHING, False
    for at, beat in arrivals:
        arrived.add(beat)
        now = line.stands(frozenset(arrived))
        reason = _reason(told, now, ever=ever)
        if reason:
            yield Due(at, reason, now)
            told, ever = now, True


def _reason(told: Stands, now: Stands, *, ever: bool) -> str:
    """What the page must be called, or nothing.

    Surer or louder is an escalation; another organism at the same sureness is a new organism; less of anything is a
    revision; what is over ends it; what comes back after an end is reopened.
    """
    if told.loudness is Loudness.NOTHING:
        return "" if now.loudness is Loudness.NOTHING else "reopened" if ever else "first"
    if now.loudness is Loudness.NOTHING:
        return "ends"
    if now.sure > told.sure or now.loudness > told.loudness:
        return "escalated"
    if now.organisms - told.organisms:
        return "new_organism"
    return "" if now == told else "revised"
