"""Shifts in words and as JSON, and times as an operator writes them, for the commands of `graftwatch on-call`."""

from collections.abc import Iterator
from datetime import datetime

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import note, print_json, print_table
from graftwatch.on_call import Rota, Shift, instant_of, oddity_of

Edges = tuple[datetime, datetime]


def instant_in(at: datetime, rota: Rota) -> datetime:
    """The instant of a time that is local to the file where it has no offset; says which rule an odd one takes."""
    if oddity := oddity_of(at, rota.file.zone):
        note(f"{oddity}; write an offset to say which is meant")
    return instant_of(at, rota.file.zone)


def known_duty(duty: str, rota: Rota) -> str:
    """A duty of the file.

    Raises:
        InputFault: there is none of that name.
    """
    if duty not in rota.file.duties:
        raise InputFault(f"there is no duty {duty!r}; known: {', '.join(rota.file.duties)}")
    return duty


def local_words(at: datetime, rota: Rota) -> str:
    """A time as the file's people read it."""
    return f"{at.astimezone(rota.file.zone):%a %Y-%m-%d %H:%M %Z}"


def _bounds(shift: Shift, edges: Edges) -> tuple[datetime | None, datetime | None]:
    """When a shift begins and ends; None where that is beyond what is looked at."""
    return (None if shift.begins == edges[0] else shift.begins), (None if shift.ends == edges[1] else shift.ends)


def shift_document(duty: str, shift: Shift, rota: Rota, edges: Edges) -> dict[str, object]:
    """A shift for machines; a bound at an edge of what was looked at is null."""
    begins, ends = _bounds(shift, edges)
    return {
        "duty": duty,
        "person": shift.person or None,
        "begins": begins and begins.astimezone(rota.file.zone).isoformat(),
        "ends": ends and ends.astimezone(rota.file.zone).isoformat(),
        "because": shift.because.value,
        "channels": list(rota.file.people[shift.person].through) if shift.person else [],
    }


def print_shifts(rota: Rota, shifts: list[tuple[str, Shift]], edges: Edges, *, as_json: bool) -> None:
    """Prints shifts with their duties."""
    if as_json:
        print_json([shift_document(duty, one, rota, edges) for duty, one in shifts])
        return
    print_table(("duty", "person", "from", "to", "because", "told through"), _rows(rota, shifts, edges))


def _rows(rota: Rota, shifts: list[tuple[str, Shift]], edges: Edges) -> Iterator[tuple[str, ...]]:
    for duty, one in shifts:
        through = ", ".join(rota.file.people[one.person].through) if one.person else ""
        begins, ends = (local_words(at, rota) if at else "always" for at in _bounds(one, edges))
        yield duty, one.person or "nobody", begins, ends, one.because, through
