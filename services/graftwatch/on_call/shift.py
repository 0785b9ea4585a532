"""Who is on duty from when to when, worked out of claims of unequal strength.

A claim says that somebody is on duty for a while; layers, calendars and overrides all make claims, and the strongest
counts at every moment. What comes out tiles the time: each moment belongs to exactly one shift, and where nobody claims
it the shift is nobody's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from heapq import heappop, heappush
from itertools import pairwise


class Because(StrEnum):
    """What makes somebody be on duty."""

    ROTATION = "rotation"
    CALENDAR = "calendar"
    OVERRIDE = "override"
    OTHERWISE = "otherwise"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody is on duty, or nobody is.

    Attributes:
        person: the key of a person of the on-call file; empty: nobody.
        begins: the first instant (UTC).
        ends: the first instant that is no longer part of it (UTC).
        because: where it comes from.
    """

    person: str
    begins: datetime
    ends: datetime
    because: Because = Because.ROTATION


Rank = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A shift that counts unless a stronger one does; of two ranks the lower is the stronger."""

    rank: Rank
    shift: Shift


def strongest(claims: Iterable[Claim], since: datetime, until: datetime) -> list[Shift]:
    """The shifts from `since` to `until`: the strongest claim at every moment, nobody's shift where there is none."""
    inside = [one for one in claims if one.shift.begins < until and one.shift.ends > since]
    edges = {since, until, *(at for one in inside for at in (one.shift.begins, one.shift.ends) if since < at < until)}
    waiting = sorted(inside, key=lambda one: one.shift.begins, reverse=True)
    held: list[tuple[Rank, int, Shift]] = []
    found: list[Shift] = []
    for begins, ends in pairwise(sorted(edges)):
        while waiting and waiting[-1].shift.begins <= begins:
            heappush(held, (waiting[-1].rank, len(waiting), waiting.pop().shift))
        while held and held[0][2].ends <= begins:
            heappop(held)
        one = held[0][2] if held else Shift("", begins, ends, Because.NOBODY)
        found.append(replace(one, begins=begins, ends=ends))
    return list(joined(found))


def joined(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """The shifts, those of one person for one reason that follow each other without a break as one."""
    last: Shift | None = None
    for one in shifts:
        if last is not None and (last.person, last.because, last.ends) == (one.person, one.because, one.begins):
            last = replace(last, ends=one.ends)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def by_person(shifts: Sequence[Shift]) -> list[Shift]:
    """The shifts without their reasons: who is on duty from when to when, and nothing about nobody."""
    return list(joined(replace(one, because=Because.ROTATION) for one in shifts if one.person))
