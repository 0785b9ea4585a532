"""A stopping boundary as there is something to tell of it: met, met no longer, or out of force; pooled numbers only.

The trial's figures are counted elsewhere; here is what of them a page says. Its signal, and with it every page id and
dedup key, is a function of endpoint, rule and protocol version: whoever decides it again decides the same page.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.findings import Severity
from graftwatch.paging.boundary_numbers import BoundaryNumbers
from graftwatch.paging.matter import Matter, Said
from graftwatch.paging.page import TrialKind

NO_LONGER_MET: Final = "a correction changed what happened: the boundary is no longer met"
OUT_OF_FORCE: Final = "another version of the protocol is in force"


class BoundaryNote(BaseModel):
    """A boundary that was met, as people were told or are to be.

    Attributes:
        numbers: as they were when it was met; where it is no longer, as they are now.
        since: when that was seen (aware).
        met: whether it still is.
        in_force: the protocol version in force where that is another one; else empty.
    """

    model_config = ConfigDict(frozen=True)

    numbers: BoundaryNumbers
    since: AwareDatetime
    met: bool = True
    in_force: str = ""


Notes = Mapping[str, BoundaryNote]
"""By the boundary's name: endpoint, rule and protocol version."""


Found = Mapping[str, BoundaryNumbers | None]
"""Each boundary of the protocol in force by its name, None where it is met, or not, as it was before."""


def noted(notes: Notes, found: Found, version: str, now: AwareDatetime) -> dict[str, BoundaryNote]:
    """The notes after a look at every boundary of the protocol in force.

    Args:
        notes: before; only boundaries that were met.
        found: how each boundary stands.
        version: the protocol version in force.
        now: the time of the look (aware).
    """
    after: dict[str, BoundaryNote] = {}
    for name, note in notes.items():
        numbers = found.get(name)
        if name not in found:
            in_force = version if note.numbers.version != version else ""
            after[name] = note.model_copy(update={"met": False, "in_force": in_force})
        elif numbers is not None and numbers.crossed_at is None:
            after[name] = BoundaryNote(numbers=numbers, since=note.since, met=False)
        else:
            after[name] = note
    new = (one for name, one in found.items() if name not in notes and one is not None and one.crossed_at is not None)
    return after | {one.name: BoundaryNote(numbers=one, since=now) for one in new}


def still_met(notes: Notes) -> dict[str, BoundaryNote]:
    """What is left to remember once all of it was told."""
    return {name: note for name, note in notes.items() if note.met}


def boundary_matters(notes: Notes) -> Iterator[Matter]:
    """What there is to tell."""
    for name, note in sorted(notes.items()):
        closed = "" if note.met else OUT_OF_FORCE if note.in_force else NO_LONGER_MET
        yield Matter(
            signal=f"{TrialKind.BOUNDARY_CROSSED}:{name}",
            open=note.met,
            said=Said(kind=TrialKind.BOUNDARY_CROSSED, severity=Severity.PAGE),
            since=note.since,
            because="",
            closed_because=closed,
            taken_back=not note.met and not note.in_force,
            boundary=note.numbers.model_copy(update={"in_force": note.in_force}),
        )
