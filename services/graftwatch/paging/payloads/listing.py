"""The lists of a page (what changed, the evidence, what is missing), as long as a receiver's limit lets them be."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from graftwatch.paging.page import LINES
from graftwatch.paging.payloads.telling import Told
from graftwatch.paging.phrases import Phrases

Form = TypeVar("Form")

Lists = tuple[tuple[str, tuple[str, ...]], ...]
"""Titles, each with its lines."""


def lists_of(told: Told) -> Lists:
    """The lists of a page that have lines."""
    details, phrases = told.words.details, told.phrases
    titled = (
        (phrases.changed, details.changed),
        (phrases.evidence, details.evidence),
        (phrases.missing, details.missing),
    )
    return tuple((title, lines) for title, lines in titled if lines)


def shortened(lines: Sequence[str], at_most: int, phrases: Phrases) -> tuple[str, ...]:
    """So many lines at most, the last saying how many more there were.

    >>> from graftwatch.paging.phrases import ENGLISH
    >>> shortened(["one", "two", "three"], 2, ENGLISH)
    ('one', 'and 2 more')
    >>> shortened(["one", "two"], 2, ENGLISH)
    ('one', 'two')
    >>> shortened(["one", "two"], 0, ENGLISH)
    ()
    """
    if len(lines) <= at_most:
        return tuple(lines)
    kept = max(at_most - 1, 0)
    return (*lines[:kept], phrases.more.format(count=len(lines) - kept)) if at_most else ()


def longest_that_fits(made: Callable[[int], Form], fits: Callable[[Form], bool]) -> Form:
    """What `made` gives for the most lines a list that fit; for none where even one does not."""
    return next((form for form in _forms(made) if fits(form)), made(0))


def _forms(made: Callable[[int], Form]) -> Iterator[Form]:
    return (made(at_most) for at_most in range(LINES, 0, -1))
