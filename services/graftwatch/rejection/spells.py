"""When a finding that rests on a row of results begins and ends, so that a value on the edge does not flap.

It begins with the result that completes its ground and ends only after several results in a row that are clear of
it; between the two nothing changes. One result back in range ends nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Spell(NamedTuple):
    """Places in the row of results: where it began, and where it ended (None: it goes on)."""

    began: int
    ended: int | None


def spells(begins: Sequence[bool], clear: Sequence[bool], *, clear_in_a_row: int) -> list[Spell]:
    """The spells of a row of results.

    Args:
        begins: for each result, whether the ground is complete with it.
        clear: for each result, whether it is clear of the ground.
        clear_in_a_row: so many clear results in a row end a spell.

    Two clear results end it, one does not; a new ground begins a new spell:

    >>> letters = "..B.c.cc.B"
    >>> spells([one == "B" for one in letters], [one == "c" for one in letters], clear_in_a_row=2)
    [Spell(began=2, ended=7), Spell(began=9, ended=None)]
    """
    found: list[Spell] = []
    began: int | None = None
    in_a_row = 0
    for place, (ground, is_clear) in enumerate(zip(begins, clear, strict=True)):
        in_a_row = in_a_row + 1 if is_clear and not ground else 0
        if began is None:
            began = place if ground else None
        elif in_a_row >= clear_in_a_row:
            found.append(Spell(began, place))
            began = None
    return found if began is None else [*found, Spell(began, None)]


def in_a_row(held: Sequence[bool], number: int) -> list[bool]:
    """For each place, whether it and the places before it, `number` in all, hold."""
    found: list[bool] = []
    row = 0
    for one in held:
        row = row + 1 if one else 0
        found.append(row >= number)
    return found
