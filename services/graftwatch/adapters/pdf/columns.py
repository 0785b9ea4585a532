"""How wide a table's columns are: each as its words need, and what is left as its texts are long."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_UNBROKEN: Final = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+")
"""What stays on one line: a word, or one sign of Japanese, which is written without blanks."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide words are, in the unit of the paper: those of headings, and those of cells."""

    heading: Callable[[str], float]
    cell: Callable[[str], float]


def column_widths(
    headings: Sequence[str], rows: Sequence[Sequence[str]], measure: Measure, total: float, padding: float
) -> list[float]:
    """Widths that fill `total`.

    No column is narrower than its longest word, as long as all of these fit; beyond that each gets its share of what
    its longest text asks for.
    """
    columns = [(heading, [row[place] for row in rows]) for place, heading in enumerate(headings)]
    least = [max(_words(*column, measure), default=0.0) + padding for column in columns]
    texts = [max(measure.heading(heading), *map(measure.cell, cells), 0.0) for heading, cells in columns]
    wanted = [max(text + padding - word, 0.0) for text, word in zip(texts, least, strict=True)]
    room = total - sum(least)
    if room < 0:
        return [total * one / sum(least) for one in least]
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(least)
        return [one + want + spare for one, want in zip(least, wanted, strict=True)]
    return [one + room * want / sum(wanted) for one, want in zip(least, wanted, strict=True)]


def _words(heading: str, cells: Sequence[str], measure: Measure) -> Iterator[float]:
    yield from map(measure.heading, _UNBROKEN.findall(heading))
    yield from (measure.cell(word) for cell in cells for word in _UNBROKEN.findall(cell))
