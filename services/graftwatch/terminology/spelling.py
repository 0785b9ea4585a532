"""Misspellings: the one known word within a small edit distance, or none.

One letter may be wrong in a word of five letters or more, two where the known word has nine or more; a swap of
neighbours is one error, and the first letter is never wrong ("asaccharolyticus" is not "saccharolyticus"). Where two
known words are equally near, nothing is guessed.
"""

from collections.abc import Sequence
from typing import Final

_ONE_ERROR_FROM: Final = 5
_TWO_ERRORS_FROM: Final = 9


def closest(word: str, known: Sequence[str]) -> str | None:
    """The only known word that near, or None.

    >>> closest("epidermidus", ["epidermidis", "hominis"])
    'epidermidis'
    >>> closest("oris", ["ovis"]) is None
    True
    """
    if len(word) < _ONE_ERROR_FROM:
        return None
    near = sorted((distance(word, other), other) for other in known if _comparable(word, other))
    near = [(errors, other) for errors, other in near if errors <= _allowed(other)]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def _comparable(word: str, known: str) -> bool:
    return word[0] == known[0] and abs(len(word) - len(known)) <= _allowed(known)


def _allowed(known: str) -> int:
    return 2 if len(known) >= _TWO_ERRORS_FROM else 1


def distance(one: str, other: str) -> int:
    """Edit distance: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment)."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            current.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        before_last, last = last, current
    return last[-1]
